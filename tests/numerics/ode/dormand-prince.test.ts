/** dormandPrince: its tableau, the tolerance it keeps, dense output, failure as a value, derivatives through its choices. */

import {
  add,
  type Arr,
  array,
  checkGrads,
  cos,
  div,
  dormandPrince,
  exp,
  explainStatus,
  grad,
  hessian,
  jit,
  jvp,
  linspace,
  max,
  mul,
  sin,
  solverStatus,
  sqrt,
  stack,
  sub,
  vmap,
} from "fluxion";
import { describe, expect, expectTypeOf, it } from "vitest";
import { denseWeights, errorWeights, nodes, stages } from "../../../src/numerics/ode/dormand-prince-tableau.ts";
import { trialStepOf } from "../../../src/numerics/ode/trial-step.ts";
import { expectClose } from "../../support/arrays.ts";
import { fittedOrder } from "../../support/convergence.ts";
import { messageOf } from "../../support/message-of.ts";
import { expectRelative } from "../../support/relative.ts";

const dot = (a: readonly number[], b: readonly number[]) => a.reduce((sum, value, i) => sum + value * (b[i] ?? 0), 0);

describe("the tableau", () => {
  // Fractions of size up to 12, rounded.
  const close = 12;

  it("has rows that sum to its nodes, and weights of order 5", () => {
    stages.forEach((row, i) => {
      expect(
        dot(
          row,
          row.map(() => 1),
        ),
      ).toBeCloseTo(nodes[i]!, close);
    });
    const weights = stages.at(-1)!;
    for (let power = 0; power < 5; power++) {
      expect(
        dot(
          weights,
          nodes.map((c) => c ** power),
        ),
      ).toBeCloseTo(1 / (power + 1), close);
    }
    // Two of the other trees of order 5: sum b a c³ = 1/20, sum b a a c² = 1/60
    const cubes = stages.map((row) =>
      dot(
        row,
        nodes.map((c) => c ** 3),
      ),
    );
    expect(dot(weights, cubes)).toBeCloseTo(1 / 20, close);
    const squares = stages.map((row) =>
      dot(
        row,
        nodes.map((c) => c ** 2),
      ),
    );
    const nested = stages.map((row) => dot(row, squares));
    expect(dot(weights, nested)).toBeCloseTo(1 / 60, close);
  });

  it("has an embedded method of order 4: the errors see no polynomial below", () => {
    for (let power = 0; power < 4; power++)
      expect(
        dot(
          errorWeights,
          nodes.map((c) => c ** power),
        ),
      ).toBeCloseTo(0, close);
    expect(
      Math.abs(
        dot(
          errorWeights,
          nodes.map((c) => c ** 4),
        ),
      ),
    ).toBeGreaterThan(1e-4);
  });

  it("has a polynomial that ends in the step, starts and ends with its slopes, and has order 4 between", () => {
    const atEnd = nodes.map((_, i) => denseWeights.reduce((sum, row) => sum + row[i]!, 0));
    const slopeAtEnd = nodes.map((_, i) => denseWeights.reduce((sum, row, j) => sum + (j + 1) * row[i]!, 0));
    nodes.forEach((_, i) => {
      expect(atEnd[i]!).toBeCloseTo(stages.at(-1)![i] ?? 0, close);
      expect(slopeAtEnd[i]!).toBeCloseTo(i === 6 ? 1 : 0, close);
      expect(denseWeights[0]![i]!).toBe(i === 0 ? 1 : 0);
    });
    for (const theta of [0.2, 0.5, 0.9]) {
      const weights = nodes.map((_, i) => denseWeights.reduce((sum, row, j) => sum + row[i]! * theta ** (j + 1), 0));
      for (let power = 0; power < 4; power++) {
        expect(
          dot(
            weights,
            nodes.map((c) => c ** power),
          ),
        ).toBeCloseTo(theta ** (power + 1) / (power + 1), close);
      }
    }
  });

  it("takes steps of order 5", () => {
    const trial = trialStepOf(
      { reads: [], slope: (_reads, [y], t) => [mul(y!, cos(t))] },
      { relative: 1, absolute: 1 },
    );
    const counts = [16, 32, 64, 128];
    const errors = counts.map((count) => {
      const width = array(2 / count);
      let [state, slope] = [[array(1)] as readonly Arr[], [array(1)] as readonly Arr[]];
      for (let i = 0; i < count; i++) ({ next: state, slope } = trial(mul(width, i), width, state, slope));
      return Math.abs(state[0]!.item() - Math.exp(Math.sin(2)));
    });
    const order = fittedOrder(
      counts.map((count) => 2 / count),
      errors,
    );
    // The next term of the error is a step smaller.
    expect(Math.abs(order - 5)).toBeLessThan(0.2);
  });
});

const oscillator = (s: { x: Arr; v: Arr }) => ({ x: s.v, v: s.x.neg() });

describe("dormandPrince", () => {
  it("stays within reach of the tolerance, and takes more steps for more digits", () => {
    const tolerances = [1e-4, 1e-6, 1e-8, 1e-10];
    const runs = tolerances.map((tolerance) => {
      const solution = dormandPrince(oscillator, { x: 1, v: 0 }, [0, 10], {
        relativeTolerance: tolerance,
        absoluteTolerance: tolerance,
      });
      expect(solution.status.item()).toBe(solverStatus.converged);
      return {
        error: Math.abs(solution.states.x.slice(1).item() - Math.cos(10)),
        steps: solution.accepted.item(),
      };
    });
    runs.forEach(({ error }, i) => {
      // Errors of single steps add up over ten radians.
      expect(error).toBeLessThan(30 * tolerances[i]!);
    });
    const order = fittedOrder(
      runs.map(({ steps }) => 1 / steps),
      runs.map(({ error }) => error),
    );
    // Steps adapt as tolerance^(1/5).
    expect(Math.abs(order - 5)).toBeLessThan(0.7);
  });

  it("gives the states between its steps, in either direction of time", () => {
    const times = linspace(0, 6, 61);
    const { states, accepted } = dormandPrince(oscillator, { x: 1, v: 0 }, times);
    expect(accepted.item()).toBeLessThan(200);
    // Tolerance 1e-8 in a step.
    expectClose([states.x, states.v], [cos(times), sin(times).neg()], 2e-8);
    const back = dormandPrince(oscillator, { x: Math.cos(6), v: -Math.sin(6) }, times.flip());
    expectClose([back.states.x.flip()], [cos(times)], 2e-8);
    expectTypeOf(states.x).toEqualTypeOf<Arr>();
  });

  it("has dense output of order 4", () => {
    const widths = [0.16, 0.08, 0.04, 0.02];
    const errors = widths.map((width) => {
      // One step, as a first step over the whole span that any tolerance accepts.
      const times = linspace(0, width, 11);
      const { states, accepted } = dormandPrince((y) => y, 1, times, { relativeTolerance: 1, firstStep: width });
      expect(accepted.item()).toBe(1);
      return max(sub(states, exp(times)).abs()).item();
    });
    // A polynomial of order 4 errs by h⁵ in a single step; the next term adds a tenth of an order.
    expect(Math.abs(fittedOrder(widths, errors) - 5)).toBeLessThan(0.1);
  });

  it("meets a hard test: the Arenstorf orbit closes", () => {
    // Hairer, Nørsett & Wanner (1993), section II.0: a satellite between Earth and Moon.
    const mu = 0.012277471;
    const arenstorf = ({ q, p }: { q: Arr; p: Arr }) => {
      const [x, y] = [q.slice(0), q.slice(1)];
      const first = sqrt(add(x.add(mu).square(), y.square())).pow(3);
      const second = sqrt(add(x.sub(1 - mu).square(), y.square())).pow(3);
      const pull = (coordinate: Arr, offset: number): Arr =>
        add(
          div(coordinate.add(mu * offset).mul(1 - mu), first),
          div(coordinate.sub((1 - mu) * offset).mul(mu), second),
        );
      return {
        q: p,
        p: stack([sub(add(x, mul(p.slice(1), 2)), pull(x, 1)), sub(sub(y, mul(p.slice(0), 2)), pull(y, 0))]),
      };
    };
    const start = { q: array([0.994, 0]), p: array([0, -2.0015851063790824]) };
    const period = 17.065216560157964;
    const orbit = jit((s: typeof start) =>
      dormandPrince(arenstorf, s, [0, period], {
        relativeTolerance: 1e-11,
        absoluteTolerance: 1e-11,
        maximumSteps: 2000,
      }),
    );
    const { states, status } = orbit(start);
    expect(explainStatus(status)).toBe("Converged.");
    // Errors of 1e-11 a step grow by the close passages at the Moon by six orders of magnitude.
    expectClose([states.q.slice(1)], [start.q], 1e-4);
  });

  it("ends early with a status, and NaN where it has not been", () => {
    const short = dormandPrince(oscillator, { x: 1, v: 0 }, [0, 0.1, 100], { maximumSteps: 20 });
    expect(explainStatus(short.status)).toContain("raise maximumSteps");
    expectRelative(short.states.x.slice(1), Math.cos(0.1), 1e-8);
    expect(short.states.x.slice(2).item()).toBeNaN();
    expect(add(short.accepted, short.refused).item()).toBe(20);

    // y' = y², y(0) = 1 is infinite at t = 1.
    const blowUp = dormandPrince((y) => y.square(), 1, [0, 0.5, 2]);
    expect(explainStatus(blowUp.status)).toContain("look for a singularity");
    expectRelative(blowUp.states.slice(1), 2, 1e-7);
    expect(blowUp.states.slice(2).item()).toBeNaN();

    const nowhere = dormandPrince((y) => sqrt(sub(y, 2)), 1, [0, 1]);
    expect(nowhere.status.item()).toBe(solverStatus.nonFinite);
    expect(nowhere.states.slice(0).item()).toBe(1);
    expect(nowhere.states.slice(1).item()).toBeNaN();
    const guided = dormandPrince((y) => sqrt(sub(y, 2)), 1, [0, 1], { firstStep: 0.1 });
    expect(guided.status.item()).toBe(solverStatus.nonFinite);
  });

  it("takes one time, equal times, and a first step of one's own", () => {
    expect(dormandPrince((y) => y, 3, [1]).states.toNested()).toEqual([3]);
    const still = dormandPrince((y) => y, 3, [1, 1]);
    expect(still.states.toNested()).toEqual([3, 3]);
    expect(still.status.item()).toBe(solverStatus.converged);
    const guided = dormandPrince((y) => y, 1, [0, 1], { firstStep: 0.05 });
    expectRelative(guided.states.slice(1), Math.E, 1e-7);
  });

  it("finds its way back from outside of the domain, with clean derivatives", () => {
    // y' = sqrt y - k y. A first step of 1 tries the root of negative numbers, is refused, and must leave no NaN behind.
    type Decay = { k: Arr; start: Arr };
    const decay = ({ k, start }: Decay) =>
      dormandPrince((y) => sub(sqrt(y), mul(k, y)), start, [0, 0.5], { firstStep: 1 });
    const at = { k: array(10), start: array(1) };
    const { states, status, refused } = jit(decay)(at);
    expect(status.item()).toBe(solverStatus.converged);
    expect(refused.item()).toBeGreaterThan(0);
    // sqrt y = 1/k + (sqrt y0 - 1/k) exp(-k t / 2)
    const closed = ({ k, start }: Decay) => {
      const rest = div(1, k);
      return add(rest, mul(sub(sqrt(start), rest), exp(k.mul(-0.25)))).square();
    };
    const final = (p: Decay) => decay(p).states.slice(1);
    // Tolerance 1e-8 of y, in some tens of steps.
    expectRelative(states.slice(1), closed(at).item(), 1e-6);
    const [ours, exact] = [jit(grad(final))(at), grad(closed)(at)];
    expectRelative(ours.k, exact.k.item(), 1e-5);
    expectRelative(ours.start, exact.start.item(), 1e-5);
    const [second, exactSecond] = [hessian(final)(at), hessian(closed)(at)];
    expectRelative(second.k.start, exactSecond.k.start.item(), 1e-4);
    expectRelative(second.start.start, exactSecond.start.start.item(), 1e-4);
    const mapped = vmap(grad(final), { in: [{ k: 0, start: null }] })({ k: array([10, 1]), start: array(1) });
    expectRelative(mapped.k.slice(0), exact.k.item(), 1e-5);
  });

  it("differentiates in the initial state, the times, and what the derivative reads", () => {
    type Decay = { start: Arr; rate: Arr; from: Arr; to: Arr };
    const final = (p: Decay) =>
      dormandPrince((y, t) => mul(y, p.rate).mul(cos(t)).neg(), p.start, stack([p.from, 1, p.to, p.to])).states;
    const at = { start: 2, rate: 0.7, from: 0.2, to: 1.5 };
    const value = (t: number) => 2 * Math.exp(-0.7 * (Math.sin(t) - Math.sin(0.2)));
    [1, 2, 3].forEach((i) => {
      const t = [0.2, 1, 1.5, 1.5][i]!;
      const { start, rate, from, to } = grad((p: Decay) => final(p).slice(i))(at);
      // Tolerance 1e-8 a step.
      expectRelative(start, value(t) / 2, 1e-7);
      expectRelative(rate, -value(t) * (Math.sin(t) - Math.sin(0.2)), 1e-7);
      expectRelative(from, value(t) * 0.7 * Math.cos(0.2), 1e-6);
      if (i === 1) expect(Math.abs(to.item())).toBeLessThan(1e-6);
      else expectRelative(to, -value(t) * 0.7 * Math.cos(1.5), 1e-6);
    });
    // Differences see the steps change with the parameters, by the tolerance of 1e-8 over differences of 1e-3.
    checkGrads((p: Decay) => final(p).square().sum(), [at], { order: 2, tolerance: 1e-4 });
    const along = jvp((p: Decay) => final(p).slice(1), [at], [{ start: 1, rate: 0, from: 0, to: 0 }]).tangent;
    expectRelative(along, value(1) / 2, 1e-7);
  });

  it("maps, each element with steps of its own, and compiles", () => {
    const run = (rate: Arr) => {
      const { states, accepted } = dormandPrince((y) => mul(y, rate).neg(), 1, [0, 0.5, 1], { maximumSteps: 100 });
      return { states, accepted };
    };
    const rates = [0.1, 1, 10];
    const mapped = vmap(run)(array(rates));
    rates.forEach((rate, i) => {
      expectRelative(mapped.states.slice(i), [1, Math.exp(-rate / 2), Math.exp(-rate)], 1e-6);
      expect(mapped.accepted.slice(i).item()).toBe(run(array(rate)).accepted.item());
    });
    const compiled = jit(vmap(run))(array(rates));
    expectClose([compiled.states], [mapped.states], 1e-12);
    const slopes = jit(grad((r: Arr) => vmap(run)(r).states.slice(null, 2).sum()))(array(rates));
    expectRelative(
      slopes,
      rates.map((rate) => -Math.exp(-rate)),
      1e-5,
    );
  });

  it("carries f32, trees, and data that the derivative reads", () => {
    const forcing = array([1, 2, 3], { dtype: "i32" });
    const { states } = dormandPrince(
      (s) => [mul(s[0], forcing).neg(), [s[1][0].mul(0)]],
      [array([1, 1, 1]), [5]],
      [0, 1],
    );
    expectClose([states[0].slice(1)], [exp(array([-1, -2, -3]))], 1e-7);
    const single = dormandPrince((y) => y.neg(), array(1, { dtype: "f32" }), [0, 1], {
      relativeTolerance: 1e-5,
      absoluteTolerance: 1e-6,
    });
    expect(single.states.dtype).toBe("f32");
    expectRelative(single.states.slice(1), Math.exp(-1), 1e-5);
    expect(max(single.refused).item()).toBeLessThan(3);
  });

  it("names what does not fit", () => {
    expect(
      messageOf(() => dormandPrince((s) => ({ x: s.x.sum() }), { x: array([1, 2]) }, [0, 1])),
    ).toMatchInlineSnapshot(
      `"ShapeError at derivative.x in dormandPrince(): expected f64[2], like initial.x, received f64[]."`,
    );
    expect(messageOf(() => dormandPrince((y) => y, 1, [0, 1], { maximumSteps: 0 }))).toMatchInlineSnapshot(
      `"OptionError at maximumSteps in dormandPrince(): expected a whole number of at least 1, received the number 0."`,
    );
  });
});
