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
 * Fills of nested regions, the innermost first. Told apart in grey, and light enough for a line in ink on any of them but
 * the first.
 */
export const shades = ["#1F5F8F", "#5B9FD0", "#B5D6EE"] as const;

/** What takes the place of a colour on a dark page, where it would be too dark to see or too light for a line in ink. */
export const darkColours: Readonly<Record<string, string>> = {
  [palette[0]]: "#4FA8E0",
  [palette[1]]: "#F0762B",
  [palette[2]]: "#2DB892",
  [shades[0]]: "#4A90C2",
  [shades[1]]: "#2C6A97",
  [shades[2]]: "#1B4463",
};

/** Ink and paper of figures that stand alone: for a light page and for a dark one. */
export const themes = {
  light: { ink: "#1b1f24", paper: "#ffffff" },
  dark: { ink: "#e6e9ed", paper: "#14181d" },
} as const;

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
  title: {
    color: ink,
    fontSize: 14,
    fontWeight: 600,
    anchor: "start",
    frame: "group",
    offset: 10,
    subtitleColor: ink,
    subtitleFontSize: 12,
    subtitlePadding: 5,
  },
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
