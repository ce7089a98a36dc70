/** A figure: a Vega-Lite specification with the words that go with it. */
import type { TopLevelSpec } from "vega-lite";
import { figureConfig } from "./style.ts";

/** A Vega-Lite specification: plain data, ready for `renderSvg` and `renderPng`, or for any other Vega-Lite tool. */
export type FigureSpec = TopLevelSpec;

/** A figure of a report. */
export interface Figure {
  /** For the anchor in the page: letters, digits and hyphens. */
  readonly id: string;
  /** One sentence or two below the figure; also what a reader who cannot see it is told. */
  readonly caption: string;
  readonly spec: FigureSpec;
}

/** The frame of every specification. */
export const figureFrame = {
  $schema: "https://vega.github.io/schema/vega-lite/v6.json",
  config: figureConfig,
} as const;
