/** leastSquaresSolve: a whole fit as a function to be compiled, mapped over batches, and differentiated. */
import { array, div, equal, greater, stopGradient, sub, where, grad, type Arr } from "../../../src/index.ts";
import {
  parameterChecks,
  checkOptions,
  option,
  solveImplicitly,
  type OptionChecks,
  type SpecOf,
  type Loose,
} from "../../../src/internal.ts";
import { fitChecks } from "../../fit/check-options.ts";
import { defaultStop, type StopRules } from "../../fit/judge.ts";
import { FitParameters, type SpaceOptions, ravel } from "../../problem/parameters.ts";
import { accelerations } from "../methods/levenberg-marquardt.ts";
import { squaresOf } from "./damped-system.ts";
import { heldBy, levenbergMarquardtLoop } from "./levenberg-marquardt-loop.ts";

/** How a traced fit goes about it. */
export interface LeastSquaresSolveOptions<P> extends SpaceOptions<P> {
  /** As for `levenbergMarquardt`: `geodesic` bends steps along the residuals' curvature. Default `none`. */
  readonly acceleration?: "none" | "geodesic" | undefined;
  /** Damping of the first step, in units of the squared columns of the Jacobian. Default 1e-3. */
  readonly firstDamping?: number | undefined;
  /** When to stop; as for `leastSquares`. */
  readonly stop?: Pick<StopRules, "maxSteps" | "valueTolerance" | "valueScale" | "stepTolerance"> | undefined;
}

/** A fit as arrays, for use inside of a traced function. */
export interface TracedLeastSquares<P> {
  /** The parameters; differentiable by everything that the residuals read. */
  readonly params: P;
  /** The sum of squares, a scalar; differentiable. */
  readonly value: Arr;
  /** Whether the fit arrived, a bool scalar. Where it did not, derivatives are those of a neighbouring problem. */
  readonly converged: Arr;
  /** Steps tried, an i32 scalar. */
  readonly steps: Arr;
  /**
   * What another full step would lower the sum of squares by, as a fraction of it; a scalar without derivative. Where a fit has
   * not converged it says how far off it is.
   */
  readonly remaining: Arr;
}

/** Checks of the options. */
const checks: OptionChecks<LeastSquaresSolveOptions<unknown>> = {
  ...parameterChecks,
  acceleration: option.choice(...accelerations),
  firstDamping: option.positive("Leave it out, or take 1 for a wary first step."),
  stop: fitChecks.stop,
};

/**
 * Minimises the sum of squares of residuals by Levenberg-Marquardt as one array program: a whole fit compiles through `jit`,
 * thousands of fits run in one call through `vmap`, and a fit inside of a larger model is differentiated by the implicit
 * function theorem, with respect to everything that the residuals read, in forward and reverse mode, to any order. It does not
 * report, resume or judge as `leastSquares` does, whose steps it takes; where nothing is compiled it is interpreted, and slow.
 *
 * Starts outside of the bounds are moved onto them. Parameters that end on a bound stay there when what the residuals read changes.
 * The derivative costs a dense system of as many unknowns as there are parameters, and is infinite or NaN where residuals do not
 * determine them all.
 *
 * @param residuals  pure function of the parameters to an array, or a tree of arrays
 * @param initial  parameters to start from; may be traced
 * @throws   OptionError when `free` or `bounds` name what does not exist, or an option is none;
 *           ParameterError when a known start is not finite or outside of the bounds
 * @example
 * ```ts
 * import { type Arr, array, exp, jit, linspace, vmap } from "fluxion";
 * import { leastSquaresSolve } from "fluxion/inference";
 * const t = linspace(0, 4, 9);
 * // The rate of each of two decays, both fitted in one call.
 * const rate = (flux: Arr) =>
 *   leastSquaresSolve((p: { height: Arr; rate: Arr }) => exp(t.mul(p.rate).neg()).mul(p.height).sub(flux), {
 *     height: 1,
 *     rate: 1,
 *   }).params.rate;
 * const decay = (k: number) => exp(t.mul(-k)).toArray();
 * const rates = jit(vmap(rate))(array([decay(0.5), decay(2)]));
 * console.log(Array.from(rates.toArray(), (k) => k.toFixed(6))); // → [ '0.500000', '2.000000' ]
 * ```
 * @see  leastSquares, for one fit with its report; levenbergMarquardt, for references
 */
export function leastSquaresSolve<P>(
  residuals: (params: P) => unknown,
  initial: Loose<NoInfer<P>>,
  options: LeastSquaresSolveOptions<NoInfer<P>> & SpecOf<P> = {},
): TracedLeastSquares<P> {
  checkOptions(options, checks, "leastSquaresSolve");
  const name = "leastSquaresSolve";
  const { acceleration = "none", firstDamping = 1e-3, stop = {} } = options;
  const parameters = new FitParameters<P>(initial, options, name, true);
  const ofVector = (vector: Arr): Arr =>
    ravel(residuals(parameters.assemble(vector, parameters.fixed)), name).cast("f64");
  const isBounded = [...parameters.box.lower, ...parameters.box.upper].some(Number.isFinite);
  const [lower, upper] = [array(parameters.box.lower), array(parameters.box.upper)];
  const slope = grad((vector: Arr) => squaresOf(ofVector(vector)).mul(0.5));
  const { solution, report } = solveImplicitly<
    readonly [],
    Arr,
    { readonly converged: Arr; readonly steps: Arr; readonly expectedDecrease: Arr }
  >(
    {
      where: name,
      // The slope is zero, but for parameters that are held on a bound.
      residual: (vector) => {
        const gradient = slope(vector);
        return where(heldBy({ lower, upper }, vector, gradient), sub(vector, stopGradient(vector)), gradient);
      },
      solve: () => {
        const start = parameters.vectorOf(initial, name);
        const end = levenbergMarquardtLoop(
          { residuals: ofVector, lower, upper, isBounded, acceleration, firstDamping, ...defaultStop, ...stop },
          start,
        );
        const { point, status, steps, expectedDecrease } = end;
        return { solution: point, report: { converged: equal(status, 1), steps, expectedDecrease } };
      },
    },
    [],
  );
  const value = squaresOf(ofVector(solution));
  const { converged, steps, expectedDecrease } = report;
  const size = stopGradient(value);
  return {
    params: parameters.assemble(solution, parameters.fixed),
    value,
    converged,
    steps,
    remaining: where(greater(size, 0), div(expectedDecrease, where(greater(size, 0), size, 1)), 0),
  };
}
