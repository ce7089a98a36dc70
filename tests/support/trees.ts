/** Comparing trees of arrays in tests with trees of plain numbers. */

import { type Arr, type Nested, type Tree, tree as pytree } from "fluxion";
import { expect } from "vitest";

/** The tree with each array as nested numbers. */
export function plain(tree: unknown): unknown {
  if (typeof tree === "object" && tree !== null && "toNested" in tree) return (tree as Arr).toNested();
  if (Array.isArray(tree)) return tree.map(plain);
  if (typeof tree !== "object" || tree === null) return tree;
  return Object.fromEntries(Object.entries(tree).map(([key, value]) => [key, plain(value)]));
}

/** Same form, every number within `tolerance`, relative to 1 or to the expected number where that is larger. */
export function expectTree(received: unknown, expected: unknown, tolerance = 1e-13): void {
  const numbers = (tree: unknown): (readonly [string, number])[] =>
    pytree.leavesWithPaths(plain(tree) as Tree).map(({ path, leaf }) => [path, Number(leaf)] as const);
  const [a, b] = [numbers(received), numbers(expected)];
  expect(a.map(([path]) => path)).toEqual(b.map(([path]) => path));
  a.forEach(([path, x], i) => {
    const y = b[i]![1];
    const close = Object.is(x, y) || x === y || Math.abs(x - y) <= tolerance * Math.max(1, Math.abs(y));
    if (!close) expect.fail(`at ${path === "" ? "the root" : path}: received ${x}, expected ${y}`);
  });
}

/** The matrix of a function of plain indices. */
export function table(rows: number, columns: number, entry: (row: number, column: number) => number): Nested {
  return Array.from({ length: rows }, (_, i) => Array.from({ length: columns }, (__, j) => entry(i, j)));
}
