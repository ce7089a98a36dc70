/** At: names one place of a tree by a function, to read it or to replace it in a new tree. */
import { TreeError } from "../errors/index.ts";
import { adopt } from "./adopt.ts";
import { flatten } from "./flatten.ts";
import { isList, isRecord } from "./node.ts";
import { formatPath, type Path, type Step } from "./path.ts";
import type { Leaf, Loose, TreeOf } from "./types.ts";

/** One place of a tree. */
export interface Place<T, S> {
  /** What stands there. */
  get(): S;
  /** A new tree with `value` there; a number may stand for an Arr. */
  set(value: Loose<S>): T;
  /** A new tree with `change` applied to what stands there. */
  update(change: (value: S) => Loose<S>): T;
  /** Where it is, as text: `star.temperature`. */
  readonly path: string;
}

/**
 * The place in `tree` that `where` selects. Trees are not changed: `set` and `update` return new ones that share what did
 * not change, frozen where the old one was.
 *
 * @throws TreeError when the place does not exist, or a value is set that no tree may hold
 * @example
 * ```ts
 * import { array, tree } from "fluxion";
 * const params = { star: { temperature: array(5800), radius: array(1) } };
 * const hotter = tree.at(params, (p) => p.star.temperature).set(6000);
 * console.log(hotter.star.temperature.item(), params.star.temperature.item()); // → 6000 5800
 * ```
 */
export function at<T extends TreeOf<T>, S>(tree: T, where: (tree: T) => S): Place<T, S> {
  return atPath<T, S>(tree, recordPath(where as (tree: unknown) => unknown));
}

/** The place at a path; `at` for paths that come as data. @throws TreeError when it does not exist */
export function atPath<T, S = unknown>(tree: T, path: Path): Place<T, S> {
  const { node: current, steps } = follow(tree, path);
  const text = formatPath(steps);
  const set = (value: unknown): T => {
    const next = adopt(current, value);
    flatten(next as Leaf, { where: "at", root: text });
    // The caller vouches for S; with a value of that type in its place the tree is a T again.
    return replaced(tree, steps, 0, next) as T;
  };
  return { get: () => current as S, set, update: (change) => set(change(current as S)), path: text };
}

/** Runs `where` on a stand-in that notes which keys are followed. */
function recordPath(where: (tree: unknown) => unknown): Path {
  const pathsOfStandIns = new Map<unknown, Path>();
  const standIn = (path: Path): unknown => {
    const proxy: unknown = new Proxy(
      {},
      {
        get: (_target, key) => {
          if (typeof key === "symbol") throw notAPath();
          return standIn([...path, key]);
        },
      },
    );
    pathsOfStandIns.set(proxy, path);
    return proxy;
  };
  let selected: unknown;
  try {
    selected = where(standIn([]));
  } catch (error) {
    throw error instanceof TreeError ? error : notAPath();
  }
  const path = pathsOfStandIns.get(selected);
  if (path === undefined) throw notAPath();
  return path;
}

function notAPath(): TreeError {
  return new TreeError({
    where: "at",
    problem: "the selecting function did not name one place of the tree",
    hint: "It may only follow keys and positions, as in (p) => p.lens[1].mass.",
  });
}

/** What stands at the end of a path, and the path with positions in lists as numbers. */
function follow(tree: unknown, path: Path): { readonly node: unknown; readonly steps: Path } {
  const steps: Step[] = [];
  let node = tree;
  for (const key of path) {
    const step = isList(node) && /^\d+$/.test(String(key)) ? Number(key) : key;
    if (!hasStep(node, step)) throw missing(node, steps, step);
    node = (node as Readonly<Record<Step, unknown>>)[step];
    steps.push(step);
  }
  return { node, steps };
}

function hasStep(node: unknown, step: Step): boolean {
  if (isList(node)) return typeof step === "number" && step < node.length;
  return isRecord(node) && Object.hasOwn(node, step);
}

function missing(node: unknown, path: Path, step: Step): TreeError {
  const there = path.length === 0 ? "the tree" : formatPath(path);
  const has = isList(node) ? `has ${node.length} entries` : isRecord(node) ? `has ${keyList(node)}` : "is a leaf";
  return new TreeError({
    where: "at",
    path: formatPath([...path, step]),
    problem: `there is no such place: ${there} ${has}`,
  });
}

function keyList(node: object): string {
  const keys = Object.keys(node);
  return keys.length === 0 ? "no keys" : `the keys ${keys.join(", ")}`;
}

function replaced(node: unknown, path: Path, depth: number, value: unknown): unknown {
  if (depth === path.length) return value;
  const step = path[depth]!;
  const child = replaced((node as Readonly<Record<Step, unknown>>)[step], path, depth + 1, value);
  const copy: object = isList(node)
    ? Object.assign([...node], { [step]: child })
    : { ...(node as object), [step]: child };
  return Object.isFrozen(node) ? Object.freeze(copy) : copy;
}
