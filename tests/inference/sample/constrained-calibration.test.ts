/** Simulation-based calibration through the bijectors of matrices, directions and sums to zero: their Jacobians are right. */
import { describe, it } from "vitest";
import {
  type Arr,
  array,
  choleskyFactor,
  distributions,
  matMul,
  positiveDefinite,
  spec,
  sumToZero,
  transpose,
  unitVector,
  streams,
} from "fluxion";
import { nuts } from "fluxion/inference";
import { calibrate, expectEven } from "./calibrate.ts";

const { multivariateNormal } = distributions;

/** All of them at once: their posteriors are independent of each other. */
const model = spec({
  covariance: positiveDefinite(2, {
    default: [
      [4, 0],
      [0, 4],
    ],
  }),
  axis: unitVector(3),
  effects: sumToZero(3),
  factor: choleskyFactor(2, {
    default: [
      [2, 0],
      [0, 2],
    ],
  }),
});
type Params = typeof model.params;

/** Few data, so that a wrong power of a diagonal would show: degrees of freedom of the Wishart distribution of the covariance, and how many vectors are measured of it. */
const [FREEDOM, VECTORS] = [4, 2];

/** log density of a Wishart distribution of 2 by 2 matrices with scale 1, up to a constant, per number of the lower triangle. */
const logWishart = (matrix: Arr, logDeterminant: Arr): Arr => {
  const trace = matrix.slice(0, 0).add(matrix.slice(1, 1));
  return logDeterminant.mul((FREEDOM - 3) / 2).sub(trace.mul(0.5));
};

const determinant = (m: Arr): Arr =>
  m
    .slice(0, 0)
    .mul(m.slice(1, 1))
    .sub(m.slice(0, 1).mul(m.slice(1, 0)));

/** Draws of the Wishart distribution: sums of squares of normal vectors. */
function wishart(numbers: Float64Array): number[][] {
  const [x, y] = [numbers.subarray(0, FREEDOM), numbers.subarray(FREEDOM)];
  const along = (a: Float64Array, b: Float64Array): number => a.reduce((total, value, i) => total + value * b[i]!, 0);
  return [
    [along(x, x), along(x, y)],
    [along(x, y), along(y, y)],
  ];
}

/** The Cholesky factor of a covariance. */
function factorOf(covariance: number[][]): number[][] {
  const [a, , b, c] = covariance.flat();
  const first = Math.sqrt(a!);
  return [
    [first, 0],
    [b! / first, Math.sqrt(c! - (b! * b!) / a!)],
  ];
}

/** Vectors of that covariance. */
function vectorsOf(covariance: number[][], noise: Float64Array): Arr {
  return matMul(array(noise, { shape: [VECTORS, 2] }), transpose(array(factorOf(covariance))));
}

describe("simulation-based calibration", () => {
  it("of a covariance, a direction, effects that add up to zero and a factor", () => {
    const probabilities = calibrate<Params>(
      model.defaults,
      (from) => {
        const numbers = streams.normals(from, 2 * (2 * FREEDOM) + 2 * (2 * VECTORS) + 3 + 3 + 3 + 3);
        let next = 0;
        const take = (count: number): Float64Array => numbers.slice(next, (next += count));
        const [covariance, second] = [wishart(take(2 * FREEDOM)), wishart(take(2 * FREEDOM))];
        const [y, z] = [vectorsOf(covariance, take(2 * VECTORS)), vectorsOf(second, take(2 * VECTORS))];
        // Uniform on the sphere, measured with an error of 0.5.
        const direction = take(3);
        const axis = direction.map((each) => each / Math.hypot(...direction));
        const seen = array(axis).add(array(take(3)).mul(0.5));
        // Normal on the plane of zero sums.
        const free = take(3);
        const effects = free.map((each) => each - (free[0]! + free[1]! + free[2]!) / 3);
        const measured = array(effects).add(array(take(3)).mul(0.7));
        const factor = factorOf(second);
        const mean = array([0, 0]);
        return {
          truth: {
            "covariance[0, 0]": covariance[0]![0]!,
            "covariance[1, 0]": covariance[1]![0]!,
            "covariance[1, 1]": covariance[1]![1]!,
            ...Object.fromEntries(Array.from(axis, (each, k) => [`axis[${k}]`, each])),
            ...Object.fromEntries(Array.from(effects, (each, k) => [`effects[${k}]`, each])),
            "factor[0, 0]": factor[0]![0]!,
            "factor[1, 0]": factor[1]![0]!,
            "factor[1, 1]": factor[1]![1]!,
          },
          logDensity: (p) => {
            // N(0, S) of the vectors y, up to a constant.
            const s = p.covariance;
            const d = determinant(s);
            const [a, b] = [y.slice(null, 0), y.slice(null, 1)];
            const quadratic = a
              .square()
              .mul(s.slice(1, 1))
              .add(b.square().mul(s.slice(0, 0)))
              .sub(a.mul(b).mul(s.slice(0, 1)).mul(2))
              .div(d)
              .sum();
            const ofCovariance = logWishart(s, d.log())
              .sub(quadratic.mul(0.5))
              .sub(d.log().mul(VECTORS / 2));
            const ofAxis = seen.sub(p.axis).div(0.5).square().sum().mul(-0.5);
            const ofEffects = measured.sub(p.effects).div(0.7).square().sum().add(p.effects.square().sum()).mul(-0.5);
            // The density of a covariance as one of its factor: |d(L Lᵀ)/dL| = 4 L₀₀² L₁₁.
            const [first, last] = [p.factor.slice(0, 0), p.factor.slice(1, 1)];
            const square = matMul(p.factor, transpose(p.factor));
            const ofFactor = logWishart(square, first.mul(last).log().mul(2))
              .add(first.log().mul(2))
              .add(last.log())
              .add(multivariateNormal({ mean, choleskyFactor: p.factor }).logDensity(z).sum());
            return ofCovariance.add(ofAxis).add(ofEffects).add(ofFactor);
          },
        };
      },
      { spec: model, sampler: nuts({ targetAcceptance: 0.9 }) },
    );
    expectEven(probabilities);
  });
});
