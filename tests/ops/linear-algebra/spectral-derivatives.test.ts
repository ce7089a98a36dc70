/** Derivatives of factors: closed forms, differences, and functions of degenerate spaces that do not depend on a basis. */

import {
  type Arr,
  array,
  checkGrads,
  diagonalMatrix,
  exp,
  eye,
  grad,
  jit,
  jvp,
  matMul,
  mul,
  outer,
  sum,
  tril,
  linalg,
} from "fluxion";
import { describe, expect, it } from "vitest";
import { expectClose } from "../../support/arrays.ts";
import { randomMatrix, symmetric } from "./matrices.ts";

const orthogonal = (n: number, seed: string): Arr => linalg.qr(randomMatrix([n, n], seed)).q;

describe("eigh", () => {
  const a = symmetric(4, "a");

  it("moves a value by its vector: dw = vᵀ dA v", () => {
    const { values, vectors } = linalg.eigh(a);
    const direction = symmetric(4, "direction");
    const { tangent } = jvp(linalg.eigvalsh, [a], [direction]);
    expectClose([tangent], [sum(mul(vectors, matMul(direction, vectors)), 0)], 1e-13);
    // Only the lower triangle counts: elements beside the diagonal stand for two.
    const gradient = grad((x: Arr) => linalg.eigvalsh(x).slice(0))(a);
    const v = vectors.slice(null, 0);
    expectClose([gradient], [tril(outer(v, v)).mul(2).sub(diagonalMatrix(v.square()))], 1e-13);
    expectClose([grad((x: Arr) => sum(linalg.eigvalsh(x)))(a)], [eye(4)], 1e-14);
    expect(values.shape).toEqual([4]);
  });

  it("to second order, vectors too, on both targets", () => {
    const w = randomMatrix([4, 4], "w");
    for (const target of ["reference", "wasm"] as const) {
      checkGrads(
        (x: Arr) => {
          const { values, vectors } = linalg.eigh(x);
          return sum(mul(vectors, w)).add(sum(values.mul(values)));
        },
        [a],
        { order: 2, target },
      );
    }
  });

  it("functions of a matrix keep their derivative where eigenvalues are equal", () => {
    // Spectral functions tr f(A), f = exp: the gradient is f'(A), and does not know of bases.
    const q = orthogonal(5, "q");
    const degenerate = matMul(q.mul(array([2, 2, 2, -1, -1])), q.T);
    const f = (x: Arr): Arr => sum(exp(linalg.eigvalsh(x.add(x.T).mul(0.5))));
    const { values, vectors } = linalg.eigh(degenerate);
    const expected = matMul(vectors.mul(exp(values)), vectors.T);
    for (const gradient of [grad(f)(degenerate), jit(grad(f))(degenerate)]) expectClose([gradient], [expected], 1e-13);
    // Projectors on whole degenerate spaces: P = Σ v vᵀ over them moves by the gap to the others alone.
    const weight = symmetric(5, "weight");
    const projection = (x: Arr): Arr => {
      const v = linalg.eigh(x.add(x.T).mul(0.5)).vectors.slice(null, [2, null]);
      return sum(mul(matMul(v, v.T), weight));
    };
    checkGrads(projection, [degenerate], { order: 1, tolerance: 1e-6 });
    expect(
      grad((x: Arr) => sum(linalg.eigh(x).vectors))(eye(3))
        .toArray()
        .every(Number.isFinite),
    ).toBe(true);
  });
});

describe("svd", () => {
  it("moves a value by its vectors: ds = uᵀ dA v", () => {
    const [a, direction] = [randomMatrix([4, 3], "a"), randomMatrix([4, 3], "direction")];
    const { u, s, vt } = linalg.svd(a);
    const { tangent } = jvp(linalg.svdvals, [a], [direction]);
    expectClose([tangent], [matMul(u.T, matMul(direction, vt.T)).diagonal()], 1e-13);
    // The nuclear norm has the polar factor as gradient, the largest value its pair of vectors.
    expectClose([grad((x: Arr) => sum(linalg.svdvals(x)))(a)], [matMul(u, vt)], 1e-13);
    expectClose([grad((x: Arr) => linalg.svdvals(x).slice(0))(a)], [outer(u.slice(null, 0), vt.slice(0))], 1e-13);
    expect(s.shape).toEqual([3]);
  });

  it("the polar factor has a derivative where singular values are equal", () => {
    const polar = (x: Arr): Arr => {
      const { u, vt } = linalg.svd(x);
      return matMul(u, vt);
    };
    const weight = randomMatrix([4, 4], "weight");
    for (const values of [array([3, 2, 2, 1]), array([1, 1, 1, 1])]) {
      const a = matMul(orthogonal(4, "u").mul(values), orthogonal(4, "v"));
      checkGrads((x: Arr) => sum(mul(polar(x), weight)), [a], { order: 1, tolerance: 1e-6 });
    }
  });

  it("stays finite for zero and equal values", () => {
    for (const a of [eye(3), randomMatrix([3, 1], "column").mul(0), outer(array([1, 2]), array([3, 4, 5]))]) {
      const f = (x: Arr): Arr => {
        const { u, s, vt } = linalg.svd(x);
        return sum(u).add(sum(s.square())).add(sum(vt));
      };
      expect(grad(f)(a).toArray().every(Number.isFinite)).toBe(true);
      expect(jit(grad(f))(a).toArray().every(Number.isFinite)).toBe(true);
    }
    // Σ s² = ‖A‖²
    const a = outer(array([1, 2]), array([3, 4, 5]));
    expectClose([grad((x: Arr) => sum(linalg.svdvals(x).square()))(a)], [a.mul(2)], 1e-14);
  });
});

describe("triangular factors", () => {
  it("of wide and tall matrices, to second order", () => {
    for (const shape of [
      [3, 3],
      [5, 3],
      [3, 5],
    ]) {
      const a = randomMatrix(shape, `factors ${shape.join()}`);
      const w = randomMatrix([5, 5], "w").slice([0, shape[0]!], [0, shape[1]!]);
      checkGrads(
        (x: Arr) => {
          const { q, r } = linalg.qr(x);
          return sum(mul(matMul(q.square(), r.sin()), w));
        },
        [a],
        { order: 2 },
      );
      checkGrads(
        (x: Arr) => {
          const { lower, upper } = linalg.lu(x);
          return sum(mul(matMul(lower.square(), upper.sin()), w));
        },
        [a],
        { order: 2 },
      );
    }
  });
});
