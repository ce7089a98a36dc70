/** Checks of options: what a script that is not type-checked is told. */
import { describe, expect, it } from "vitest";
import { type Arr, array, grad } from "fluxion";
import {
  adam,
  bootstrap,
  deltaMethod,
  eigenbasis,
  type Information,
  lbfgsb,
  leastSquares,
  type Likelihood,
  minimize,
  nelderMead,
  nuts,
  type ParameterCovariance,
  profile,
  sample,
  statistic,
  summarise,
  type diagnostics,
} from "fluxion/inference";
import type { NutsState, SampleState } from "fluxion/inference/methods";
import { cornerFigure } from "fluxion/report";

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
      `[OptionError: OptionError at method in minimize(): expected a method, such as lbfgsb(), received the string "Nelder-Mead".]`,
    );
    expect(fit({ method: nelderMead })).toThrowErrorMatchingInlineSnapshot(
      `[OptionError: OptionError at method in minimize(): expected a method, such as lbfgsb(), received the function nelderMead. Call it: nelderMead().]`,
    );
    expect(squares({ method: null })).toThrow("expected a method, such as levenbergMarquardt(), received null");
    expect(squares({ method: lbfgsb })).toThrowErrorMatchingInlineSnapshot(
      `[OptionError: OptionError at method in leastSquares(): expected a method, such as levenbergMarquardt(), received the function lbfgsb. Call it: lbfgsb().]`,
    );
  });

  it("choices are named", () => {
    expect(fit({ meaning: "likelihood" })).toThrowErrorMatchingInlineSnapshot(
      `[OptionError: OptionError at meaning in minimize(): expected "chi-squared" or "negative-log-likelihood", received the string "likelihood".]`,
    );
    expect(squares({ noise: "unknown" })).toThrowErrorMatchingInlineSnapshot(
      `[OptionError: OptionError at noise in leastSquares(): expected "known" or "estimated", received the string "unknown". Did you mean "known"?]`,
    );
  });

  it("stop rules exist, and are numbers", () => {
    expect(fit({ stop: { maxiter: 3 } })).toThrowErrorMatchingInlineSnapshot(
      `[OptionError: OptionError at stop.maxiter in minimize(): there is no option maxiter. The options are maxSteps, valueTolerance, valueScale, stepTolerance, gradientTolerance.]`,
    );
    expect(fit({ stop: { maxSteps: -3 } })).toThrowErrorMatchingInlineSnapshot(
      `[OptionError: OptionError at stop.maxSteps in minimize(): expected a number from 0, received the number -3.]`,
    );
    expect(squares({ stop: { valueTolerance: "1e-8" } })).toThrowErrorMatchingInlineSnapshot(
      `[OptionError: OptionError at stop.valueTolerance in leastSquares(): expected a number from 0, received the string "1e-8".]`,
    );
  });
});

describe("things handed over in the place of others", () => {
  const line = ({ x }: Point): Arr =>
    array([1, 2])
      .mul(x)
      .sub(array([1, 3]));
  const found = leastSquares(line, { x: 1 });

  it("samplers, and constraints", () => {
    const density = ({ x }: Point): Arr => x.square().neg();
    const draw = (options: object) => () => sample(density, { x: 1 }, options);
    expect(draw({ sampler: nuts })).toThrowErrorMatchingInlineSnapshot(
      `[OptionError: OptionError at sampler in sample(): expected a sampler, such as nuts(), received the function nuts. Call it: nuts().]`,
    );
    expect(draw({ constraints: { x: "positive" } })).toThrowErrorMatchingInlineSnapshot(
      `[OptionError: OptionError at constraints.x in sample(): expected a bijector, such as simplex, ordered or bijectors.softplus, received the string "positive".]`,
    );
    expect(() => sample(({ x }: Point) => x.log(), { x: -1 })).toThrowErrorMatchingInlineSnapshot(
      `[ParameterError: ParameterError at initial in sample(): expected parameters at which the log density and its gradient are finite, received log density NaN. Start from a fit, which finds parameters that the data allow, or look for NaN in the data: firstNaN says where it begins.]`,
    );
  });

  it("a solution for a covariance", () => {
    const known = found as unknown as ParameterCovariance<Point>;
    expect(() => deltaMethod(({ x }: Point) => x.exp(), known)).toThrowErrorMatchingInlineSnapshot(
      `[OptionError: OptionError in deltaMethod(): expected parameters with their covariance, as fisher, observedInformation, jackknife and bootstrap give, received a solution. Write fisher(residuals, fit.params), with the spec or bounds and the noise of the fit.]`,
    );
    expect(() => eigenbasis(known as Information<Point>)).toThrowErrorMatchingInlineSnapshot(
      `[OptionError: OptionError in eigenbasis(): expected parameters with their covariance, as fisher, observedInformation, jackknife and bootstrap give, received a solution. Write fisher(residuals, fit.params), with the spec or bounds and the noise of the fit.]`,
    );
  });

  it("a function for a likelihood", () => {
    const likelihood = line as unknown as Likelihood<Point>;
    expect(() => profile(likelihood, found.params, "x")).toThrowErrorMatchingInlineSnapshot(
      `[OptionError: OptionError at likelihood in profile(): expected { residuals } or { objective }, a function of the parameters, received the function line.]`,
    );
  });

  it("a state that went through JSON, or of another fit", () => {
    const { state } = minimize(square, { x: 1 }, { stop: { maxSteps: 1 } });
    expect(fit({ run: { resume: JSON.parse(JSON.stringify(state)) as unknown } })).toThrowErrorMatchingInlineSnapshot(
      `[OptionError: OptionError at run.resume in minimize(): expected the state of a solution of this fit, with 1 free number, received an object with keys point, value, gradient, startPoint, startValue, memory, … JSON does not keep typed arrays: structuredClone does, and run.resume of minimizeAsync saves to a file.]`,
    );
    const density = ({ x }: Point): Arr => x.square().neg();
    const short = { warmup: 10, draws: 10, run: { seed: 1 } } as const;
    const drawn = JSON.parse(JSON.stringify(sample(density, { x: 1 }, short).state)) as SampleState<NutsState>;
    expect(() =>
      sample(density, { x: 1 }, { ...short, run: { ...short.run, resume: drawn } }),
    ).toThrowErrorMatchingInlineSnapshot(
      `[OptionError: OptionError at run.resume in sample(): expected the state of a posterior, with its typed arrays, received one without them. JSON does not keep typed arrays: structuredClone does, and run.resume of sampleAsync saves to a file.]`,
    );
    const sum = ({ x }: Point): Arr => x.square().sum();
    expect(() => minimize(sum, { x: array([1, 2]) }, { run: { resume: state } })).toThrowErrorMatchingInlineSnapshot(
      `[OptionError: OptionError at run.resume in minimize(): expected the state of a solution of this fit, with 2 free numbers, received one with 1.]`,
    );
  });

  it("text for a learning rate", () => {
    const learningRate = "0.1" as unknown as number;
    expect(() => minimize(square, { x: 1 }, { method: adam({ learningRate }) })).toThrowErrorMatchingInlineSnapshot(
      `[OptionError: OptionError at learningRate in adam(): expected a learning rate from 0, received the string "0.1".]`,
    );
  });

  it("percents and kinds of intervals", () => {
    const draws = [{ path: "x", unit: "", chains: [Float64Array.of(1, 2, 3, 4, 5)] }];
    expect(() => summarise(draws, { quantiles: [0.5, 95] })).toThrowErrorMatchingInlineSnapshot(
      `[OptionError: OptionError at quantiles[1] in summarise(): expected a number from 0 to 1, received the number 95.]`,
    );
    const rows = bootstrap(
      statistic((y: Arr) => y.mean()),
      array([1, 2, 4]),
      { draws: 20, run: { seed: 1 } },
    );
    expect(() => rows.interval(0.9, "BCa" as "bca")).toThrowErrorMatchingInlineSnapshot(
      `[OptionError: OptionError at kind in interval(): expected "percentile" or "basic" or "normal" or "bc" or "bca", received the string "BCa". Did you mean "bca"?]`,
    );
  });

  it("lists for chains, a posterior for its draws", () => {
    const lists = [{ path: "x", unit: "", chains: [[1, 2, 3, 4, 5]] }] as unknown as diagnostics.ChainDraws[];
    expect(() => summarise(lists)).toThrowErrorMatchingInlineSnapshot(
      `[DataError: DataError at x.chains[0] in summarise(): expected a Float64Array, received a list of 5. Float64Array.from(list) makes one.]`,
    );
    expect(() => cornerFigure({ draws: [] } as unknown as diagnostics.ChainDraws[])).toThrowErrorMatchingInlineSnapshot(
      `[DataError: DataError at draws in cornerFigure(): expected a list of { path, unit, chains }, received an object with key draws. Of a posterior these are posterior.draws.]`,
    );
  });

  it("a fit inside of what is traced", () => {
    const inner = (y: Arr): Arr => minimize(({ x }: Point) => x.sub(y).square(), { x: 1 }).params.x;
    expect(() => grad(inner)(2)).toThrow(/implicit.argmin, with a solve that returns the minimum found outside/);
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
      `"Not started: at the initial parameters residual [2] is NaN; look at the data there, at the status of a solver that may have ended before (explainStatus puts it in words), or start elsewhere; firstNaN says where it begins."`,
    );
    expect(data([1, Infinity, Number.NaN])).toMatchInlineSnapshot(
      `"Not started: at the initial parameters 2 of 3 residuals are not finite, residual [1] is -Infinity; look at the data there, at the status of a solver that may have ended before (explainStatus puts it in words), or start elsewhere; firstNaN says where it begins."`,
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
      `"chi-squared 0 of 3 residuals, by gauss-newton with 1 values, 1 Jacobians."`,
    );
    expect(last(column)).toMatchInlineSnapshot(
      `"chi-squared 11.1428571429 of 9 residuals, by gauss-newton with 2 values, 2 Jacobians."`,
    );
  });
});
