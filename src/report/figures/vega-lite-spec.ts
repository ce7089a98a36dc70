/** Specifications as Vega-Lite declares them: what figures are checked against where they are made. */
import type { Config, TopLevelSpec } from "vega-lite";
import type { FigureSpec } from "./spec.ts";
import { figureConfig } from "./style.ts";

/** A whole specification, in the words of Vega-Lite. */
export type VegaLiteSpec = TopLevelSpec;

/** The frame of every specification. */
export const figureFrame: { readonly $schema: string; readonly config: Config } = {
  $schema: "https://vega.github.io/schema/vega-lite/v6.json",
  config: figureConfig,
};

/** The specification as users see it. It has the frame of all figures, and so a schema. */
export function figure(spec: VegaLiteSpec): FigureSpec {
  return spec as unknown as FigureSpec;
}

/** The specification as Vega-Lite sees it; whatever it holds that is none, Vega-Lite will say so. */
export function vegaLite(spec: FigureSpec): VegaLiteSpec {
  return spec as unknown as VegaLiteSpec;
}
