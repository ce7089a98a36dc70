/** Traces: each chain's draws in the order of drawing, where a chain that sticks or drifts shows. */
import { traceChecks } from "../option-checks.ts";
import { checkOptions, DataError } from "../../errors/index.ts";
import { counted } from "../format.ts";
import { type FigureDraws, checkDraws, type NumberList, withUnit } from "./chains.ts";
import { chainColour } from "./chain-colour.ts";
import { fewTicks, isLowest, type Panel, panelGrid, type PanelSize, titledPanel } from "./panels.ts";
import type { FigureSpec } from "./spec.ts";
import { figure, figureFrame } from "./vega-lite-spec.ts";
import { ink } from "./style.ts";
import { envelopeIndices } from "./thinning.ts";

/** What a figure of traces may show besides the draws. */
export interface TraceOptions {
  /** Default: "Traces". */
  readonly title?: string | undefined;
  /** One list a chain, as long as the chain: not zero where the transition to a draw diverged. Drawn as ticks below. */
  readonly divergent?: readonly NumberList[] | undefined;
  /** Lines across all traces, such as where a stopped chain was taken up again: a number of draws and what happened. */
  readonly events?: readonly TraceEvent[] | undefined;
}

/** Something that happened between two draws of a run. */
export interface TraceEvent {
  /** Draws before it. */
  readonly at: number;
  /** What it was, in a word or two: "resumed". */
  readonly label: string;
}

/** More vertices than pixels across a panel show nothing more, and this many in all keep the file small. */
const verticesInAll = 12_000;
const parametersAtMost = 60;

/**
 * One panel a parameter: value against the number of the draw, a line a chain. Long chains are thinned to their smallest
 * and largest value in each stretch, so that no excursion is lost.
 *
 * @param draws 1 to 60 parameters, each [chains][draws], in the parameter's unit
 * @throws DataError when there are no draws, chains differ in length, or a draw is not finite
 * @example
 * ```ts
 * import { renderSvg, traceFigure } from "fluxion/report";
 * const draws = [{ path: "rate", unit: "1/day", chains: [[0.41, 0.38, 0.4], [0.39, 0.42, 0.43]] }];
 * console.log((await renderSvg(traceFigure(draws))).includes("rate (1/day)")); // → true
 * ```
 */
export function traceFigure(draws: readonly FigureDraws[], options: TraceOptions = {}): FigureSpec {
  checkOptions(options, traceChecks, "traceFigure");
  const { title = "Traces", divergent = [], events = [] } = options;
  checkDraws("traceFigure", draws, { parametersAtMost });
  const length = draws[0]!.chains[0]!.length;
  const divergences = divergentDraws(divergent, draws[0]!.chains.length, length);
  const size = panelSize(draws.length);
  const lines = draws.reduce((sum, { chains }) => sum + chains.length, 0);
  const vertices = Math.min(2 * size.width, Math.max(40, Math.floor(verticesInAll / lines)));
  return figure({
    ...figureFrame,
    title:
      divergences.length === 0
        ? title
        : { text: title, subtitle: `ticks below: ${counted(divergences.length, "divergent transition")}` },
    ...panelGrid(size, 62),
    concat: draws.map((parameter, index): Panel => {
      const rows = parameter.chains.flatMap((chain, number) =>
        envelopeIndices(chain, vertices).map((draw) => ({ draw, value: chain[draw]!, chain: String(number + 1) })),
      );
      const lowest = isLowest(index, draws.length, size.columns);
      const x = {
        field: "draw",
        type: "quantitative" as const,
        title: lowest ? "draw" : null,
        scale: { domain: [0, length - 1] as [number, number], nice: false as const },
        axis: { ...fewTicks, tickCount: 6, labels: lowest },
      };
      return titledPanel(withUnit(parameter.path, parameter.unit), size, [
        {
          data: { values: rows },
          mark: { type: "line", strokeWidth: 0.8, opacity: 0.85, strokeJoin: "round" },
          encoding: {
            x,
            y: {
              field: "value",
              type: "quantitative",
              title: null,
              scale: { zero: false, nice: false, padding: 4 },
              axis: { ...fewTicks, tickCount: size.height > 150 ? 6 : 3 },
            },
            color: chainColour(parameter.chains.length),
          },
        },
        ...(divergences.length === 0 ? [] : [divergenceTicks(divergences, x, size.height)]),
        ...(events.length === 0 ? [] : eventRules(events, x, index === 0)),
      ]);
    }),
  });
}

interface DrawAxis {
  readonly field: string;
  readonly type: "quantitative";
}

function divergenceTicks(divergences: readonly number[], x: DrawAxis, height: number) {
  return {
    data: { values: divergences.map((draw) => ({ draw })) },
    mark: { type: "tick" as const, color: ink, thickness: 1, height: 9, yOffset: -5, opacity: 0.9 },
    encoding: { x, y: { value: height } },
  };
}

/** A line for each event, and above the first panel what it was. */
function eventRules(events: readonly TraceEvent[], x: DrawAxis, named: boolean) {
  const rules = {
    data: { values: [...events] },
    mark: { type: "rule" as const, color: ink, strokeDash: [4, 3], strokeWidth: 1.4 },
    encoding: { x: { ...x, field: "at" } },
  };
  const names = {
    data: { values: [...events] },
    mark: {
      type: "text" as const,
      color: ink,
      align: "center" as const,
      baseline: "alphabetic" as const,
      fontSize: 11,
    },
    encoding: { x: { ...x, field: "at" }, y: { value: -24 }, text: { field: "label" } },
  };
  return named ? [rules, names] : [rules];
}

function panelSize(parameters: number): PanelSize {
  if (parameters === 1) return { columns: 1, width: 620, height: 220 };
  if (parameters <= 5) return { columns: 1, width: 620, height: 105 };
  if (parameters <= 16) return { columns: 2, width: 330, height: 80 };
  return { columns: 3, width: 230, height: 56 };
}

/** Numbers of the draws at which any chain diverged. */
function divergentDraws(divergent: readonly NumberList[], chains: number, length: number): number[] {
  if (divergent.length === 0) return [];
  const wrong = divergent.length !== chains || divergent.some((flags) => flags.length !== length);
  if (wrong) {
    throw new DataError({
      where: "traceFigure",
      path: "options.divergent",
      problem: "divergences do not belong to these draws",
      expected: `${counted(chains, "list")} of ${length}`,
      received: `${counted(divergent.length, "list")} of ${[...new Set(divergent.map((flags) => flags.length))].join(", ")}`,
    });
  }
  const indices = Array.from({ length }, (_, draw) => draw);
  return indices.filter((draw) => divergent.some((flags) => flags[draw] !== 0));
}
