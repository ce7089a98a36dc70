/** Diagonals, triangles and products of matrices against NumPy's values. */

import {
  type Arr,
  arange,
  array,
  checkGrads,
  diag,
  diagonal,
  diagonalMatrix,
  eye,
  jit,
  kron,
  matMul,
  mul,
  ones,
  reshape,
  stack,
  sum,
  tril,
  triu,
  vdot,
  zeros,
  linalg,
} from "fluxion";
import { describe, expect, it } from "vitest";
import { expectClose } from "../support/arrays.ts";
import { messageOf } from "../support/message-of.ts";

const wide = reshape(arange(12), [3, 4]);
const offsets = [-4, -3, -2, -1, 0, 1, 2, 3, 4, 5];

describe("diagonals", () => {
  it("are the elements [i, i + offset], of stacks too", () => {
    // numpy.diagonal(numpy.arange(12).reshape(3, 4), offset)
    const expected = [[], [], [8], [4, 9], [0, 5, 10], [1, 6, 11], [2, 7], [3], [], []];
    expect(offsets.map((offset) => diagonal(wide, offset).toNested())).toEqual(expected);
    expect(offsets.map((offset) => jit((x: Arr) => diagonal(x, offset))(wide).toNested())).toEqual(expected);
    expect(wide.T.diagonal(-1).toNested()).toEqual([1, 6, 11]);
    expect(diagonal(stack([wide, wide.neg()])).toNested()).toEqual([
      [0, 5, 10],
      [-0, -5, -10],
    ]);
    expect([...diagonal(zeros([2, 0, 3])).shape]).toEqual([2, 0]);
  });

  it("make matrices", () => {
    expect(diagonalMatrix(array([1, 2]), 1).toNested()).toEqual([
      [0, 1, 0],
      [0, 0, 2],
      [0, 0, 0],
    ]);
    for (const offset of offsets) {
      const vectors = reshape(arange(6).add(1), [2, 3]);
      const matrices = diagonalMatrix(vectors, offset);
      expect([...matrices.shape]).toEqual([2, 3 + Math.abs(offset), 3 + Math.abs(offset)]);
      expectClose([diagonal(matrices, offset)], [vectors], 0);
      expect(sum(matrices).item()).toBe(21);
    }
    expect(diagonalMatrix(zeros([0]), 2).toNested()).toEqual([
      [0, 0],
      [0, 0],
    ]);
    expectClose([diag(array([1, 1, 1])), diag(wide), diag(eye(2), 1)], [eye(3), array([0, 5, 10]), array([0])], 0);
    expect(diagonalMatrix(array([1, 2], { dtype: "i32" })).dtype).toBe("i32");
  });

  it("add up to the trace", () => {
    expect(linalg.matrixTrace(wide).item()).toBe(15);
    expect(linalg.matrixTrace(wide, 1).item()).toBe(18);
    expect(linalg.matrixTrace(stack([wide, wide])).toNested()).toEqual([15, 15]);
    // tr(A B) = tr(B A)
    expect(linalg.matrixTrace(matMul(wide, wide.T)).item()).toBe(linalg.matrixTrace(matMul(wide.T, wide)).item());
  });

  it("are linear, with a transpose", () => {
    const x = reshape(arange(12).mul(0.3).sin(), [3, 4]);
    checkGrads((a: Arr) => diagonal(a, 1).square().sum().add(linalg.matrixTrace(a).square()), [x], { order: 2 });
    checkGrads(
      (v: Arr) =>
        mul(diagonalMatrix(v, -1), v.slice([0, 1]))
          .square()
          .sum(),
      [x.slice(0)],
      { order: 2 },
    );
  });

  it("say what they need", () => {
    expect([
      messageOf(() => diagonal(array([1, 2]))),
      messageOf(() => diagonalMatrix(3)),
      messageOf(() => diag(zeros([2, 2, 2]))),
      messageOf(() => linalg.matrixTrace(array([1]))),
      messageOf(() => diagonal(eye(2), 0.5)),
    ]).toMatchInlineSnapshot(`
      [
        "ShapeError in diagonal(): expected a matrix [..., m, n], received f64[2].",
        "ShapeError in diagonalMatrix(): expected vectors [..., n], received f64[].",
        "ShapeError in diag(): expected a vector or a matrix, received f64[2, 2, 2]. Stacks: diagonalMatrix makes matrices of vectors, diagonal takes vectors from matrices.",
        "ShapeError in matrixTrace(): expected a matrix [..., m, n], received f64[1].",
        "ShapeError at offset in diagonal(): expected a whole number, received 0.5.",
      ]
    `);
  });
});

describe("triangles", () => {
  it("split a matrix", () => {
    expect(tril(wide).toNested()).toEqual([
      [0, 0, 0, 0],
      [4, 5, 0, 0],
      [8, 9, 10, 0],
    ]);
    for (const offset of offsets) {
      expectClose([tril(wide, offset).add(triu(wide, offset + 1))], [wide], 0);
      expectClose([tril(wide, offset)], [triu(wide.T, -offset).T], 0);
    }
    expect(
      triu(stack([wide, wide]), 1)
        .slice(1)
        .toNested(),
    ).toEqual(triu(wide, 1).toNested());
  });

  it("leave NaN out", () => {
    const spoiled = array([
      [1, NaN],
      [2, 3],
    ]);
    expect(tril(spoiled).toNested()).toEqual([
      [1, 0],
      [2, 3],
    ]);
    expect(messageOf(() => tril(array([1])))).toMatchInlineSnapshot(
      `"ShapeError in tril(): expected a matrix [..., m, n], received f64[1]."`,
    );
    expect(messageOf(() => triu(eye(2), NaN))).toMatchInlineSnapshot(
      `"ShapeError at offset in triu(): expected a whole number, received NaN."`,
    );
  });
});

describe("products", () => {
  it("of Kronecker have NumPy's values and mix with matrix products", () => {
    const [a, b] = [reshape(arange(6), [2, 3]), array([[1, 10]])];
    expect(kron(a, b).toNested()).toEqual([
      [0, 0, 1, 10, 2, 20],
      [3, 30, 4, 40, 5, 50],
    ]);
    // (A ⊗ B)(C ⊗ D) = AC ⊗ BD
    const [c, d] = [wide, reshape(arange(4), [2, 2])];
    expectClose([matMul(kron(a, b), kron(c, d))], [kron(matMul(a, c), matMul(b, d))], 0);
    expect([...kron(ones([5, 2, 2]), ones([3, 1])).shape]).toEqual([5, 6, 2]);
    expect(messageOf(() => kron(array([1]), b))).toMatchInlineSnapshot(
      `"ShapeError in kron(): expected a matrix [..., m, n], received f64[1]."`,
    );
  });

  it("of flattened arrays", () => {
    expect(vdot(wide, wide.add(1)).item()).toBe(572);
    expect(vdot(2, 3).item()).toBe(6);
    expect(messageOf(() => vdot(wide, array([1, 2])))).toMatchInlineSnapshot(
      `"ShapeError in vdot(): expected two arrays with as many elements, received f64[3, 4] and f64[2]."`,
    );
  });
});
