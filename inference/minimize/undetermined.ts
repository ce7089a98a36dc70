/** Undetermined directions: combinations of parameters that an objective does not know, from differences of its gradient. */
import { type NullDirection, nullDirectionsOf } from "../fisher/covariance.ts";
import { spectrumOfMatrix } from "../fisher/spectrum.ts";
import { allFinite, dot } from "../linear-algebra/vectors.ts";
import { project } from "../problem/box.ts";
import type { NaturalScale } from "../fit/scale.ts";
import type { SmoothProblem } from "../problem/vector-problem.ts";

/** Up to this many coordinates a gradient for each is no great price. */
const fewCoordinates = 32;
/** Moves for the matrix of differences, and for the closer look at what it suggests, in natural lengths. */
const matrixProbe = 2 ** -20;
const closeProbe = 2 ** -16;
/** Differences give a matrix to this fraction; a smaller eigenvalue is looked at closely. */
const suspicious = 1e-4;
/** A curvature below this fraction of what the coordinates have on their own is none. */
const negligible = 1e-9;

/**
 * Combinations of the given coordinates along which the objective does not curve: the null vectors of a matrix of gradient
 * differences, each confirmed by the change of slope along it, in which its own errors count only by their square.
 */
export function undeterminedDirections(
  problem: SmoothProblem,
  point: Float64Array,
  gradient: Float64Array,
  free: readonly number[],
  { length }: NaturalScale,
  paths: readonly string[],
): readonly NullDirection[] {
  if (free.length < 2 || free.length > fewCoordinates) return [];
  const slopesAt = (to: Float64Array): Float64Array => problem.evaluate(to).gradient;
  const rows = free.map((i) => {
    const to = point.slice();
    const move = matrixProbe * length[i]!;
    to[i] = point[i]! + (point[i]! + move <= problem.upper[i]! ? move : -move);
    const slopes = slopesAt(to);
    return Float64Array.from(free, (j) => (slopes[j]! - gradient[j]!) / (to[i]! - point[i]!));
  });
  if (!rows.every(allFinite)) return [];
  const spectrum = spectrumOfMatrix(rows, suspicious);
  const { scale, vectors, eigenvalues, floor } = spectrum;
  const names = free.map((i) => paths[i]!);
  const suspects = Array.from(vectors.keys()).filter((k) => eigenvalues[k]! <= floor);
  const all = nullDirectionsOf(spectrum, names);
  return all.filter((_, which) => {
    const vector = vectors[suspects[which]!]!;
    // Back from units of sensitivity, and as long as the probe along its longest component.
    const raw = vector.map((weight, k) => (scale[k]! > 0 ? weight / scale[k]! : 0));
    const longest = raw.reduce((most, x, k) => Math.max(most, Math.abs(x) / length[free[k]!]!), 0);
    const step = raw.map((x) => (closeProbe * x) / longest);
    const [ahead, behind] = [1, -1].map((sign) => {
      const to = point.slice();
      free.forEach((i, k) => (to[i] = to[i]! + sign * step[k]!));
      return slopesAt(project(to, problem));
    });
    const change = Float64Array.from(free, (i) => ahead![i]! - behind![i]!);
    // The coordinates on their own would curve by the sum of (scale step)².
    const own = step.reduce((sum, x, k) => sum + (scale[k]! * x) ** 2, 0);
    return Math.abs(0.5 * dot(change, step)) <= negligible * own;
  });
}
