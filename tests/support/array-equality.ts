/** Teaches `toEqual` what it cannot see: two arrays are equal when element type, shape and every element are. */
import { expect } from "vitest";
import { Arr } from "../../src/array/index.ts";

expect.addEqualityTesters([
  (a: unknown, b: unknown): boolean | undefined => {
    if (!(a instanceof Arr) && !(b instanceof Arr)) return undefined;
    if (!(a instanceof Arr && b instanceof Arr)) return false;
    if (a.isTracer || b.isTracer) return a === b;
    const [first, second] = [a.toArray(), b.toArray()];
    return (
      a.dtype === b.dtype &&
      a.shape.join() === b.shape.join() &&
      first.every((element, index) => Object.is(element, second[index]))
    );
  },
]);
