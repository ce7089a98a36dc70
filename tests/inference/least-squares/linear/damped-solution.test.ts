/** The damped solution against the same system reflected as a whole. */
import { expect, it } from "vitest";
import { dampedSolution } from "../../../../inference/least-squares/linear/damped-solution.ts";
import { solveUpper } from "../../../../inference/linear-algebra/triangular.ts";
import { triangularise } from "../../../../inference/linear-algebra/triangularise.ts";
import { normals } from "../../random.ts";

it.each([1, 2, 3, 8])("is that of all rows together, in %i coordinates", (n) => {
  const next = normals(`damped ${n}`);
  for (const damping of [1e-12, 1e-3, 1, 1e6]) {
    const rows = Array.from({ length: n }, (_, i) =>
      // Ones on the diagonal keep the triangle well conditioned, so that both ways are right to rounding.
      Float64Array.from({ length: n }, (__, j) => (j < i ? 0 : j === i ? 1 : 0.3 * next())),
    );
    const residual = Float64Array.from({ length: n }, next);
    const z = Float64Array.from({ length: n }, next);
    const root = Math.sqrt(damping);
    const matrix = new Float64Array(2 * n * n);
    const offset = new Float64Array(2 * n);
    rows.forEach((row, i) => {
      matrix.set(row, i * n);
      matrix[(n + i) * n + i] = root;
      offset[i] = residual[i]!;
      offset[n + i] = root * z[i]!;
    });
    const whole = triangularise(matrix, offset, n);
    const expected = solveUpper(
      whole.rows,
      whole.offset.map((value) => -value),
    );
    const found = dampedSolution(rows, residual, z, damping);
    const size = Math.max(...expected.map(Math.abs));
    // Some hundred roundings, and a condition below ten.
    found.forEach((value, i) => expect(Math.abs(value - expected[i]!) / size).toBeLessThan(1e-13));
  }
});

it("holds where squares leave the range of numbers", () => {
  // R = a, c = b: d = -(a b + damping z) / (a² + damping), with everything scaled by 1e-160 but z.
  const [a, b, root, z] = [3e-160, 5e-160, 4e-160, 2];
  const found = dampedSolution([Float64Array.of(a)], Float64Array.of(b), Float64Array.of(z), root * root);
  // The damping itself, 1.6e-319, is denormal: its root has four digits.
  expect(found[0]! / (-(3 * 5 + 16 * 2) / 25)).toBeCloseTo(1, 3);
});
