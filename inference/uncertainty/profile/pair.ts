/** profilePair: the likelihood of two parameters with all others fitted again, on a grid in the Gaussian's coordinates. */
import type { Start } from "../../problem/start-of.ts";
import { array } from "../../../src/index.ts";
import {
  parameterChecks,
  checkOptions,
  option,
  ProgressTeller,
  runCheck,
  type OptionChecks,
  type RunOf,
  type SpecOf,
  FitError,
  OptionError,
} from "../../../src/internal.ts";
import type { ParameterCovariance } from "../../fisher/parameter-covariance.ts";
import { rowsOf } from "../../linear-algebra/square-matrix.ts";
import { type Box, project } from "../../problem/box.ts";
import { FitParameters, type SpaceOptions } from "../../problem/parameters.ts";
import { short } from "../../solution/summary.ts";
import { conditionalFits, type ConditionalFits, type Likelihood, riseForTwo } from "./likelihood.ts";
import { batchedFits } from "./pair-batch.ts";
import { checkConfidence, positionOf, usualConfidence } from "./profile.ts";

/** How to profile two parameters. */
export interface PairProfileOptions<P> extends SpaceOptions<P> {
  /** Nodes along each side of the grid, an odd number, so that the best fit is one. Default 35. */
  readonly nodes?: number | undefined;
  /** How far the grid reaches, in standard deviations. Default 4.6, beyond the three-sigma contour at 3.44. */
  readonly reach?: number | undefined;
  /**
   * 2 fits every node once more from its outer neighbour and keeps what is lower, as `profile` does: it finds a second minimum of the
   * other parameters, for the price of one fit a node. Default 1.
   */
  readonly sweeps?: 1 | 2 | undefined;
  /** Probabilities to give the levels of. Default: 0.6827 and 0.9545. */
  readonly confidence?: readonly number[] | undefined;
  /** What `fisher` gave at the best fit, where it is known already; it saves fitting there once more. */
  readonly known?: ParameterCovariance<P> | undefined;
  /** How it runs: `progress` is told of each fit that is made by itself, and `signal` heard before it. */
  readonly run?: RunOf<"progress" | "signal" | "target"> | undefined;
}

/** What every profile of two parameters tells. */
export interface PairProfileFields<P> {
  /** Paths of the two. */
  readonly paths: readonly [x: string, y: string];
  /** Their best fit. */
  readonly center: readonly [x: number, y: number];
  /** Their covariance at the best fit, others marginalised. */
  readonly covariance: readonly [readonly [number, number], readonly [number, number]];
  /** Positions u of the columns and v of the rows; the parameters there are center + L (u, v), L Lᵀ the covariance. */
  readonly nodes: readonly number[];
  /** Chi-squared above its minimum: a row for each v, in it a number for each u; NaN beyond bounds and where fits failed. */
  readonly deltaChi2: readonly (readonly number[])[];
  /** The rise of chi-squared that encloses both parameters at once with each confidence asked for. */
  readonly levels: readonly { readonly confidence: number; readonly deltaChi2: number }[];
  /**
   * Number of nodes fitted in the batch, of those fitted one by one, of those beyond bounds, of fits that failed, and of nodes at which
   * the second sweep found a lower minimum of the others.
   */
  readonly counts: Readonly<Record<"batched" | "single" | "outside" | "failed" | "switched", number>>;
  /** All parameters at a node; null where there is no fit. */
  paramsAt(row: number, column: number): P | null;
  /** What it says and what to do next, in a sentence. */
  readonly explain: string;
}

/** A profile of two parameters. Narrow on `status`. */
export type PairProfile<P> =
  | (PairProfileFields<P> & { readonly status: "complete" | "incomplete" | "cancelled" })
  /** The best fit is none: a node lies lower. */
  | (PairProfileFields<P> & { readonly status: "lower-minimum"; readonly lower: P });

/** A batched fit has arrived when its last step was expected to bring less than this of a unit of chi-squared. */
const leftToGain = 1e-7;

/** Checks of the options. */
const checks: OptionChecks<PairProfileOptions<unknown>> = {
  ...parameterChecks,
  nodes: option.whole(3),
  reach: option.positive(),
  sweeps: option.whole(1, 2),
  confidence: option.each(option.between(0, 1)),
  known: option.madeBy("fisher(residuals, params)", "covariance"),
  run: runCheck(["progress", "signal", "target"]),
};

/**
 * The profile likelihood of two parameters on a grid that follows their Gaussian: for residuals one compiled batch of
 * Gauss-Newton steps; nodes that have not arrived in it, and all nodes of a scalar objective, are fitted one by one from their
 * neighbour on the way to the centre.
 *
 * @param likelihood  `{ residuals }` as for `leastSquares`, or `{ objective }` as for `minimize`
 * @param best  parameters at or near the best fit
 * @param pair  paths of the two parameters
 * @throws   OptionError when a path names no free number; FitError when the data do not determine the two, or no minimum is near
 * @example
 * ```ts
 * import { type Arr, array } from "fluxion";
 * import { leastSquares, profilePair } from "fluxion/inference";
 * const x = array([0, 1, 2, 3]);
 * const residuals = (p: { slope: Arr; offset: Arr }) => x.mul(p.slope).add(p.offset).sub(array([1, 3, 5, 7])).div(0.1);
 * const { nodes, deltaChi2 } = profilePair({ residuals }, { slope: 2, offset: 1 }, ["slope", "offset"], { nodes: 3, reach: 2 });
 * console.log(nodes, deltaChi2[0]!.map((rise) => rise.toFixed(6))); // → [ -2, 0, 2 ] [ '8.000000', '4.000000', '8.000000' ]
 * ```
 */
export function profilePair<P>(
  likelihood: Likelihood<P>,
  best: Start<NoInfer<P>>,
  pair: readonly [x: string, y: string],
  options: PairProfileOptions<NoInfer<P>> & SpecOf<P> = {},
): PairProfile<P> {
  checkOptions(options, checks, "profilePair");
  const where = "profilePair";
  const { known } = options;
  const { progress, signal, target } = options.run ?? {};
  const teller = new ProgressTeller(progress, { label: `profile of ${pair.join(" and ")}`, total: null });
  const told = { stage: "profile", path: pair.join(", ") } as const;
  const confidence = options.confidence ?? usualConfidence;
  confidence.forEach((probability) => checkConfidence(probability, where));
  const parameters = new FitParameters<P>(best, options, where);
  const positions = [positionOf(parameters, pair[0], where), positionOf(parameters, pair[1], where)] as const;
  const across = sideOf(options.nodes ?? 35);
  const reach = options.reach ?? 4.6;
  let compiled: ConditionalFits | undefined;
  const fits = (): ConditionalFits => (compiled ??= conditionalFits(likelihood, parameters, target, where));
  // Estimated noise needs the fit itself for its size.
  const estimated = "residuals" in likelihood && likelihood.noise === "estimated";
  const whole = known !== undefined && !estimated ? rowsOf(known.covariance) : fits().covariance;
  const start = known !== undefined && !estimated ? parameters.start : fits().best;
  const unit = known !== undefined && "residuals" in likelihood && !estimated ? 1 : fits().unit;
  const [x, y] = positions;
  const covariance = [
    [whole[x]![x]!, whole[x]![y]!],
    [whole[y]![x]!, whole[y]![y]!],
  ] as const;
  const [l11, l21, l22] = determined(covariance, pair);
  const center = [start[x]!, start[y]!] as const;
  const middle = (across - 1) / 2;
  const nodes = Array.from({ length: across }, (_, k) => reach * (k / middle - 1));
  const places = nodes.flatMap((v) => nodes.map((u) => [center[0] + l11 * u, center[1] + l21 * u + l22 * v] as const));

  const grid = new Grid(across);
  const { box } = parameters;
  const isInside = places.map((place) =>
    positions.every((i, k) => place[k]! >= box.lower[i]! && place[k]! <= box.upper[i]!),
  );
  if ("residuals" in likelihood && whole.every((row, i) => row[i]! > 0 && row.every(Number.isFinite))) {
    const { residuals } = likelihood;
    const points = array(places.map((place) => [...place]));
    const batch = { residuals, parameters, best: start, covariance: whole, pair: positions, points, target };
    batchedFits(batch).forEach(({ point, value, left }, k) => {
      const arrived = left >= 0 && left <= leftToGain * unit && Number.isFinite(value);
      if (isInside[k]! && arrived && isIn(point, box)) grid.set(k, { point, value });
    });
  }
  const batched = grid.known;
  // The node in the middle is the best fit; the batch has stepped towards it once more.
  const center0 = (across * across - 1) / 2;
  if (grid.at(center0) === null)
    grid.set(center0, { point: fits().best, value: fits().solve(fits().best, [x, y]).value });
  let [count, failed, single] = [0, 0, 0];
  for (const k of grid.outwards()) {
    if (grid.at(k) !== null || !isInside[k]!) continue;
    if (signal?.aborted === true) break;
    const node = singleFit(fits(), grid.neighbours(k), places[k]!, positions, box);
    if (node === null) failed++;
    else {
      grid.set(k, node);
      single++;
    }
    count++;
    teller.tell(count, told);
  }
  let switched = 0;
  for (const k of options.sweeps === 2 ? grid.outwards().reverse() : []) {
    const node = grid.at(k);
    if (k === center0 || node === null) continue;
    if (signal?.aborted === true) break;
    const again = singleFit(fits(), grid.neighbours(k).reverse().slice(0, 1), places[k]!, positions, box);
    if (again !== null && again.value < node.value - fits().tolerance * unit) {
      grid.set(k, again);
      switched++;
    }
    count++;
    teller.tell(count, told);
  }
  teller.end(count, told);
  const least = grid.at(center0)!.value;
  const rises = places.map((_, k) => ((grid.at(k)?.value ?? Number.NaN) - least) / unit);
  const lowest = rises.reduce((low, rise, k) => (rise < rises[low]! ? k : low), center0);
  const foundLower = rises[lowest]! < -(1e-6 + (1e-11 * Math.abs(least)) / unit);
  const counts = { batched, single, outside: isInside.filter((inside) => !inside).length, failed, switched };
  const cancelled = signal?.aborted === true;
  const lower = parameters.paramsAt(grid.at(lowest)!.point);
  const fields = {
    paths: pair,
    center,
    covariance,
    nodes,
    deltaChi2: nodes.map((_, row) => rises.slice(row * across, (row + 1) * across)),
    levels: confidence.map((probability) => ({
      confidence: probability,
      deltaChi2: riseForTwo(probability, estimated ? fits().freedom : Infinity),
    })),
    counts,
    paramsAt: (row: number, column: number): P | null => {
      const node = grid.at(row * across + column);
      return node === null ? null : parameters.paramsAt(node.point);
    },
    explain: explain(pair, counts, cancelled, foundLower ? -rises[lowest]! : null),
  };
  if (foundLower) return { ...fields, status: "lower-minimum", lower };
  return { ...fields, status: cancelled ? "cancelled" : failed > 0 ? "incomplete" : "complete" };
}

/** A fit with two coordinates held. */
interface PairNode {
  readonly point: Float64Array;
  readonly value: number;
}

/** The nodes of a square grid by position, row by row. */
class Grid {
  readonly #across: number;
  readonly #nodes: (PairNode | null)[];

  constructor(across: number) {
    this.#across = across;
    this.#nodes = new Array<PairNode | null>(across * across).fill(null);
  }

  at(k: number): PairNode | null {
    return this.#nodes[k] ?? null;
  }

  set(k: number, node: PairNode): void {
    this.#nodes[k] = node;
  }

  /** Number of nodes that are known. */
  get known(): number {
    return this.#nodes.filter((node) => node !== null).length;
  }

  /** Positions, the middle first and the corners last. */
  outwards(): number[] {
    return [...this.#nodes.keys()].sort((a, b) => this.#ring(a) - this.#ring(b) || a - b);
  }

  /** What is known around a node, what is nearest to the middle first. */
  neighbours(k: number): PairNode[] {
    const [row, column] = [Math.floor(k / this.#across), k % this.#across];
    const around = [-1, 0, 1].flatMap((dr) => [-1, 0, 1].map((dc) => [row + dr, column + dc] as const));
    return around
      .filter(([r, c]) => Math.min(r, c) >= 0 && Math.max(r, c) < this.#across)
      .map(([r, c]) => r * this.#across + c)
      .sort((a, b) => this.#distance(a) - this.#distance(b) || a - b)
      .flatMap((position) => this.#nodes[position] ?? []);
  }

  #offset(k: number): readonly [number, number] {
    const middle = (this.#across - 1) / 2;
    return [Math.abs(Math.floor(k / this.#across) - middle), Math.abs((k % this.#across) - middle)];
  }

  #ring(k: number): number {
    return Math.max(...this.#offset(k));
  }

  #distance(k: number): number {
    const [rows, columns] = this.#offset(k);
    return rows * rows + columns * columns;
  }
}

/** The fit at a place from the first neighbour that leads to one. */
function singleFit(
  fits: ConditionalFits,
  neighbours: readonly PairNode[],
  place: readonly [number, number],
  [x, y]: readonly [number, number],
  box: Box,
): PairNode | null {
  for (const { point } of neighbours.slice(0, 3)) {
    const from = project(point, box);
    [from[x], from[y]] = place;
    const fit = fits.solve(from, [x, y]);
    if (fit.failure === null && Number.isFinite(fit.value)) return { point: fit.point, value: fit.value };
  }
  return null;
}

function isIn(point: Float64Array, { lower, upper }: Box): boolean {
  return point.every((value, i) => value >= lower[i]! && value <= upper[i]!);
}

function sideOf(nodes: number): number {
  if (Number.isInteger(nodes) && nodes >= 3 && nodes % 2 === 1) return nodes;
  throw new OptionError({
    where: "profilePair",
    path: "nodes",
    expected: "an odd whole number of at least 3, so that the best fit is a node",
    received: String(nodes),
  });
}

/** The lower triangle of C = L Lᵀ. */
function determined(
  [[a, b], [, d]]: PairProfileFields<unknown>["covariance"],
  pair: readonly [string, string],
): readonly [l11: number, l21: number, l22: number] {
  const l11 = Math.sqrt(a);
  const l21 = b / l11;
  const l22 = Math.sqrt(d - l21 * l21);
  if (l11 > 0 && l22 > 0 && Number.isFinite(l11 + l21 + l22)) return [l11, l21, l22];
  throw new FitError({
    where: "profilePair",
    problem: `the data do not determine ${pair[0]} and ${pair[1]} at the best fit: their covariance is [[${a}, ${b}], [${b}, ${d}]]`,
    hint: "Ask fisher for the directions that are not determined; profile one parameter to see how far it is open.",
  });
}

function explain(
  pair: readonly [string, string],
  { single, batched, outside, failed, switched }: PairProfileFields<unknown>["counts"],
  cancelled: boolean,
  lower: number | null,
): string {
  const notes: string[] = [];
  if (lower !== null) {
    notes.push(
      `The fit handed in is not the best one: a node lies ${short(lower)} lower in chi-squared; fit again from there (lower).`,
    );
  }
  if (cancelled) notes.push("Cancelled: nodes not reached are NaN.");
  if (failed > 0) notes.push(`${failed} nodes are NaN: no fit of the other parameters succeeded there.`);
  if (outside > 0) notes.push(`${outside} nodes lie beyond the bounds of ${pair[0]} or ${pair[1]} and are NaN.`);
  if (switched > 0)
    notes.push(`At ${switched} nodes the other parameters have a second minimum, which is lower; it was taken.`);
  return notes.length > 0 ? notes.join(" ") : `All ${batched + single} nodes are fitted.`;
}
