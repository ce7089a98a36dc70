/** Arrays that no memory holds: every function says what it was asked for, in an error of our own. No test needs memory itself. */

import {
  add,
  arange,
  type Arr,
  array,
  broadcastTo,
  cast,
  concat,
  cumsum,
  diagonalMatrix,
  einsum,
  eye,
  full,
  grad,
  hessian,
  jacobian,
  jit,
  kron,
  linspace,
  matMul,
  ones,
  outer,
  pad,
  repeat,
  scan,
  segmentSum,
  showCompiled,
  sort,
  sum,
  tile,
  tril,
  vmap,
  where,
  zeros,
  zerosLike,
  layers,
  errors,
  linalg,
  fft,
} from "fluxion";
import { describe, expect, it } from "vitest";
import { describeBytes } from "../../src/errors/index.ts";
import { messageOf } from "../support/message-of.ts";

const n = 3e6;
/** Three million ones, as views of one element; the square of their number is more than engines allocate. */
const long = broadcastTo(array(1), [n]);
const square = broadcastTo(array(1), [n, n]);
const column = broadcastTo(array(1), [n, 1]);

const asked: Readonly<Record<string, () => unknown>> = {
  zeros: () => zeros([n, n]),
  ones: () => ones(n * n),
  full: () => full([n, n], 0.5),
  zerosLike: () => zerosLike(square),
  eye: () => eye(n),
  linspace: () => linspace(0, 1, n * n),
  arange: () => arange(n * n),
  array: () => array(square),
  oneHot: () => layers.oneHot(array([0, 1], { dtype: "i32" }), n * n),
  fftFreq: () => fft.fftFreq(n * n),
  toArray: () => square.toArray(),
  toNested: () => square.toNested(),
  tril: () => tril(square),
  outer: () => outer(long, long),
  add: () => add(column, long),
  where: () => where(true, square, 0),
  cast: () => cast(square, "f32"),
  matMul: () => matMul(column, broadcastTo(array(1), [1, n])),
  einsum: () => einsum("i,j->ij", long, long),
  kron: () => kron(column, broadcastTo(array(1), [1, n])),
  tile: () => tile(long, [n]),
  repeat: () => repeat(long, n),
  "repeat by a list": () => repeat(array([1, 2]), [n * n, 1]),
  pad: () => pad(array([1]), [[0, n * n]]),
  diagonalMatrix: () => diagonalMatrix(long),
  concat: () => concat([square, square]),
  cumsum: () => cumsum(square, 0),
  sort: () => sort(square),
  fft: () => fft.fft(square),
  solve: () => linalg.solve(square, long),
  segmentSum: () => segmentSum(array([1]), [0], n * n),
  vmap: () => vmap((x: Arr) => x.mul(long))(long),
  scan: () => scan((carry: Arr) => carry.mul(square), square, { length: 1 }),
  grad: () => grad((x: Arr) => outer(broadcastTo(x, [n]), long).sum())(1),
  jacobian: () => jacobian((x: Arr) => x)(long),
  hessian: () => hessian((x: Arr) => sum(x))(long),
};

describe("an array that is too large", () => {
  it.each(Object.entries(asked))("is an error of ours in %s", (_, ask) => {
    let thrown: unknown;
    try {
      ask();
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBeInstanceOf(errors.ShapeError);
    expect(String(thrown)).toMatch(
      /^ShapeError( in \w+\(\))? \(\S+too-large\.test\.ts:\d+:\d+\): \w+\[.*\] takes .* [PT]B, for which there is no memory\./,
    );
  });

  it("names the function, the place, the shape, the bytes and ways out", () => {
    expect(messageOf(() => zeros([n, n]))).toMatchInlineSnapshot(
      `"ShapeError in zeros() (tests/array/too-large.test.ts): f64[3000000, 3000000] takes 72.0 TB, for which there is no memory. Work on parts of it, one after another, with scan or mapLoop, or in f32, which takes half; where it is only added up, jit does not store it."`,
    );
    expect(messageOf(() => outer(long, long))).toMatchInlineSnapshot(
      `"ShapeError in mul() (tests/array/too-large.test.ts): f64[3000000, 3000000] takes 72.0 TB, for which there is no memory. Work on parts of it, one after another, with scan or mapLoop, or in f32, which takes half; where it is only added up, jit does not store it."`,
    );
    expect(messageOf(() => ones([n, n], { dtype: "i32" }))).toMatchInlineSnapshot(
      `"ShapeError in ones() (tests/array/too-large.test.ts): i32[3000000, 3000000] takes 36.0 TB, for which there is no memory. Work on parts of it, one after another, with scan or mapLoop; where it is only added up, jit does not store it."`,
    );
  });

  it("is no matter where a compiled program only adds it up", () => {
    const squareOfSum = (x: Arr): Arr => outer(x, x).sum();
    // The argument and the result, of the sum over 3 000 000² products.
    expect(showCompiled(squareOfSum)(long).split("\n")[0]).toMatch(
      /^memory: 24\.\d MB for values, 0 bytes for constants$/,
    );
    expect(jit(squareOfSum)(array([1, 2, 3])).item()).toBe(36);
  });
});

it("describes amounts of memory in powers of a thousand", () => {
  expect([0, 1, 999, 1000, 80e9, 8e12, 8e18].map(describeBytes)).toEqual([
    "0 bytes",
    "1 bytes",
    "999 bytes",
    "1.0 kB",
    "80.0 GB",
    "8.0 TB",
    "8.0 EB",
  ]);
});
