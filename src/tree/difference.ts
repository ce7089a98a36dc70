/** The error about trees that should have the same structure and have not: names the first place and counts the rest. */
import { describeType, describeValue, TreeError } from "../errors/index.ts";
import { Arr } from "../array/arr.ts";
import { isLeaf, isList, isRecord } from "./node.ts";
import type { TreeContext } from "./invalid-node.ts";
import { formatPath, type Path } from "./path.ts";

/** How an error speaks of trees that differ. */
export interface DifferenceContext {
  readonly where?: string | undefined;
  /** What the trees are called: "params" gives `params.lens[1].mass`. */
  readonly root?: string | undefined;
  /** What each tree is called; "first", "second", ... unless given. */
  readonly names?: readonly string[] | undefined;
}

interface Difference {
  readonly path: Path;
  readonly first: unknown;
  /** Which of the trees differs from the first. */
  readonly tree: number;
  readonly other: unknown;
}

interface Comparison {
  readonly differences: Difference[];
  agreeing: number;
}

const ordinals = ["first", "second", "third", "fourth", "fifth"];

/** `trees differ at params.lens[1].mass: first has a leaf f64[4], second has nothing. (11 other leaves agree.)` */
export function differenceError(trees: readonly unknown[], { where, root, names }: DifferenceContext): TreeError {
  const comparison: Comparison = { differences: [], agreeing: 0 };
  compare(trees, [], comparison);
  const [difference] = comparison.differences;
  if (difference === undefined) return new TreeError({ where, problem: "trees differ" });
  const path = formatPath(difference.path, root);
  const nameOf = (tree: number): string => names?.[tree] ?? ordinals[tree] ?? `tree ${tree + 1}`;
  const sides =
    `${nameOf(0)} has ${describeNode(difference.first)}, ` +
    `${nameOf(difference.tree)} has ${describeNode(difference.other)}`;
  return new TreeError({
    where,
    path,
    problem: `trees differ at ${path === "" ? "the root" : path}: ${sides}.`,
    hint: census(comparison),
  });
}

/** `at grad.halo.mass: expected a leaf, received nothing. (11 other leaves agree.)`, for a tree that must have a known form. */
export function unexpectedFormError(expected: unknown, received: unknown, { where, root }: TreeContext): TreeError {
  const comparison: Comparison = { differences: [], agreeing: 0 };
  compare([expected, received], [], comparison);
  const [difference] = comparison.differences;
  return new TreeError({
    where,
    path: formatPath(difference?.path ?? [], root),
    expected: describeNode(difference?.first),
    received: describeNode(difference?.other),
    hint: census(comparison),
  });
}

function census({ agreeing, differences }: Comparison): string | undefined {
  const more = differences.length - 1;
  if (more === 0) {
    return agreeing === 0 ? undefined : `(${agreeing} other ${agreeing === 1 ? "leaf agrees" : "leaves agree"}.)`;
  }
  return `(${agreeing} ${agreeing === 1 ? "leaf agrees" : "leaves agree"}, ${more} more ${more === 1 ? "place differs" : "places differ"}.)`;
}

function compare(nodes: readonly unknown[], path: Path, comparison: Comparison): void {
  const [first] = nodes;
  const odd = nodes.findIndex((node) => kindOf(node) !== kindOf(first));
  if (odd > 0) {
    comparison.differences.push({ path, first, tree: odd, other: nodes[odd] });
  } else if (isLeaf(first)) {
    comparison.agreeing += 1;
  } else if (isList(first)) {
    const lists = nodes as readonly (readonly unknown[])[];
    const length = Math.max(...lists.map((list) => list.length));
    for (let index = 0; index < length; index++) {
      const children = lists.map((list) => list[index]);
      compare(children, [...path, index], comparison);
    }
  } else if (isRecord(first)) {
    const records = nodes as readonly Readonly<Record<string, unknown>>[];
    for (const key of new Set(records.flatMap((record) => Object.keys(record)))) {
      const children = records.map((record) => (Object.hasOwn(record, key) ? record[key] : undefined));
      compare(children, [...path, key], comparison);
    }
  }
}

function kindOf(node: unknown): "leaf" | "list" | "record" | "nothing" {
  if (isLeaf(node)) return "leaf";
  if (isList(node)) return "list";
  return isRecord(node) ? "record" : "nothing";
}

function describeNode(node: unknown): string {
  if (node instanceof Arr) return `a leaf ${node.isTracer ? "traced " : ""}${describeType(node)}`;
  if (Number.isNaN(node)) return "a leaf";
  return isLeaf(node) ? `a leaf ${String(node)}` : describeValue(node);
}
