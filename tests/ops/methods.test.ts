/** Chained methods: each is the function of its name. */

import * as fluxion from "fluxion";
import { Arr, array, trace } from "fluxion";
import { describe, expect, it } from "vitest";

const x = array([
  [0.3, 0.7],
  [0.9, 0.4],
]);
const y = array([
  [0.2, 0.8],
  [0.9, 0.1],
]);

/** Arguments after the array, for the methods that need some; those not listed take none, or the other array. */
const given: Readonly<Record<string, readonly unknown[]>> = {
  cast: ["f32"],
  clip: [0.35, 0.8],
  reshape: [[4]],
  expandDims: [1],
  slice: [0, [null, null, -1]],
  take: [[1, 0], 1],
  transpose: [[1, 0]],
  sum: [1, { keepDims: true }],
  mean: [[0, 1]],
  max: [-1],
  min: [0],
  prod: [null],
  swapAxes: [0, 1],
  repeat: [2, 1],
  takeAlongAxis: [array([[1], [0]], { dtype: "i32" }), 1],
  searchSorted: [y],
  quantile: [0.3],
  percentile: [30],
  roll: [1],
};
const binary = [
  "logicalAnd",
  "logicalOr",
  "logicalXor",
  "isClose",
  "add",
  "sub",
  "mul",
  "div",
  "pow",
  "mod",
  "hypot",
  "less",
  "lessEqual",
  "greater",
  "greaterEqual",
  "equal",
  "notEqual",
  "matMul",
];
/** What Arr has of its own, besides operations. */
const own = [
  "constructor",
  "rank",
  "size",
  "isTracer",
  "item",
  "toArray",
  "toNested",
  "toNdarray",
  "toJSON",
  "toString",
  "T",
];

describe("every method of Arr", () => {
  const names = Object.getOwnPropertyNames(Arr.prototype).filter((name) => !own.includes(name));

  it.each(names)("%s is the function of that name", (name) => {
    const rest = given[name] ?? (binary.includes(name) ? [y] : []);
    // The inner product is of vectors.
    const [first, others] = name === "dot" ? [x.slice(0), [y.slice(0)]] : [x, rest];
    const method = (first as unknown as Record<string, (...args: unknown[]) => Arr>)[name]!;
    const f = (
      { ...fluxion, ...fluxion.special, ...fluxion.linalg, ...fluxion.statistics } as unknown as Record<
        string,
        (...args: unknown[]) => Arr
      >
    )[name]!;
    expect(method.apply(first, [...others])).toEqual(f(first, ...others));
    expect(String(trace((v: Arr) => method.apply(v, [...others]))(first))).toBe(
      String(trace((v: Arr) => f(v, ...others))(first)),
    );
  });

  it("are not enumerable, and T is the transpose", () => {
    expect(Object.keys(x).sort()).toEqual(["dtype", "shape"]);
    expect(x.T).toEqual(fluxion.transpose(x));
  });
});
