/** Derivatives of functions of eigh and svd that do not depend on a basis, where values are equal or zero: against the functions themselves. */

import {
  type Arr,
  array,
  cond,
  diagonalMatrix,
  exp,
  eye,
  forLoop,
  grad,
  hessian,
  jit,
  jvp,
  log,
  matMul,
  mul,
  sqrt,
  stack,
  sum,
  tril,
  vmap,
  zeros,
  linalg,
} from "fluxion";
import { describe, expect, it } from "vitest";
import { expectNear, randomMatrix, symmetric } from "./matrices.ts";

const expectAllNear = (given: readonly Arr[], expected: readonly Arr[], tolerance: number): void => {
  given.forEach((each, i) => {
    expectNear(each, expected[i]!, tolerance);
  });
};

const orthogonal = (n: number, seed: string): Arr => linalg.qr(randomMatrix([n, n], seed)).q;

/** The symmetric matrix of a lower triangle, which is what eigh reads. */
const mirrored = (a: Arr): Arr => tril(a).add(tril(a, -1).T);

const weighted = (f: (a: Arr) => Arr, weights: Arr) => (a: Arr) => sum(mul(f(a), weights));

const spectral =
  (f: (w: Arr) => Arr) =>
  (a: Arr): Arr => {
    const { values, vectors } = linalg.eigh(a);
    return matMul(vectors.mul(f(values)), vectors.T);
  };

const power = (a: Arr, exponent: number): Arr => (exponent === 1 ? a : matMul(a, power(a, exponent - 1)));

describe("eigh: V f(W) Vᵀ is f of the matrix", () => {
  const q = orthogonal(4, "q");
  const cases: readonly [string, Arr][] = [
    ["two equal", matMul(q.mul(array([2, 2, -1, 0.5])), q.T)],
    ["three equal", matMul(q.mul(array([2, 2, 2, 0.5])), q.T)],
    ["two pairs", matMul(q.mul(array([2, 2, -1, -1])), q.T)],
    ["all equal", eye(4).mul(2)],
    ["all zero", zeros([4, 4])],
    ["all different", matMul(q.mul(array([2, 1, -1, 0.5])), q.T)],
  ];
  const weights = symmetric(4, "weights").add(randomMatrix([4, 4], "more"));

  it.each(cases)("to second order, %s, as the power that it is", (_name, a) => {
    for (const exponent of [1, 3]) {
      const f = weighted(
        spectral((w) => w.pow(exponent)),
        weights,
      );
      const expected = weighted((x) => power(mirrored(x), exponent), weights);
      // Products of numbers up to 12, each good to a few roundings; second derivatives go through three programs.
      for (const transform of [grad(f), jit(grad(f))]) expectNear(transform(a), grad(expected)(a), 1e-13);
      expectNear(hessian(f)(a), hessian(expected)(a), 1e-11);
      const direction = symmetric(4, "direction");
      expectNear(jvp(f, [a], [direction]).tangent, jvp(expected, [a], [direction]).tangent, 1e-12);
    }
  });

  it("at twice the identity: the example of a report", () => {
    const f = weighted(
      spectral((w) => w),
      array([
        [1, 3],
        [3, 5],
      ]),
    );
    expect(grad(f)(eye(2).mul(2)).toNested()).toEqual([
      [1, 0],
      [6, 5],
    ]);
  });

  it("to third order", () => {
    const [one, two] = [randomMatrix([2, 2], "one"), randomMatrix([2, 2], "two")];
    const c = symmetric(2, "c");
    const third = (f: (a: Arr) => Arr) =>
      grad((x: Arr) => sum(mul(grad((y: Arr) => sum(mul(grad(f)(y), one)))(x), two)))(eye(2).mul(2));
    expectAllNear(
      [
        third(
          weighted(
            spectral((w) => w.pow(4)),
            c,
          ),
        ),
      ],
      [third(weighted((a) => power(mirrored(a), 4), c))],
      1e-11,
    );
  });

  it("mapped, compiled, inside of loops and branches", () => {
    const f = weighted(spectral(exp), weights.slice([0, 2], [0, 2]));
    const points = stack([
      eye(2).mul(2),
      eye(2).mul(-1),
      array([
        [1, 0.5],
        [0.5, 2],
      ]),
    ]);
    const each = stack([0, 1, 2].map((i) => grad(f)(points.slice(i))));
    expectNear(jit(vmap(grad(f)))(points), each, 1e-13);
    const looped = (a: Arr): Arr => forLoop(0, 2, (_i, total: Arr) => total.add(f(a)), array(0));
    expectAllNear(
      [grad(looped)(eye(2)), jit(grad(looped))(eye(2))],
      [grad(f)(eye(2)).mul(2), grad(f)(eye(2)).mul(2)],
      1e-13,
    );
    const chosen = (a: Arr): Arr =>
      cond(
        sum(a).greater(0),
        () => f(a),
        () => sum(a),
      );
    expectNear(grad(chosen)(eye(2)), grad(f)(eye(2)), 1e-13);
  });

  it("and of a matrix function of another", () => {
    // log exp A = A
    const f = weighted((a) => spectral(log)(spectral(exp)(a)), weights);
    expectNear(grad(f)(eye(4).mul(0.5)), grad(weighted(mirrored, weights))(eye(4)), 1e-13);
  });
});

describe("eigvalsh: symmetric functions of the values", () => {
  it("have their second derivatives at equal values", () => {
    const a = eye(3).mul(2);
    expectAllNear(
      [hessian((x: Arr) => sum(linalg.eigvalsh(x).square()))(a)],
      [hessian((x: Arr) => sum(mirrored(x).square()))(a)],
      1e-13,
    );
    const logDet = (x: Arr): Arr => linalg.slogdet(mirrored(x)).logAbsDet;
    expectNear(hessian((x: Arr) => sum(log(linalg.eigvalsh(x))))(a), hessian(logDet)(a), 1e-13);
  });
});

describe("svd: U f(S) Vᵀ of odd f is a function of the matrix", () => {
  const [u, v] = [orthogonal(4, "u"), orthogonal(3, "v")];
  const of = (values: readonly number[]): Arr => matMul(u.slice(null, [0, 3]).mul(array(values)), v.T);
  const cases: readonly [string, Arr][] = [
    ["two equal", of([3, 2, 2])],
    ["all equal", of([2, 2, 2])],
    ["one zero", of([3, 2, 0])],
    ["two zero", of([3, 0, 0])],
    ["equal, and a zero", of([2, 2, 0])],
    ["zero", zeros([4, 3])],
    ["wide", of([2, 2, 0]).T],
  ];
  const cube = (x: Arr): Arr => matMul(x, matMul(x.T, x));

  it.each(cases)("to second order, %s", (_name, a) => {
    const weights = randomMatrix(a.shape, "weights");
    const odd = (exponent: number) =>
      weighted((x) => {
        const { u: left, s, vt } = linalg.svd(x);
        return matMul(left.mul(s.pow(exponent)), vt);
      }, weights);
    expectAllNear([grad(odd(1))(a), jit(grad(odd(1)))(a)], [weights, weights], 1e-12);
    expectNear(hessian(odd(1))(a), zeros([...a.shape, ...a.shape]), 1e-11);
    expectNear(grad(odd(3))(a), grad(weighted(cube, weights))(a), 1e-11);
    expectNear(hessian(odd(3))(a), hessian(weighted(cube, weights))(a), 1e-10);
  });

  it.each(cases)("and the squares of the values are the squares of the elements, %s", (_name, a) => {
    expectNear(grad((x: Arr) => sum(linalg.svdvals(x).square()))(a), a.mul(2), 1e-13);
    expectNear(hessian((x: Arr) => sum(linalg.svdvals(x).square()))(a), hessian((x: Arr) => sum(x.square()))(a), 1e-12);
  });
});

describe("covariances", () => {
  it("and their roots have derivatives where variances are equal", () => {
    // Of L = V √W the covariance L Lᵀ is the matrix itself; of the root X, X X is.
    const c = symmetric(3, "c");
    const factor = (a: Arr): Arr => {
      const { values, vectors } = linalg.eigh(a);
      const l = vectors.mul(sqrt(values));
      return matMul(l, l.T);
    };
    const root = spectral(sqrt);
    for (const a of [eye(3), diagonalMatrix(array([2, 2, 5]))]) {
      for (const f of [factor, (x: Arr) => matMul(root(x), root(x))]) {
        expectNear(grad(weighted(f, c))(a), grad(weighted(mirrored, c))(a), 1e-13);
        expectNear(hessian(weighted(f, c))(a), zeros([3, 3, 3, 3]), 1e-12);
      }
    }
  });
});
