/** Cholesky factors, positive definite matrices, unit vectors and sums to zero: there and back, Jacobians, what they refuse. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type Arr,
  array,
  bijectors,
  checkGrads,
  choleskyFactor,
  concat,
  expandDims,
  eye,
  jacobian,
  jit,
  matMul,
  positiveDefinite,
  spec,
  sumToZero,
  take,
  transpose,
  unitVector,
  vmap,
  quadrature,
  linalg,
} from "fluxion";
import { messageOf } from "../../support/message-of.ts";
import { expectClose } from "../../support/arrays.ts";

const U = [0.3, -1.2, 0.8, 2, 0.1, -0.4];

const maps = [
  ["choleskyFactor", bijectors.choleskyFactor, [3, 3]],
  ["positiveDefinite", bijectors.positiveDefinite, [3, 3]],
  ["unitVector", bijectors.unitVector, [6]],
  ["sumToZero", bijectors.sumToZero, [7]],
] as const;

describe.each(maps)("%s", (name, bijector, shape) => {
  it("gives what it promises, compiled too", () => {
    for (const forward of [bijector.forward, jit(bijector.forward)]) {
      const x = forward(array(U));
      expect(x.shape).toEqual(shape);
      expect(bijector.complaint(Float64Array.from(x.toArray()))).toBeNull();
    }
  });

  it("is undone by its inverse: x → u → x, and u → x → u where u is told by x", () => {
    const numbers = fc.array(fc.double({ min: -3, max: 3, noNaN: true }), { minLength: 6, maxLength: 6 });
    fc.assert(
      fc.property(numbers, (given) => {
        if (name === "unitVector" && given.every((each) => Math.abs(each) < 1e-100)) return;
        const x = bijector.forward(array(given));
        // A condition number of at most exp(12), and sixteen digits less six.
        expectClose([bijector.forward(bijector.inverse(x))], [x], 1e-10);
        const again = bijector.inverse(x).toArray();
        const length = name === "unitVector" ? 2 / Math.hypot(...given) : 1;
        // exp(-6) is the least diagonal square beside rests of up to 18 + exp(6): sixteen digits less six.
        given.forEach((each, k) => expect(Math.abs(again[k]! - length * each)).toBeLessThanOrEqual(1e-9));
      }),
      { seed: 6, numRuns: 60 },
    );
  });

  it("has right derivatives to second order", () => {
    const weights = array([1, -2, 3, 0.5, -1, 2, 0.7, 1, 4]);
    const mixed = (x: Arr): Arr =>
      x
        .reshape(-1)
        .mul(weights.slice([0, x.size]))
        .sum();
    checkGrads((u: Arr) => mixed(bijector.forward(u)), [array(U)], { order: 2 });
    checkGrads((u: Arr) => bijector.logDetJacobian(u).add(u.square().sum()), [array(U)], { order: 2 });
    checkGrads((u: Arr) => mixed(bijector.inverse(bijector.forward(u))), [array(U)]);
  });

  it("takes leading axes for so many", () => {
    const rows = array([U, [2, 0.5, -0.1, 0.4, -0.3, 1]]);
    expectClose([bijector.forward(rows)], [vmap(bijector.forward)(rows)], 0);
    expectClose([bijector.logDetJacobian(rows)], [vmap(bijector.logDetJacobian)(rows)], 0);
    expectClose([bijector.inverse(bijector.forward(rows))], [vmap(bijector.inverse)(bijector.forward(rows))], 0);
  });
});

describe("the Jacobian", () => {
  it.each(maps.slice(0, 2))("of %s is the determinant over the numbers of the lower triangle", (_name, map, shape) => {
    const positions = map.coordinates([...shape]);
    const square = jacobian((u: Arr) => take(map.forward(u).reshape(-1), [...positions]))(array(U));
    // A determinant of six factors and one logarithm.
    expect(map.logDetJacobian(array(U)).item()).toBeCloseTo(linalg.slogdet(square).logAbsDet.item(), 12);
  });

  it("of sumToZero is an isometry: columns of length one at right angles, which add up to zero", () => {
    const columns = jacobian(bijectors.sumToZero.forward)(array(U));
    // Sums of seven products, each rounded once.
    expectClose([matMul(transpose(columns), columns)], [eye(6)], 1e-15);
    expect(columns.sum(0).abs().max().item()).toBeLessThan(1e-15);
    expect(bijectors.sumToZero.logDetJacobian(array(U)).item()).toBe(0);
  });

  it("of unitVector is that of direction and length, with a density of the length that integrates to one", () => {
    const n = U.length;
    // x_1 … x_(n-1) and r; an area of the sphere is dx_1 … dx_(n-1) / |x_n|.
    const directionAndLength = (u: Arr): Arr =>
      concat([bijectors.unitVector.forward(u).slice([0, n - 1]), u.square().sum().sqrt().reshape(1)]);
    const map = linalg.slogdet(jacobian(directionAndLength)(array(U))).logAbsDet.item();
    const last = bijectors.unitVector
      .forward(array(U))
      .slice(n - 1)
      .item();
    const r = Math.hypot(...U);
    // χ of n + 4 = 10 degrees of freedom: 2 r⁹ e^(-r²/2) / (2⁵ 4!).
    const logLength = Math.log(2) + 9 * Math.log(r) - (r * r) / 2 - 5 * Math.log(2) - Math.log(24);
    const expected = map - Math.log(Math.abs(last)) + logLength;
    expect(bijectors.unitVector.logDetJacobian(array(U)).item()).toBeCloseTo(expected, 12);
    for (const count of [2, 3, 8]) {
      const along = array([1, ...Array<number>(count - 1).fill(0)]);
      const density = (r: Arr): Arr =>
        bijectors.unitVector
          .logDetJacobian(along.mul(expandDims(r, -1)))
          .add(r.log().mul(count - 1))
          .exp();
      // e^(-200) is left out beyond 20; the tolerance is that of the integral.
      const { value } = quadrature.integrateAdaptive(density, 1e-12, 20);
      expect(value.item()).toBeCloseTo(1, 10);
    }
  });
});

describe("closed forms", () => {
  it("u = 0 is the unit matrix, a zero sum of zeros; a covariance of 1 is a variance", () => {
    expect(bijectors.positiveDefinite.forward(array([0, 0, 0])).toNested()).toEqual([
      [1, 0],
      [0, 1],
    ]);
    expect(bijectors.sumToZero.forward(array([0, 0])).toNested()).toEqual([0, 0, 0]);
    const { forward, logDetJacobian } = bijectors.positiveDefinite;
    // x = exp(2 u), dx/du = 2 exp(2 u).
    expect(forward(array([0.7])).item()).toBeCloseTo(Math.exp(1.4), 14);
    expect(logDetJacobian(array([0.7])).item()).toBeCloseTo(Math.log(2) + 1.4, 14);
  });

  it("large numbers beside the diagonal stay what they are, derivatives too", () => {
    const u = array([0, 1000, 0]);
    expect(bijectors.choleskyFactor.forward(u).toNested()).toEqual([
      [1, 0],
      [1000, 1],
    ]);
    expect(jacobian(bijectors.choleskyFactor.forward)(u).isFinite().all().item()).toBe(1);
  });
});

describe("short forms", () => {
  it("have defaults and refuse what does not fit", () => {
    const model = spec({
      factor: choleskyFactor(2),
      covariance: positiveDefinite(2, { unit: "mas²" }),
      axis: unitVector([2, 3]),
      effects: sumToZero(4),
    });
    model.check(model.defaults);
    expect(model.leaves.map(({ path, shape, unit }) => [path, shape, unit])).toEqual([
      ["factor", [2, 2], ""],
      ["covariance", [2, 2], "mas²"],
      ["axis", [2, 3], ""],
      ["effects", [4], ""],
    ]);
    expect(
      [
        messageOf(() => choleskyFactor(1, { default: [[-2]] })),
        messageOf(() =>
          positiveDefinite(2, {
            default: [
              [1, 2],
              [2, 1],
            ],
          }),
        ),
        messageOf(() =>
          positiveDefinite(2, {
            default: [
              [1, 0.1],
              [0.2, 1],
            ],
          }),
        ),
        messageOf(() => unitVector(3, { default: [0.5, 0.5, 0.5] })),
        messageOf(() => unitVector(1)),
        messageOf(() => sumToZero(2, { default: [1, 0] })),
      ].join("\n"),
    ).toMatchInlineSnapshot(`
      "ParameterError at default in choleskyFactor(): expected a lower triangular matrix with a positive diagonal, received [-2].
      ParameterError at default in positiveDefinite(): expected a symmetric positive definite matrix, received [1, 2, 2, 1].
      ParameterError at default in positiveDefinite(): expected a symmetric positive definite matrix, received [1, 0.1, 0.2, 1].
      ParameterError at default in unitVector(): expected a vector of length 1, received [0.5, 0.5, 0.5].
      ParameterError in unitVector(): expected a length of 2 or more, or a shape that ends in one, received 1.
      ParameterError at default in sumToZero(): expected components that add up to 0, received [1, 0]."
    `);
  });
});
