/** The legend of a corner figure: what its regions hold, and what its lines are. */
import type { NumberList } from "./chains.ts";
import type { DrawsOverlay, GaussianOverlay } from "./overlays.ts";
import { type Panel, type PanelLayer, textAt } from "./panels.ts";
import { ink, palette } from "./style.ts";

/** Probabilities inside one and two sigma of a Gaussian of two dimensions: 1 - exp(-k² / 2). */
export const ellipseLevels = [1, 2].map((sigma) => -Math.expm1(-(sigma * sigma) / 2));

/** What a legend has to name. */
export interface CornerContent {
  readonly levels: readonly number[];
  readonly gaussian: GaussianOverlay | undefined;
  readonly comparison: DrawsOverlay | undefined;
  readonly truth: NumberList | undefined;
}

/** The legend, in the corner that the figure leaves free: swatches as the regions are drawn, and what they hold. */
export function legendCell({ levels, gaussian, comparison, truth }: CornerContent, size: number): Panel {
  const rowHeight = 20;
  const left = 10;
  const regions = levels.map((level, index) => ({ text: regionText(level), depth: levels.length - index }));
  const swatches = regions.flatMap(({ depth }, row) =>
    Array.from({ length: depth }, (): PanelLayer => ({
      data: { values: [{}] },
      mark: { type: "rect", color: palette[0], fillOpacity: 0.3, stroke: palette[0], strokeWidth: 0.6 },
      encoding: {
        x: { value: left },
        x2: { value: left + 16 },
        y: { value: row * rowHeight },
        y2: { value: row * rowHeight + 12 },
      },
    })),
  );
  const lines = [
    ...(gaussian === undefined ? [] : [{ text: overlayText(gaussian, levels), color: palette[1], dash: [4, 3] }]),
    ...(comparison === undefined ? [] : [{ text: overlayText(comparison, levels), color: palette[2], dash: [1, 0] }]),
    ...(truth === undefined ? [] : [{ text: "truth", color: ink, dash: [1, 2] }]),
  ];
  const strokes = lines.map(({ color, dash }, index): PanelLayer => {
    const y = (regions.length + index) * rowHeight + 6;
    return {
      data: { values: [{}] },
      mark: { type: "rule", color, strokeWidth: 1.5, strokeDash: [...dash] },
      encoding: { x: { value: left }, x2: { value: left + 16 }, y: { value: y }, y2: { value: y } },
    };
  });
  const texts = [...regions, ...lines].map(({ text }, row) =>
    textAt(text, { x: left + 23, y: row * rowHeight + 10, align: "left", fontSize: 12 }),
  );
  return { width: size, height: size, view: { stroke: null }, layer: [...swatches, ...strokes, ...texts] };
}

function overlayText({ label }: { readonly label: string }, levels: readonly number[]): string {
  return levels.length === 0 ? label : `${label}: ${levels.map(shareText).join(", ")}`;
}

function regionText(level: number): string {
  const sigma = ellipseLevels.findIndex((known) => Math.abs(known - level) < 5e-4) + 1;
  return `${shareText(level)} of draws${sigma > 0 ? ` (${sigma}σ ellipse)` : ""}`;
}

/** "39.3 %". */
export function shareText(level: number): string {
  return `${Number((100 * level).toFixed(1))} %`;
}
