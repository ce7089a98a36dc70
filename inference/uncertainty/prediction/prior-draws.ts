/** Prior draws: parameters as the priors of a spec have them, before there are data. */
import { NO_DEFAULT, type VectorBijector, type Parameter, type ParameterSpec } from "../../../src/index.ts";
import {
  isDistribution,
  checkOptions,
  describeShape,
  option,
  ParameterError,
  isElementwise,
  numberPaths,
  Stream,
  type OptionChecks,
  type ParameterLeaf,
} from "../../../src/internal.ts";
import { fold, type Key, key, type RunOf, runCheck } from "../../../src/internal.ts";
import type { ChainDraws } from "../../diagnostics/measures/draws.ts";

/** How many draws, and which. */
export interface PriorDrawsOptions {
  /** How many. Default 1000. */
  readonly draws?: number | undefined;
  /** What the draws follow from; those of a parameter depend on no other parameter. */
  readonly run?: RunOf<"seed"> | undefined;
}

/** Draws of every number of a spec from its priors. */
export interface PriorDraws {
  /** One record a number, one chain each: for `derivedDraws`, `predictive`, `summarise` and figures. */
  readonly draws: readonly ChainDraws[];
}

const checks: OptionChecks<PriorDrawsOptions> = { draws: option.whole(1), run: runCheck(["seed"]) };

/** Draws that a prior may lose to the bounds of its parameter before it is said to lie outside of them. */
const MOST_ROUNDS = 10_000;

/**
 * Draws of the parameters from the priors of a spec, each inside of its bounds: what a prior has beyond them is drawn again, as `sample` does
 * not go there either. A parameter without a prior is uniform where it has two bounds, which is what its absence means to `sample`. Whole
 * numbers keep their default.
 *
 * @throws ParameterError naming a parameter whose prior cannot be drawn from, does not fit its shape, lies outside of its bounds, or is
 *         missing where there are no bounds
 * @example
 * ```ts
 * import { bounded, distributions, positive, spec } from "fluxion";
 * import { priorDraws, summarise } from "fluxion/inference";
 * const decay = spec({
 *   amplitude: positive({ unit: "mJy", default: 1, prior: distributions.normal({ mean: 1, standardDeviation: 2 }) }),
 *   rate: bounded(0, 4, { unit: "1/day", default: 1 }),
 * });
 * const [amplitude, rate] = priorDraws(decay, { run: { seed: "decay" } }).draws;
 * console.log(amplitude!.path, amplitude!.chains[0]!.every((x) => x > 0)); // → amplitude true
 * console.log(summarise([rate!])[0]!.mean.value.toFixed(0)); // → 2
 * ```
 * @see Gabry et al. (2019), Visualization in Bayesian workflow, J. R. Statist. Soc. A 182, 389
 */
export function priorDraws<P>(spec: ParameterSpec<P>, options: PriorDrawsOptions = {}): PriorDraws {
  checkOptions(options, checks, "priorDraws");
  const { draws: count = 1000, run: { seed = 0 } = {} } = options;
  const records = spec.leaves.flatMap((leaf): ChainDraws[] => {
    if (leaf.parameter.bijector === null) return keptDefault(leaf, count);
    // Text is a seed of its own: the path names the stream.
    const from = key(`prior ${JSON.stringify(seed)} ${leaf.path}`);
    const values = leafDraws(leaf, from, count);
    const size = values.length / count;
    return numberPaths(leaf.path, leaf.shape).map((path, i) => ({
      path,
      unit: leaf.unit,
      chains: [Float64Array.from({ length: count }, (_, k) => values[k * size + i]!)],
    }));
  });
  return { draws: records };
}

/** A whole number, which has no density. */
function keptDefault({ path, unit, shape, default: value }: ParameterLeaf, count: number): ChainDraws[] {
  if (value === NO_DEFAULT) return [];
  const numbers = typeof value === "number" ? [value] : Array.from(value.toArray(), Number);
  return numberPaths(path, shape).map((name, i) => ({
    path: name,
    unit,
    chains: [new Float64Array(count).fill(numbers[i] ?? numbers[0]!)],
  }));
}

/** `count` values of a leaf, each in row-major order. */
function leafDraws({ path, shape, parameter }: ParameterLeaf, from: Key, count: number): Float64Array {
  const { prior, bijector } = parameter;
  const size = sizeOf(shape);
  if (prior === null) return uniformDraws(path, parameter, from, count * size, size);
  if (!isDistribution(prior)) {
    throw refusal(path, "its prior has a log density, but no draw", "Use one of distributions, or give it a draw.");
  }
  const own = prior.draw(fold(from, 0)).shape;
  if (!own.every((length, axis) => shape[shape.length - own.length + axis] === length)) {
    const problem = `its shape is ${describeShape(shape)}, one draw of its prior has ${describeShape(own)}`;
    throw refusal(path, problem, "The last axes of a parameter are those of its prior.");
  }
  const together = bijector === null || isElementwise(bijector) ? null : bijector;
  // Rising numbers are one order of any numbers; on the other surfaces single numbers lie with a probability of 0.
  if (together !== null && own.length < together.rank && together.name !== "ordered") {
    const problem = `its prior is one of single numbers, which make no ${together.name} together`;
    throw refusal(path, problem, "Use a prior of the whole, such as dirichlet or lkjCholesky.");
  }
  const axes = Math.max(own.length, together?.rank ?? 0);
  const block = axes === 0 ? [] : shape.slice(-axes);
  const missing = block.slice(0, axes - own.length);
  const blocks: Blocks = {
    perDraw: size / sizeOf(block),
    size: sizeOf(block),
    draw: (round, blockCount) => {
      return Float64Array.from(prior.draw(fold(from, round), [blockCount, ...missing]).toArray());
    },
    fits: (values, position) =>
      values.every((value, i) => parameter.allows(value, position + i)) &&
      (together === null || fitsTogether(together, values, sizeOf(shape.slice(-together.rank)))),
  };
  return accepted(path, blocks, count * blocks.perDraw);
}

/** Numbers of a leaf that are drawn, and taken or refused, together. */
interface Blocks {
  readonly perDraw: number;
  readonly size: number;
  readonly draw: (round: number, count: number) => Float64Array;
  /** Whether a block may stand at a position of the leaf. */
  readonly fits: (block: Float64Array, position: number) => boolean;
}

/** Draws blocks until every place has one that fits. @throws ParameterError when hardly any does */
function accepted(path: string, { perDraw, size, draw, fits }: Blocks, count: number): Float64Array {
  const values = new Float64Array(count * size);
  let open = Array.from({ length: count }, (_, place) => place);
  for (let round = 1; open.length > 0; round++) {
    if (round > MOST_ROUNDS)
      throw refusal(path, "its prior lies outside of its bounds", "Widen the bounds, or move the prior.");
    const drawn = draw(round, open.length);
    open = open.filter((place, k) => {
      const block = drawn.subarray(k * size, (k + 1) * size);
      if (!fits(block, (place % perDraw) * size)) return true;
      values.set(block, place * size);
      return false;
    });
  }
  return values;
}

function fitsTogether(bijector: VectorBijector, block: Float64Array, size: number): boolean {
  return Array.from({ length: block.length / size }, (_, k) => block.slice(k * size, (k + 1) * size)).every(
    (values) => bijector.complaint(values) === null,
  );
}

function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, length) => product * length, 1);
}

/** Between two bounds, which is what no prior means. */
function uniformDraws(path: string, parameter: Parameter, from: Key, length: number, size: number): Float64Array {
  const isBounded = Array.from({ length: size }, (_, i) => parameter.upperAt(i) - parameter.lowerAt(i)).every(
    Number.isFinite,
  );
  if (!isBounded || (parameter.bijector !== null && !isElementwise(parameter.bijector))) {
    throw refusal(path, "it has no prior to draw from", "Say real({ default: 0, prior: distributions.normal() }).");
  }
  const numbers = new Stream(from);
  return Float64Array.from({ length }, (_, k) => {
    const [lower, upper] = [parameter.lowerAt(k % size), parameter.upperAt(k % size)];
    return lower + (upper - lower) * numbers.uniform();
  });
}

function refusal(path: string, problem: string, hint: string): ParameterError {
  return new ParameterError({ where: "priorDraws", path, problem, hint });
}
