/** rosenbrock: classic stiff problems against published digits, its order, its polynomial, derivatives, batches. */

import { add, type Arr, array, cos, grad, hessian, jit, jvp, linspace, max, mul, ode, stack, sub, vmap } from "fluxion";
import { describe, expect, it } from "vitest";
import { rodas5p } from "../../../src/numerics/ode/adaptive/rosenbrock-step.ts";
import { fittedOrder } from "../../support/convergence.ts";
import { expectRelative } from "../../support/relative.ts";

/** Van der Pol's oscillator. */
const vanDerPol = (mu: Arr) => (s: { x: Arr; v: Arr }) => ({
  x: s.v,
  v: sub(mul(mul(mu, sub(1, s.x.square())), s.v), s.x),
});

/** Robertson's reactions. */
const robertson = (rates: Arr) => (y: Arr) => {
  const [a, b, c] = [y.slice(0), y.slice(1), y.slice(2)];
  const slow = mul(a, rates.slice(0));
  const back = mul(b, c).mul(rates.slice(1));
  const fast = b.square().mul(rates.slice(2));
  return stack([sub(back, slow), sub(slow, back).sub(fast), fast]);
};

/** HIRES: eight reactants of photomorphogenesis. */
const hires = (y: Arr) => {
  const [a, b, c, d, e, f, g, h] = Array.from({ length: 8 }, (_, i) => y.slice(i)) as [
    Arr,
    Arr,
    Arr,
    Arr,
    Arr,
    Arr,
    Arr,
    Arr,
  ];
  const pair = mul(f, h).mul(280);
  const lost = sub(pair, g.mul(1.81));
  return stack([
    a.mul(-1.71).add(b.mul(0.43)).add(c.mul(8.32)).add(0.0007),
    a.mul(1.71).sub(b.mul(8.75)),
    c.mul(-10.03).add(d.mul(0.43)).add(e.mul(0.035)),
    b.mul(8.32).add(c.mul(1.71)).sub(d.mul(1.12)),
    e.mul(-1.745).add(f.mul(0.43)).add(g.mul(0.43)),
    pair.neg().add(d.mul(0.69)).add(e.mul(1.71)).sub(f.mul(0.43)).add(g.mul(0.69)),
    lost,
    lost.neg(),
  ]);
};

describe("rosenbrock", () => {
  // References: Mazzia & Magherini (2008), Test Set for Initial Value Problem Solvers, release 2.4.
  it("follows Van der Pol's oscillator at mu = 1000 over its jumps", () => {
    const run = jit((mu: Arr) =>
      ode.rosenbrock(vanDerPol(mu), { x: 2, v: 0 }, [0, 2000], {
        relativeTolerance: 1e-9,
        absoluteTolerance: 1e-11,
        maximumSteps: 4000,
      }),
    );
    const { states, status, accepted } = run(1000);
    expect(status.item()).toBe(0);
    // An explicit method needs steps of 1e-3 for its stability alone: two million.
    expect(accepted.item()).toBeLessThan(3000);
    // An error of 1e-9 a step moves the jumps by so many parts of their period.
    expectRelative(states.x.slice(1), 1.706167732170483, 1e-7);
    expectRelative(states.v.slice(1), -0.8928097010247975e-3, 1e-7);
  });

  it("follows Robertson's reactions to 1e11", () => {
    const run = jit((rates: Arr) =>
      ode.rosenbrock(robertson(rates), array([1, 0, 0]), [0, 40, 1e11], {
        relativeTolerance: 1e-9,
        absoluteTolerance: 1e-18,
        maximumSteps: 3000,
      }),
    );
    const { states, status } = run(array([0.04, 1e4, 3e7]));
    expect(status.item()).toBe(0);
    // t = 40: SciPy 1.17, Radau with rtol 1e-12, atol 1e-18 and the exact Jacobian; t = 1e11: the test set.
    expectRelative(states.slice(1), [0.7158270687194062, 9.18553476455776e-6, 0.28416374574583037], 1e-8);
    expectRelative(states.slice(2), [0.2083340149701255e-7, 0.8333360770334713e-13, 0.999999979166505], 1e-6);
  });

  it("solves HIRES", () => {
    const start = array([1, 0, 0, 0, 0, 0, 0, 0.0057]);
    const run = jit((y: Arr) =>
      ode.rosenbrock(hires, y, [0, 321.8122], {
        relativeTolerance: 1e-9,
        absoluteTolerance: 1e-13,
        maximumSteps: 3000,
      }),
    );
    const { states, status } = run(start);
    expect(status.item()).toBe(0);
    expectRelative(
      states.slice(1),
      [
        0.7371312573325668e-3, 0.1442485726316185e-3, 0.5888729740967575e-4, 0.1175651343283149e-2,
        0.2386356198831331e-2, 0.6238968252742796e-2, 0.2849998395185769e-2, 0.2850001604814231e-2,
      ],
      // Its last components change by their own size within the last second.
      1e-6,
    );
  });

  it("takes steps of order 5, in time as well, with an embedded error and a polynomial of order 4", () => {
    // y' = y cos t, y = exp(sin t).
    const flow = ([y]: readonly Arr[], t: Arr): readonly Arr[] => [mul(y!, cos(t))];
    const counts = [8, 16, 32, 64];
    const widths = counts.map((count) => 2 / count);
    const far = counts.map((count) => {
      const width = array(2 / count);
      let [state, slope] = [[array(1)] as readonly Arr[], [array(1)] as readonly Arr[]];
      for (let i = 0; i < count; i++) {
        ({ next: state, slope } = rodas5p.step(flow, { time: mul(width, i), width, state, slope }));
      }
      return Math.abs(state[0]!.item() - Math.exp(Math.sin(2)));
    });
    // The next term of the error is a step smaller.
    expect(Math.abs(fittedOrder(widths, far) - 5)).toBeLessThan(0.3);
    const short = widths.map((h) => h / 4);
    const single = short.map((h) => {
      const { errors, dense } = rodas5p.step(flow, {
        time: array(0.5),
        width: array(h),
        state: [array(Math.exp(Math.sin(0.5)))],
        slope: [array(Math.exp(Math.sin(0.5)) * Math.cos(0.5))],
      });
      const theta = 0.4;
      const inside = dense.reduce((sum, row, j) => sum + row[0]!.item() * theta ** (j + 1), Math.exp(Math.sin(0.5)));
      return [Math.abs(errors[0]![0]!.item()), Math.abs(inside - Math.exp(Math.sin(0.5 + theta * h)))] as const;
    });
    for (const which of [0, 1] as const) {
      const order = fittedOrder(
        short,
        single.map((each) => each[which]),
      );
      // Errors of order 4 and less are h⁵ in a single step.
      expect(Math.abs(order - 5)).toBeLessThan(0.4);
    }
  });

  it("is as accurate where the equation is infinitely stiff, between its steps too", () => {
    // Prothero and Robinson: y' = -L (y - sin t) + cos t has y = sin t for every L.
    for (const stiffness of [1e2, 1e6, 1e10]) {
      const times = linspace(0, 3, 31);
      const { states, accepted } = ode.rosenbrock((y, t) => sub(y, t.sin()).mul(-stiffness).add(t.cos()), 0, times, {
        relativeTolerance: 1e-7,
        absoluteTolerance: 1e-9,
      });
      expect(accepted.item()).toBeLessThan(100);
      // Tolerance 1e-7 a step.
      expect(max(sub(states, times.sin()).abs()).item()).toBeLessThan(2e-7);
    }
  });

  it("differentiates in rates, start and end, forward and back, to second order", () => {
    // Robertson's equations at 40: the variational equations by SciPy's Radau, rtol 1e-11.
    const options = { relativeTolerance: 1e-9, absoluteTolerance: 1e-14, maximumSteps: 2000 };
    const final = (rates: Arr) =>
      ode
        .rosenbrock(robertson(rates), array([1, 0, 0]), [0, 40], options)
        .states.slice(1)
        .slice(0);
    const rates = array([0.04, 1e4, 3e7]);
    const slopes = jit(grad(final))(rates);
    expectRelative(slopes, [-4.247558771705642, 1.3730807973446597e-5, -2.2883550889057252e-9], 1e-7);
    const along = jit((at: Arr) => jvp(final, [at], [array([0, 0, 1])]).tangent)(rates);
    expectRelative(along, slopes.slice(2).item(), 1e-9);

    // y' = -k (y - cos t) from y = a: the part of the start is exp(-k t).
    const closed = (k: number, a: number, t: number) => {
      const particular = (s: number) => (k * (k * Math.cos(s) + Math.sin(s))) / (1 + k * k);
      return particular(t) + (a - particular(0)) * Math.exp(-k * t);
    };
    type Decay = { k: Arr; a: Arr; t: Arr };
    const decay = ({ k, a, t }: Decay) =>
      ode
        .rosenbrock((y, s) => sub(y, cos(s)).mul(k).neg(), a, stack([mul(t, 0), t]), { maximumSteps: 300 })
        .states.slice(1);
    const at = { k: 30, a: 0.3, t: 0.2 };
    const step = 1e-4;
    const difference = (name: keyof typeof at) => {
      const value = (delta: number): number => {
        const p = { ...at, [name]: at[name] + delta };
        return closed(p.k, p.a, p.t);
      };
      return (value(step) - value(-step)) / (2 * step);
    };
    const first = jit(grad(decay))(at);
    // Tolerance 1e-8 a step, and that of the differences.
    for (const name of ["k", "a", "t"] as const)
      expect(Math.abs(first[name].item() - difference(name))).toBeLessThan(2e-7);
    const second = jit(hessian(decay))(at);
    expect(Math.abs(second.k.a.item() - -0.2 * Math.exp(-6))).toBeLessThan(1e-6);
  });

  it("maps, each element with steps of its own", () => {
    const run = (mu: Arr) =>
      ode.rosenbrock(vanDerPol(mu), { x: 2, v: 0 }, [0, 5], { maximumSteps: 500 }).states.x.slice(1);
    const mus = [1, 10, 100];
    const mapped = jit(vmap(run))(array(mus));
    mus.forEach((mu, i) => {
      expectRelative(mapped.slice(i), run(array(mu)).item(), 1e-12);
    });
    const slopes = jit(vmap(grad(run)))(array(mus));
    mus.forEach((mu, i) => {
      expectRelative(slopes.slice(i), jit(grad(run))(mu).item(), 1e-9);
    });
  });

  it("carries trees of several shapes", () => {
    const { states } = ode.rosenbrock(
      (s) => ({ a: s.a.neg(), b: [add(s.b[0].mul(-2), mul(s.a.slice(0), 0))] }),
      { a: array([1, 2]), b: [array([[3], [4]])] },
      [0, 1],
    );
    expect(states.b[0].shape).toEqual([2, 2, 1]);
    expectRelative(states.a.slice(1), [Math.exp(-1), 2 * Math.exp(-1)], 1e-8);
    expectRelative(states.b[0].slice(1), [3 * Math.exp(-2), 4 * Math.exp(-2)], 1e-8);
  });
});
