/** Spectra of information: what can be told without one agrees with what it tells. */
import { describe, expect, it } from "vitest";
import { streams } from "fluxion";
import { covarianceOf, standardErrorsOf } from "../../../inference/fisher/covariance.ts";
import {
  knowsEveryDirection,
  spectrumOfJacobian,
  standardErrorsOfJacobian,
} from "../../../inference/fisher/spectrum.ts";

const [m, n] = [30, 6];
/** Columns in units from 1e-15 to 1e15. */
const units = [1e-15, 1e-6, 1, 3, 1e6, 1e15];
const jacobian = Float64Array.from(streams.normals(streams.key("jacobian"), m * n), (x, k) => x * units[k % n]!);
/** The last column beside the first, but for a part of it. */
const nearly = (part: number): Float64Array =>
  jacobian.map((x, k) => (k % n === n - 1 ? jacobian[k - n + 1]! * 1e30 + part * x : x));

describe("a Jacobian that knows every direction", () => {
  it("has the errors of its spectrum", () => {
    const errors = standardErrorsOfJacobian(jacobian, n)!;
    const spectrum = spectrumOfJacobian(jacobian, n);
    const covariance = covarianceOf(spectrum);
    standardErrorsOf(spectrum).forEach((error, i) => {
      // A condition below ten costs one digit of fifteen.
      expect(Math.abs(errors[i]! / error - 1)).toBeLessThan(1e-13);
      expect(Math.abs(error / Math.sqrt(covariance[i]![i]!) - 1)).toBeLessThan(1e-13);
    });
  });

  it("is told from one that may not", () => {
    expect([1, 1e-4, 1e-7].map((part) => knowsEveryDirection(nearly(part), n))).toEqual([true, true, true]);
    // Directions are lost below 1e-10; the bound leaves the last digit, and its own factor of up to n, to the spectrum.
    expect([1e-11, 1e-14, 0].map((part) => knowsEveryDirection(nearly(part), n))).toEqual([false, false, false]);
    expect(standardErrorsOfJacobian(nearly(0), n)).toBeNull();
    // Fewer data than parameters, and a parameter that nothing knows.
    expect(knowsEveryDirection(jacobian.slice(0, 5 * n), n)).toBe(false);
    expect(
      knowsEveryDirection(
        jacobian.map((x, k) => (k % n === 2 ? 0 : x)),
        n,
      ),
    ).toBe(false);
  });
});
