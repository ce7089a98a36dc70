/** Inverses, determinants and least squares: identities, published values, singular matrices, derivatives. */

import {
  type Arr,
  array,
  checkGrads,
  eye,
  grad,
  hessian,
  jit,
  jvp,
  matMul,
  ones,
  outer,
  stack,
  sum,
  vmap,
  zeros,
  linalg,
} from "fluxion";
import { describe, expect, it } from "vitest";
import reference from "../../../fixtures/linear-algebra/scipy.json" with { type: "json" };
import { expectClose } from "../../support/arrays.ts";
import { messageOf } from "../../support/message-of.ts";
import { EPSILON, hilbert, positiveDefinite, randomMatrix } from "./matrices.ts";

describe("references", () => {
  it.each(reference.matrices.map((each) => [each.name, each] as const))("SciPy: %s", (_name, each) => {
    const [a, b] = [array(each.matrix), array(each.right)];
    // Condition numbers of a few tens.
    const tolerance = 1e-13;
    expectClose([linalg.pinv(a), jit(linalg.pinv)(a)], [array(each.pinv), array(each.pinv)], tolerance);
    const solutions = [
      linalg.lstsq(a, b),
      linalg.lstsq(a, b, { rcond: 1e-12 }),
      jit((x: Arr, y: Arr) => linalg.lstsq(x, y))(a, b),
    ];
    for (const solution of solutions) expectClose([solution], [array(each.lstsq)], tolerance);
    expect(linalg.matrixRank(a).item()).toBe(each.rank);
    if (each.inv === undefined) return;
    expectClose([linalg.inv(a), jit(linalg.inv)(a)], [array(each.inv), array(each.inv)], tolerance);
    const { sign, logAbsDet } = linalg.slogdet(a);
    expect([sign.item(), linalg.det(a).sub(each.det).item() < 1e-13]).toEqual([each.sign, true]);
    expect(logAbsDet.item()).toBeCloseTo(each.logAbsDet, 13);
  });

  it.each(reference.precise.map((each) => [each.name, each] as const))("60 digits: %s", (_name, each) => {
    const { sign, logAbsDet } = linalg.slogdet(array(each.matrix));
    expect(sign.item()).toBe(Math.sign(each.det));
    // The condition number of the Hilbert matrix of order 10 is 1.6e13: a relative error of 1e-3 in the determinant at most.
    expect(Math.abs(logAbsDet.item() - each.logAbsDet)).toBeLessThan(2e-3);
  });

  it("least squares where columns depend on each other: the shortest solution", () => {
    const { matrix, right, pinv: inverse, lstsq: solution } = reference.deficient;
    const [a, b] = [array(matrix), array(right)];
    expectClose(
      [linalg.pinv(a, { rcond: 1e-10 }), linalg.lstsq(a, b, { rcond: 1e-10 })],
      [array(inverse), array(solution)],
      1e-13,
    );
    expect(linalg.matrixRank(a).item()).toBe(2);
    expect(linalg.matrixRank(stack([a, a.mul(0)])).toNested()).toEqual([2, 0]);
    expect(jit((x: Arr) => linalg.matrixRank(x))(a).dtype).toBe("i32");
  });
});

describe("identities", () => {
  const [a, b] = [randomMatrix([4, 4], "a"), randomMatrix([4, 4], "b")];

  it("of inverses and determinants", () => {
    expectClose([matMul(a, linalg.inv(a)), matMul(linalg.inv(a), a)], [eye(4), eye(4)], 64 * EPSILON);
    expectClose([linalg.det(matMul(a, b))], [linalg.det(a).mul(linalg.det(b))], 1e-14);
    expectClose([linalg.det(a.T), linalg.det(a.mul(2))], [linalg.det(a), linalg.det(a).mul(16)], 1e-14);
    const { sign, logAbsDet } = linalg.slogdet(a);
    expectClose([sign.mul(logAbsDet.exp())], [linalg.det(a)], 1e-14);
    expect(linalg.det(zeros([0, 0])).item()).toBe(1);
    expect(linalg.det(eye(3).mul(-1)).item()).toBe(-1);
    expect(linalg.slogdet(zeros([2, 2])).logAbsDet.item()).toBe(-Infinity);
    expect(linalg.slogdet(zeros([2, 2])).sign.item()).toBe(0);
    // det overflows, its logarithm does not.
    expect(linalg.slogdet(eye(400).mul(100)).logAbsDet.item()).toBeCloseTo(400 * Math.log(100), 9);
    expectClose(
      [linalg.logDetOfPositiveDefinite(positiveDefinite(5, "d"))],
      [linalg.slogdet(positiveDefinite(5, "d")).logAbsDet],
      1e-13,
    );
  });

  it("of pseudo-inverses: Moore and Penrose's four", () => {
    const rankTwo = matMul(randomMatrix([5, 2], "l"), randomMatrix([2, 4], "r"));
    for (const x of [randomMatrix([5, 3], "x"), randomMatrix([3, 5], "y"), rankTwo, zeros([2, 3])]) {
      const p = linalg.pinv(x);
      const [xp, px] = [matMul(x, p), matMul(p, x)];
      const scale = 1e-13;
      expectClose([matMul(xp, x), matMul(px, p).add(ones(p.shape))], [x, p.add(ones(p.shape))], scale);
      expectClose([xp.add(1), px.add(1)], [xp.T.add(1), px.T.add(1)], scale);
    }
  });

  it("of least squares: residuals are orthogonal to the columns", () => {
    const [x, y] = [randomMatrix([7, 3], "x"), randomMatrix([7, 2], "y")];
    const residual = matMul(x, linalg.lstsq(x, y)).sub(y);
    expectClose([matMul(x.T, residual).add(1)], [ones([3, 2])], 1e-14);
    const wide = linalg.lstsq(x.T, y.slice([0, 3]));
    expectClose([matMul(x.T, wide)], [y.slice([0, 3])], 1e-14);
    // The shortest solution lies in the row space.
    expectClose([matMul(matMul(linalg.pinv(x.T), x.T), wide)], [wide], 1e-14);
    const stacked = randomMatrix([2, 6, 3], "stack");
    expectClose(
      [linalg.lstsq(stacked, y.slice([0, 6])).slice(1)],
      [linalg.lstsq(stacked.slice(1), y.slice([0, 6]))],
      0,
    );
    // A line through Hilbert's matrix of order 6, of condition 1.5e7.
    expectClose([linalg.lstsq(hilbert(6), matMul(hilbert(6), ones([6])))], [ones([6])], 1e-8);
  });

  it("of powers", () => {
    expectClose([linalg.matrixPower(a, 5)], [matMul(a, matMul(a, matMul(a, matMul(a, a))))], 1e-14);
    expectClose([linalg.matrixPower(a, 0), linalg.matrixPower(a, 1)], [eye(4), a], 0);
    expectClose([matMul(linalg.matrixPower(a, -3), linalg.matrixPower(a, 3))], [eye(4)], 1e-11);
  });

  it("of systems solved by a factor", () => {
    const definite = positiveDefinite(4, "p");
    for (const right of [randomMatrix([4], "v"), randomMatrix([4, 3], "m")]) {
      expectClose([linalg.choleskySolve(linalg.cholesky(definite), right)], [linalg.solve(definite, right)], 1e-13);
    }
  });

  it("are infinite or NaN for the inverse of a singular matrix", () => {
    const singular = outer(array([1, 2]), array([3, 4]));
    expect(linalg.inv(singular).toArray().some(Number.isFinite)).toBe(false);
  });
});

describe("derivatives", () => {
  const a = randomMatrix([3, 3], "a").add(eye(3).mul(2));
  const direction = randomMatrix([3, 3], "direction");

  it("d log det A = tr(A⁻¹ dA), and its Hessian -tr(A⁻¹ dA A⁻¹ dA)", () => {
    const f = (x: Arr): Arr => linalg.slogdet(x).logAbsDet;
    expectClose([grad(f)(a)], [linalg.inv(a).T], 1e-14);
    const step = matMul(linalg.inv(a), direction);
    expectClose([jvp(f, [a], [direction]).tangent], [linalg.matrixTrace(step)], 1e-13);
    const second = jvp((x: Arr) => jvp(f, [x], [direction]).tangent, [a], [direction]).tangent;
    expectClose([second], [linalg.matrixTrace(matMul(step, step)).neg()], 1e-13);
    const definite = positiveDefinite(4, "p");
    const viaFactor = grad((x: Arr) => linalg.logDetOfPositiveDefinite(matMul(x, x.T)))(definite);
    expectClose([viaFactor], [linalg.inv(definite).mul(2)], 1e-12);
  });

  it("to second order against differences", () => {
    const w = randomMatrix([3, 3], "w");
    for (const f of [
      linalg.inv,
      (x: Arr) => linalg.pinv(x),
      (x: Arr) => linalg.matrixPower(x, -2),
      (x: Arr) => linalg.lstsq(x, w),
    ]) {
      checkGrads((x: Arr) => sum(f(x).mul(w)), [a], { order: 2 });
    }
    checkGrads((x: Arr) => linalg.det(x).add(linalg.slogdet(x).logAbsDet), [a], { order: 2 });
    checkGrads((x: Arr) => linalg.det(x), [a], { order: 2, target: "wasm" });
    const [tall, right] = [randomMatrix([5, 3], "tall"), randomMatrix([5], "right")];
    checkGrads((x: Arr, y: Arr) => sum(linalg.lstsq(x, y).square()), [tall, right], { order: 2 });
    checkGrads((x: Arr, y: Arr) => sum(linalg.lstsq(x, y).square()), [tall.T, right.slice([0, 3])], { order: 2 });
  });

  it("of least squares are those of the pseudo-inverse, on matrices that keep their rank", () => {
    const [left, right, b] = [randomMatrix([5, 2], "l"), randomMatrix([2, 4], "r"), randomMatrix([5], "b")];
    checkGrads(
      (x: Arr, y: Arr, z: Arr) => sum(linalg.lstsq(matMul(x, y), z, { rcond: 1e-8 }).square()),
      [left, right, b],
      {
        order: 2,
      },
    );
    checkGrads(
      (x: Arr, z: Arr) => sum(linalg.lstsq(x, z, { rcond: 1e-8 }).square()),
      [randomMatrix([5, 3], "full"), b],
      {
        order: 2,
      },
    );
  });

  it("of det exist where it is zero: first and second, of every rank", () => {
    // det of [[x, y], [z, w]] is x w - y z.
    const singular = array([
      [1, 2],
      [2, 4],
    ]);
    expectClose(
      [grad(linalg.det)(singular)],
      [
        array([
          [4, -2],
          [-2, 1],
        ]),
      ],
      1e-14,
    );
    for (const matrix of [singular, zeros([2, 2]), eye(2)]) {
      const second = hessian(linalg.det)(matrix).reshape(4, 4);
      expectClose(
        [second],
        [
          array([
            [0, 0, 0, 1],
            [0, 0, -1, 0],
            [0, -1, 0, 0],
            [1, 0, 0, 0],
          ]),
        ],
        1e-14,
      );
    }
    const rank = (r: number): Arr => matMul(randomMatrix([4, r], "l"), randomMatrix([r, 4], "r"));
    // The squares give derivatives of order 1 to those that are zero.
    for (const matrix of [rank(3), rank(2), rank(1)]) {
      checkGrads((x: Arr) => linalg.det(x).add(sum(x.square())), [matrix], { order: 2 });
    }
    // Rank n - 2 and less: no cofactor is left, and no NaN appears.
    expectClose(
      [grad(linalg.det)(rank(2)).add(1), grad(linalg.det)(zeros([3, 3]))],
      [ones([4, 4]), zeros([3, 3])],
      1e-14,
    );
  });

  it("batch as loops do", () => {
    const matrices = stack([a, a.T, a.add(1)]);
    const gradients = vmap(grad(linalg.det))(matrices);
    expectClose([gradients.slice(1)], [grad(linalg.det)(a.T)], 1e-14);
    expectClose([jit(vmap(grad(linalg.det)))(matrices)], [gradients], 1e-13);
    expectClose([linalg.det(matrices).slice(2)], [linalg.det(a.add(1))], 0);
  });
});

describe("errors", () => {
  it("name what was written", () => {
    expect([
      messageOf(() => linalg.inv(ones([2, 3]))),
      messageOf(() => linalg.det(ones([2]))),
      messageOf(() => linalg.slogdet(2)),
      messageOf(() => linalg.lstsq(ones([3, 2]), ones([2]))),
      messageOf(() => linalg.lstsq(ones([3]), ones([3]))),
      messageOf(() => linalg.pinv(ones([2]))),
      messageOf(() => linalg.matrixPower(eye(2), 0.5)),
      messageOf(() => linalg.logDetOfPositiveDefinite(ones([2, 3]))),
    ]).toMatchInlineSnapshot(`
      [
        "ShapeError in inv(): expected a square matrix [..., n, n], received f64[2, 3].",
        "ShapeError in det(): expected a square matrix [..., n, n], received f64[2].",
        "ShapeError in slogdet(): expected a square matrix [..., n, n], received f64[].",
        "ShapeError in lstsq(): expected observations [3] or [..., 3, k] beside the matrix f64[3, 2], received f64[2].",
        "ShapeError in lstsq(): expected a matrix [..., m, n], received f64[3].",
        "ShapeError in pinv(): expected a matrix [..., m, n], received f64[2].",
        "DTypeError at exponent in matrixPower(): expected a whole number, received 0.5.",
        "ShapeError in logDetOfPositiveDefinite(): expected a square matrix [..., n, n], received f64[2, 3].",
      ]
    `);
  });
});
