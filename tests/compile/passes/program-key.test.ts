/** programKey: the same for programs of one structure, different for any difference that code could show. */

import { type Arr, array, scan } from "fluxion";
import { describe, expect, it } from "vitest";
import { programKey } from "../../../src/compile/passes/program-key.ts";
import { programOf, uniform } from "../support.ts";

const x = uniform([4], 1);
const key = (f: (a: Arr) => Arr, arg = x): string => programKey(programOf(f, [arg]));

describe("programKey", () => {
  it("sees structure, not variables or the values of constants", () => {
    const scaled = (factor: Arr) => (a: Arr) => a.mul(factor).sum();
    expect(key(scaled(array([1, 2, 3, 4])))).toBe(key(scaled(array([5, 6, 7, 8]))));
    const loop = (length: number) => (a: Arr) => scan((c) => c.mul(a), a, { length }).carry;
    expect(key(loop(3))).toBe(key(loop(3)));
    expect(key(loop(3))).not.toBe(key(loop(4)));
  });

  it("tells apart shapes, types, operands, attributes, literals and inner programs", () => {
    const keys = [
      key((a) => a.sum()),
      key((a) => a.sum(), uniform([5], 1)),
      key((a) => a.sum(), x.cast("f32")),
      key((a) => a.max()),
      key((a) => a.mul(2)),
      key((a) => a.mul(-2)),
      key((a) => a.mul(0)),
      key((a) => a.mul(-0)),
      key((a) => a.mul(NaN)),
      key((a) => a.mul(2).add(a)),
      key((a) => a.mul(2).add(a.mul(2))),
      key((a) => scan((c) => c.add(1), a, { length: 2 }).carry),
      key((a) => scan((c) => c.add(2), a, { length: 2 }).carry),
    ];
    expect(new Set(keys).size).toBe(keys.length);
  });
});
