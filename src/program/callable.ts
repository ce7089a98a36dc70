/** Callable primitives: a record that is applied to values like a function, so that rules read as mathematics. */

import type { Attributes, Primitive } from "./primitive.ts";

/**
 * The record as a function. Programs compare primitives by identity, and the function is the primitive: `apply` binds it by the name it is
 * given here.
 *
 * @param apply  a function made for this record alone: it gets the record's fields as its own
 */
export function callable<A extends Attributes, F extends object>(record: Primitive<A>, apply: F): Primitive<A> & F {
  return Object.assign(Object.defineProperty(apply, "name", { writable: true }), record);
}
