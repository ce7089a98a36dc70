/** Matrix functions: SciPy's digits, identities between them, and derivatives against each other and differences. */

import {
  type Arr,
  array,
  checkGrads,
  exp,
  eye,
  grad,
  hessian,
  jit,
  jvp,
  matMul,
  mul,
  stack,
  sum,
  vmap,
  zeros,
  linalg,
} from "fluxion";
import { describe, expect, it } from "vitest";
import { expectClose } from "../../support/arrays.ts";
import { expectNear, randomMatrix, symmetric } from "./matrices.ts";

// scipy.linalg 1.x: expm(A), expm_frechet(A, E), expm(30 A)
const A = array([
  [0.3, -1.2, 0.7],
  [2.1, 0.4, -0.5],
  [-0.9, 1.1, -1.3],
]);
const E = array([
  [1, 2, -1],
  [0.5, -0.3, 0.2],
  [0, 1, 2],
]);
const EXPONENTIAL = array([
  [-0.0293975506447286, -0.7120933380698083, 0.37110139802006537],
  [1.8114043303621359, 0.07527814178460068, 0.31622845854082177],
  [0.4918541832427236, 0.6608757641861233, 0.17311471000067913],
]);
const FRECHET = array([
  [2.1857299140410937, 0.6596454904312289, 0.2702543051988294],
  [2.4521634250004056, 0.9043448066952311, -0.22273316010680042],
  [0.8537451695866667, 0.8198989611215468, 0.4274851259096161],
]);
const THIRTYFOLD = array([
  [1.1300171295191879, -1.562072238941348, 0.9065918724133364],
  [2.7925537900549444, 1.2649160262691932, -0.5869639786076455],
  [-1.0645997698326977, 1.4327464455150287, -0.8326509429377082],
]);

const weighted = (f: (a: Arr) => Arr, weights: Arr) => (a: Arr) => sum(mul(f(a), weights));

describe("expm", () => {
  it.each(["reference", "wasm"] as const)("has SciPy's digits, of a matrix and its derivative, on %s", (target) => {
    expectClose([jit(linalg.expm, { target })(A)], [EXPONENTIAL], 1e-14);
    // Rounding of a matrix of norm 100 counts a hundredfold.
    expectClose([jit(linalg.expm, { target })(A.mul(30))], [THIRTYFOLD], 1e-12);
    const along = jit((a: Arr, e: Arr) => jvp(linalg.expm, [a], [e]).tangent, { target });
    expectClose([along(A, E)], [FRECHET], 1e-14);
    // The direction does not count in the scaling.
    expectClose([along(A, E.mul(1e30)).div(1e30)], [FRECHET], 1e-14);
  });

  it("of nilpotent, diagonal, empty and infinite matrices", () => {
    expect(
      linalg
        .expm(
          array([
            [0, 1e10],
            [0, 0],
          ]),
        )
        .toNested(),
    ).toEqual([
      [1, 1e10],
      [0, 1],
    ]);
    const [large, small] = linalg
      .expm(
        array([
          [700, 0],
          [0, -700],
        ]),
      )
      .diagonal()
      .toArray() as unknown as [number, number];
    // 2⁻⁵³ of the argument, 700, in the exponent: 8e-14.
    expect([large / Math.exp(700), small / Math.exp(-700)].every((ratio) => Math.abs(ratio - 1) < 2e-13)).toBe(true);
    expect(linalg.expm(zeros([2, 0, 0])).shape).toEqual([2, 0, 0]);
    for (const value of [NaN, Infinity]) {
      expect(
        linalg
          .expm(
            array([
              [value, 0],
              [0, 0],
            ]),
          )
          .toArray()
          .every(Number.isNaN),
      ).toBe(true);
    }
    expect(
      linalg.expm(
        array(
          [
            [1, 0],
            [0, 0],
          ],
          { dtype: "f32" },
        ),
      ).dtype,
    ).toBe("f32");
  });

  it("has derivatives to second order, in stacks of different sizes too", () => {
    checkGrads((a: Arr) => sum(mul(linalg.expm(a), E)), [A], { order: 2 });
    const points = stack([A, A.mul(20), A.mul(1e-9)]);
    const gradient = grad(weighted(linalg.expm, E));
    const each = stack([0, 1, 2].map((i) => gradient(points.slice(i))));
    expectClose([jit(vmap(gradient))(points)], [each], 1e-12);
    // The adjoint of the derivative is the derivative at the transpose.
    expectClose([gradient(A)], [jvp(linalg.expm, [A.T], [E]).tangent], 1e-13);
  });

  it("d tr e^A = tr(e^A dA)", () => {
    expectClose([grad((a: Arr) => linalg.matrixTrace(linalg.expm(a)))(A)], [linalg.expm(A).T], 1e-14);
    // Σ E · e^(Aᵀ) moves by L(Aᵀ, ·), whose adjoint is L(A, ·): at Eᵀ, since it is the transpose of A that moves.
    const second = grad((a: Arr) => sum(mul(grad((b: Arr) => linalg.matrixTrace(linalg.expm(b)))(a), E)))(A);
    expectClose([second], [jvp(linalg.expm, [A.T], [E.T]).tangent], 1e-13);
  });
});

describe("funm, sqrtm, logm", () => {
  const q = linalg.qr(randomMatrix([4, 4], "q")).q;
  const of = (values: readonly number[]): Arr => matMul(q.mul(array(values)), q.T);
  const c = symmetric(4, "c");
  const symmetricPart = (a: Arr): Arr => a.add(a.T).div(2);
  // Gaps between eigenvalues, from equal over those of rounding to clearly apart.
  const gaps = [0, 1e-15, 1e-12, 1e-8, 1e-7, 1e-5, 1e-3, 0.3];

  it.each(gaps)("funm(exp) is expm at a gap of %d, to second order", (gap) => {
    const a = of([1, 1 + gap, 1 + gap, -0.5]);
    const [one, other] = [weighted((x) => linalg.funm(exp, x), c), weighted((x) => linalg.expm(symmetricPart(x)), c)];
    expectNear(linalg.funm(exp, a), linalg.expm(a), 1e-13);
    // Half of the digits, where the quotient gives way to the slope.
    for (const transform of [grad(one), jit(grad(one))]) expectNear(transform(a), grad(other)(a), 1e-7);
    // Second divided differences lose twice as many digits: 1e-16 over the square of the gap.
    if (gap < 1e-9 || gap > 1e-4) expectNear(hessian(one)(a), hessian(other)(a), 1e-7);
  });

  it.each([0, 1e-3])("roots and logarithms are undone, at a gap of %d, with their derivatives", (gap) => {
    const a = of([2, 2 + gap, 0.3, 5]);
    for (const back of [
      (x: Arr) => matMul(linalg.sqrtm(x), linalg.sqrtm(x)),
      (x: Arr) => linalg.expm(linalg.logm(x)),
    ]) {
      expectNear(back(a), a, 1e-13);
      expectNear(grad(weighted(back, c))(a), c, 1e-11);
      expectNear(hessian(weighted(back, c))(a), zeros([4, 4, 4, 4]), 1e-7);
    }
    expectNear(
      linalg.funm((w) => w.reciprocal(), a),
      linalg.inv(a),
      1e-13,
    );
  });

  it("have symmetric derivatives f'(A) at multiples of the identity", () => {
    expectNear(grad(weighted(linalg.sqrtm, c))(eye(4).mul(4)), c.div(4), 1e-14);
    expectNear(grad(weighted(linalg.logm, c))(eye(4).mul(4)), c.div(4), 1e-14);
  });

  it("say where they have no value", () => {
    expect(
      linalg
        .sqrtm(
          array([
            [-1, 0],
            [0, 1],
          ]),
        )
        .toArray()
        .every(Number.isNaN),
    ).toBe(true);
    // A singular covariance: its smallest eigenvalue is a rounding of either sign.
    const root = linalg.sqrtm(of([1, 1, 0, 0]));
    expectNear(matMul(root, root), of([1, 1, 0, 0]), 1e-14);
    expect(() => linalg.funm((w) => sum(w), eye(2))).toThrow("keep the shape of the eigenvalues, f64[2]");
    expect(() => linalg.expm(zeros([2, 3]))).toThrow("square matrix");
  });
});
