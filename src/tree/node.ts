/** Tells the three kinds of node apart: leaf, list and record. */
import { Arr } from "../array/arr.ts";
import type { Leaf } from "./types.ts";

/** True for what a tree may hold at its ends: an Arr, a number or a boolean. */
export function isLeaf(node: unknown): node is Leaf {
  return typeof node === "number" || typeof node === "boolean" || node instanceof Arr;
}

/** True for an array or a tuple. */
export function isList(node: unknown): node is readonly unknown[] {
  return Array.isArray(node);
}

/** True for a plain object: one written with braces, in any realm, or one without a prototype. */
export function isRecord(node: unknown): node is Readonly<Record<string, unknown>> {
  if (typeof node !== "object" || node === null) return false;
  const prototype: unknown = Object.getPrototypeOf(node);
  return prototype === null || prototype === Object.prototype || isRootPrototype(prototype);
}

/** Object.prototype of another realm: it holds hasOwnProperty itself and inherits nothing. */
function isRootPrototype(prototype: unknown): boolean {
  return Object.getPrototypeOf(prototype) === null && Object.hasOwn(prototype as object, "hasOwnProperty");
}

/** Keys in the order in which trees are walked: by code unit, so that the order of writing does not matter. */
export function walkOrder(keys: readonly string[]): readonly string[] {
  for (let i = 1; i < keys.length; i++) if (keys[i - 1]! > keys[i]!) return sorted(keys);
  return keys;
}

/** By insertion: for the few keys that objects have it takes a third of the time of Array.prototype.sort. */
function sorted(keys: readonly string[]): readonly string[] {
  const result = keys.slice();
  if (keys.length > 40) return result.sort();
  for (let i = 1; i < result.length; i++) {
    const key = result[i]!;
    let j = i - 1;
    for (; j >= 0 && result[j]! > key; j--) result[j + 1] = result[j]!;
    result[j + 1] = key;
  }
  return result;
}

/** Deeper than any tree of parameters; an object that contains itself gets here. */
export const depthLimit = 200;
