/** Density of draws in the plane: the regions that hold a stated share of them. */
import { sortedQuantile } from "./bins.ts";
import type { NumberList } from "./chains.ts";
import type { Point } from "./ellipse.ts";
import { type Isoline, isolines } from "./isolines.ts";

/** A region of highest density. */
export interface DensityRegion {
  /** Share of the draws inside. */
  readonly probability: number;
  /** Its edge, in the units of the draws; more than one line where it falls apart or has holes. */
  readonly outlines: readonly Isoline[];
}

/**
 * For each probability the smallest region that holds that share of the draws: a kernel estimate of the density, cut at the
 * level that the share of draws lies above. Whatever the smoothing does to the density, the region holds what it says.
 *
 * The estimate is made where the draws are uncorrelated and of unit width, so that thin, tilted clouds keep their shape;
 * its Gaussian kernel is chosen by leave-one-out likelihood, so that separate modes stay apart.
 *
 * Sources: Hyndman (1996), The American Statistician 50, 120; Silverman (1986), Density Estimation, section 3.4.4.
 *
 * @param x first coordinates, not all the same
 * @param y second coordinates, as many, not all the same
 */
export function densityRegions(x: NumberList, y: NumberList, probabilities: readonly number[]): DensityRegion[] {
  const frame = whiteningFrame(x, y);
  const [u, v] = frame.whitened;
  const draws = { u, v, repeated: runLengths(x, y) };
  const distinct = draws.repeated.reduce((sum, length) => sum + 1 / length, 0);
  const base = Math.max(8, distinct) ** (-1 / 6);
  const grid = gridOver(u, v, 0.4 * kernelScales[0] * base);
  const counts = spreadCounts(grid, u, v);
  const estimates = kernelScales.map((scale) => ({
    width: scale * base,
    density: smoothed(grid, counts, scale * base),
  }));
  // A narrower kernel has to be clearly better: draws that remember each other always favour it a little.
  const judged = estimates.map((estimate) => ({ ...estimate, score: leaveOneOut(grid, draws, estimate) }));
  const best = judged.reduceRight((wide, narrow) => (narrow.score > wide.score + clearly ? narrow : wide));
  const atDraws = Float64Array.from({ length: u.length }, (_, i) => valueAt(grid, best.density, u[i]!, v[i]!)).sort();
  const rows = Array.from({ length: grid.rows }, (_, row) =>
    Array.from(best.density.subarray(row * grid.columns, (row + 1) * grid.columns)),
  );
  return probabilities.map((probability) => ({
    probability,
    outlines: oriented(isolines(rows, sortedQuantile(atDraws, 1 - probability))).map(({ points, closed }) => ({
      closed,
      points: points.map(([column, row]) => frame.back(grid.u0 + column * grid.step, grid.v0 + row * grid.step)),
    })),
  }));
}

/**
 * Outlines of regions run one way round, those of holes the other, so that a fill by winding numbers leaves holes empty. An
 * outline lies in as many others as its first vertex does; an odd number makes it a hole.
 */
export function oriented(outlines: readonly Isoline[]): Isoline[] {
  return outlines.map((outline, index) => {
    const [start] = outline.points;
    if (start === undefined) return outline;
    const around = outlines.filter((other, at) => at !== index && encloses(other.points, start)).length;
    const forwards = signedArea(outline.points) > 0;
    return forwards === (around % 2 === 0) ? outline : { ...outline, points: [...outline.points].reverse() };
  });
}

function encloses(points: readonly Point[], [x, y]: Point): boolean {
  let inside = false;
  points.forEach(([x1, y1], index) => {
    const [x0, y0] = points[(index + points.length - 1) % points.length]!;
    if (y0 > y !== y1 > y && x < x0 + ((y - y0) / (y1 - y0)) * (x1 - x0)) inside = !inside;
  });
  return inside;
}

function signedArea(points: readonly Point[]): number {
  return points.reduce((sum, [x1, y1], index) => {
    const [x0, y0] = points[(index + points.length - 1) % points.length]!;
    return sum + (x0 * y1 - x1 * y0) / 2;
  }, 0);
}

/** Kernel widths that are tried, in units of n^(-1/6), the best one for a Gaussian. */
const kernelScales = [0.5, 0.7, 1, 1.2] as const;

/** A gain in the mean logarithm of the density that bears out a narrower kernel; separate modes gain several times as much. */
const clearly = 0.03;

/** Cells of a grid along one side, at most. */
const cellsAtMost = 256;

/** Half-width of a grid at most, in robust standard deviations: a heavy tail beyond is outside of any region drawn. */
const reach = 15;

interface Frame {
  readonly whitened: readonly [u: Float64Array, v: Float64Array];
  /** From whitened coordinates to those of the draws, not beyond the draws themselves: there may be a bound. */
  readonly back: (u: number, v: number) => Point;
}

/** Coordinates in which the draws have neither correlation nor width: Cholesky's factor, then robust widths. */
function whiteningFrame(x: NumberList, y: NumberList): Frame {
  const [xs, ys] = [standardised(x), standardised(y)];
  let correlation = 0;
  for (let i = 0; i < x.length; i++) correlation += (xs.values[i]! * ys.values[i]!) / x.length;
  // Draws on a line have no area; this much of one lets them be drawn.
  const slope = Math.max(-1 + 1e-6, Math.min(1 - 1e-6, correlation));
  const rest = Math.sqrt(1 - slope * slope);
  const first = rescaled(xs.values);
  const second = rescaled(
    Float64Array.from({ length: y.length }, (_, i) => (ys.values[i]! - slope * xs.values[i]!) / rest),
  );
  return {
    whitened: [first.values, second.values],
    back: (u, v) => {
      const a = u * first.width;
      const b = slope * a + rest * v * second.width;
      return [
        clamped(xs.mean + xs.deviation * a, xs.low, xs.high),
        clamped(ys.mean + ys.deviation * b, ys.low, ys.high),
      ];
    },
  };
}

function standardised(values: NumberList) {
  let [mean, square, low, high] = [0, 0, Infinity, -Infinity];
  for (let i = 0; i < values.length; i++) {
    mean += values[i]! / values.length;
    low = Math.min(low, values[i]!);
    high = Math.max(high, values[i]!);
  }
  for (let i = 0; i < values.length; i++) square += (values[i]! - mean) ** 2 / values.length;
  const deviation = Math.sqrt(square);
  return { mean, deviation, low, high, values: Float64Array.from(values, (value) => (value - mean) / deviation) };
}

/** The values over their robust width: a few far ones must not widen the kernel for all. */
function rescaled(values: Float64Array): { values: Float64Array; width: number } {
  const sorted = values.slice().sort();
  const quartiles = sortedQuantile(sorted, 0.75) - sortedQuantile(sorted, 0.25);
  // 1.349 is the distance of the quartiles of a normal distribution of unit width.
  const robust = quartiles / 1.349;
  const width = robust > 0 ? Math.min(1, robust) : 1;
  return { values: values.map((value) => value / width), width };
}

function clamped(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value));
}

/** For each draw the length of the run of equal ones that it is in: a sampler that stayed has told nothing new. */
function runLengths(x: NumberList, y: NumberList): Uint32Array {
  const lengths = new Uint32Array(x.length);
  for (let start = 0; start < x.length;) {
    let end = start + 1;
    while (end < x.length && x[end] === x[start] && y[end] === y[start]) end++;
    lengths.fill(end - start, start, end);
    start = end;
  }
  return lengths;
}

interface Grid {
  readonly u0: number;
  readonly v0: number;
  readonly step: number;
  readonly columns: number;
  readonly rows: number;
}

/** Square cells over the bulk of the draws with room for the kernel; density beyond is taken as zero. */
function gridOver(u: Float64Array, v: Float64Array, finest: number): Grid {
  const range = (values: Float64Array): readonly [number, number] => {
    const sorted = values.slice().sort();
    const middle = sortedQuantile(sorted, 0.5);
    const margin = 8 * finest;
    return [Math.max(sorted[0]!, middle - reach) - margin, Math.min(sorted.at(-1)!, middle + reach) + margin];
  };
  const [ulow, uhigh] = range(u);
  const [vlow, vhigh] = range(v);
  const step = Math.max(finest, (uhigh - ulow) / cellsAtMost, (vhigh - vlow) / cellsAtMost);
  const cells = (width: number): number => Math.ceil(width / step) + 1;
  return { u0: ulow, v0: vlow, step, columns: cells(uhigh - ulow), rows: cells(vhigh - vlow) };
}

/** Each draw shared among the four nodes around it, by nearness. */
function spreadCounts({ u0, v0, step, columns, rows }: Grid, u: Float64Array, v: Float64Array): Float64Array {
  const counts = new Float64Array(columns * rows);
  for (let i = 0; i < u.length; i++) {
    const a = (u[i]! - u0) / step;
    const b = (v[i]! - v0) / step;
    const column = Math.floor(a);
    const row = Math.floor(b);
    if (column < 0 || row < 0 || column >= columns - 1 || row >= rows - 1) continue;
    const [p, q] = [a - column, b - row];
    const corner = row * columns + column;
    counts[corner]! += (1 - p) * (1 - q);
    counts[corner + 1]! += p * (1 - q);
    counts[corner + columns]! += (1 - p) * q;
    counts[corner + columns + 1]! += p * q;
  }
  return counts;
}

/** Counts convolved with a Gaussian, along rows and then along columns: a density in draws for a unit of area. */
function smoothed({ step, columns, rows }: Grid, counts: Float64Array, width: number): Float64Array {
  const radius = Math.ceil((4 * width) / step);
  const kernel = Array.from({ length: 2 * radius + 1 }, (_, k) =>
    Math.exp(-0.5 * (((k - radius) * step) / width) ** 2),
  );
  const total = kernel.reduce((sum, weight) => sum + weight, 0) * step;
  const weights = Float64Array.from(kernel, (weight) => weight / total);
  const along = (values: Float64Array, length: number, lines: number, stride: number, jump: number): Float64Array => {
    const result = new Float64Array(values.length);
    for (let line = 0; line < lines; line++) {
      const start = line * jump;
      for (let from = 0; from < length; from++) {
        const value = values[start + from * stride]!;
        if (value === 0) continue;
        const last = Math.min(length - 1, from + radius);
        for (let to = Math.max(0, from - radius); to <= last; to++) {
          result[start + to * stride]! += value * weights[to - from + radius]!;
        }
      }
    }
    return result;
  };
  return along(along(counts, columns, rows, 1, columns), rows, columns, columns, 1);
}

/** The density between nodes, bilinear; zero off the grid. */
function valueAt({ u0, v0, step, columns, rows }: Grid, density: Float64Array, u: number, v: number): number {
  const a = (u - u0) / step;
  const b = (v - v0) / step;
  const column = Math.floor(a);
  const row = Math.floor(b);
  if (column < 0 || row < 0 || column >= columns - 1 || row >= rows - 1) return 0;
  const [p, q] = [a - column, b - row];
  const corner = row * columns + column;
  const lower = (1 - p) * density[corner]! + p * density[corner + 1]!;
  const upper = (1 - p) * density[corner + columns]! + p * density[corner + columns + 1]!;
  return (1 - q) * lower + q * upper;
}

/**
 * Mean logarithm of the density that all other draws give to a draw: what a good kernel makes large. A draw's own share is
 * the peak of the kernel, widened by the shape of the cells (a variance of step² / 6 on the way in and out each).
 */
function leaveOneOut(
  grid: Grid,
  { u, v, repeated }: { readonly u: Float64Array; readonly v: Float64Array; readonly repeated: Uint32Array },
  { width, density }: { readonly width: number; readonly density: Float64Array },
): number {
  const own = 1 / (2 * Math.PI * (width * width + (grid.step * grid.step) / 3));
  const stride = Math.max(1, Math.floor(u.length / 4000));
  let sum = 0;
  for (let i = 0; i < u.length; i += stride) {
    // A draw is left out together with those that repeat it.
    const others = valueAt(grid, density, u[i]!, v[i]!) - repeated[i]! * own;
    sum += Math.log(Math.max(others, own * 1e-3));
  }
  return (sum * stride) / u.length;
}
