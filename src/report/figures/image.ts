/** Images: numbers on a rectangular grid as colours. */
import { imageChecks } from "../option-checks.ts";
import { checkOptions, DataError } from "../../errors/index.ts";
import { axisNumbers, logTicks } from "./axis-numbers.ts";
import { checkFinite, extent, type NumberList } from "./chains.ts";
import { anchorColours, type ColourMapName, colourTable } from "./colour-map.ts";
import { palettePng } from "./palette-png.ts";
import type { FigureSpec } from "./spec.ts";
import { figure, figureFrame } from "./vega-lite-spec.ts";

/** The axis of an image. */
export interface ImageAxis {
  /** Title with the unit: "x (arcsec)". */
  readonly title: string;
  /** Coordinates of the outer edges of the first and the last pixel. Default: 0 and their number. */
  readonly range?: readonly [first: number, last: number] | undefined;
}

/** What is said of an image. */
export interface ImageOptions {
  readonly title: string;
  readonly x: ImageAxis;
  readonly y: ImageAxis;
  /** Title of the colour scale, with the unit: "flux (mJy)". */
  readonly valueTitle: string;
  /**
   * `linear` and `log` for amounts; `diverging` for differences, blue below zero and red above, both ends as far from it.
   * Default: `linear`.
   */
  readonly scale?: "linear" | "log" | "diverging" | undefined;
  /** `equal`: a unit is as long along y as along x. `fill`: the frame is filled. Default: `equal`. */
  readonly aspect?: "equal" | "fill" | undefined;
}

/** Longest side of the picture in the figure, pixels. */
const longestSide = 380;
/** Pixels along a side of the image, at most; a larger one is averaged over blocks. */
const pixelsAtMost = 400;
/** Levels of colour. */
const levels = 256;

/**
 * Row 0 of `values` lies at the bottom, as y grows upwards.
 *
 * @param values [rows][columns], all rows of one length
 * @throws DataError when rows differ in length, a value is not finite, or a logarithmic scale meets none that is positive
 * @example
 * ```ts
 * import { imageFigure, renderSvg } from "fluxion/report";
 * const figure = imageFigure([[0, 1], [2, 4]], {
 *   title: "Source",
 *   x: { title: "x (arcsec)" },
 *   y: { title: "y (arcsec)" },
 *   valueTitle: "flux (mJy)",
 * });
 * console.log((await renderSvg(figure)).includes("data:image/png")); // → true
 * ```
 */
export function imageFigure(values: readonly NumberList[], options: ImageOptions): FigureSpec {
  checkOptions(options, imageChecks, "imageFigure", "", ["title", "x", "y", "valueTitle"]);
  checkRows(values);
  const blocks = averaged(values);
  const scale = options.scale ?? "linear";
  const domain = colourDomain(blocks, scale);
  const map: ColourMapName = scale === "diverging" ? "diverging" : "sequential";
  const place = (value: number): number => (scale === "log" ? Math.log(Math.max(value, domain[0])) : value);
  const [low, high] = [place(domain[0]), place(domain[1])];
  const columns = blocks[0]!.length;
  const indices = Uint8Array.from({ length: blocks.length * columns }, (_, at) => {
    // The picture is written from its top, which is the last row.
    const value = blocks[blocks.length - 1 - Math.floor(at / columns)]![at % columns]!;
    return Math.round(((place(value) - low) / (high - low)) * (levels - 1));
  });
  const xRange = options.x.range ?? [0, values[0]!.length];
  const yRange = options.y.range ?? [0, values.length];
  const ratio = options.aspect === "fill" ? 0.8 : Math.abs((yRange[1] - yRange[0]) / (xRange[1] - xRange[0]));
  const width = Math.round(Math.max(60, ratio > 1 ? longestSide / ratio : longestSide));
  const height = Math.round(Math.max(60, ratio > 1 ? longestSide : longestSide * ratio));
  const axis = (title: string, range: readonly [number, number]) => ({
    type: "quantitative" as const,
    title,
    scale: { domain: [...range], nice: false as const, zero: false },
    axis: { ...axisNumbers, tickCount: 6 },
  });
  const middle = { x: (xRange[0] + xRange[1]) / 2, y: (yRange[0] + yRange[1]) / 2 };
  return figure({
    ...figureFrame,
    title: options.title,
    width,
    height,
    layer: [
      {
        data: { values: [{ ...middle, picture: palettePng(indices, columns, colourTable(map, levels)) }] },
        // Each number keeps its own square, as it was measured: no smoothing.
        mark: { type: "image", width, height, aspect: false, ...{ smooth: false } },
        encoding: {
          x: { field: "x", ...axis(options.x.title, xRange) },
          y: { field: "y", ...axis(options.y.title, yRange) },
          url: { field: "picture" },
        },
      },
      {
        // Carries the legend alone: the picture has its colours already.
        data: { values: [{ ...middle, value: domain[0] }] },
        mark: { type: "point", opacity: 0, size: 0 },
        encoding: {
          x: { field: "x", ...axis(options.x.title, xRange) },
          y: { field: "y", ...axis(options.y.title, yRange) },
          color: {
            field: "value",
            type: "quantitative",
            title: options.valueTitle,
            scale: {
              type: scale === "log" ? "log" : "linear",
              domain: scale === "log" ? logDomain(domain) : evenDomain(domain, map),
              range: anchorColours(map),
            },
            legend: {
              gradientLength: Math.max(80, height - 40),
              gradientThickness: 14,
              gradientOpacity: 1,
              labelExpr: axisNumbers.labelExpr,
              ...(scale === "log" ? { values: logTicks(...domain) } : { tickCount: 5 }),
            },
          },
        },
      },
    ],
  });
}

/** As many numbers as there are anchor colours, so that the legend is as piecewise as the map. */
function evenDomain([low, high]: readonly [number, number], map: ColourMapName): number[] {
  const count = anchorColours(map).length;
  return Array.from({ length: count }, (_, i) => low + (i * (high - low)) / (count - 1));
}

function logDomain([low, high]: readonly [number, number]): number[] {
  const count = anchorColours("sequential").length;
  return Array.from({ length: count }, (_, i) => low * (high / low) ** (i / (count - 1)));
}

/** Ends of the colours: of the values, of those that are positive, or as far below zero as above. */
function colourDomain(rows: readonly NumberList[], scale: "linear" | "log" | "diverging"): readonly [number, number] {
  const all = rows.flatMap((row) => Array.from(row));
  if (scale === "log") {
    const [least, most] = extent(all.filter((value) => value > 0));
    if (!(most > 0)) {
      throw new DataError({
        where: "imageFigure",
        path: "values",
        problem: "no value is positive, and the scale is logarithmic",
        expected: "at least one positive number",
      });
    }
    // Ten decades are more than an eye tells apart; an isolated tiny number must not use them up.
    const low = Math.max(least, most * 1e-10);
    return low < most ? [low, most] : [most / 10, most];
  }
  const [low, high] = extent(all);
  if (scale === "diverging") {
    const reach = Math.max(-low, high) || 1;
    return [-reach, reach];
  }
  return low < high ? [low, high] : [low - 0.5, high + 0.5];
}

/** The image, or means over square blocks of one that is too large to show. */
function averaged(values: readonly NumberList[]): readonly NumberList[] {
  const columns = values[0]!.length;
  const block = Math.ceil(Math.max(values.length, columns) / pixelsAtMost);
  if (block === 1) return values;
  return Array.from({ length: Math.ceil(values.length / block) }, (_, row) =>
    Float64Array.from({ length: Math.ceil(columns / block) }, (_unused, column) => {
      let [sum, count] = [0, 0];
      for (let i = row * block; i < Math.min((row + 1) * block, values.length); i++) {
        for (let j = column * block; j < Math.min((column + 1) * block, columns); j++) {
          sum += values[i]![j]!;
          count++;
        }
      }
      return sum / count;
    }),
  );
}

function checkRows(values: readonly NumberList[]): void {
  const where = "imageFigure";
  const columns = values[0]?.length ?? 0;
  if (columns === 0) throw new DataError({ where, path: "values", expected: "at least one pixel", received: "none" });
  values.forEach((row, index) => {
    const path = `values[${index}]`;
    if (row.length !== columns) {
      throw new DataError({ where, path, expected: `${columns} columns, as in row 0`, received: String(row.length) });
    }
    checkFinite(where, path, row, "number");
  });
}
