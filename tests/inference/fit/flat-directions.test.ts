/** Flat directions: what has no say is told from what the gradient has lost, near and far. */
import { describe, expect, it } from "vitest";
import { type Arr, array, cast, clip, maximum, where } from "fluxion";
import { leastSquares, minimize } from "fluxion/inference";

interface Point {
  readonly x: Arr;
}
const tell = (objective: (p: Point) => Arr, x: number, bounds?: readonly [number, number]) => {
  const { unconstrained, silentGradients } = minimize(
    objective,
    { x },
    bounds === undefined ? {} : { bounds: { x: bounds } },
  );
  return { unconstrained, silentGradients };
};
const silent = { unconstrained: [], silentGradients: ["x"] };

describe("a zero gradient", () => {
  it("is silent where a maximum, a clip or a cast to integers holds the value", () => {
    expect(tell(({ x }) => maximum(x, 0).sub(0.5).square(), -2)).toEqual(silent);
    expect(tell(({ x }) => clip(x, 0, 1).sub(0.4).square(), 2)).toEqual(silent);
    expect(tell(({ x }) => clip(x, 0, 1).sub(0.4).square(), 2, [-3, 3])).toEqual(silent);
    expect(tell(({ x }) => cast(cast(x, "i32").sub(3).square(), "f64"), 1)).toEqual(silent);
    expect(tell(({ x }) => where(x.greater(0.5), 1, 0).sum(), 1)).toEqual(silent);
  });

  it("is silent for residuals too, and says what to look for", () => {
    const fit = leastSquares(
      ({ x }: Point) =>
        maximum(x, 0)
          .mul(array([1, 2]))
          .sub(array([0.5, 1])),
      { x: -2 },
    );
    expect(fit.silentGradients).toEqual(["x"]);
    expect(fit.explain).toMatchInlineSnapshot(
      `"Converged in 0 steps: the gradient is zero. The chi-squared changes with x, but its gradient there is zero; look for stopGradient, a value that was read out of the trace, a cast to integers, or a clip or maximum that holds where it started."`,
    );
  });

  it("is no secret where the parameter has no say, inside its domain or out of it", () => {
    const idle = { unconstrained: ["x"], silentGradients: [] };
    expect(tell(({ x }) => x.mul(0).add(3), 1)).toEqual(idle);
    expect(tell(({ x }) => x.sqrt().mul(0).add(3), 1)).toEqual(idle);
  });

  it("is told of each parameter by itself", () => {
    const mixed = (p: { readonly held: Arr; readonly idle: Arr; readonly free: Arr }): Arr =>
      maximum(p.held, 0).add(p.idle.mul(0)).add(p.free.sub(1).square());
    const fit = minimize(mixed, { held: -1, idle: 1, free: 0 });
    expect([fit.silentGradients, fit.unconstrained]).toEqual([["held"], ["idle"]]);
  });

  it("is nothing to speak of at a minimum", () => {
    expect(tell(({ x }) => x.square(), 0)).toEqual({ unconstrained: [], silentGradients: [] });
    expect(tell(({ x }) => x.pow(4), 0, [-1, 1])).toEqual({ unconstrained: [], silentGradients: [] });
  });
});

describe("a point without slope that is no minimum", () => {
  const said = (objective: (p: { readonly x: Arr; readonly y: Arr }) => Arr, start: { x: number; y: number }): string =>
    minimize(objective, start).explain;

  it("is told by what lies beside", () => {
    expect(minimize(({ x }: Point) => x.cos(), { x: 0 }).explain).toMatchInlineSnapshot(
      `"Ended on a saddle or maximum after 0 steps: the gradient is zero, but the objective is lower beside, along x; start elsewhere, or take newtonCg(), which sees the curvature."`,
    );
    expect(said(({ x, y }) => x.square().sub(y.square()).add(y.pow(4)), { x: 0, y: 0 })).toContain(
      "lower beside, along y;",
    );
    // A pass that is entered along its axis.
    expect(said(({ x, y }) => x.square().sub(1).square().add(y.square()), { x: 0, y: 2 })).toContain(
      "lower beside, along x;",
    );
    expect(said(({ x, y }) => x.square().add(y.square()).neg().exp(), { x: 0, y: 0 })).toContain(
      "lower beside, along x, y;",
    );
  });

  it("is not suspected where it is one", () => {
    expect(said(({ x, y }) => x.square().add(y.square()), { x: 0, y: 0 })).not.toContain("beside");
    expect(said(({ x, y }) => x.square().add(y.pow(4)).add(x.mul(y).square()), { x: 0, y: 0 })).not.toContain("beside");
  });
});
