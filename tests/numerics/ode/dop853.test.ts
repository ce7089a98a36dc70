/** dop853: its coefficients, orders of step and polynomial, and orbits to many digits. */

import { type Arr, array, cos, exp, jit, linspace, max, mul, ode, sub } from "fluxion";
import { describe, expect, it } from "vitest";
import { nodes, stages } from "../../../src/numerics/ode/adaptive/dop853-tableau.ts";
import { dormandPrince8 } from "../../../src/numerics/ode/adaptive/explicit.ts";
import { fittedOrder } from "../../support/convergence.ts";

const kepler = ({ q, p }: { q: Arr; p: Arr }) => ({ q: p, p: q.div(q.square().sum().pow(1.5)).neg() });

describe("dop853", () => {
  it("has rows that sum to its nodes, and weights that integrate polynomials of degree 7", () => {
    stages.forEach((row, i) => {
      expect(row.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(nodes[i]!, 12);
    });
    for (let power = 0; power < 8; power++) {
      const moment = stages[12]!.reduce((sum, weight, i) => sum + weight * nodes[i]! ** power, 0);
      expect(moment).toBeCloseTo(1 / (power + 1), 12);
    }
  });

  it("takes steps of order 8, with a polynomial of order 7 that begins and ends with the slopes", () => {
    const flow = ([y]: readonly Arr[], t: Arr): readonly Arr[] => [mul(y!, cos(t))];
    const exact = (t: number) => Math.exp(Math.sin(t));
    const counts = [2, 3, 4, 6];
    const far = counts.map((count) => {
      const width = array(2 / count);
      let [state, slope] = [[array(1)] as readonly Arr[], [array(1)] as readonly Arr[]];
      for (let i = 0; i < count; i++) {
        ({ next: state, slope } = dormandPrince8.step(flow, { time: mul(width, i), width, state, slope }));
      }
      return Math.abs(state[0]!.item() - exact(2));
    });
    const order = fittedOrder(
      counts.map((count) => 2 / count),
      far,
    );
    // Steps of a third and more of a radian: the next terms still count.
    expect(Math.abs(order - 8)).toBeLessThan(0.7);

    const widths = [0.6, 0.5, 0.4, 0.3];
    const inside = widths.map((h) => {
      const { dense, next, slope } = dormandPrince8.step(flow, {
        time: array(0.5),
        width: array(h),
        state: [array(exact(0.5))],
        slope: [array(exact(0.5) * Math.cos(0.5))],
      });
      const coefficients = dense.map((row) => row[0]!.item());
      const at = (theta: number) => coefficients.reduce((sum, c, j) => sum + c * theta ** (j + 1), exact(0.5));
      const rise = (theta: number) => coefficients.reduce((sum, c, j) => sum + (j + 1) * c * theta ** j, 0);
      // Weights of up to a few hundred, rounded.
      expect(at(1)).toBeCloseTo(next[0]!.item(), 11);
      expect(rise(0)).toBeCloseTo(h * exact(0.5) * Math.cos(0.5), 11);
      expect(rise(1)).toBeCloseTo(h * slope[0]!.item(), 11);
      return Math.abs(at(0.4) - exact(0.5 + 0.4 * h));
    });
    // A polynomial of order 7 errs by h⁸ in a single step.
    expect(Math.abs(fittedOrder(widths, inside) - 8)).toBeLessThan(0.7);
  });

  it("closes an eccentric orbit to eleven digits in fewer evaluations than order 5", () => {
    const start = { q: array([0.4, 0]), p: array([0, 2]) };
    const options = { relativeTolerance: 1e-12, absoluteTolerance: 1e-13, maximumSteps: 5000 };
    const far = ({ states }: { states: { q: Arr } }) => max(sub(states.q.slice(1), states.q.slice(0)).abs()).item();
    const eighth = jit((s: typeof start) => ode.dop853(kepler, s, [0, 2 * Math.PI], options))(start);
    const fifth = jit((s: typeof start) => ode.dormandPrince(kepler, s, [0, 2 * Math.PI], options))(start);
    expect(far(eighth)).toBeLessThan(1e-10);
    const tries = (run: typeof eighth) => run.accepted.item() + run.refused.item();
    expect(12 * tries(eighth)).toBeLessThan((6 * tries(fifth)) / 3);
  });

  it("gives the same between its steps, whether few times are wanted or many", () => {
    const many = linspace(0, 4, 101);
    const { states } = ode.dop853((y) => y.neg(), 1, many);
    // Tolerance 1e-8 a step; the polynomial is one order lower.
    expect(max(sub(states, exp(many.neg())).abs()).item()).toBeLessThan(1e-7);
    const few = ode.dop853((y) => y.neg(), 1, [0, many.slice(33).item(), many.slice(50).item(), 4]);
    expect(Math.abs(few.states.slice(1).item() - states.slice(33).item())).toBeLessThan(1e-15);
    expect(Math.abs(few.states.slice(2).item() - states.slice(50).item())).toBeLessThan(1e-15);
  });
});
