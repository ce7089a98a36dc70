/** Pointwise log-likelihoods: that of each observation at each draw, from draws and a function of the parameters. */
import { type Arr, array } from "../../../src/array/index.ts";
import type { TargetName } from "../../../src/compile/target.ts";
import { describeShape, FitError } from "../../../src/errors/index.ts";
import { jit } from "../../../src/transforms/index.ts";
import type { Loose } from "../../../src/tree/index.ts";
import { FitParameters } from "../../problem/parameters.ts";

/** Draws of one free number: what a sampler's result holds for each of them. */
export interface DrawnNumber {
  /** Path of the number: that of its leaf, with the position in square brackets where the leaf is an array. */
  readonly path: string;
  /** Draws of each chain, all of one length. */
  readonly chains: readonly ArrayLike<number>[];
}

/**
 * The log-likelihood of each observation at each draw, as `psisLoo` and `waic` take it.
 *
 * @param logLikelihood  pure function of the parameters to the log-likelihoods of n observations, shape [n]
 * @param params  parameters like those that were sampled; numbers without draws keep their value
 * @param draws  a record for each number that was sampled: `posterior.draws`
 * @returns  shape [chains, draws, n]
 * @throws   FitError naming draws of what the parameters do not have, chains of unequal length, or a result of another shape
 * @example
 * ```ts
 * import { type Arr, array } from "fluxion";
 * import { pointwiseLogLikelihood } from "fluxion/inference";
 * const y = array([0.1, -0.4, 1.2]);
 * const logLikelihood = (p: { mu: Arr }) => y.sub(p.mu).square().mul(-0.5);
 * const draws = [{ path: "mu", chains: [[0, 0.5], [0.2, 0.1]] }];
 * console.log(pointwiseLogLikelihood(logLikelihood, { mu: 0 }, draws).shape); // [ 2, 2, 3 ]
 * ```
 */
export function pointwiseLogLikelihood<P>(
  logLikelihood: (params: P) => Arr,
  params: Loose<NoInfer<P>>,
  draws: readonly DrawnNumber[],
  options: { readonly target?: TargetName | undefined } = {},
): Arr {
  const where = "pointwiseLogLikelihood";
  const parameters = new FitParameters<P>(params, {}, where);
  const { coordinates, fixed, start } = parameters;
  const positions = draws.map(({ path }) => coordinates.findIndex((coordinate) => coordinate.path === path));
  const unknown = draws.filter((_, k) => positions[k]! < 0).map(({ path }) => path);
  const chains = draws[0]?.chains.length ?? 0;
  const length = draws[0]?.chains[0]?.length ?? 0;
  if (unknown.length > 0 || chains * length === 0) {
    throw new FitError({
      where,
      path: "draws",
      problem:
        unknown.length > 0
          ? `there are draws of ${unknown.join(", ")}, which the parameters do not have`
          : "there are none",
      hint: `The numbers of the parameters are ${coordinates.map(({ path }) => path).join(", ")}.`,
    });
  }
  for (const { path, chains: own } of draws) {
    if (own.length === chains && own.every((chain) => chain.length === length)) continue;
    throw new FitError({
      where,
      path,
      expected: `${chains} chains of ${length} draws`,
      received: `${own.length} chains of other lengths`,
    });
  }
  const compiled = jit(
    (vector: Arr, held: readonly Arr[]) => logLikelihood(parameters.assemble(vector, held)),
    options.target === undefined ? {} : { target: options.target },
  );
  const rows = Array.from({ length: chains * length }, (_, k) => {
    const vector = start.slice();
    draws.forEach(({ chains: own }, d) => (vector[positions[d]!] = own[Math.floor(k / length)]![k % length]!));
    return compiled(array(vector), fixed);
  });
  const shape = rows[0]!.shape;
  if (shape.length !== 1) {
    throw new FitError({
      where,
      path: "logLikelihood",
      expected: "the log-likelihood of each observation, shape [n]",
      received: `shape ${describeShape(shape)}`,
      hint: "Leave out the sum over the observations.",
    });
  }
  const numbers = new Float64Array(rows.length * shape[0]!);
  rows.forEach((row, k) => {
    numbers.set(row.toArray(), k * shape[0]!);
  });
  return array(numbers, { shape: [chains, length, shape[0]!] });
}
