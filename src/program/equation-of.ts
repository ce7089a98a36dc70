/** Which primitive an equation is of, as the type of its attributes needs to know. */

import type { Attributes, Primitive } from "./primitive.ts";

/** True for an equation of this primitive: then its attributes are those that the primitive declares. */
export function isOf<
  A extends Attributes,
  E extends { readonly primitive: Primitive; readonly attributes: Attributes },
>(primitive: Primitive<A>, equation: E | undefined): equation is E & { readonly attributes: A } {
  return equation?.primitive.name === primitive.name;
}
