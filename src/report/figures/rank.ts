/** Rank histograms: whether each chain has its fair share of small, middling and large draws. */
import { rankChecks } from "../option-checks.ts";
import { checkOptions } from "../../errors/index.ts";
import { type FigureDraws, checkDraws, withUnit } from "./chains.ts";
import { chainColour } from "./chain-colour.ts";
import { fewTicks, isLowest, type Panel, panelGrid, sharedAxisSize, titledPanel } from "./panels.ts";
import { expectedRankCount, pooledRanks, rankCounts } from "./ranks.ts";
import type { FigureSpec } from "./spec.ts";
import { figure, figureFrame } from "./vega-lite-spec.ts";
import { ink } from "./style.ts";

/** What may be said of a figure of rank histograms. */
export interface RankFigureOptions {
  /** Default: "Ranks". */
  readonly title?: string | undefined;
  /** Bins of a histogram. Default: 20, fewer where a chain would have less than ten draws in each. */
  readonly bins?: number | undefined;
}

const parametersAtMost = 60;

/**
 * One panel a parameter: ranks of all draws together, counted for each chain. Chains that have found the same distribution
 * lie in the band, two standard deviations of independent draws (autocorrelated ones scatter more); a chain that leans to
 * one side sits elsewhere, one with a hump or a valley has another width.
 *
 * Source: Vehtari et al. (2021), Bayesian Analysis 16, 667.
 *
 * @param draws 1 to 60 parameters of at least two chains
 * @throws DataError when there is but one chain, a parameter is constant, or a draw is not finite
 * @example
 * ```ts
 * import { rankFigure, renderSvg } from "fluxion/report";
 * const draws = [{ path: "rate", unit: "1/day", chains: [[0.41, 0.38, 0.4], [0.39, 0.42, 0.43]] }];
 * console.log((await renderSvg(rankFigure(draws))).includes("rate (1/day)")); // → true
 * ```
 */
export function rankFigure(draws: readonly FigureDraws[], options: RankFigureOptions = {}): FigureSpec {
  checkOptions(options, rankChecks, "rankFigure");
  checkDraws("rankFigure", draws, { parametersAtMost, chains: 2, constant: false });
  const { chains } = draws[0]!;
  const drawn = chains[0]!.length;
  const total = drawn * chains.length;
  const bins = options.bins ?? Math.max(2, Math.min(20, Math.floor(drawn / 10)));
  const { mean, deviation } = expectedRankCount(drawn, total, bins);
  const counted = draws.map((parameter) =>
    pooledRanks(parameter.chains).map((ranks) => rankCounts(ranks, total, bins)),
  );
  const top = Math.max(mean + 3 * deviation, ...counted.flat(2));
  const size = sharedAxisSize(draws.length);
  return figure({
    ...figureFrame,
    title: { text: options.title ?? "Ranks", subtitle: "band: independent draws of one distribution, two sigma" },
    ...panelGrid(size, 30),
    concat: draws.map((parameter, index): Panel => {
      // A step is drawn from its left edge, so the last count stands once more at the right end.
      const rows = counted[index]!.flatMap((counts, chain) =>
        [...counts, counts.at(-1)!].map((count, bin) => ({
          rank: (bin * total) / bins,
          count,
          chain: String(chain + 1),
        })),
      );
      const lowest = isLowest(index, draws.length, size.columns);
      const leftmost = index % size.columns === 0;
      const x = {
        field: "rank",
        type: "quantitative" as const,
        title: lowest ? (size.columns > 3 ? "rank" : "rank among all chains") : null,
        scale: { domain: [0, total] as [number, number], nice: false as const },
        axis: { ...fewTicks, labels: lowest },
      };
      const y = {
        field: "count",
        type: "quantitative" as const,
        title: leftmost ? "draws" : null,
        scale: { domain: [0, 1.05 * top] as [number, number], nice: false as const },
        axis: { ...fewTicks, tickCount: 3, labels: leftmost },
      };
      return titledPanel(withUnit(parameter.path, parameter.unit), size, [
        {
          data: { values: [{ count: mean - 2 * deviation, high: mean + 2 * deviation }] },
          mark: { type: "rect", color: "#8A8A8A", opacity: 0.22 },
          encoding: { y, y2: { field: "high" } },
        },
        {
          data: { values: [{ count: mean }] },
          mark: { type: "rule", color: ink, opacity: 0.6, strokeWidth: 1 },
          encoding: { y },
        },
        {
          data: { values: rows },
          mark: { type: "line", interpolate: "step-after", strokeWidth: 1.4 },
          encoding: { x, y, color: chainColour(chains.length) },
        },
      ]);
    }),
  });
}
