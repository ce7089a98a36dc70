/** Element types: what moves or chooses elements keeps their type, bools included; what adds or multiplies bools counts them. */

import {
  array,
  type Arr,
  broadcastTo,
  concat,
  cummax,
  cummin,
  cumprod,
  cumsum,
  diag,
  diagonalMatrix,
  type DType,
  dynamicSlice,
  dynamicUpdateSlice,
  einsum,
  flip,
  gather,
  jit,
  matMul,
  max,
  min,
  pad,
  prod,
  repeat,
  reshape,
  roll,
  scatterSet,
  segmentMax,
  segmentMin,
  segmentSum,
  slice,
  sort,
  stack,
  stopGradient,
  sum,
  take,
  takeAlongAxis,
  tile,
  transpose,
  tril,
  triu,
  vmap,
  where,
  linalg,
  layers,
} from "fluxion";
import { describe, expect, it } from "vitest";

const dtypes: readonly DType[] = ["bool", "i32", "f32", "f64"];
type Matrix = readonly (readonly number[])[];
const given: Matrix = [
  [1, 0, 1],
  [0, 1, 1],
  [1, 0, 0],
];
const positions = array([2, 0], { dtype: "i32" });

/** An operation, and what it makes of `given`; 0 and 1 stand for false and true. */
const keeping: Readonly<Record<string, readonly [(x: Arr) => Arr, unknown]>> = {
  triu: [
    (x) => triu(x),
    [
      [1, 0, 1],
      [0, 1, 1],
      [0, 0, 0],
    ],
  ],
  tril: [
    (x) => tril(x, -1),
    [
      [0, 0, 0],
      [0, 0, 0],
      [1, 0, 0],
    ],
  ],
  "triu of a stack, mapped": [
    (x) => vmap((y: Arr) => triu(y))(stack([x, x])).slice(1),
    [
      [1, 0, 1],
      [0, 1, 1],
      [0, 0, 0],
    ],
  ],
  diag: [(x) => diag(x), [1, 1, 0]],
  diagonalMatrix: [
    (x) => diagonalMatrix(x.slice(0), 1),
    [
      [0, 1, 0, 0],
      [0, 0, 0, 0],
      [0, 0, 0, 1],
      [0, 0, 0, 0],
    ],
  ],
  flip: [(x) => flip(x, 0).slice(0), [1, 0, 0]],
  roll: [(x) => roll(x, 1, 1).slice(0), [1, 1, 0]],
  transpose: [(x) => transpose(x).slice(0), [1, 0, 1]],
  reshape: [(x) => reshape(x, [9]).slice([0, 4]), [1, 0, 1, 0]],
  broadcastTo: [(x) => broadcastTo(x, [2, 3, 3]).slice(1, 2), [1, 0, 0]],
  "pad with nothing": [(x) => pad(x.slice(0), [[1, 1]]), [0, 1, 0, 1, 0]],
  "pad with ones": [(x) => pad(x.slice(0), [[2, 0]], 1), [1, 1, 1, 0, 1]],
  "pad with true": [(x) => pad(x.slice(0), [[2, 0]], true), [1, 1, 1, 0, 1]],
  "pad by reflection": [(x) => pad(x.slice(0), [[1, 1]], "reflect"), [0, 1, 0, 1, 0]],
  tile: [(x) => tile(x.slice(1), 2), [0, 1, 1, 0, 1, 1]],
  repeat: [(x) => repeat(x.slice(1), [2, 1, 1]), [0, 0, 1, 1]],
  sort: [(x) => sort(x.slice(0)), [0, 1, 1]],
  concat: [(x) => concat([x.slice(0), x.slice(1)]), [1, 0, 1, 0, 1, 1]],
  where: [(x) => where(array([true, false, true]), x.slice(1), x.slice(0)), [0, 0, 1]],
  take: [(x) => take(x.slice(2), positions), [0, 1]],
  gather: [(x) => gather(x.slice(2), positions), [0, 1]],
  takeAlongAxis: [(x) => takeAlongAxis(x.slice(2), positions, 0), [0, 1]],
  scatterSet: [(x) => scatterSet(x.slice(0), positions, x.slice(1, [0, 2])), [1, 0, 0]],
  slice: [(x) => slice(x, [0, 1], [1, 3]), [[0, 1]]],
  dynamicSlice: [(x) => dynamicSlice(x, [1, 1], [1, 2]), [[1, 1]]],
  dynamicUpdateSlice: [(x) => dynamicUpdateSlice(x.slice(1), x.slice(0, [0, 1]), [0]), [1, 1, 1]],
  stopGradient: [(x) => stopGradient(x.slice(0)), [1, 0, 1]],
  "einsum that rearranges": [(x) => einsum("ij->ji", x).slice(0), [1, 0, 1]],
  "einsum of a diagonal": [(x) => einsum("ii->i", x), [1, 1, 0]],
  max: [(x) => max(x, 1), [1, 1, 1]],
  min: [(x) => min(x, 0, { keepDims: true }), [[0, 0, 0]]],
  cummax: [(x) => cummax(x.slice(1)), [0, 1, 1]],
  cummin: [(x) => cummin(x.slice(0)), [1, 0, 0]],
  segmentMax: [(x) => segmentMax(x.slice(0), [0, 0, 1], 2), [1, 1]],
  segmentMin: [(x) => segmentMin(x.slice(0), [0, 0, 1], 2), [0, 1]],
  maxPool: [
    (x) => layers.maxPool(reshape(x, [3, 3, 1]), 2, { padding: "same" }).reshape(2, 2),
    [
      [1, 1],
      [1, 0],
    ],
  ],
};

describe.each(Object.entries(keeping))("%s", (_, [operation, expected]) => {
  it.each(dtypes)("keeps %s", (dtype) => {
    const numbers = array(expected as Matrix, { dtype });
    expect(operation(array(given, { dtype }))).toEqual(numbers);
    expect(jit(operation)(array(given, { dtype }))).toEqual(numbers);
  });
});

describe("bools", () => {
  const bools = array([true, true, false]);
  const i32 = (data: number | readonly number[] | Matrix): Arr => array(data, { dtype: "i32" });

  it("are counted by what adds or multiplies, as in NumPy", () => {
    expect([sum(bools), prod(bools)]).toEqual([i32(2), i32(0)]);
    expect([cumsum(bools), cumprod(bools)]).toEqual([i32([1, 2, 2]), i32([1, 1, 0])]);
    expect(segmentSum(bools, [0, 0, 1], 2)).toEqual(i32([2, 0]));
    expect([einsum("i->", bools), einsum("i,i->", bools, bools)]).toEqual([i32(2), i32(2)]);
    expect(matMul(array([[true, true]]), array([[true], [true]]))).toEqual(i32([[2]]));
  });

  it("have a largest and a smallest among none: false and true", () => {
    expect(segmentMax(bools, [0, 0, 0], 2)).toEqual(array([true, false]));
    expect(segmentMin(bools, [0, 0, 0], 2)).toEqual(array([false, true]));
  });
});

it("a whole power of integers is one of integers, and wraps around as they do", () => {
  const fibonacci = array(
    [
      [1, 1],
      [1, 0],
    ],
    { dtype: "i32" },
  );
  expect(linalg.matrixPower(fibonacci, 10)).toEqual(
    array(
      [
        [89, 55],
        [55, 34],
      ],
      { dtype: "i32" },
    ),
  );
  expect(linalg.matrixPower(fibonacci, 0)).toEqual(
    array(
      [
        [1, 0],
        [0, 1],
      ],
      { dtype: "i32" },
    ),
  );
  // F(48) = 4807526976 = 512559680 modulo 2^32
  expect(linalg.matrixPower(fibonacci, 47).slice(0, 0)).toEqual(array(512559680, { dtype: "i32" }));
  expect(linalg.matrixPower(fibonacci, -1)).toEqual(
    array([
      [0, 1],
      [1, -1],
    ]),
  );
});
