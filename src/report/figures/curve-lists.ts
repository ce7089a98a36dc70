/** Curve lists: measurements and curves as a figure of them is given, and as lists that have been checked. */
import type { Arr } from "../../array/index.ts";
import { DataError } from "../../errors/index.ts";
import { checkFinite, type NumberList } from "./chains.ts";

/** Numbers in a row: a list, a typed array, or an array of one dimension. */
export type CurveNumbers = NumberList | Arr;

/** Measurements. */
export interface CurveData {
  /** For the legend. Default: "data". */
  readonly label?: string | undefined;
  readonly x: CurveNumbers;
  readonly y: CurveNumbers;
  /** Standard deviations of y, or the one of all; no error bars without. */
  readonly sigma?: CurveNumbers | number | undefined;
  /** The model at each x: draws a second panel of residuals, in units of sigma where there are any. */
  readonly model?: CurveNumbers | undefined;
}

/** A model, or anything else that is a function of x. */
export interface Curve {
  /** For the legend. */
  readonly label: string;
  readonly x: CurveNumbers;
  readonly y: CurveNumbers;
  /** Edges of a band around it, such as one sigma. */
  readonly low?: CurveNumbers | undefined;
  readonly high?: CurveNumbers | undefined;
  /** Standard deviations of y: a band of one, where no edges are given. */
  readonly sigma?: CurveNumbers | undefined;
  /** Default: "line". `stems` suit what is known at single places only, `steps` what is constant in between. */
  readonly drawnAs?: "line" | "dashes" | "steps" | "stems" | undefined;
}

/** What is said of a figure of curves. */
export interface CurveOptions {
  readonly title: string;
  readonly subtitle?: string | undefined;
  /** Titles of the axes, with units: "time (day)". */
  readonly xTitle: string;
  readonly yTitle: string;
  readonly data?: CurveData | undefined;
  readonly curves?: readonly Curve[] | undefined;
  /** Default: "linear". */
  readonly xScale?: "linear" | "log" | undefined;
  readonly yScale?: "linear" | "log" | undefined;
  /** Height of the panel in pixels. Default: 280. */
  readonly height?: number | undefined;
}

/** Measurements as lists. */
export interface ListedData {
  readonly label: string;
  readonly x: NumberList;
  readonly y: NumberList;
  readonly sigma: NumberList | undefined;
  readonly model: NumberList | undefined;
}

/** A curve as lists. */
export interface ListedCurve extends Pick<Curve, "label" | "drawnAs"> {
  readonly x: NumberList;
  readonly y: NumberList;
  readonly low: NumberList | undefined;
  readonly high: NumberList | undefined;
  readonly sigma: NumberList | undefined;
}

/** All that is drawn, as lists. */
export interface Listed extends Omit<CurveOptions, "data" | "curves"> {
  readonly data: ListedData | undefined;
  readonly curves: readonly ListedCurve[];
}

/**
 * The options as lists, one deviation as many and deviations as edges.
 *
 * @throws DataError when there is nothing to draw, lists differ in length, or a number is not finite
 */
export function listedCurves(options: CurveOptions): Listed {
  const list = (numbers: CurveNumbers): NumberList => ("toArray" in numbers ? Array.from(numbers.toArray()) : numbers);
  const perhaps = (numbers: CurveNumbers | undefined): NumberList | undefined => numbers && list(numbers);
  const { data, curves = [] } = options;
  const all: Listed = {
    ...options,
    data: data && {
      label: data.label ?? "data",
      x: list(data.x),
      y: list(data.y),
      sigma:
        typeof data.sigma === "number" ? Array.from(list(data.y), () => data.sigma as number) : perhaps(data.sigma),
      model: perhaps(data.model),
    },
    curves: curves.map(({ label, drawnAs, x, y, low, high, sigma }): ListedCurve => {
      const values = list(y);
      const errors = perhaps(sigma);
      const ends = errors === undefined ? undefined : errorEnds(values, errors);
      const [below, above] = [perhaps(low) ?? ends?.[0], perhaps(high) ?? ends?.[1]];
      return { label, drawnAs, x: list(x), y: values, low: below, high: above, sigma: errors };
    }),
  };
  checkLists(all);
  return all;
}

/** Ends of error bars: a deviation below, a deviation above. */
export function errorEnds(y: NumberList, sigma: NumberList): readonly [number[], number[]] {
  const values = Array.from(y);
  return [values.map((value, i) => value - sigma[i]!), values.map((value, i) => value + sigma[i]!)];
}

function checkLists({ data, curves, xScale, yScale }: Listed): void {
  const where = "curveFigure";
  const lists: (readonly [path: string, x: NumberList, list: NumberList, logarithmic: boolean])[] = [];
  const note = (path: string, x: NumberList, list: NumberList | undefined, logarithmic = false): void => {
    if (list !== undefined) lists.push([path, x, list, logarithmic]);
  };
  if (data !== undefined) {
    note("options.data.x", data.x, data.x, xScale === "log");
    note("options.data.y", data.x, data.y);
    note("options.data.sigma", data.x, data.sigma);
    note("options.data.model", data.x, data.model);
  }
  curves.forEach(({ x, y, low, high, sigma, drawnAs }, index) => {
    const path = `options.curves[${index}]`;
    note(`${path}.x`, x, x, xScale === "log");
    note(`${path}.y`, x, y, yScale === "log" && drawnAs !== "stems");
    note(`${path}.sigma`, x, sigma);
    note(`${path}.low`, x, low);
    note(`${path}.high`, x, high);
  });
  if (lists.length === 0 || lists.some(([, x]) => x.length === 0)) {
    throw new DataError({ where, path: "options", problem: "there is nothing to draw", expected: "data or curves" });
  }
  for (const [path, x, list, logarithmic] of lists) {
    if (list.length !== x.length) {
      throw new DataError({
        where,
        path,
        expected: `one for each of ${x.length} positions`,
        received: String(list.length),
      });
    }
    checkFinite(where, path, list, "number");
    const unseen = logarithmic ? Array.from(list).findIndex((value) => !(value > 0)) : -1;
    if (unseen >= 0) {
      throw new DataError({
        where,
        path,
        problem: `number ${unseen} is ${list[unseen]!}, which a logarithmic axis does not have`,
        expected: "positive numbers",
      });
    }
  }
}
