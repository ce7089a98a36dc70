/** The types of trees: what a tree is, and what functions over trees do to its type. */
import type { Arr } from "../array/arr.ts";

/** What a tree holds at its ends. */
export type Leaf = Arr | number | boolean;

/** Any nest of plain objects, lists and tuples with leaves of type `L`. */
export type Tree<L = Leaf> = L | readonly Tree<L>[] | { readonly [key: string]: Tree<L> };

/**
 * The bound for a tree whose exact type matters: `function f<T extends TreeOf<T>>(tree: T)`. Unlike `T extends Tree` it
 * admits interfaces, which have no index signature, and still refuses strings, functions and class instances.
 */
export type TreeOf<T, L = Leaf> = Tree<L> | (object & { readonly [K in keyof T]: Subtree<T[K], L> });

type Subtree<T, L> =
  T extends Tree<L>
    ? T
    : T extends (...args: never[]) => unknown
      ? never
      : T extends object
        ? { readonly [K in keyof T]: Subtree<T[K], L> }
        : never;

/** A list and a record of `T`. Only a type such as Tree, which is open to any nest of itself, contains them. */
type Nest<T> = readonly T[] | { readonly [key: string]: T };

/** The leaves of the tree `T`. */
export type LeafOf<T> = [Nest<T>] extends [T]
  ? Extract<T, Leaf>
  : T extends Leaf
    ? T
    : T extends readonly (infer Element)[]
      ? LeafOf<Element>
      : T extends object
        ? { [K in keyof T]-?: LeafOf<T[K]> }[keyof T]
        : never;

/** The tree `T` with every leaf replaced by an `L`; keys, tuples, optional and readonly marks stay. */
export type Mapped<T, L> = [Nest<T>] extends [T] ? Tree<L> : T extends Leaf ? L : { [K in keyof T]: Mapped<T[K], L> };

/** The tree `T` where a number may stand for every array leaf. */
export type Loose<T> = [Nest<T>] extends [T]
  ? T | Tree<Extract<T, Leaf> | number>
  : T extends Arr
    ? Arr | number
    : T extends Leaf
      ? T
      : { [K in keyof T]: Loose<T[K]> };

/** The tree `T`, readonly at every level. */
export type Frozen<T> = [Nest<T>] extends [T] ? T : T extends Leaf ? T : { readonly [K in keyof T]: Frozen<T[K]> };

/** The tree `T`, writable at every level: what a recipe of `produce` is given. */
export type Writable<T> = [Nest<T>] extends [T]
  ? WritableTree<Extract<T, Leaf>>
  : T extends Leaf
    ? T
    : { -readonly [K in keyof T]: Writable<T[K]> };

type WritableTree<L> = L | WritableTree<L>[] | { [key: string]: WritableTree<L> };
