/** Outlines with fewer vertices, none of them missed by more than a given distance. */
import type { Isoline } from "./isolines.ts";
import type { Point } from "./ellipse.ts";

/**
 * The vertices that matter: every one left out lies within `tolerance` of the line through its neighbours that stay, both
 * coordinates measured in pixels of `size`.
 *
 * Source: Douglas & Peucker (1973), Cartographica 10, 112.
 */
export function simplified({ points, closed }: Isoline, size: readonly [number, number], tolerance: number): Isoline {
  if (points.length < 4) return { points, closed };
  const all = closed ? [...points, points[0]!] : [...points];
  const [sx, sy] = size;
  const kept = new Set<number>([0, all.length - 1]);
  // A closed outline begins where it ends: its farthest vertex splits it into two lines.
  const spans: [number, number][] = [];
  if (closed) {
    const far = farthest(all, 0, all.length - 1, sx, sy).index;
    kept.add(far);
    spans.push([0, far], [far, all.length - 1]);
  } else spans.push([0, all.length - 1]);
  for (let span = spans.pop(); span !== undefined; span = spans.pop()) {
    const { index, distance } = farthest(all, span[0], span[1], sx, sy);
    if (distance <= tolerance) continue;
    kept.add(index);
    spans.push([span[0], index], [index, span[1]]);
  }
  const left = all.filter((_, index) => kept.has(index));
  return { points: closed ? left.slice(0, -1) : left, closed };
}

/** The vertex between two others that lies farthest from the segment between them. */
function farthest(points: readonly Point[], from: number, to: number, sx: number, sy: number) {
  const [x0, y0] = points[from]!;
  const [x1, y1] = points[to]!;
  const dx = (x1 - x0) * sx;
  const dy = (y1 - y0) * sy;
  const square = dx * dx + dy * dy;
  let [index, distance] = [from, 0];
  for (let i = from + 1; i < to; i++) {
    const px = (points[i]![0] - x0) * sx;
    const py = (points[i]![1] - y0) * sy;
    const along = square === 0 ? 0 : Math.min(1, Math.max(0, (px * dx + py * dy) / square));
    const away = Math.hypot(px - along * dx, py - along * dy);
    if (away > distance) [index, distance] = [i, away];
  }
  return { index, distance };
}
