/** The inverse Hessian of a climb against the dense BFGS recursion, and as a Gaussian against its definition. */
import { describe, expect, it } from "vitest";
import { streams } from "fluxion";
import { gaussianOfPrecision } from "../../../../inference/approximate/gaussian/dense-gaussian.ts";
import { drawOf, type Gaussian, logDensityOfWhite } from "../../../../inference/approximate/gaussian/gaussian.ts";
import { gaussianOfPairs, learned, type Pair } from "../../../../inference/approximate/gaussian/inverse-hessian.ts";
import { dot } from "../../../../inference/linear-algebra/vectors.ts";

const n = 7;
const random = (index: number): Float64Array => streams.normals(streams.fold(streams.key(23), index), n);

/** A symmetric positive definite matrix, and pairs along random steps of the quadratic it makes. */
const noise = Array.from({ length: n }, (_, i) => random(i));
const hessian = noise.map((row, i) => noise.map((other, j) => dot(row, other) / n + (i === j ? 0.5 * (1 + i) : 0)));
const product = (x: Float64Array): Float64Array => Float64Array.from(hessian, (row) => dot(Float64Array.from(row), x));
const pairs: readonly Pair[] = Array.from({ length: 4 }, (_, k) => ({
  s: random(100 + k),
  y: product(random(100 + k)),
}));
const diagonal = Float64Array.from({ length: n }, (_, i) => 0.25 * 2 ** (i % 3));
const point = random(200);
const gradient = random(201);

/** H ← (1 - s yᵀ/ρ) H (1 - y sᵀ/ρ) + s sᵀ/ρ, as it is written. */
function dense(): number[][] {
  let h = hessian.map((row, i) => row.map((_, j) => (i === j ? diagonal[i]! : 0)));
  for (const { s, y } of pairs) {
    const rho = dot(s, y);
    const left = h.map((_, i) => h.map((_, j) => (i === j ? 1 : 0) - (s[i]! * y[j]!) / rho));
    const times = (a: number[][], b: number[][]): number[][] =>
      a.map((row) => b.map((_, j) => row.reduce((sum, value, k) => sum + value * b[k]![j]!, 0)));
    const transposed = left.map((_, i) => left.map((row) => row[i]!));
    h = times(times(left, h), transposed).map((row, i) => row.map((value, j) => value + (s[i]! * s[j]!) / rho));
  }
  return h;
}

const unit = (k: number): Float64Array => Float64Array.from({ length: n }, (_, i) => (i === k ? 1 : 0));

/** F Fᵀ. */
function covariance({ colour }: Gaussian): number[][] {
  const columns = Array.from({ length: n }, (_, k) => colour(unit(k)));
  return Array.from({ length: n }, (_, i) =>
    Array.from({ length: n }, (_, j) => columns.reduce((sum, column) => sum + column[i]! * column[j]!, 0)),
  );
}

describe("gaussianOfPairs", () => {
  const gaussian = gaussianOfPairs(point, gradient, diagonal, pairs)!;
  const expected = dense();
  const size = Math.max(...expected.flat().map(Math.abs));

  it("has the covariance of the dense recursion", () => {
    // Four updates of a matrix of this size, each of a hundred roundings.
    covariance(gaussian).forEach((row, i) =>
      row.forEach((value, j) => expect(Math.abs(value - expected[i]![j]!)).toBeLessThan(1e-13 * size)),
    );
  });

  it("maps the last change of gradient to the last step: the secant equation", () => {
    const { s, y } = pairs.at(-1)!;
    covariance(gaussian).forEach((row, i) => expect(dot(Float64Array.from(row), y)).toBeCloseTo(s[i]!, 11));
  });

  it("has its mean one Newton step ahead", () => {
    gaussian.mean.forEach((value, i) => {
      expect(value).toBeCloseTo(point[i]! - dot(Float64Array.from(expected[i]!), gradient), 11);
    });
  });

  it("is whitened by what colours it, with the determinant of its covariance", () => {
    const z = random(300);
    gaussian.whiten(drawOf(gaussian, z)).forEach((value, i) => expect(value).toBeCloseTo(z[i]!, 11));
    // The same covariance by its inverse, whose log determinant comes from another factor.
    const precision = inverse(expected).map((row) => Float64Array.from(row));
    const same = gaussianOfPrecision(gaussian.mean, precision)!;
    expect(gaussian.logDeterminant).toBeCloseTo(same.logDeterminant, 10);
    const x = random(301);
    const here = logDensityOfWhite(gaussian, gaussian.whiten(x));
    expect(here).toBeCloseTo(logDensityOfWhite(same, same.whiten(x)), 9);
  });

  it("is the diagonal where there are no pairs, and takes pairs that repeat", () => {
    const plain = gaussianOfPairs(point, gradient, diagonal, [])!;
    covariance(plain).forEach((row, i) => expect(row[i]).toBeCloseTo(diagonal[i]!, 14));
    const repeated = gaussianOfPairs(point, gradient, diagonal, [...pairs, pairs.at(-1)!])!;
    covariance(repeated).forEach((row, i) =>
      row.forEach((value, j) => expect(Math.abs(value - expected[i]![j]!)).toBeLessThan(1e-12 * size)),
    );
  });
});

describe("the diagonal that learns", () => {
  it("has in it the curvature of the last step, the others in proportion", () => {
    // s along one axis, where the curvature is 4: one over it there, and one over it times what was elsewhere.
    const s = Float64Array.of(0.5, 0, 0);
    const learnt = learned(Float64Array.of(1, 2, 8), { s, y: s.map((value) => 4 * value) });
    [1 / 4, 2 / 4, 8 / 4].forEach((value, i) => expect(learnt[i]).toBeCloseTo(value, 14));
  });

  it("is the diagonal of the BFGS update of the Hessian, itself the diagonal scaled to the curvature met", () => {
    const { s, y } = pairs[0]!;
    const scale = dot(y, y.map((value, i) => value * diagonal[i]!)) / dot(s, y); // prettier-ignore
    const before = diagonal.map((value) => scale / value);
    const bent = s.map((value, i) => value * before[i]!);
    learned(diagonal, pairs[0]!).forEach((value, i) => {
      const after = before[i]! - bent[i]! ** 2 / dot(s, bent) + y[i]! ** 2 / dot(s, y);
      expect(value).toBeCloseTo(1 / after, 13);
    });
  });

  it("stays positive", () => {
    let learnt: Float64Array = diagonal;
    for (const pair of pairs) learnt = learned(learnt, pair);
    expect(learnt.every((value) => value > 0)).toBe(true);
  });
});

/** By elimination without pivots: the matrices are positive definite. */
function inverse(matrix: readonly (readonly number[])[]): number[][] {
  const rows = matrix.map((row, i) => [...row, ...row.map((_, j) => (i === j ? 1 : 0))]);
  rows.forEach((row, k) => {
    const pivot = row[k]!;
    row.forEach((value, j) => (row[j] = value / pivot));
    rows.forEach((other, i) => {
      if (i === k) return;
      const factor = other[k]!;
      other.forEach((value, j) => (other[j] = value - factor * row[j]!));
    });
  });
  return rows.map((row) => row.slice(matrix.length));
}
