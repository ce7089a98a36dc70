/** Linear algebra against known solutions, defining equations and NumPy's shapes. */

import {
  type Arr,
  array,
  checkGrads,
  dot,
  eye,
  grad,
  jacobian,
  jit,
  matMul,
  mul,
  ones,
  outer,
  stack,
  sum,
  zeros,
  linalg,
} from "fluxion";
import seedrandom from "seedrandom";
import { describe, expect, it } from "vitest";
import { messageOf } from "../support/message-of.ts";
import { expectTree, plain, table } from "../support/trees.ts";

function random(shape: readonly number[], seed: string): Arr {
  const draw = seedrandom(seed);
  const size = shape.reduce((n, m) => n * m, 1);
  return array(
    Array.from({ length: size }, () => 2 * draw() - 1),
    { shape },
  );
}

/** The Hilbert matrix and its inverse, whose entries are whole numbers. */
const hilbert = (n: number): Arr => array(table(n, n, (i, j) => 1 / (i + j + 1)));
const binomial = (n: number, k: number): number => (k === 0 ? 1 : (binomial(n - 1, k - 1) * n) / k);
const inverseHilbert = (n: number): Arr =>
  array(
    table(
      n,
      n,
      (i, j) =>
        (-1) ** (i + j) *
        (i + j + 1) *
        binomial(n + i, n - j - 1) *
        binomial(n + j, n - i - 1) *
        binomial(i + j, i) ** 2,
    ),
  );

describe("matMul", () => {
  const [a, b] = [
    array([
      [1, 2, 3],
      [4, 5, 6],
    ]),
    array([
      [1, 0],
      [2, -1],
      [0, 3],
    ]),
  ];

  it("multiplies matrices and vectors with NumPy's shapes", () => {
    expect(matMul(a, b).toNested()).toEqual([
      [5, 7],
      [14, 13],
    ]);
    expect(matMul(a, array([1, 1, 1])).toNested()).toEqual([6, 15]);
    expect(matMul(array([1, 10]), a).toNested()).toEqual([41, 52, 63]);
    expect(matMul(array([1, 2]), array([3, 4])).toNested()).toBe(11);
    expect(matMul(zeros([2, 0]), zeros([0, 3])).toNested()).toEqual([
      [0, 0, 0],
      [0, 0, 0],
    ]);
  });

  it("broadcasts stacks", () => {
    const shapes: readonly (readonly [number[], number[], number[]])[] = [
      [
        [5, 2, 3],
        [5, 3, 4],
        [5, 2, 4],
      ],
      [
        [5, 2, 3],
        [3, 4],
        [5, 2, 4],
      ],
      [
        [2, 3],
        [5, 3, 4],
        [5, 2, 4],
      ],
      [
        [7, 1, 2, 3],
        [5, 3, 4],
        [7, 5, 2, 4],
      ],
      [[5, 2, 3], [3], [5, 2]],
      [[2], [5, 2, 3], [5, 3]],
    ];
    for (const [left, right, expected] of shapes) {
      const product = matMul(random(left, "left"), random(right, "right"));
      expect([...product.shape]).toEqual(expected);
    }
    const [x, y] = [random([5, 2, 3], "x"), random([3, 4], "y")];
    for (let i = 0; i < 5; i++) expectTree(matMul(x, y).slice(i), plain(matMul(x.slice(i), y)));
  });

  it("meets in one element type; bools count", () => {
    expect(matMul(array([true, true]), array([true, true]))).toEqual(array(2, { dtype: "i32" }));
    expect(matMul(array([[1]], { dtype: "f32" }), array([[2]], { dtype: "i32" })).dtype).toBe("f32");
  });

  it("differentiates to second order, vectors and stacks included", () => {
    checkGrads((x: Arr, y: Arr) => sum(matMul(x, y).square()), [random([2, 3], "m"), random([4, 3, 2], "n")], {
      order: 2,
    });
    checkGrads((x: Arr, y: Arr) => sum(matMul(x, y).square()), [random([3], "v"), random([3, 2], "w")], { order: 2 });
  });

  it("refuses what does not multiply", () => {
    expect(messageOf(() => matMul(a, a))).toMatchInlineSnapshot(
      `"ShapeError in matMul(): inner lengths 3 and 2 differ. Received f64[2, 3] and f64[2, 3]. The columns of the first must be as many as the rows of the second; transpose one of them?"`,
    );
    expect(messageOf(() => matMul(a, array([1, 2])))).toMatchInlineSnapshot(
      `"ShapeError in matMul(): inner lengths 3 and 2 differ. Received f64[2, 3] and f64[2]. The columns of the first must be as many as the rows of the second; transpose one of them?"`,
    );
    expect(messageOf(() => matMul(2, a))).toMatchInlineSnapshot(
      `"ShapeError in matMul(): expected vectors or matrices; multiply by scalars with mul, received f64[]."`,
    );
    expect(messageOf(() => matMul(ones([2, 2, 3]), ones([3, 3, 2])))).toMatchInlineSnapshot(
      `"ShapeError in matMul(): expected leading axes that broadcast (equal lengths, or 1), before the last two, received f64[2, 2, 3] and f64[3, 3, 2]. Insert an axis with expandDims, or use vmap to map over one operand."`,
    );
    expect(messageOf(() => matMul(a, undefined as unknown as Arr))).toMatchInlineSnapshot(
      `"DTypeError in matMul(): expected an Arr or a number, received nothing. Is a key misspelt, or an argument missing?"`,
    );
  });
});

describe("dot and outer", () => {
  it("are sums and tables of products", () => {
    expect([dot(array([1, 2, 3]), array([4, 5, 6])).item(), dot(zeros([0]), zeros([0])).item()]).toEqual([32, 0]);
    expect(outer(array([1, 2]), array([3, 4, 5])).toNested()).toEqual([
      [3, 4, 5],
      [6, 8, 10],
    ]);
  });

  it("refuse what are no vectors", () => {
    expect(messageOf(() => dot(array([1, 2]), array([1])))).toMatchInlineSnapshot(
      `"ShapeError in dot(): expected two vectors of one length, received f64[2] and f64[1]. For matrices use matMul."`,
    );
    expect(messageOf(() => dot(eye(2), eye(2)))).toMatchInlineSnapshot(
      `"ShapeError in dot(): expected two vectors of one length, received f64[2, 2] and f64[2, 2]. For matrices use matMul."`,
    );
    expect(messageOf(() => outer(1, array([1])))).toMatchInlineSnapshot(
      `"ShapeError in outer(): expected two vectors, received f64[] and f64[1]."`,
    );
  });
});

describe("cholesky", () => {
  it("is the lower triangular factor", () => {
    const l = array([
      [2, 0, 0],
      [6, 1, 0],
      [-8, 5, 3],
    ]);
    expect(linalg.cholesky(matMul(l, l.T)).toNested()).toEqual(l.toNested());
    const stacked = stack([matMul(l, l.T), eye(3).mul(4)]);
    expect(linalg.cholesky(stacked).toNested()).toEqual([l.toNested(), eye(3).mul(2).toNested()]);
    expect(linalg.cholesky(array([[4]], { dtype: "i32" }))).toEqual(array([[2]]));
  });

  it("reads the lower triangle alone, and its derivative is that of the lower triangle", () => {
    const a = array([
      [4, 99],
      [2, 3],
    ]);
    expect(linalg.cholesky(a).toNested()).toEqual([
      [2, 0],
      [1, Math.SQRT2],
    ]);
    // L = [[√a, 0], [c/√a, √(d − c²/a)]] in a = A₀₀, c = A₁₀, d = A₁₁
    const [p, c, d] = [4, 2, 3];
    const last = Math.sqrt(d - (c * c) / p);
    const blocks = jacobian(linalg.cholesky)(a);
    expectTree(blocks, [
      [
        [
          [1 / (2 * Math.sqrt(p)), 0],
          [0, 0],
        ],
        [
          [0, 0],
          [0, 0],
        ],
      ],
      [
        [
          [-c / (2 * p ** 1.5), 0],
          [1 / Math.sqrt(p), 0],
        ],
        [
          [(c * c) / (2 * p * p * last), 0],
          [-c / (p * last), 1 / (2 * last)],
        ],
      ],
    ]);
  });

  it("gives the log-determinant its gradient, the inverse", () => {
    const m = random([4, 4], "spd");
    const a = matMul(m, m.T).add(eye(4).mul(2));
    const diagonal = (l: Arr): Arr => mul(l, eye(4)).sum(1);
    // Symmetric A enters through A + Aᵀ: every entry off the diagonal counts once in each triangle.
    const logDeterminant = (x: Arr): Arr =>
      diagonal(linalg.cholesky(x.add(x.T).mul(0.5)))
        .log()
        .sum()
        .mul(2);
    expectTree(grad(logDeterminant)(a), plain(linalg.solve(a, eye(4))), 1e-12);
  });

  it("is NaN where the matrix is not positive definite", () => {
    expect(
      linalg
        .cholesky(
          array([
            [1, 2],
            [2, 1],
          ]),
        )
        .toNested(),
    ).toEqual([
      [1, 0],
      [2, NaN],
    ]);
    expect(linalg.cholesky(array([[-1]])).toNested()).toEqual([[NaN]]);
  });

  it("refuses matrices that are not square", () => {
    expect(messageOf(() => linalg.cholesky(ones([2, 3])))).toMatchInlineSnapshot(
      `"ShapeError in cholesky(): expected a square matrix [..., n, n], received f64[2, 3]."`,
    );
    expect(messageOf(() => linalg.cholesky(ones([3])))).toMatchInlineSnapshot(
      `"ShapeError in cholesky(): expected a square matrix [..., n, n], received f64[3]."`,
    );
  });
});

describe("triangularSolve", () => {
  const lower = array([
    [2, 0, 0],
    [1, -1, 0],
    [3, 5, 4],
  ]);
  const x = array([1, -2, 3]);

  it("undoes the product with each triangle, plain and transposed", () => {
    const rubbish = array([
      [0, 7, 7],
      [0, 0, 7],
      [0, 0, 0],
    ]);
    expectTree(linalg.triangularSolve(lower.add(rubbish), matMul(lower, x)), plain(x));
    expectTree(linalg.triangularSolve(lower.add(rubbish), matMul(lower.T, x), { transposed: true }), plain(x));
    expectTree(linalg.triangularSolve(lower.T.add(rubbish.T), matMul(lower.T, x), { lower: false }), plain(x));
    expectTree(linalg.triangularSolve(lower.T, matMul(lower, x), { lower: false, transposed: true }), plain(x));
  });

  it("takes matrices and stacks on the right, and broadcasts", () => {
    const right = random([5, 3, 2], "right");
    const solution = linalg.triangularSolve(lower, right);
    expect(solution.shape).toEqual([5, 3, 2]);
    expectTree(matMul(lower, solution), plain(right));
  });

  it("divides by zero as floating point does", () => {
    expect(
      linalg
        .triangularSolve(
          array([
            [1, 0],
            [1, 0],
          ]),
          array([0, 1]),
        )
        .toNested(),
    ).toEqual([0, Infinity]);
  });
});

describe("solve", () => {
  it("inverts the Hilbert matrix to what its condition leaves", () => {
    for (const n of [2, 4, 6]) {
      const exact = inverseHilbert(n);
      const largest = Math.max(...exact.toArray().map(Math.abs));
      const error = linalg.solve(hilbert(n), eye(n)).sub(exact).toArray();
      // Condition numbers 19, 1.6e4, 1.5e7, times rounding, times n.
      const bound = { 2: 1e-13, 4: 1e-11, 6: 1e-8 }[n]!;
      expect(Math.max(...error.map(Math.abs)) / largest).toBeLessThan(bound);
    }
  });

  it("pivots", () => {
    expect(
      linalg
        .solve(
          array([
            [0, 1],
            [1, 0],
          ]),
          array([3, 4]),
        )
        .toNested(),
    ).toEqual([4, 3]);
    expectTree(
      linalg.solve(
        array([
          [1e-20, 1],
          [1, 1],
        ]),
        array([1, 2]),
      ),
      [1, 1],
    );
  });

  it("takes vectors, matrices and stacks, and broadcasts", () => {
    const a = random([5, 3, 3], "a").add(eye(3).mul(3));
    const b = random([3], "b");
    expectTree(matMul(a, linalg.solve(a, b).expandDims(2)).squeeze(2), plain(b.add(zeros([5, 3]))));
    const c = random([5, 3, 2], "c");
    expectTree(matMul(a.slice(0), linalg.solve(a.slice(0), c)), plain(c));
    expectTree(
      linalg.solve(
        array(
          [
            [2, 0],
            [0, 4],
          ],
          { dtype: "i32" },
        ),
        array([1, 2], { dtype: "i32" }),
      ),
      [0.5, 0.5],
    );
  });

  it("satisfies dA⁻¹b = −A⁻¹ dA A⁻¹ b, to second order too", () => {
    const a = random([3, 3], "system").add(eye(3).mul(2));
    const b = random([3], "side");
    const w = random([3], "weight");
    const gradient = grad((m: Arr) => dot(w, linalg.solve(m, b)))(a);
    expectTree(gradient, plain(outer(linalg.solve(a.T, w), linalg.solve(a, b)).neg()));
    checkGrads((m: Arr, v: Arr) => dot(w, linalg.solve(m, v)), [a, b], { order: 2 });
  });

  it("is infinite or NaN where the matrix is singular, also compiled", () => {
    const singular = array([
      [1, 2],
      [2, 4],
    ]);
    for (const result of [linalg.solve(singular, array([1, 1])), jit(linalg.solve)(singular, array([1, 1]))]) {
      expect(result.toArray().every((value) => !Number.isFinite(value))).toBe(true);
    }
  });

  it("refuses systems that do not fit", () => {
    expect(messageOf(() => linalg.solve(ones([2, 3]), ones([2])))).toMatchInlineSnapshot(
      `"ShapeError in solve(): expected a square matrix [..., n, n], received f64[2, 3]."`,
    );
    expect(messageOf(() => linalg.solve(eye(2), ones([3])))).toMatchInlineSnapshot(
      `"ShapeError in solve(): expected a right-hand side [2] or [..., 2, k] beside the matrix f64[2, 2], received f64[3]."`,
    );
    expect(messageOf(() => linalg.solve(eye(2), 1))).toMatchInlineSnapshot(
      `"ShapeError in solve(): expected a right-hand side [2] or [..., 2, k] beside the matrix f64[2, 2], received f64[]."`,
    );
    expect(messageOf(() => linalg.solve(ones([2]), ones([2])))).toMatchInlineSnapshot(
      `"ShapeError in solve(): expected a square matrix [..., n, n], received f64[2]."`,
    );
    expect(messageOf(() => linalg.triangularSolve(eye(2), ones([3, 1])))).toMatchInlineSnapshot(
      `"ShapeError in triangularSolve(): expected a right-hand side [2] or [..., 2, k] beside the matrix f64[2, 2], received f64[3, 1]."`,
    );
    expect(messageOf(() => linalg.solve(ones([2, 3, 3]), ones([4, 3, 1])))).toMatchInlineSnapshot(
      `"ShapeError in solve(): expected leading axes that broadcast (equal lengths, or 1), before the last two, received f64[2, 3, 3] and f64[4, 3, 1]. Insert an axis with expandDims, or use vmap to map over one operand."`,
    );
  });
});
