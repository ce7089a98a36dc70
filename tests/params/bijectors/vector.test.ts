/** Constraints by bijectors: values and Jacobians against high precision, there and back, safe at the extremes. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type Arr,
  array,
  bijectors,
  type Bijector,
  checkGrads,
  jacobian,
  jit,
  take,
  type VectorBijector,
  vmap,
  linalg,
} from "fluxion";
import reference from "../../../fixtures/bijectors/mpmath.json" with { type: "json" };

interface Row {
  readonly kind: string;
  readonly u: readonly number[];
  readonly lower?: number;
  readonly upper?: number;
  readonly x: readonly number[];
  readonly logDetJacobian: number;
}

const { above, below, correlation, ordered, scaledLogistic, simplex } = bijectors;
const rows: readonly Row[] = reference.rows;

function bijectorOf({ kind, lower, upper }: Row): Bijector | VectorBijector {
  if (kind === "above") return above(lower!);
  if (kind === "below") return below(upper!);
  if (kind === "interval") return scaledLogistic(lower!, upper!);
  return kind === "ordered" ? ordered : simplex;
}

const named = rows.map((row) => [row.kind, row.u, row] as const);

describe.each(named)("%s at %j", (_kind, u, row) => {
  const bijector = bijectorOf(row);
  const point = array([...u]);

  it("has the value of high precision, compiled too", () => {
    for (const forward of [bijector.forward, jit(bijector.forward)]) {
      const x = forward(point).toArray();
      row.x.forEach((expected, k) => {
        // An exponential of v carries the rounding of v itself, |v| eps; below the least normal number digits are lost.
        const size = Math.max(...u.map(Math.abs));
        const rounding = 4 * Number.EPSILON * (size + u.length) * Math.abs(expected) + 5e-324;
        expect(Math.abs(x[k]! - expected)).toBeLessThanOrEqual(rounding);
      });
    }
  });

  it("has the log Jacobian of high precision", () => {
    const logDet = bijector.logDetJacobian(point).sum().item();
    const terms = u.reduce((sum, number) => sum + Math.abs(number), 0) + Math.abs(row.logDetJacobian) + u.length;
    // Terms of the size of u are added, each rounded a few times.
    expect(Math.abs(logDet - row.logDetJacobian)).toBeLessThanOrEqual(4 * Number.EPSILON * terms);
  });

  it("has finite first and second derivatives of the log Jacobian", () => {
    const second = jacobian(jacobian((v: Arr) => bijector.logDetJacobian(v).sum()))(point);
    expect(second.toArray().every(Number.isFinite)).toBe(true);
  });
});

describe.each([
  ["ordered", ordered],
  ["simplex", simplex],
] as const)("%s", (_name, bijector) => {
  const vectors = fc.array(fc.double({ min: -6, max: 6, noNaN: true }), { minLength: 1, maxLength: 6 });

  it("is undone by its inverse", () => {
    fc.assert(
      fc.property(vectors, (u) => {
        const x = bijector.forward(array(u));
        const again = bijector.inverse(x).toArray();
        // A difference or a rest as small as exp(-6) beside numbers of size 6 exp(6): sixteen digits less seven.
        u.forEach((number, k) => expect(Math.abs(again[k]! - number)).toBeLessThanOrEqual(1e-9));
      }),
      { seed: 4 },
    );
  });

  it("has the log determinant of its Jacobian", () => {
    const u = array([0.3, -1.2, 0.8, 2]);
    const square = jacobian((v: Arr) => bijector.forward(v).slice([0, 4]))(u);
    // A determinant of four factors and one logarithm.
    expect(bijector.logDetJacobian(u).item()).toBeCloseTo(linalg.slogdet(square).logAbsDet.item(), 13);
  });

  it("has right derivatives to second order", () => {
    const mixed = (x: Arr): Arr => x.mul(array([1, -2, 3, 0.5]).slice([0, x.size])).sum();
    checkGrads((u: Arr) => mixed(bijector.forward(u)), [array([0.3, -1.2, 0.8])], { order: 2 });
    checkGrads((u: Arr) => bijector.logDetJacobian(u).square(), [array([0.3, -1.2, 0.8])], { order: 2 });
  });

  it("takes leading axes for so many vectors", () => {
    const u = array([
      [0.3, -1.2, 0.8],
      [2, 0.5, -0.1],
    ]);
    expect(bijector.forward(u).toNested()).toEqual(vmap(bijector.forward)(u).toNested());
    expect(bijector.logDetJacobian(u).toNested()).toEqual(vmap(bijector.logDetJacobian)(u).toNested());
    expect(bijector.inverse(bijector.forward(u)).shape).toEqual([2, 3]);
  });
});

describe("what the maps are", () => {
  it("ordered rises, simplex adds up to one, u = 0 is equal parts", () => {
    const steps = ordered.forward(array([-3, -40, 2, -5])).toArray();
    // exp(-40) beside 3 is rounding: equal neighbours are as near as numbers come.
    for (let k = 1; k < steps.length; k++) expect(steps[k]).toBeGreaterThanOrEqual(steps[k - 1]!);
    const weights = Array.from(simplex.forward(array([8, -30, 5, 1])).toArray());
    expect(weights.every((weight) => weight > 0)).toBe(true);
    // Five numbers at most 1, each rounded a few times.
    expect(weights.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 14);
    expect(
      simplex
        .inverse(array([0.25, 0.25, 0.25, 0.25]))
        .toArray()
        .every((u) => Math.abs(u) < 1e-15),
    ).toBe(true);
  });

  it("simplex keeps the digits of small fractions in both directions", () => {
    const u = [1e-300, 0.5, 0.5 - 1e-300];
    // log(1e-300 / 1) + log 2, and the logit of a half.
    const back = simplex.inverse(array(u)).toArray();
    expect(back[0]).toBeCloseTo(Math.log(1e-300) + Math.LN2, 12);
    expect(back[1]).toBe(0);
    expect(simplex.forward(array(back)).toArray()[0]! / 1e-300).toBeCloseTo(1, 12);
  });

  it("half-lines and intervals of several bounds act element by element", () => {
    const interval = scaledLogistic(array([0, -1]), array([1, 3]));
    expect(interval.forward(array([0, 0])).toNested()).toEqual([0.5, 1]);
    expect(
      above(array([1, 2]))
        .forward(array([0, 0]))
        .toNested(),
    ).toEqual([2, 3]);
    expect(
      below(array([1, 2]))
        .forward(array([0, 0]))
        .toNested(),
    ).toEqual([0, 1]);
    expect(below(5).inverse(below(5).forward(1.5)).item()).toBeCloseTo(1.5, 14);
  });
});

describe("correlation", () => {
  const u = [0.3, -1.2, 0.8, 2, 0.1, -0.4];
  const positions = correlation.coordinates([4, 4]);

  it("makes Cholesky factors with rows of length one, the partial correlations in their place", () => {
    const factor = correlation.forward(array(u)).toNested() as number[][];
    expect(correlation.complaint(Float64Array.from(factor.flat()))).toBeNull();
    // Row 2 by hand: z = tanh(-1.2), tanh(0.8), each times what is left of a length of one.
    const [z, w] = [Math.tanh(-1.2), Math.tanh(0.8)];
    const left = Math.sqrt(1 - z * z);
    [z, w * left, Math.sqrt(1 - w * w) * left, 0].forEach((expected, j) => {
      expect(factor[2]![j]).toBeCloseTo(expected, 14);
    });
    expect(correlation.forward(array([0, 0, 0])).toNested()).toEqual([
      [1, 0, 0],
      [0, 1, 0],
      [0, 0, 1],
    ]);
  });

  it("is undone by its inverse", () => {
    const numbers = fc.array(fc.double({ min: -3, max: 3, noNaN: true }), { minLength: 6, maxLength: 6 });
    fc.assert(
      fc.property(numbers, (given) => {
        const again = correlation.inverse(correlation.forward(array(given))).toArray();
        // 1 - tanh(3)^2 = 0.01, and three such factors leave 1e-6 of a square: sixteen digits less six or seven.
        given.forEach((number, k) => expect(Math.abs(again[k]! - number)).toBeLessThanOrEqual(1e-8));
      }),
      { seed: 5 },
    );
  });

  it("has the log determinant of its Jacobian over the entries below the diagonal", () => {
    const square = jacobian((v: Arr) => take(correlation.forward(v).reshape(-1), [...positions]))(array(u));
    // A determinant of six factors and one logarithm.
    expect(correlation.logDetJacobian(array(u)).item()).toBeCloseTo(linalg.slogdet(square).logAbsDet.item(), 12);
  });

  it("has right derivatives to second order, at zero and far away too", () => {
    const mixed = (x: Arr): Arr => x.mul(array([1, -2, 3, 0.5, -1, 2, 0.7, 1, 4], { shape: [3, 3] })).sum();
    for (const at of [
      [0, 0, 0],
      [0.3, -1.2, 0.8],
    ]) {
      checkGrads((v: Arr) => mixed(correlation.forward(v)), [array(at)], { order: 2 });
      checkGrads((v: Arr) => correlation.logDetJacobian(v), [array(at)], { order: 2 });
    }
    expect(Number.isFinite(correlation.logDetJacobian(array([400, -400, 0])).item())).toBe(true);
  });

  it("takes leading axes for so many matrices", () => {
    const rows = array([
      [0.3, -1.2, 0.8],
      [2, 0.5, -0.1],
    ]);
    expect(correlation.forward(rows).toNested()).toEqual(vmap(correlation.forward)(rows).toNested());
    expect(correlation.logDetJacobian(rows).toNested()).toEqual(vmap(correlation.logDetJacobian)(rows).toNested());
    expect(correlation.inverse(correlation.forward(rows)).shape).toEqual([2, 3]);
  });
});
