/** Isolines of a function known on a rectangular grid, by marching squares. */
import type { Point } from "./ellipse.ts";

/** A piece of an isoline. */
export interface Isoline {
  /** In units of the grid: (column, row), both counted from zero. */
  readonly points: readonly Point[];
  /** Whether the last point joins the first. An isoline that runs off the grid is open. */
  readonly closed: boolean;
}

/** A point on an edge of the grid, named so that two cells which share the edge agree on it. */
type EdgeName = string;

/**
 * The isolines of `values[row][column]` at `level`. Along an edge the function is taken as linear; a cell whose corners
 * alternate is decided by the mean of the four. Cells with a corner that is not finite are left out.
 *
 * Source: Lorensen & Cline (1987), in two dimensions.
 */
export function isolines(values: readonly (readonly number[])[], level: number): Isoline[] {
  const position = new Map<EdgeName, Point>();
  const neighbours = new Map<EdgeName, EdgeName[]>();
  const link = (a: EdgeName, b: EdgeName): void => {
    neighbours.set(a, [...(neighbours.get(a) ?? []), b]);
    neighbours.set(b, [...(neighbours.get(b) ?? []), a]);
  };

  for (let row = 0; row + 1 < values.length; row++) {
    for (let column = 0; column + 1 < (values[row]?.length ?? 0); column++) {
      // Corners and edges in turn around the cell: edge k runs from corner k to corner k + 1.
      const corners: readonly Point[] = [
        [column, row],
        [column + 1, row],
        [column + 1, row + 1],
        [column, row + 1],
      ];
      const heights = corners.map(([x, y]) => (values[y]?.[x] ?? Number.NaN) - level);
      if (!heights.every(Number.isFinite)) continue;
      const above = heights.map((height) => height >= 0);
      const crossings = [0, 1, 2, 3].filter((k) => above[k] !== above[(k + 1) % 4]);
      const names = crossings.map((k) => {
        const name = edgeName(column, row, k);
        position.set(name, crossing(corners, heights, k));
        return name;
      });
      const [first, second, third, fourth] = names;
      if (first === undefined || second === undefined) continue;
      if (third === undefined || fourth === undefined) {
        link(first, second);
        continue;
      }
      // A saddle. Where the middle is on the side of corner 0, the isolines cut off corners 1 and 3.
      const middleAbove = heights.reduce((sum, height) => sum + height, 0) >= 0;
      if (middleAbove === above[0]) {
        link(first, second);
        link(third, fourth);
      } else {
        link(fourth, first);
        link(second, third);
      }
    }
  }
  const pointsOf = (names: readonly EdgeName[]): Point[] =>
    names.flatMap((name) => {
      const point = position.get(name);
      return point === undefined ? [] : [point];
    });
  return chains(neighbours).map(({ names, closed }) => ({ points: pointsOf(names), closed }));
}

function crossing(corners: readonly Point[], heights: readonly number[], k: number): Point {
  const [x0, y0] = corners[k] ?? [0, 0];
  const [x1, y1] = corners[(k + 1) % 4] ?? [0, 0];
  const h0 = heights[k] ?? 0;
  const h1 = heights[(k + 1) % 4] ?? 0;
  const fraction = h0 / (h0 - h1);
  return [x0 + fraction * (x1 - x0), y0 + fraction * (y1 - y0)];
}

/** Edges 0 and 2 of a cell lie along the row, 1 and 3 along the column. */
function edgeName(column: number, row: number, k: number): EdgeName {
  if (k === 0) return `row ${column} ${row}`;
  if (k === 1) return `column ${column + 1} ${row}`;
  if (k === 2) return `row ${column} ${row + 1}`;
  return `column ${column} ${row}`;
}

/** Joins pairs of neighbours into chains: open ones from their ends first, then the closed ones. */
function chains(neighbours: ReadonlyMap<EdgeName, readonly EdgeName[]>): { names: EdgeName[]; closed: boolean }[] {
  const visited = new Set<EdgeName>();
  const walk = (start: EdgeName): EdgeName[] => {
    const names: EdgeName[] = [];
    let here: EdgeName | undefined = start;
    while (here !== undefined) {
      visited.add(here);
      names.push(here);
      here = neighbours.get(here)?.find((name) => !visited.has(name));
    }
    return names;
  };
  const unvisited = [...neighbours.keys()];
  const open = unvisited
    .filter((name) => neighbours.get(name)?.length === 1)
    .flatMap((name) => (visited.has(name) ? [] : [{ names: walk(name), closed: false }]));
  const closed = unvisited.flatMap((name) => (visited.has(name) ? [] : [{ names: walk(name), closed: true }]));
  return [...open, ...closed];
}
