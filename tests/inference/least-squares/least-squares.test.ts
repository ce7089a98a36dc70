/** leastSquares on trees: parameters by path, fixed leaves, words. */
import { describe, expect, it } from "vitest";
import { type Arr, array, exp, real, spec } from "fluxion";
import { leastSquares } from "fluxion/inference";

const x = array([0, 1, 2, 3]);
const y = array([1, 3.1, 4.9, 7]);
interface Line {
  readonly slope: Arr;
  readonly offset: Arr;
}
const line = ({ slope, offset }: Line): Arr => x.mul(slope).add(offset).sub(y);

describe("leastSquares", () => {
  it("solves a straight line as the normal equations do", () => {
    const fit = leastSquares(line, { slope: 0, offset: 0 });
    // Means: x 1.5, y 4; sum of (x - 1.5)(y - 4) = 9.9 over sum of (x - 1.5)² = 5.
    expect(fit.params.slope.item()).toBeCloseTo(1.98, 13);
    expect(fit.params.offset.item()).toBeCloseTo(4 - 1.5 * 1.98, 13);
    // 1 / sqrt(5) and sqrt(1/4 + 1.5²/5): unit variance.
    expect(fit.standardErrors().slope.item()).toBeCloseTo(Math.sqrt(0.2), 14);
    expect(fit.standardErrors().offset.item()).toBeCloseTo(Math.sqrt(0.25 + 2.25 / 5), 14);
    expect(fit.value).toBeCloseTo(0.018, 13);
    expect(fit.gradientNorm).toBeLessThan(1e-12);
  });

  it("estimates an unknown variance from the residuals", () => {
    const known = leastSquares(line, { slope: 0, offset: 0 }).standardErrors();
    const estimated = leastSquares(line, { slope: 0, offset: 0 }, { noise: "estimated" }).standardErrors();
    // Four points less two parameters.
    expect(estimated.slope.item() / known.slope.item()).toBeCloseTo(Math.sqrt(0.018 / 2), 12);
  });

  it("takes residuals in blocks", () => {
    const blocks = ({ slope, offset }: Line) => ({
      early: line({ slope, offset }).slice([0, 2]),
      late: [line({ slope, offset }).slice([2, 4]).reshape(2, 1)],
    });
    const fit = leastSquares(blocks, { slope: 0, offset: 0 });
    expect(fit.params.slope.item()).toBeCloseTo(1.98, 13);
  });

  it("ends on bounds", () => {
    const fit = leastSquares(line, { offset: 0, slope: 0 }, { bounds: { slope: [0, 1] } });
    expect(fit.params.slope.item()).toBe(1);
    expect(fit.params.offset.item()).toBeCloseTo(2.5, 13);
    expect(fit.boundsReached).toEqual([{ path: "slope", side: "max" }]);
    expect(fit.standardErrors().offset.item()).toBeCloseTo(0.5, 14);
    expect(fit.explain).toMatchInlineSnapshot(
      `"Converged in 1 step: the gradient is zero. On a bound: slope (upper); widen the bound if the value beyond it makes sense."`,
    );
  });

  it("reports parameters in any units alike", () => {
    const scale = { slope: 1e-4, offset: 1e9 };
    const scaled = ({ slope, offset }: Line): Arr =>
      line({ slope: slope.div(scale.slope), offset: offset.div(scale.offset) });
    const [plain, fit] = [
      leastSquares(line, { slope: 1, offset: 1 }),
      leastSquares(scaled, { slope: scale.slope, offset: scale.offset }),
    ];
    expect(fit.steps).toBe(plain.steps);
    for (const path of ["slope", "offset"] as const) {
      expect(fit.params[path].item() / scale[path]).toBeCloseTo(plain.params[path].item(), 12);
      expect(fit.standardErrors()[path].item() / scale[path]).toBeCloseTo(plain.standardErrors()[path].item(), 12);
    }
  });

  it("lists what the residuals do not depend on", () => {
    const params = spec({ rate: real({ default: 1 }), unused: real({ default: 2 }), vain: real({ default: 0 }) });
    type Params = typeof params.params;
    const residuals = (p: Params): Arr =>
      exp(x.mul(p.rate).neg())
        .sub(exp(x.mul(-0.5)))
        .add(p.vain.mul(0));
    const fit = leastSquares(residuals, params.defaults, { spec: params });
    expect(fit.status).toBe("converged");
    expect(fit.params.rate.item()).toBeCloseTo(0.5, 12);
    expect(fit.unconstrained).toEqual(["unused", "vain"]);
    expect(fit.params.unused.item()).toBe(2);
    expect(fit.standardErrors().vain.item()).toBe(Number.POSITIVE_INFINITY);
  });

  it("says so where it cannot start", () => {
    const fit = leastSquares((p: { readonly a: Arr }) => x.div(p.a.sub(1)), { a: 1 });
    expect(fit.status).toBe("non-finite");
    expect(fit.explain).toContain("4 of 4 residuals are not finite");
  });

  it("goes on from a solution's state", () => {
    const residuals = (p: { readonly rate: Arr }): Arr => exp(x.mul(p.rate).neg()).sub(exp(x.mul(-0.5)));
    const whole = leastSquares(residuals, { rate: 5 });
    const part = leastSquares(residuals, { rate: 5 }, { stop: { maxSteps: 2 } });
    const rest = leastSquares(residuals, { rate: 5 }, { run: { resume: part.state } });
    expect(part.status).toBe("max-steps");
    expect(rest.state).toEqual(whole.state);
  });
});
