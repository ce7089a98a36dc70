/** laplace: a density as the Gaussian of its mode, from exact second derivatives. */
import { approximateChecks } from "./approximate-options.ts";
import { type Arr } from "../../src/index.ts";
import {
  checkOptions,
  describeValue,
  UnconstrainedSpace,
  fold,
  key,
  normals,
  type SpecOf,
  OptionError,
} from "../../src/internal.ts";
import { type Start, startOf } from "../problem/start-of.ts";
import { compileLogDensity, type CompiledLogDensity } from "../bijectors/compile-log-density.ts";
import type { ChainDraws } from "../diagnostics/measures/draws.ts";
import { type NullDirection, nullDirectionsOf } from "../fisher/covariance.ts";
import { spectrumOfMatrix } from "../fisher/spectrum.ts";
import { allFinite } from "../linear-algebra/vectors.ts";
import type { ApproximateOptions } from "./approximate-options.ts";
import { climb, type Climb } from "./climb.ts";
import { gaussianOfPrecision } from "./gaussian/dense-gaussian.ts";
import { drawOf, type Gaussian, logDensityOfWhite } from "./gaussian/gaussian.ts";
import { importanceSample, type ImportanceSample } from "./importance.ts";
import { polished } from "./polish.ts";
import { chainDraws } from "./vector-draws.ts";

/** The Gaussian at a mode, in unconstrained coordinates. */
export interface LaplaceApproximation<P> {
  readonly status: "approximated";
  /** The parameters at the mode of the density of the unconstrained coordinates. */
  readonly mode: P;
  /** The log density there, with the log Jacobian of the constraints. */
  readonly logDensity: number;
  /** Logarithm of the integral of the approximation: the evidence, if the density is a normalised prior times a likelihood. */
  readonly logEvidence: number;
  /** What each unconstrained number belongs to, in the order of `covariance`. */
  readonly paths: readonly string[];
  /** Covariance of the unconstrained coordinates, by rows. */
  readonly covariance: readonly Float64Array[];
  readonly explain: string;
  /** Independent draws of the approximation, as one chain of each free number, in the units of the parameters. */
  draws(count: number, seed: number | string): readonly ChainDraws[];
  /** Draws of the density itself by importance resampling, with what says how far they can be relied on. */
  importance(count: number, seed: number | string): ImportanceSample<P>;
}

/** Why there is no Gaussian. */
export interface LaplaceFailure<P> {
  /**
   * `not-a-maximum`: the density is flat along some direction, or rises; `no-mode`: none was found; `non-finite`: the density
   * does not exist at the initial parameters.
   */
  readonly status: "not-a-maximum" | "no-mode" | "non-finite" | "cancelled";
  /** The parameters where the search ended. */
  readonly params: P;
  /** The log density there. */
  readonly logDensity: number;
  /** Directions along which the density does not fall, for "not-a-maximum". */
  readonly directions: readonly NullDirection[];
  /** What to do about it. */
  readonly explain: string;
}

/** Narrow on `status`. */
export type Laplace<P> = LaplaceApproximation<P> | LaplaceFailure<P>;

/**
 * Approximates a density by the Gaussian at its mode, in coordinates without constraints: climbs to the mode from the initial
 * parameters, and takes the exact second derivatives there. Exact for Gaussians; good where data are many. `importance` says how
 * good.
 *
 * @param logDensity  pure function of the parameters to a scalar, in nats; any constant may be left out but for the evidence
 * @param initial  parameters inside of their ranges, best those of a fit
 * @throws   OptionError when an option names what does not exist, or the start lies outside
 * @example
 * ```ts
 * import { type Arr } from "fluxion";
 * import { laplace } from "fluxion/inference";
 * // Two measurements of one length, 3 ± 1 and 5 ± 1, and nothing known before: 4 ± 0.7.
 * const logDensity = (p: { x: Arr }) => p.x.sub(3).square().add(p.x.sub(5).square()).mul(-0.5);
 * const found = laplace(logDensity, { x: 0 });
 * if (found.status === "approximated") console.log(found.mode.x.item(), found.covariance[0]![0]!.toFixed(3)); // → 4 0.500
 * ```
 * @see Tierney & Kadane (1986), Accurate approximations for posterior moments and marginal densities, JASA 81, 82
 */
export function laplace<P>(
  logDensity: (params: P) => Arr,
  initial: Start<NoInfer<P>>,
  options: ApproximateOptions<NoInfer<P>> & SpecOf<P> = {},
): Laplace<P> {
  checkOptions(options, approximateChecks, "laplace");
  const space = new UnconstrainedSpace<P>(startOf<P>(initial), options, "laplace");
  const { progress, signal, target } = options.run ?? {};
  const density = compileLogDensity(logDensity, space, target, "laplace");
  const rules = { maxSteps: options.maxSteps ?? 1000, memory: 12, signal, progress, label: "laplace" };
  const found = climb(density, space.start, rules);
  const top = found.path.at(-1)!;
  const fail = (
    status: LaplaceFailure<P>["status"],
    explain: string,
    directions: readonly NullDirection[] = [],
  ): LaplaceFailure<P> => {
    return { status, params: space.paramsAt(top.point), logDensity: -top.value, directions, explain };
  };
  if (found.status === "cancelled") return fail("cancelled", "Cancelled on the way to the mode; call again to go on.");
  if (found.status === "non-finite") {
    return fail(
      "non-finite",
      "The log density or its gradient is not finite at the initial parameters; start from a fit, or elsewhere.",
    );
  }
  if (found.status === "diverged") {
    return fail("no-mode", "The log density rises without end; check its sign, or add a prior or bounds.");
  }
  const { vector, precision, decrement } = polished(density, top.point);
  if (!precision.every(allFinite)) {
    return fail("no-mode", "Second derivatives are not finite where the climb ended; look for them with firstNaN.");
  }
  const spectrum = spectrumOfMatrix(precision);
  const directions = nullDirectionsOf(spectrum, space.unconstrainedPaths);
  if (directions.length > 0) return fail("not-a-maximum", sentenceOf(directions), directions);
  const gaussian = gaussianOfPrecision(vector, precision);
  if (gaussian === null) return fail("no-mode", unsure(found));
  if (!(decrement < nearEnough)) return fail("no-mode", unsure(found));
  return approximation(space, density, gaussian);
}

/** Expected gain of one more step below which a point is the mode, in nats. */
const nearEnough = 1e-6;

function unsure({ status, steps }: Climb): string {
  const how = status === "max-steps" ? `was stopped after ${steps} steps` : `ended (${status}) after ${steps} steps`;
  return `The climb to the mode ${how} before it arrived; raise maxSteps, start nearer, or check the gradient with checkGrads.`;
}

function sentenceOf(directions: readonly NullDirection[]): string {
  const rising = directions.filter(({ eigenvalue }) => eigenvalue < 0).map(({ text }) => text);
  const flat = directions.filter(({ eigenvalue }) => eigenvalue === 0).map(({ text }) => text);
  const sentences = [
    rising.length > 0 ? `The log density rises along ${rising.join("; ")}: this is a saddle, start elsewhere.` : "",
    flat.length > 0
      ? `${rising.length > 0 ? "It" : "The log density"} does not change along ${flat.join("; ")}: add data or a prior, or fix one of these.`
      : "",
  ];
  return sentences.filter((text) => text !== "").join(" ");
}

function approximation<P>(
  space: UnconstrainedSpace<P>,
  density: CompiledLogDensity,
  gaussian: Gaussian,
): LaplaceApproximation<P> {
  const n = space.size;
  const { value } = density.evaluate(gaussian.mean);
  const whites = (count: number, seed: number | string): Float64Array[] => {
    requireCount(count);
    return Array.from({ length: count }, (_, k) => normals(fold(key(seed), k), n));
  };
  return {
    status: "approximated",
    mode: space.paramsAt(gaussian.mean),
    logDensity: value,
    logEvidence: value - logDensityOfWhite(gaussian, new Float64Array(n)),
    paths: space.unconstrainedPaths,
    covariance: covarianceOf(gaussian),
    explain: "The density falls in every direction from the mode; importance says how Gaussian it is.",
    draws: (count, seed) =>
      chainDraws(
        space,
        whites(count, seed).map((z) => drawOf(gaussian, z)),
      ),
    importance: (count, seed) => {
      const white = whites(count, seed);
      const candidates = white.map((z) => drawOf(gaussian, z));
      const ratios = candidates.map((u, k) => density.evaluate(u).value - logDensityOfWhite(gaussian, white[k]!));
      return importanceSample(space, candidates, Float64Array.from(ratios), 1, count, seed);
    },
  };
}

/** F Fᵀ, from the images of the unit vectors. */
function covarianceOf({ mean, colour }: Gaussian): Float64Array[] {
  const n = mean.length;
  const columns = Array.from({ length: n }, (_, k) => {
    const unit = new Float64Array(n);
    unit[k] = 1;
    return colour(unit);
  });
  return Array.from({ length: n }, (_, i) =>
    Float64Array.from({ length: n }, (_, j) => columns.reduce((sum, column) => sum + column[i]! * column[j]!, 0)),
  );
}

function requireCount(count: number): void {
  if (Number.isInteger(count) && count > 0) return;
  throw new OptionError({
    where: "laplace",
    path: "count",
    expected: "a whole number of draws above 0",
    received: describeValue(count),
  });
}
