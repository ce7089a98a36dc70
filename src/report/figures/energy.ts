/** Energy: whether momentum resampling moves a Hamiltonian sampler through all the energies of its target. */
import { titleChecks } from "../option-checks.ts";
import { checkOptions, DataError } from "../../errors/index.ts";
import { counted, significant } from "../format.ts";
import { axisNumbers } from "./axis-numbers.ts";
import { binCount, binned, stepOutline } from "./bins.ts";
import { checkFinite, extent, type NumberList } from "./chains.ts";
import type { FigureSpec } from "./spec.ts";
import { figure, figureFrame } from "./vega-lite-spec.ts";
import { palette } from "./style.ts";

/** The energies of one chain: the Hamiltonian at each draw. */
export interface ChainEnergies {
  readonly energy: NumberList;
}

/** Energy less its mean over the chain, and its change from each draw to the next. */
export function energyChanges(energy: NumberList): { marginal: Float64Array; transition: Float64Array } {
  let sum = 0;
  for (let i = 0; i < energy.length; i++) sum += energy[i]!;
  const mean = sum / energy.length;
  return {
    marginal: Float64Array.from(energy, (value) => value - mean),
    transition: Float64Array.from({ length: energy.length - 1 }, (_, i) => energy[i + 1]! - energy[i]!),
  };
}

/**
 * Energy Bayesian fraction of missing information: the mean square change of energy over its variance; below about 0.3 the
 * sampler moves through its energies too slowly to see the tails.
 * Source: Betancourt (2016), arXiv:1604.00695.
 */
export function missingInformation(energy: NumberList): number {
  const { marginal, transition } = energyChanges(energy);
  const squares = (values: Float64Array): number => values.reduce((sum, value) => sum + value * value, 0);
  return squares(transition) / squares(marginal);
}

const marginalLabel = "marginal: E − mean";
const transitionLabel = "transition: E(n) − E(n−1)";

/**
 * Two histograms over all chains: energy about its mean, and its change from draw to draw. They should be alike; where the
 * second is much narrower, the sampler takes many draws to reach the tails. E-BFMI says it in a number for each chain.
 *
 * @param statistics one record a chain, with the energies of at least three draws
 * @throws DataError when an energy is not finite, or does not change
 * @example
 * ```ts
 * import { energyFigure, renderSvg } from "fluxion/report";
 * const figure = energyFigure([{ energy: [3, 5, 4, 6, 2] }, { energy: [4, 2, 5, 3, 4] }]);
 * console.log((await renderSvg(figure)).includes("E-BFMI")); // → true
 * ```
 */
export function energyFigure(
  statistics: readonly ChainEnergies[],
  options: { readonly title?: string | undefined } = {},
): FigureSpec {
  checkOptions(options, titleChecks, "energyFigure");
  checkEnergies(statistics);
  const changes = statistics.map(({ energy }) => energyChanges(energy));
  const marginal = joined(changes.map((change) => change.marginal));
  const transition = joined(changes.map((change) => change.transition));
  const fractions = statistics.map(({ energy }) => missingInformation(energy));
  const [low, high] = extent(joined([marginal, transition]));
  const count = Math.max(binCount(marginal), binCount(transition));
  const outline = (values: Float64Array, kind: string) =>
    stepOutline(binned(values, low, high, count), count / ((high - low) * values.length)).map((vertex, order) => ({
      ...vertex,
      order,
      kind,
    }));
  const kinds = [marginalLabel, transitionLabel];
  const x = {
    field: "x",
    type: "quantitative" as const,
    title: "energy (nat)",
    scale: { domain: [low, high] as [number, number], nice: true },
    axis: { tickCount: 8, ...axisNumbers },
  };
  const y = {
    field: "height",
    type: "quantitative" as const,
    title: "probability density",
    axis: { tickCount: 5, ...axisNumbers },
  };
  const kind = {
    field: "kind",
    type: "nominal" as const,
    sort: null,
    legend: { title: null, symbolType: "stroke", symbolStrokeWidth: 2.5 },
  };
  const colours = { domain: kinds, range: [palette[0], palette[1]] };
  return figure({
    ...figureFrame,
    title: { text: options.title ?? "Energy", subtitle: fractionText(fractions) },
    width: 520,
    height: 260,
    layer: [
      {
        data: { values: outline(marginal, marginalLabel) },
        mark: { type: "line", filled: true, color: palette[0], fillOpacity: 0.25, strokeWidth: 0 },
        encoding: { x, y, order: { field: "order" } },
      },
      {
        data: { values: [...outline(marginal, marginalLabel), ...outline(transition, transitionLabel)] },
        mark: { type: "line", strokeWidth: 1.6 },
        encoding: { x, y, order: { field: "order" }, color: { ...kind, scale: colours } },
      },
    ],
  });
}

function checkEnergies(statistics: readonly ChainEnergies[]): void {
  const where = "energyFigure";
  if (statistics.length === 0) {
    throw new DataError({ where, path: "statistics", expected: "at least 1 chain", received: "0 chains" });
  }
  statistics.forEach(({ energy }, index) => {
    const path = `statistics[${index}].energy`;
    if (energy.length < 3) {
      throw new DataError({ where, path, expected: "at least 3 draws", received: counted(energy.length, "draw") });
    }
    checkFinite(where, path, energy, "energy");
    const [low, high] = extent(energy);
    if (low === high) {
      throw new DataError({
        where,
        path,
        problem: `all energies are ${low}`,
        hint: "The chain did not move: look at its traces and its step size.",
      });
    }
  });
}

function joined(lists: readonly Float64Array[]): Float64Array {
  return Float64Array.from(lists.flatMap((list) => [...list]));
}

function fractionText(fractions: readonly number[]): string {
  const texts = fractions.map((fraction) => significant(fraction, 2));
  const lowest = significant(Math.min(...fractions), 2);
  const warning = fractions.some((fraction) => fraction < 0.3) ? "; below 0.3: energies are explored too slowly" : "";
  if (texts.length === 1) return `E-BFMI ${lowest}${warning}`;
  return texts.length <= 8
    ? `E-BFMI by chain: ${texts.join(", ")}${warning}`
    : `lowest E-BFMI of ${texts.length} chains: ${lowest}${warning}`;
}
