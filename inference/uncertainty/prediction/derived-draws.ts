/** Derived draws: what follows from the parameters, at every draw of them. */
import { array, jit, type Arr, type TargetName, type Tree } from "../../../src/index.ts";
import {
  checkOptions,
  option,
  numberPaths,
  runCheck,
  type OptionChecks,
  type RunOf,
  FitError,
  OptionError,
  flatten,
  pathsOf,
  unflatten,
  writtenOrder,
  type Widened,
  type Loose,
  type TreeStructure,
} from "../../../src/internal.ts";
import type { ChainDraws } from "../../diagnostics/measures/draws.ts";
import { FitParameters } from "../../problem/parameters.ts";

/** Draws of one free number: what a sampler's result holds for each of them. */
export interface DrawnNumber {
  /** Path of the number: that of its leaf, with the position in square brackets where the leaf is an array. */
  readonly path: string;
  /** Draws of each chain, all of one length. */
  readonly chains: readonly ArrayLike<number>[];
}

/** Quantities at every draw. */
export interface DerivedDraws<Q> {
  /** A tree like what the function returns; each leaf has the axes [chains, draws] before its own. */
  readonly values: Q;
  /** One record a number, for `summarise`, `diagnose` and figures. */
  readonly draws: readonly ChainDraws[];
}

/** How quantities are computed. */
export interface DerivedDrawsOptions {
  /** Units by path of a leaf. */
  readonly units?: Readonly<Record<string, string>> | undefined;
  /** How the function runs. */
  readonly run?: RunOf<"target"> | undefined;
}

/** Checks of the options. */
const checks: OptionChecks<DerivedDrawsOptions> = {
  units: option.record(option.text, "units by path"),
  run: runCheck(["target"]),
};

/**
 * Any function of the parameters at every draw of them, compiled once: derived quantities with their posterior, the model between
 * its data, predictions. What a new measurement would be takes noise besides: add `normals` to `values`.
 *
 * @param quantities  pure function of the parameters to a number, or a tree of arrays
 * @param params  parameters like those that were sampled; numbers without draws keep their value
 * @param draws  a record for each number that was sampled: `posterior.draws`
 * @throws   FitError naming draws of what the parameters do not have, or chains of unequal length; OptionError naming a unit of
 *           what the function does not return
 * @example
 * ```ts
 * import { type Arr } from "fluxion";
 * import { derivedDraws, sample, summarise, summaryTable } from "fluxion/inference";
 * const start = { mean: 5, spread: 1 };
 * const logDensity = (p: { mean: Arr; spread: Arr }): Arr =>
 *   p.mean.sub(5).square().add(p.spread.sub(2).div(0.1).square()).mul(-0.5);
 * const posterior = sample(logDensity, start, { run: { seed: 1 } });
 * const ratio = derivedDraws((p: { mean: Arr; spread: Arr }) => ({ ratio: p.mean.div(p.spread) }), start, posterior.draws);
 * console.log(ratio.values.ratio.shape); // → [ 4, 1000 ]
 * console.log(summaryTable(summarise(ratio.draws)).includes("ratio")); // → true
 * ```
 */
export function derivedDraws<P, Q>(
  quantities: (params: P) => Q,
  params: Loose<NoInfer<P>>,
  draws: readonly DrawnNumber[],
  options: DerivedDrawsOptions = {},
): DerivedDraws<Widened<Q>> {
  checkOptions(options, checks, "derivedDraws");
  const where = "derivedDraws";
  const { structure, values } = atDraws(quantities, params as Loose<P>, draws, options.run?.target, where);
  return described<Widened<Q>>(structure, values, options.units, where);
}

/** Values at every draw with a record for each of their numbers. @throws OptionError naming a unit of what there is not */
export function described<Q>(
  structure: TreeStructure,
  values: readonly Arr[],
  units: Readonly<Record<string, string>> = {},
  where: string,
): DerivedDraws<Q> {
  const paths = pathsOf(structure);
  const unknown = Object.keys(units).filter((path) => !paths.includes(path));
  if (unknown.length > 0) {
    throw new OptionError({
      where,
      path: "units",
      problem: `it names ${unknown.join(", ")}, which the function does not return`,
      hint: `It returns ${paths.join(", ")}.`,
    });
  }
  return {
    // The structure is that of what the function returned, an array in the place of each leaf.
    values: unflatten(structure, values) as Q,
    draws: writtenOrder(structure).flatMap((k) => recordsOf(values[k]!, paths[k]!, units[paths[k]!] ?? "")),
  };
}

/** One record a number of what has the axes [chains, draws] before its own. */
function recordsOf(value: Arr, leaf: string, unit: string): ChainDraws[] {
  const [chains, length, ...shape] = value.shape as [number, number, ...number[]];
  const numbers = value.toArray();
  const paths = numberPaths(leaf, shape);
  return paths.map((path, i) => ({
    path,
    unit,
    chains: Array.from({ length: chains }, (_, c) =>
      Float64Array.from({ length }, (__, k) => numbers[(c * length + k) * paths.length + i]!),
    ),
  }));
}

/** The leaves of what a function returns at every draw, each with the axes [chains, draws] before its own. */
export function atDraws<P>(
  f: (params: P) => unknown,
  params: Loose<P>,
  draws: readonly DrawnNumber[],
  target: TargetName | undefined,
  where: string,
): { readonly structure: TreeStructure; readonly values: readonly Arr[] } {
  const parameters = new FitParameters<P>(params, {}, where);
  const positions = positionsOf(draws, parameters, where);
  const { chains, length } = countsOf(draws, where);
  const compiled = jit(
    (vector: Arr, held: readonly Arr[]) => f(parameters.assemble(vector, held)),
    target === undefined ? {} : { target },
  ) as (vector: Arr, held: readonly Arr[]) => unknown;
  const rows = Array.from({ length: chains * length }, (_, k) => {
    const vector = parameters.start.slice();
    draws.forEach(({ chains: own }, d) => (vector[positions[d]!] = own[Math.floor(k / length)]![k % length]!));
    return flatten(compiled(array(vector), parameters.fixed) as Tree, { where });
  });
  const { structure, leaves } = rows[0]!;
  // What is compiled returns arrays.
  const values = (leaves as readonly Arr[]).map(({ shape, size }, leaf) => {
    const numbers = new Float64Array(rows.length * size);
    rows.forEach((row, k) => {
      numbers.set((row.leaves[leaf] as Arr).toArray(), k * size);
    });
    return array(numbers, { shape: [chains, length, ...shape] });
  });
  return { structure, values };
}

/** Where the drawn numbers stand in the vector of the parameters. */
function positionsOf<P>(draws: readonly DrawnNumber[], { coordinates }: FitParameters<P>, where: string): number[] {
  const positions = draws.map(({ path }) => coordinates.findIndex((coordinate) => coordinate.path === path));
  const unknown = draws.filter((_, k) => positions[k]! < 0).map(({ path }) => path);
  if (unknown.length === 0 && draws.length > 0) return positions;
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

function countsOf(draws: readonly DrawnNumber[], where: string): { readonly chains: number; readonly length: number } {
  const chains = draws[0]!.chains.length;
  const length = draws[0]!.chains[0]?.length ?? 0;
  if (chains * length === 0) throw new FitError({ where, path: "draws", problem: "there are none" });
  for (const { path, chains: own } of draws) {
    if (own.length === chains && own.every((chain) => chain.length === length)) continue;
    throw new FitError({
      where,
      path,
      expected: `${chains} chains of ${length} draws`,
      received: `${own.length} chains of other lengths`,
    });
  }
  return { chains, length };
}
