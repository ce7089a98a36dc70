/** Stacks: figures one below the other as one figure. */
import { DataError } from "../../errors/index.ts";
import type { FigureSpec } from "./spec.ts";
import { figure, figureFrame, type VegaLiteSpec } from "./vega-lite-spec.ts";

type StackSpec = Extract<VegaLiteSpec, { readonly vconcat: unknown }>;

/**
 * The figures from top to bottom, each with its own title, axes, colours and legend.
 *
 * @throws DataError when there is none
 * @example
 * ```ts
 * import { histogramFigure, stackFigures } from "fluxion/report";
 * const upper = histogramFigure([1, 2, 2, 3], { title: "Before", valueTitle: "time (s)" });
 * const lower = histogramFigure([2, 2, 3, 3], { title: "After", valueTitle: "time (s)" });
 * console.log(Object.keys(stackFigures([upper, lower])).includes("vconcat")); // → true
 * ```
 */
export function stackFigures(figures: readonly FigureSpec[]): FigureSpec {
  if (figures.length === 0) {
    throw new DataError({ where: "stackFigures", path: "figures", expected: "at least 1 figure", received: "0" });
  }
  return figure({
    ...figureFrame,
    spacing: 28,
    vconcat: figures.map(bodyOf),
    resolve: {
      scale: { color: "independent", shape: "independent", strokeDash: "independent", fill: "independent" },
      legend: { color: "independent", shape: "independent", strokeDash: "independent", fill: "independent" },
    },
  });
}

/** The figure without what only the top of a specification may hold. */
function bodyOf(spec: FigureSpec): StackSpec["vconcat"][number] {
  const body: Record<string, unknown> = { ...spec };
  delete body["$schema"];
  delete body["config"];
  return body as unknown as StackSpec["vconcat"][number];
}
