/** Simplex: the shape that Nelder-Mead moves, and what can be said of it. */
import type { Box } from "../../problem/box.ts";
import type { NaturalScale } from "../../fit/scale.ts";

/** Points with their values, lowest first. */
export interface Simplex {
  readonly vertices: readonly Float64Array[];
  readonly values: Float64Array;
}

/** Coordinates that a box lets move. */
export function movable({ lower, upper }: Box): number[] {
  return Array.from(lower.keys()).filter((i) => lower[i] !== upper[i]);
}

/** How far a coordinate at x counts as one: the width of its bounds, its own size, or the size of its start. */
export function lengthAt(x: number, i: number, { length, width }: NaturalScale): number {
  return width[i]! > 0 ? width[i]! : Math.max(Math.abs(x), length[i]!);
}

/**
 * The corners of a simplex: a point, and one beside it along each coordinate that moves, on the wanted side if the bounds
 * leave room there.
 *
 * @param size  length of its edges, relative to the size of each coordinate
 */
export function cornersAround(
  point: Float64Array,
  size: number,
  side: 1 | -1,
  box: Box,
  scale: NaturalScale,
): Float64Array[] {
  return [
    point,
    ...movable(box).map((i) => {
      const step = size * lengthAt(point[i]!, i, scale);
      const [lower, upper] = [box.lower[i]!, box.upper[i]!];
      const ways = [point[i]! + side * step, point[i]! - side * step];
      const inside = ways.find((x) => x >= lower && x <= upper);
      const corner = point.slice();
      // Bounds nearer than the step on both sides: to the farther one.
      corner[i] = inside ?? (upper - point[i]! > point[i]! - lower ? upper : lower);
      return corner;
    }),
  ];
}

/** Vertices in the order of their values; equal values keep their order. */
export function sorted(vertices: readonly Float64Array[], values: Float64Array): Simplex {
  const order = Array.from(values.keys()).sort((a, b) => compare(values[a]!, values[b]!) || a - b);
  return { vertices: order.map((k) => vertices[k]!), values: Float64Array.from(order, (k) => values[k]!) };
}

/** Infinite values may be equal. */
function compare(a: number, b: number): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Largest distance of a vertex from the best one along any coordinate, relative to its size. */
export function sizeOf({ vertices }: Pick<Simplex, "vertices">, scale: NaturalScale): number {
  const best = vertices[0]!;
  let largest = 0;
  for (const vertex of vertices) {
    for (let i = 0; i < best.length; i++) {
      largest = Math.max(largest, Math.abs(vertex[i]! - best[i]!) / lengthAt(best[i]!, i, scale));
    }
  }
  return largest;
}

/** Edges orthogonal to all others by less than this fraction of the longest leave a direction unsearched. */
const flatness = 1e-10;

/**
 * Whether the simplex has lost a dimension. A face of the box that all vertices lie on is no loss: there it is meant to be.
 */
export function isDegenerate({ vertices }: Pick<Simplex, "vertices">, box: Box, scale: NaturalScale): boolean {
  const best = vertices[0]!;
  const moving = movable(box).filter((i) => {
    const same = vertices.every((vertex) => vertex[i] === best[i]);
    return !(same && (best[i] === box.lower[i] || best[i] === box.upper[i]));
  });
  const edges = vertices
    .slice(1)
    .map((vertex) => Float64Array.from(moving, (i) => (vertex[i]! - best[i]!) / lengthAt(best[i]!, i, scale)));
  // Gram-Schmidt with pivots: each turn takes the longest of what is left.
  let longest = 0;
  for (let rank = 0; rank < moving.length; rank++) {
    const lengths = edges.map((edge) => Math.hypot(...edge));
    const pivot = lengths.indexOf(Math.max(...lengths));
    const length = lengths[pivot] ?? 0;
    longest = Math.max(longest, length);
    if (!(length > flatness * longest)) return true;
    const unit = edges.splice(pivot, 1)[0]!.map((x) => x / length);
    for (const edge of edges) {
      const part = edge.reduce((sum, x, i) => sum + x * unit[i]!, 0);
      for (let i = 0; i < edge.length; i++) edge[i] = edge[i]! - part * unit[i]!;
    }
  }
  return false;
}
