/** Draws of Markov chains as figures take them: one record a parameter, checked once before anything is drawn. */
import { DataError, describeValue } from "../../errors/index.ts";
import { counted } from "../format.ts";

/** Numbers in a row: a list or a typed array. */
export type NumberList = ArrayLike<number>;

/** The draws of one scalar parameter. */
export interface FigureDraws {
  /** Path of the parameter: "halo.scaleRadius". */
  readonly path: string;
  /** Unit as text; empty when dimensionless. */
  readonly unit: string;
  /** One list a chain, all of one length, in the order of drawing. */
  readonly chains: readonly NumberList[];
}

/** What a figure asks of the draws it is made of. */
export interface DrawRules {
  /** Fewest parameters. Default: 1. */
  readonly parameters?: number;
  /** Most parameters that can still be read. Default: no limit. */
  readonly parametersAtMost?: number;
  /** Fewest chains. Default: 1. */
  readonly chains?: number;
  /** Fewest draws in a chain. Default: 2. */
  readonly draws?: number;
  /** Whether draws that are all the same can be shown. Default: true. */
  readonly constant?: boolean;
}

/**
 * Returns when the draws can be drawn: enough parameters, chains and draws, all chains of one length, all numbers finite.
 *
 * @throws DataError that names the parameter, the chain and the draw
 */
export function checkDraws(where: string, parameters: readonly FigureDraws[], rules: DrawRules = {}): void {
  const { parameters: fewest = 1, parametersAtMost = Infinity, constant = true } = rules;
  const given: unknown = parameters;
  if (!Array.isArray(given)) {
    throw new DataError({
      where,
      path: "draws",
      expected: "a list of { path, unit, chains }",
      received: describeValue(given),
      hint: "Of a posterior these are posterior.draws.",
    });
  }
  if (parameters.length < fewest) {
    throw new DataError({
      where,
      path: "draws",
      expected: `at least ${counted(fewest, "parameter")}`,
      received: counted(parameters.length, "parameter"),
    });
  }
  if (parameters.length > parametersAtMost) {
    throw new DataError({
      where,
      path: "draws",
      problem: "so many panels could not be read",
      expected: `at most ${counted(parametersAtMost, "parameter")}`,
      received: String(parameters.length),
      hint: 'Choose some with selectDraws(draws, ["a", "b"]).',
    });
  }
  const first = parameters[0]!;
  for (const { path, chains } of parameters) {
    checkShape(where, path, chains, first, rules);
    const values = chains.flatMap((chain, index) => {
      checkFinite(where, `${path}, chain ${index + 1}`, chain, "draw");
      return [...extent(chain)];
    });
    if (!constant && Math.min(...values) === Math.max(...values)) {
      throw new DataError({
        where,
        path,
        problem: `all draws are the same, ${values[0]!}, and have no distribution to show`,
        hint: "Leave the parameter out, or look at it with traceFigure.",
      });
    }
  }
}

function checkShape(
  where: string,
  path: string,
  chains: readonly NumberList[],
  first: FigureDraws,
  { chains: fewestChains = 1, draws: fewestDraws = 2 }: DrawRules,
): void {
  if (chains.length < fewestChains) {
    throw new DataError({
      where,
      path,
      expected: `at least ${counted(fewestChains, "chain")}`,
      received: counted(chains.length, "chain"),
    });
  }
  const length = first.chains[0]?.length ?? 0;
  const different = chains.findIndex((chain) => chain.length !== length);
  if (different >= 0 || chains.length !== first.chains.length) {
    throw new DataError({
      where,
      path: different >= 0 ? `${path}, chain ${different + 1}` : path,
      problem: "chains differ in size",
      expected: `${counted(first.chains.length, "chain")} of ${length}, as the first of ${first.path}`,
      received: different >= 0 ? `one of ${chains[different]!.length}` : counted(chains.length, "chain"),
    });
  }
  if (length < fewestDraws) {
    throw new DataError({
      where,
      path,
      expected: `at least ${counted(fewestDraws, "draw")} in a chain`,
      received: String(length),
    });
  }
}

/** Returns when every number of the list is finite; `noun` is what one of them is called. */
export function checkFinite(where: string, path: string, values: NumberList, noun: string): void {
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (Number.isFinite(value)) continue;
    throw new DataError({
      where,
      path,
      problem: `${noun} ${i} is ${value}`,
      expected: "finite numbers",
      hint: "Figures leave nothing out in silence: find where it comes from, or drop such entries yourself.",
    });
  }
}

/** Smallest and largest of the numbers. */
export function extent(values: NumberList): readonly [low: number, high: number] {
  let low = Infinity;
  let high = -Infinity;
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return [low, high];
}

/** All chains one behind the other. */
export function pooled({ chains }: Pick<FigureDraws, "chains">): Float64Array {
  const all = new Float64Array(chains.reduce((sum, chain) => sum + chain.length, 0));
  let offset = 0;
  for (const chain of chains) {
    all.set(chain, offset);
    offset += chain.length;
  }
  return all;
}

/** "halo.scaleRadius (kpc)". */
export function withUnit(path: string, unit: string): string {
  return unit === "" ? path : `${path} (${unit})`;
}

/**
 * The parameters with the given paths, in that order.
 *
 * @throws DataError when there is no parameter of such a path
 * @example
 * ```ts
 * import { selectDraws } from "fluxion/report";
 * const draws = ["a", "b", "c"].map((path) => ({ path, unit: "m", chains: [[1, 2]] }));
 * console.log(selectDraws(draws, ["c", "a"]).map(({ path }) => path).join()); // → c,a
 * ```
 */
export function selectDraws<D extends Pick<FigureDraws, "path">>(draws: readonly D[], paths: readonly string[]): D[] {
  return paths.map((path) => {
    const found = draws.find((parameter) => parameter.path === path);
    if (found !== undefined) return found;
    throw new DataError({
      where: "selectDraws",
      problem: `there is no parameter ${path}`,
      expected: `one of ${draws.map((parameter) => parameter.path).join(", ")}`,
    });
  });
}
