/** The look that all figures share: one palette, one set of fonts, thin axes. */
import type { Config } from "vega-lite";

/**
 * Okabe and Ito's palette, told apart by readers with any kind of colour vision, in an order that also differs in
 * lightness. Source: Okabe & Ito (2008), "Color Universal Design".
 */
export const palette = ["#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9"] as const;

/** Marks that are told apart without colour, in the order of the palette. */
export const shapes = ["circle", "square", "triangle-up", "diamond", "triangle-down", "cross"] as const;

/** Generic fonts: present in every browser and on every system with a font at all. */
export const fontFamily = "system-ui, -apple-system, 'Segoe UI', 'DejaVu Sans', 'Liberation Sans', sans-serif";

/**
 * Text and axes are drawn in the colour of the surrounding text, so a figure inside a page follows its light or dark
 * colours; alone it is black.
 */
export const ink = "currentColor";

/** Settings of Vega-Lite for every figure. */
export const figureConfig: Config = {
  aria: false,
  background: "transparent",
  font: fontFamily,
  padding: 6,
  view: { stroke: ink, strokeOpacity: 0.35, strokeWidth: 1 },
  title: { color: ink, fontSize: 14, fontWeight: 600, anchor: "start", offset: 10, subtitleColor: ink },
  axis: {
    domain: false,
    grid: false,
    labelColor: ink,
    labelFontSize: 12,
    labelPadding: 5,
    tickColor: ink,
    tickOpacity: 0.5,
    tickSize: 5,
    titleColor: ink,
    titleFontSize: 13,
    titleFontWeight: 400,
    titlePadding: 9,
  },
  legend: {
    labelColor: ink,
    labelFontSize: 12,
    labelLimit: 320,
    titleColor: ink,
    titleFontSize: 12,
    titleFontWeight: 600,
    symbolSize: 90,
    rowPadding: 5,
    offset: 16,
  },
};
