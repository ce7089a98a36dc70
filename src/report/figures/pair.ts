/** Pair: the draws of two parameters as points, divergent transitions on top. */
import { pairChecks } from "../option-checks.ts";
import { checkOptions, DataError } from "../../errors/index.ts";
import { counted } from "../format.ts";
import { axisNumbers } from "./axis-numbers.ts";
import { type FigureDraws, checkDraws, extent, type NumberList, pooled, withUnit } from "./chains.ts";
import type { FigureSpec } from "./spec.ts";
import { figure, figureFrame } from "./vega-lite-spec.ts";
import { palette } from "./style.ts";
import { evenIndices } from "./thinning.ts";

/** What may be said of a figure of two parameters. */
export interface PairOptions {
  /** Default: the two paths. */
  readonly title?: string | undefined;
  /** One list a chain, as long as the chain: not zero where the transition to a draw diverged. */
  readonly divergent?: readonly NumberList[] | undefined;
}

/** More points than these hide each other, and make a large file. */
const pointsAtMost = 1200;
const divergencesAtMost = 500;

const drawLabel = "draw";
const divergentLabel = "divergent transition";

/**
 * Draws of `y` against those of `x`, every so many of a large number. Divergent transitions gather where the sampler cannot
 * follow the curvature of the target: at the neck of a funnel, on an edge.
 *
 * @throws DataError when a parameter is constant, a draw is not finite, or divergences do not belong to the draws
 * @example
 * ```ts
 * import { pairFigure, renderSvg } from "fluxion/report";
 * const rate = { path: "rate", unit: "1/day", chains: [[0.41, 0.38, 0.4]] };
 * const level = { path: "level", unit: "mJy", chains: [[2.5, 2.3, 2.4]] };
 * const figure = pairFigure(level, rate, { divergent: [[0, 1, 0]] });
 * console.log((await renderSvg(figure)).includes("divergent")); // → true
 * ```
 */
export function pairFigure(x: FigureDraws, y: FigureDraws, options: PairOptions = {}): FigureSpec {
  checkOptions(options, pairChecks, "pairFigure");
  checkDraws("pairFigure", [x, y], { constant: false });
  const [xs, ys] = [pooled(x), pooled(y)];
  const flags = divergenceFlags(options.divergent, x);
  const indices = Array.from({ length: xs.length }, (_, index) => index);
  const chosen = (from: readonly number[], most: number): number[] =>
    evenIndices(from.length, most).map((i) => from[i]!);
  const plain = indices.filter((index) => flags[index] === 0);
  const divergent = indices.filter((index) => flags[index] !== 0);
  const rows = (of: readonly number[], kind: string) => of.map((index) => ({ x: xs[index]!, y: ys[index]!, kind }));
  const domain = (values: Float64Array): [number, number] => {
    const [low, high] = extent(values);
    return [low - 0.04 * (high - low), high + 0.04 * (high - low)];
  };
  const axis = (parameter: FigureDraws, values: Float64Array) => ({
    type: "quantitative" as const,
    title: withUnit(parameter.path, parameter.unit),
    scale: { domain: domain(values), nice: false as const, zero: false },
    axis: { ...axisNumbers, tickCount: 6 },
  });
  const position = { x: { field: "x", ...axis(x, xs) }, y: { field: "y", ...axis(y, ys) } };
  const kinds = divergent.length === 0 ? [drawLabel] : [drawLabel, divergentLabel];
  const kind = {
    field: "kind",
    type: "nominal" as const,
    sort: null,
    legend: kinds.length === 1 ? null : { title: null, symbolOpacity: 1, symbolSize: 70 },
  };
  const shown = chosen(plain, pointsAtMost);
  return figure({
    ...figureFrame,
    title: {
      text: options.title ?? `${x.path} and ${y.path}`,
      ...(divergent.length === 0
        ? {}
        : { subtitle: `${counted(divergent.length, "divergent transition")} of ${xs.length}` }),
    },
    width: 400,
    height: 340,
    layer: [
      // Divergent transitions are drawn last, so that none is hidden.
      { rows: rows(shown, drawLabel), size: 16, opacity: 0.38 },
      { rows: rows(chosen(divergent, divergencesAtMost), divergentLabel), size: 55, opacity: 1 },
    ]
      .filter((layer) => layer.rows.length > 0)
      .map((layer) => ({
        data: { values: layer.rows },
        mark: { type: "point" as const, filled: true, size: layer.size, opacity: layer.opacity },
        encoding: {
          ...position,
          color: { ...kind, scale: { domain: kinds, range: [palette[0], palette[1]].slice(0, kinds.length) } },
          shape: { ...kind, scale: { domain: kinds, range: ["circle", "diamond"].slice(0, kinds.length) } },
        },
      })),
  });
}

function divergenceFlags(divergent: readonly NumberList[] | undefined, { chains }: FigureDraws): NumberList {
  const total = chains.reduce((sum, chain) => sum + chain.length, 0);
  if (divergent === undefined) return new Uint8Array(total);
  const fits = divergent.length === chains.length && divergent.every((flags, i) => flags.length === chains[i]!.length);
  if (fits) return pooled({ chains: divergent });
  throw new DataError({
    where: "pairFigure",
    path: "options.divergent",
    problem: "divergences do not belong to these draws",
    expected: `${counted(chains.length, "list")} of ${chains[0]!.length}`,
    received: `${counted(divergent.length, "list")} of ${[...new Set(divergent.map((flags) => flags.length))].join(", ")}`,
  });
}
