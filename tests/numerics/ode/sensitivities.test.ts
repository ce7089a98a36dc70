/** Derivatives of adaptive solutions: as accurate as the solutions, also where these are small, at rest, or exact. */

import { type Arr, array, cos, grad, jacobian, jit, jvp, linearize, mul, ode, valueAndGrad, vmap } from "fluxion";
import { describe, expect, it } from "vitest";
import { expectSame } from "../../support/arrays.ts";
import { expectRelative } from "../../support/relative.ts";

const solvers = [
  ["dormandPrince", ode.dormandPrince],
  ["dop853", ode.dop853],
  ["rosenbrock", ode.rosenbrock],
] as const;

describe.each(solvers)("derivatives by %s", (name, solve) => {
  const options = { maximumSteps: 600 };

  it("are right where the solution is zero, in every mode", () => {
    const final = (start: Arr) => solve((y) => y.neg(), start, [0, 5], options).states.slice(-1);
    const exact = Math.exp(-5);
    // Tolerance 1e-8 a step, and 1e-10 of what the derivative was at first.
    const tolerance = 2e-7;
    expectRelative(jit(grad(final))(0), exact, tolerance);
    expectRelative(jit((y: Arr) => jvp(final, [y], [1]).tangent)(0), exact, tolerance);
    // One program serves all methods; the other modes are tried with one of them.
    if (name !== "dormandPrince") return;
    expectRelative(jit(jacobian(final))(0), exact, tolerance);
    expectRelative(jit((y: Arr) => linearize(final, y).pushforward(1))(0), exact, tolerance);
    expectRelative(jit(vmap(grad(final)))(array([0, 1e-6, 1])), [exact, exact, exact], tolerance);
  });

  it("are within tolerance after thirty units of time at every amplitude", () => {
    // x'' = -w² x: dx/dx0 = cos w t, dx/dw = -x0 t sin w t.
    const final = (p: { x: Arr; w: Arr }) =>
      solve((s) => ({ x: s.v, v: s.x.mul(p.w.square()).neg() }), { x: p.x, v: 0 }, [0, 30], options).states.x.slice(1);
    const slopesAt = jit(grad(final));
    for (const amplitude of [1, 1e-3, 1e-6, 0]) {
      const slopes = slopesAt({ x: amplitude, w: 1 });
      // Errors of 1e-8 a step in a few hundred steps, which add up; those of dx/dw are of the size of x0 t.
      expect(Math.abs(slopes.x.item() - Math.cos(30))).toBeLessThan(1e-6);
      expect(Math.abs(slopes.w.item() + amplitude * 30 * Math.sin(30))).toBeLessThan(amplitude * 1e-4 + 1e-10);
    }
  });

  it("are right in what the equation reads where the solution is at rest", () => {
    // y' = p cos t - y from 0 at p = 0: dy/dp = (cos t + sin t - exp(-t)) / 2.
    const final = (p: Arr) => solve((y, t) => mul(p, cos(t)).sub(y), 0, [0, 7], options).states.slice(1);
    const exact = (Math.cos(7) + Math.sin(7) - Math.exp(-7)) / 2;
    // Tolerance 1e-8 a step.
    expectRelative(jit(grad(final))(0), exact, 1e-6);
    expectRelative(jit((p: Arr) => jvp(final, [p], [1]).tangent)(0), exact, 1e-6);
  });

  it("leave the values as they are, bit for bit", () => {
    const final = (start: Arr) => solve((y) => y.sin().neg(), start, [0, 2], options).states.slice(-1);
    expectSame([jit(valueAndGrad(final))(0.3).value], [jit(final)(0.3)]);
  });

  it("are not zero where the solution does not come", () => {
    const at = (i: number) => (start: Arr) => solve((y) => y.square(), start, [0, 0.5, 2], options).states.slice(i);
    // y = y0 / (1 - y0 t), infinite at t = 1.
    expectRelative(jit(grad(at(1)))(1), 4, 1e-6);
    expect(Number.isFinite(jit(grad(at(2)))(1).item())).toBe(false);
  });
});
