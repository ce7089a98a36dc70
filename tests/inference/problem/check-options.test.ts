/** Checks of options: what a script that is not type-checked is told. */
import { describe, expect, it } from "vitest";
import { type Arr, array } from "fluxion";
import { leastSquares, lbfgsb, minimize, nelderMead } from "fluxion/inference";

interface Point {
  readonly x: Arr;
}
const square = ({ x }: Point): Arr => x.square();
/** As from a script without types. */
const fit = (options: object) => () => minimize(square, { x: 1 }, options);
const squares = (options: object) => () => leastSquares(({ x }: Point) => x, { x: 1 }, options);

describe("options that are none", () => {
  it("a method is what its function returns", () => {
    expect(fit({ method: "Nelder-Mead" })).toThrowErrorMatchingInlineSnapshot(
      `[ParameterError: ParameterError at method in minimize(): expected a method, such as lbfgsb(), received the string "Nelder-Mead".]`,
    );
    expect(fit({ method: nelderMead })).toThrowErrorMatchingInlineSnapshot(
      `[ParameterError: ParameterError at method in minimize(): expected a method, such as lbfgsb(), received the function nelderMead. Call it: nelderMead().]`,
    );
    expect(squares({ method: null })).not.toThrow();
    expect(squares({ method: lbfgsb })).toThrowErrorMatchingInlineSnapshot(
      `[ParameterError: ParameterError at method in leastSquares(): expected a method, such as levenbergMarquardt(), received the function lbfgsb. Call it: lbfgsb().]`,
    );
  });

  it("choices are named", () => {
    expect(fit({ meaning: "likelihood" })).toThrowErrorMatchingInlineSnapshot(
      `[ParameterError: ParameterError at meaning in minimize(): expected "chi-squared" or "negative-log-likelihood", received the string "likelihood".]`,
    );
    expect(squares({ noise: "unknown" })).toThrowErrorMatchingInlineSnapshot(
      `[ParameterError: ParameterError at noise in leastSquares(): expected "known" or "estimated", received the string "unknown".]`,
    );
  });

  it("stop rules exist, and are numbers", () => {
    expect(fit({ stop: { maxiter: 3 } })).toThrowErrorMatchingInlineSnapshot(
      `[ParameterError: ParameterError at stop in minimize(): there is no rule maxiter. The rules are maxSteps, valueTolerance, valueScale, stepTolerance, gradientTolerance.]`,
    );
    expect(fit({ stop: { maxSteps: -3 } })).toThrowErrorMatchingInlineSnapshot(
      `[ParameterError: ParameterError at stop.maxSteps in minimize(): expected a number from 0, received the number -3.]`,
    );
    expect(squares({ stop: { valueTolerance: "1e-8" } })).toThrowErrorMatchingInlineSnapshot(
      `[ParameterError: ParameterError at stop.valueTolerance in leastSquares(): expected a number from 0, received the string "1e-8".]`,
    );
  });
});

describe("residuals", () => {
  it("that are none are an error", () => {
    expect(() => leastSquares(({ x }: Point) => array([]).mul(x), { x: 1 })).toThrowErrorMatchingInlineSnapshot(
      `[ShapeError: ShapeError in leastSquares(): expected at least one residual, received none. Are the data empty?]`,
    );
  });

  it("that are not finite at the start are named", () => {
    const data = (numbers: number[]) => leastSquares(({ x }: Point) => x.sub(array(numbers)), { x: 1 }).explain;
    expect(data([1, 2, Number.NaN])).toMatchInlineSnapshot(
      `"Not started: at the initial parameters residual [2] is NaN; look at the data there, or start elsewhere."`,
    );
    expect(data([1, Infinity, Number.NaN])).toMatchInlineSnapshot(
      `"Not started: at the initial parameters 2 of 3 residuals are not finite, residual [1] is -Infinity; look at the data there, or start elsewhere."`,
    );
  });

  it("that were summed already are not squared in silence", () => {
    const chiSquared = (p: { readonly a: Arr; readonly b: Arr }): Arr => p.a.sub(1).square().add(p.b.sub(2).square());
    expect(leastSquares(chiSquared, { a: 0, b: 0 }).explain).toContain("There is one residual, which is squared");
    expect(leastSquares(square, { x: 1 }).explain).not.toContain("There is one residual");
  });

  it("are counted in the summary", () => {
    // A column beside a row broadcasts to a matrix of residuals, as in NumPy: the count tells.
    const [row, column] = [array([1, 2, 3]), array([[1], [2], [3]])];
    const last = (y: Arr): string =>
      leastSquares(({ x }: Point) => row.mul(x).sub(y), { x: 1 })
        .summary()
        .split("\n")
        .at(-1)!;
    expect(last(row)).toMatchInlineSnapshot(
      `"chi-squared 0 of 3 residuals, by gauss-newton with 2 values, 2 Jacobians."`,
    );
    expect(last(column)).toMatchInlineSnapshot(
      `"chi-squared 11.1428571429 of 9 residuals, by gauss-newton with 2 values, 2 Jacobians."`,
    );
  });
});
