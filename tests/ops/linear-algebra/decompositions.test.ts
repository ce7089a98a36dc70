/** Factors of matrices: what they are made for, published and high-precision values, ill-conditioned and degenerate matrices. */

import {
  type Arr,
  array,
  diagonalMatrix,
  eye,
  jit,
  matMul,
  ones,
  outer,
  stack,
  take,
  tril,
  triu,
  vmap,
  zeros,
  linalg,
} from "fluxion";
import { describe, expect, it } from "vitest";
import reference from "../../../fixtures/linear-algebra/scipy.json" with { type: "json" };
import { expectClose, expectSame } from "../../support/arrays.ts";
import { messageOf } from "../../support/message-of.ts";
import { arraysOf, defect, EPSILON, hilbert, largest, randomMatrix, symmetric, transposed } from "./matrices.ts";

const shapes = [
  [1, 1],
  [2, 2],
  [5, 5],
  [20, 20],
  [7, 1],
  [1, 7],
  [19, 6],
  [6, 19],
] as const;

const compiled = { lu: jit(linalg.lu), qr: jit(linalg.qr), eigh: jit(linalg.eigh), svd: jit(linalg.svd) };

describe.each([
  ["interpreted", { lu: linalg.lu, qr: linalg.qr, eigh: linalg.eigh, svd: linalg.svd }],
  ["compiled", compiled],
])("%s", (_target, f) => {
  it.each(shapes)("LU factors of [%i, %i]", (m, n) => {
    const a = randomMatrix([m, n], `lu ${m} ${n}`);
    const { permutation, lower, upper } = f.lu(a);
    // Backward stable: a few roundings of n products of order 1.
    expect(largest(matMul(lower, upper).sub(take(a, permutation)))).toBeLessThan(4 * n * EPSILON);
    expectSame([tril(lower), triu(upper)], [lower, upper]);
    expect(
      lower
        .diagonal()
        .toArray()
        .every((value) => value === 1),
    ).toBe(true);
    // Partial pivoting leaves no multiplier above one.
    expect(largest(lower)).toBe(1);
  });

  it.each(shapes)("QR factors of [%i, %i]", (m, n) => {
    const a = randomMatrix([m, n], `qr ${m} ${n}`);
    const { q, r } = f.qr(a);
    const rounding = 4 * Math.max(m, n) * EPSILON;
    expect(defect(q)).toBeLessThan(rounding);
    expect(largest(matMul(q, r).sub(a))).toBeLessThan(rounding);
    expectSame([triu(r)], [r]);
    expect(
      r
        .diagonal()
        .toArray()
        .every((value) => value >= 0),
    ).toBe(true);
  });

  it.each([1, 2, 3, 5, 20, 33])("eigenvalues of order %i", (n) => {
    const a = symmetric(n, `eigh ${n}`);
    const { values, vectors } = f.eigh(a);
    const rounding = 8 * n * EPSILON;
    expect(defect(vectors)).toBeLessThan(rounding);
    expect(largest(matMul(a, vectors).sub(vectors.mul(values)))).toBeLessThan(rounding * largest(values));
    const list = values.toArray();
    expect([...list].sort((x, y) => x - y)).toEqual([...list]);
  });

  it.each(shapes)("singular values of [%i, %i]", (m, n) => {
    const a = randomMatrix([m, n], `svd ${m} ${n}`);
    const { u, s, vt } = f.svd(a);
    const rounding = 8 * Math.max(m, n) * EPSILON;
    expect(Math.max(defect(u), defect(vt.T))).toBeLessThan(rounding);
    expect(largest(matMul(u.mul(s), vt).sub(a))).toBeLessThan(rounding * largest(s));
    const list = s.toArray();
    expect([...list].sort((x, y) => y - x)).toEqual([...list]);
    expect(list.every((value) => value >= 0)).toBe(true);
  });

  it("singular values of matrices that lack rank", () => {
    const shape = [9, 5] as const;
    const rankTwo = matMul(randomMatrix([9, 2], "left"), randomMatrix([2, 5], "right"));
    for (const a of [zeros(shape), ones(shape), rankTwo, rankTwo.T, outer(ones([4]), array([0, 1, 0]))]) {
      const { u, s, vt } = f.svd(a);
      // The bases are whole, whatever the rank.
      expect(Math.max(defect(u), defect(vt.T))).toBeLessThan(32 * EPSILON);
      expect(largest(matMul(u.mul(s), vt).sub(a))).toBeLessThan(64 * EPSILON);
    }
    expect(f.svd(zeros([3, 2])).s.toNested()).toEqual([0, 0]);
    expect(largest(f.svd(rankTwo).s.slice([2, null]))).toBeLessThan(64 * EPSILON);
  });

  it("repeated eigenvalues, zero and diagonal matrices", () => {
    const mirror = eye(6).sub(outer(ones([6]), ones([6])).div(3));
    const { values, vectors } = f.eigh(mirror);
    expectClose([values], [array([-1, 1, 1, 1, 1, 1])], 8 * EPSILON);
    expect(defect(vectors)).toBeLessThan(32 * EPSILON);
    expect(largest(matMul(vectors.mul(values), vectors.T).sub(mirror))).toBeLessThan(32 * EPSILON);
    expectSame([f.eigh(zeros([3, 3])).values, f.eigh(zeros([3, 3])).vectors], [zeros([3]), eye(3)]);
    const sorted = f.eigh(diagonalMatrix(array([3, -1, 2])));
    expect(sorted.values.toNested()).toEqual([-1, 2, 3]);
    expect(sorted.vectors.toNested()).toEqual([
      [0, 0, 1],
      [1, 0, 0],
      [0, 1, 0],
    ]);
  });

  it("NaN and infinity give NaN, and end", () => {
    for (const bad of [NaN, Infinity, -Infinity]) {
      const spoiled = array([
        [1, 2, 3],
        [bad, 4, 5],
        [6, 7, 8],
      ]);
      const outputs = [...arraysOf(f.eigh(spoiled)), ...arraysOf(f.svd(spoiled))];
      expect(outputs.every((each) => each.toArray().every(Number.isNaN))).toBe(true);
      expect(f.qr(spoiled).q.toArray().some(Number.isNaN)).toBe(true);
      expect(f.lu(spoiled).upper.toArray().every(Number.isFinite)).toBe(false);
    }
  });

  it("very large and very small elements neither overflow nor vanish", () => {
    const a = symmetric(5, "scaled");
    const [values, s, r] = [f.eigh(a).values, f.svd(a).s, f.qr(a).r];
    // Powers of two change no digit.
    for (const power of [2 ** 1000, 2 ** -1000]) {
      expectSame(
        [f.eigh(a.mul(power)).values, f.svd(a.mul(power)).s, f.qr(a.mul(power)).r],
        [values.mul(power), s.mul(power), r.mul(power)],
      );
    }
  });

  it("the sign convention: the largest component of a vector is positive", () => {
    for (const x of [
      f.eigh(symmetric(6, "signs")).vectors,
      f.svd(randomMatrix([6, 4], "signs")).u,
      f.svd(randomMatrix([4, 6], "signs")).u,
    ]) {
      const columns = x.T.toNested() as number[][];
      expect(columns.every((column) => Math.max(...column) === Math.max(...column.map(Math.abs)))).toBe(true);
    }
  });

  it("f32 is computed in f64 and rounded once", () => {
    const a = randomMatrix([6, 4], "single").cast("f32");
    const wide = a.cast("f64");
    for (const [single, double] of [
      [f.qr(a), f.qr(wide)],
      [f.svd(a), f.svd(wide)],
      [f.eigh(matMul(a.T, a)), f.eigh(matMul(a.T, a).cast("f64"))],
    ] as const) {
      expectSame(
        arraysOf(single),
        arraysOf(double).map((each) => each.cast("f32")),
      );
    }
  });

  it("empty matrices and stacks", () => {
    expect(arraysOf(f.svd(zeros([3, 0]))).map((x) => [...x.shape])).toEqual([[3, 0], [0], [0, 0]]);
    expect(arraysOf(f.qr(zeros([3, 0]))).map((x) => [...x.shape])).toEqual([
      [3, 0],
      [0, 0],
    ]);
    expect(arraysOf(f.eigh(zeros([0, 0]))).map((x) => [...x.shape])).toEqual([[0], [0, 0]]);
    expect(arraysOf(f.lu(zeros([0, 2]))).map((x) => [...x.shape])).toEqual([[0], [0, 0], [0, 2]]);
    expect(arraysOf(f.eigh(zeros([0, 3, 3]))).map((x) => [...x.shape])).toEqual([
      [0, 3],
      [0, 3, 3],
    ]);
  });

  it("stacks are matrices one by one", () => {
    const a = randomMatrix([2, 3, 5, 4], "stack");
    const square = matMul(transposed(a), a);
    const expectStacked = <T extends object>(factors: (x: Arr) => T, x: Arr): void => {
      const all = factors(x);
      for (const [i, j] of [
        [0, 0],
        [1, 2],
      ] as const) {
        const one = factors(x.slice(i, j));
        expectSame(
          arraysOf(all).map((each) => each.slice(i, j)),
          arraysOf(one),
        );
      }
    };
    expectStacked(f.lu, a);
    expectStacked(f.qr, a);
    expectStacked(f.svd, a);
    expectStacked(f.eigh, square);
    expectSame([vmap(linalg.eigvalsh)(square.slice(0))], [f.eigh(square).values.slice(0)]);
  });
});

describe("compiled and interpreted", () => {
  it.each([1, 2, 3, 4, 7, 16, 17, 18, 35])("factors of order %i have the same bits", (n) => {
    const [a, tall, wide] = [randomMatrix([n, n], "a"), randomMatrix([n + 3, n], "b"), randomMatrix([n, n + 2], "c")];
    for (const x of [a, tall, wide]) {
      expectSame(arraysOf(compiled.lu(x)), arraysOf(linalg.lu(x)));
      expectSame(arraysOf(compiled.svd(x)), arraysOf(linalg.svd(x)));
    }
    expectSame(arraysOf(compiled.qr(tall)), arraysOf(linalg.qr(tall)));
    expectSame(arraysOf(compiled.eigh(a)), arraysOf(linalg.eigh(a)));
    const definite = matMul(a, a.T).add(eye(n));
    expectSame([jit(linalg.cholesky)(definite)], [linalg.cholesky(definite)]);
  });

  it("leave their operand as it was", () => {
    const a = randomMatrix([5, 5], "kept");
    const f = jit((x: Arr) => [linalg.eigh(x).values, linalg.svd(x).s, linalg.lu(x).lower, linalg.qr(x).r, x.mul(1)]);
    expectSame([f(a)[4]!], [a]);
    expectSame(f(a), [linalg.eigh(a).values, linalg.svd(a).s, linalg.lu(a).lower, linalg.qr(a).r, a]);
  });
});

describe("references", () => {
  it.each(reference.matrices.map((each) => [each.name, each] as const))("SciPy: %s", (_name, each) => {
    const a = array(each.matrix);
    // Condition numbers of a few tens.
    const tolerance = 1e-13;
    const { permutation, lower, upper } = linalg.lu(a);
    expect(permutation.toNested()).toEqual(each.permutation);
    expectClose([lower, upper], [array(each.lower), array(each.upper)], tolerance);
    const { q, r } = linalg.qr(a);
    expectClose([q, r], [array(each.q), array(each.r)], tolerance);
    const { u, s, vt } = linalg.svd(a);
    expectClose(
      [u, s, vt, linalg.svdvals(a)],
      [array(each.u), array(each.s), array(each.vt), array(each.s)],
      tolerance,
    );
    if (each.values === undefined) return;
    const { values, vectors } = linalg.eigh(a);
    expectClose([values, vectors], [array(each.values), array(each.vectors)], tolerance);
  });

  it.each(reference.precise.map((each) => [each.name, each] as const))("60 digits: %s", (_name, each) => {
    const a = array(each.matrix);
    // What a backward stable method can give: absolute errors of a few roundings of the largest value.
    expectClose([linalg.eigvalsh(a), linalg.svdvals(a)], [array(each.values), array(each.s)], 4 * EPSILON);
  });

  it("knows the eigenvalues of the second difference", () => {
    const n = 40;
    const a = eye(n)
      .mul(2)
      .sub(diagonalMatrix(ones([n - 1]), 1))
      .sub(diagonalMatrix(ones([n - 1]), -1));
    const exact = Array.from({ length: n }, (_, k) => 2 - 2 * Math.cos((Math.PI * (k + 1)) / (n + 1)));
    expectClose([linalg.eigvalsh(a), jit(linalg.eigvalsh)(a)], [array(exact), array(exact)], 8 * EPSILON);
  });

  it("reads the lower triangle of a symmetric matrix alone", () => {
    const a = symmetric(4, "lower");
    const spoiled = tril(a).add(triu(ones([4, 4]).mul(NaN), 1).cast("f64"));
    const clean = tril(spoiled);
    expectSame([linalg.eigvalsh(clean), jit(linalg.eigvalsh)(clean)], [linalg.eigvalsh(a), linalg.eigvalsh(a)]);
  });

  it("keeps small singular values of scaled columns to their own rounding", () => {
    const scale = array([1, 1e-6, 1e-12, 1e-18]);
    const orthogonal = linalg.qr(randomMatrix([6, 4], "columns")).q;
    const s = linalg.svdvals(orthogonal.mul(scale)).div(scale);
    expectClose([s], [ones([4])], 32 * EPSILON);
    expect(linalg.svdvals(hilbert(3)).shape).toEqual([3]);
  });
});

describe("errors", () => {
  it("name what was written", () => {
    expect([
      messageOf(() => linalg.lu(array([1, 2]))),
      messageOf(() => linalg.qr(3)),
      messageOf(() => linalg.eigh(ones([2, 3]))),
      messageOf(() => linalg.eigvalsh(ones([2, 3]))),
      messageOf(() => linalg.svd(ones([2]))),
      messageOf(() => linalg.svdvals(ones([2]))),
    ]).toMatchInlineSnapshot(`
      [
        "ShapeError in lu(): expected a matrix [..., m, n], received f64[2].",
        "ShapeError in qr(): expected a matrix [..., m, n], received f64[].",
        "ShapeError in eigh(): expected a square matrix [..., n, n], received f64[2, 3].",
        "ShapeError in eigvalsh(): expected a square matrix [..., n, n], received f64[2, 3].",
        "ShapeError in svd(): expected a matrix [..., m, n], received f64[2].",
        "ShapeError in svdvals(): expected a matrix [..., m, n], received f64[2].",
      ]
    `);
  });

  it("integers become f64", () => {
    expect(
      linalg
        .svdvals(
          array(
            [
              [3, 0],
              [0, 4],
            ],
            { dtype: "i32" },
          ),
        )
        .toNested(),
    ).toEqual([4, 3]);
    expect(stack([linalg.eigvalsh(eye(2).cast("i32"))]).dtype).toBe("f64");
  });
});
