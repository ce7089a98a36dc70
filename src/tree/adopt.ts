/** Adopt: gives a new value the form of the one that it replaces, so that a tree keeps its type when a number is set. */
import { Arr, fromBuffer } from "../array/arr.ts";
import { allocate } from "../array/dtype.ts";
import { isLeaf } from "./node.ts";

/** Numbers that take the place of an Arr become an Arr of its element type; everything else is left as it is. */
export function adopt(former: unknown, next: unknown): unknown {
  if (former === next) return next;
  if (former instanceof Arr && (typeof next === "number" || typeof next === "boolean")) {
    const buffer = allocate(former.dtype, 1);
    buffer[0] = Number(next);
    return fromBuffer(buffer, [], former.dtype);
  }
  if (isLeaf(former) || isLeaf(next) || !isContainer(former) || !isContainer(next)) return next;
  let result: unknown = next;
  for (const key of Object.keys(next)) {
    const before = next[key];
    const after = adopt(former[key], before);
    if (after === before) continue;
    if (result === next) result = Array.isArray(next) ? [...(next as unknown[])] : { ...next };
    (result as Record<string, unknown>)[key] = after;
  }
  return result;
}

function isContainer(node: unknown): node is Readonly<Record<string, unknown>> {
  return typeof node === "object" && node !== null;
}
