/** The covariance that a user gives of the coordinates that are sampled, checked. */
import { OptionError, ParameterError } from "../../../src/internal.ts";
import { denseMetric } from "../dynamics/metric.ts";

/**
 * The matrix by rows in one array; null when none is given.
 *
 * @throws OptionError unless it has a row and a column for each coordinate and is symmetric and positive definite
 */
export function covarianceGiven(
  rows: readonly ArrayLike<number>[] | null,
  paths: readonly string[],
): Float64Array | null {
  if (rows === null) return null;
  const n = paths.length;
  const complain = (expected: string, received: string): never => {
    const hint = `The unconstrained coordinates are ${paths.join(", ")}.`;
    throw new OptionError({ where: "sample", path: "covariance", expected, received, hint });
  };
  const shape = `a matrix of ${n} rows of ${n} numbers`;
  if (rows.length !== n) return complain(shape, `a list of ${rows.length}`);
  const odd = rows.findIndex(({ length }) => length !== n);
  if (odd >= 0) complain(shape, `${rows[odd]!.length} numbers in row ${odd}`);
  const matrix = Float64Array.from(rows.flatMap((row) => Array.from(row)));
  // To rounding of whatever computed it, in units of the deviations.
  const differs = rows.findIndex((row, i) =>
    rows.some((other, j) => !(Math.abs(row[j]! - other[i]!) <= 1e-8 * Math.sqrt(row[i]! * other[j]!))),
  );
  if (differs < 0 && denseMetric(matrix, n) !== null) return matrix;
  const received = differs < 0 ? "one that is not definite" : `one whose row ${differs} differs from column ${differs}`;
  return complain("a symmetric and positive definite matrix", received);
}

/** @throws ParameterError when what was found is of other coordinates than those that are sampled */
export function checkSameCoordinates(found: readonly string[], sampled: readonly string[]): void {
  if (found.join() === sampled.join()) return;
  throw new ParameterError({
    where: "sample",
    path: "initial",
    expected: `an approximation of ${sampled.join(", ")}`,
    received: `one of ${found.join(", ")}`,
    hint: "Give both calls the same free parameters, bounds and constraints, or sample from its mode.",
  });
}
