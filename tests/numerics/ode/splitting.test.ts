/** leapfrog, yoshida4 and kahanLi8: order, symplecticity, reversibility, energy that does not drift, derivatives. */

import {
  add,
  type Arr,
  array,
  checkGrads,
  concat,
  cos,
  div,
  emit,
  grad,
  hessian,
  jacobian,
  jit,
  linspace,
  matMul,
  max,
  mul,
  ode,
  scan,
  sin,
  sqrt,
  sub,
  vmap,
} from "fluxion";
import { describe, expect, it } from "vitest";
import { expectClose } from "../../support/arrays.ts";
import { fittedOrder } from "../../support/convergence.ts";
import { messageOf } from "../../support/message-of.ts";
import { expectRelative } from "../../support/relative.ts";

/** Attraction by a unit mass at the origin. */
const kepler = (q: Arr) => div(q.neg(), q.square().sum().pow(1.5));
const eccentricity = 0.3;
/** The pericentre of an orbit of semi-major axis 1, whose period is 2 pi. */
const pericentre = {
  position: array([1 - eccentricity, 0]),
  momentum: array([0, Math.sqrt((1 + eccentricity) / (1 - eccentricity))]),
};

const methods = [
  ["leapfrog", ode.leapfrog, ode.leapfrogStep, 2],
  ["yoshida4", ode.yoshida4, ode.yoshida4Step, 4],
] as const;

describe("kahanLi8", () => {
  it("closes a Kepler orbit with its order, and leads back to the start when reversed", () => {
    const counts = [30, 40, 50, 60];
    const errors = counts.map((substeps) => {
      const orbit = jit((start: typeof pericentre) => ode.kahanLi8(kepler, start, [0, 2 * Math.PI], { substeps }));
      const { position } = orbit(pericentre);
      return sqrt(sub(position.slice(1), position.slice(0)).square().sum()).item();
    });
    const fitted = fittedOrder(
      counts.map((count) => 1 / count),
      errors,
    );
    // The next even power of the step adds some tenths.
    expect(Math.abs(fitted - 8)).toBeLessThan(0.5);
    const there = ode.kahanLi8Step(kepler, pericentre, 0, 0.2);
    const back = ode.kahanLi8Step(kepler, there, 0.2, -0.2);
    // Reversible but for rounding.
    expectClose([back.position, back.momentum], [pericentre.position, pericentre.momentum], 1e-14);
  });
});

describe.each(methods)("%s", (_name, solve, step, order) => {
  it("closes a Kepler orbit with its order", () => {
    const counts = [400, 800, 1600, 3200];
    const errors = counts.map((substeps) => {
      // The start is an argument: what a compiled function reads besides is computed while it is traced.
      const orbit = jit((start: typeof pericentre) => solve(kepler, start, [0, 2 * Math.PI], { substeps }));
      const { position } = orbit(pericentre);
      return sqrt(sub(position.slice(1), position.slice(0)).square().sum()).item();
    });
    const fitted = fittedOrder(
      counts.map((count) => 1 / count),
      errors,
    );
    // The next even power of the step adds some hundredths.
    expect(Math.abs(fitted - order)).toBeLessThan(0.05);
  });

  it("keeps its order in a potential that time moves", () => {
    // q'' = -q + 3 sin 2t has the solution q = cos t + 2 sin t - sin 2t, from q = 1 at rest.
    const driven = (q: Arr, t: Arr) => add(q.neg(), sin(mul(t, 2)).mul(3));
    const exact = Math.cos(3) + 2 * Math.sin(3) - Math.sin(6);
    const counts = [50, 100, 200, 400];
    const errors = counts.map((substeps) => {
      const { position } = solve(driven, { position: 1, momentum: 0 }, [0, 3], { substeps });
      return Math.abs(position.slice(1).item() - exact);
    });
    const fitted = fittedOrder(
      counts.map((count) => 3 / count),
      errors,
    );
    expect(Math.abs(fitted - order)).toBeLessThan(0.05);
  });

  it("leads back to the start when reversed", () => {
    const there = solve(kepler, pericentre, [0, 5], { substeps: 100 });
    const last = { position: there.position.slice(-1, null), momentum: there.momentum.slice(-1, null) };
    const back = solve(kepler, last, [5, 0], { substeps: 100 });
    // Reversible but for rounding, of 200 steps that stretch it up to a hundredfold.
    expectClose([back.position.slice(-1, null)], [pericentre.position], 1e-12);
    expectClose([back.momentum.slice(-1, null)], [pericentre.momentum], 1e-12);
  });

  it("is symplectic: its Jacobian J keeps the form, transpose(J) W J = W", () => {
    const flow = (z: Arr) => {
      const { position, momentum } = step(kepler, { position: z.slice([0, 2]), momentum: z.slice([2, 4]) }, 0, 0.3);
      return concat([position, momentum]);
    };
    const j = jacobian(flow)(concat([pericentre.position, pericentre.momentum]));
    const form = array([
      [0, 0, 1, 0],
      [0, 0, 0, 1],
      [-1, 0, 0, 0],
      [0, -1, 0, 0],
    ]);
    // Products of entries up to 3.
    expectClose([matMul(matMul(j.T, form), j)], [form], 1e-14);
  });

  it("has an energy that oscillates and does not drift", () => {
    const energyOf = (q: Arr, p: Arr) => sub(p.square().sum(-1).mul(0.5), q.square().sum(-1).pow(-0.5));
    const orbits = 60;
    const run = jit((start: typeof pericentre) => {
      const { position, momentum } = solve(kepler, start, linspace(0, 2 * Math.PI * orbits, 40 * orbits + 1), {
        substeps: 10,
      });
      return energyOf(position, momentum).add(0.5).abs();
    });
    const off = run(pericentre);
    const early = max(off.slice([0, 400])).item();
    const late = max(off.slice([2000, null])).item();
    expect(early).toBeGreaterThan(0);
    // What one sees in the last ten orbits is what one sees in the first ten, but for the phase at which it is sampled.
    expect(late).toBeLessThan(1.1 * early);
  });

  it("takes trees, masses and kinetic energies of one's own", () => {
    // Two masses 1 and 4 on a spring: the reduced frequency is sqrt(1 + 1/4).
    type Pair = { left: Arr; right: Arr };
    const force = ({ left, right }: Pair) => ({ left: sub(right, left), right: sub(left, right) });
    const velocity = ({ left, right }: Pair) => ({ left, right: div(right, 4) });
    const start = { position: { left: 1, right: 0 }, momentum: { left: 0, right: 0 } };
    const { position } = solve(force, start, [0, 2], { substeps: 1000, velocity });
    const separation = Math.cos(2 * Math.sqrt(1.25));
    // Step 0.002: h²/24 for leapfrog.
    expectRelative(sub(position.left, position.right).slice(1), separation, 1e-6);
    expectRelative(add(position.left, mul(position.right, 4)).slice(1), 1, 1e-12);
  });

  it("differentiates, maps and compiles", () => {
    const swing = (p: { q: Arr; p: Arr; k: Arr; t: Arr }) => {
      const { position, momentum } = solve(
        (q, t) => sin(q).mul(p.k).mul(cos(t)).neg(),
        { position: p.q, momentum: p.p },
        p.t,
        {
          substeps: 3,
          velocity: (momentum) => div(momentum, p.k),
        },
      );
      return add(position.square().sum(), momentum.mul(array([1, 2, 3])).sum());
    };
    const at = { q: array(1), p: array(0.3), k: array(1.7), t: array([0, 0.5, 1.2]) };
    checkGrads(swing, [at], { order: 2 });
    const { q } = jit(grad(swing))(at);
    expectClose([q], [grad(swing)(at).q], 1e-14);
    const orbit = (v: Arr) =>
      solve(kepler, { position: array([1, 0]), momentum: concat([array([0]), v]) }, [0, 1], { substeps: 30 }).position;
    const mapped = vmap(orbit)(array([[0.9], [1.1]]));
    expectClose([mapped.slice(1)], [orbit(array([1.1]))], 1e-14);
    expectClose([jit(vmap(orbit))(array([[0.9], [1.1]]))], [mapped], 1e-14);
  });

  it("steps in a loop of one's own as it does by itself", () => {
    const { ys } = scan(
      (s: { position: Arr; momentum: Arr }) => {
        const next = step(kepler, s, 0, 0.01);
        return emit(next, next.position);
      },
      pericentre,
      { length: 100 },
    );
    const { position } = solve(kepler, pericentre, [0, 1], { substeps: 100 });
    // The width is 1/100 in one and 0.01 in the other.
    expectClose([ys.slice(-1, null)], [position.slice(1, null)], 1e-13);
  });

  it("names what does not fit", () => {
    const start = { position: { x: 1 }, momentum: { x: 0 } };
    const wrong = (q: { x: Arr }) => ({ x: q.x.expandDims(0) });
    expect(messageOf(() => solve(wrong, start, [0, 1]))).toContain(
      "expected f64[], like initial.momentum.x, received f64[1]",
    );
    expect(messageOf(() => solve(wrong, start, [0, 1]))).toContain("ShapeError at force.x");
    const odd = { position: { x: 1 }, momentum: [0] as const };
    expect(messageOf(() => solve<{ x: number }, readonly [0]>(() => [array(0)], odd, [0, 1]))).toContain(
      "TreeError at velocity",
    );
  });
});

it("is exactly as wrong on the harmonic oscillator as the literature says, and linear", () => {
  // For the harmonic oscillator leapfrog's frequency is 2 asin(h/2) / h.
  const h = 0.1;
  const steps = 40;
  const { position } = ode.leapfrog((q: Arr) => q.neg(), { position: 1, momentum: 0 }, [0, h * steps], {
    substeps: steps,
  });
  expectRelative(position.slice(1), Math.cos(steps * 2 * Math.asin(h / 2)), 1e-12);
  // Curvature of the final position in the initial one, of a linear map: none.
  const final = (q: Arr) =>
    ode.yoshida4((x) => x.neg(), { position: q, momentum: 0 }, [0, 1], { substeps: 5 }).position.slice(1);
  expect(hessian(final)(0.7).item()).toBe(0);
});
