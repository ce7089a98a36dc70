/** Undetermined directions: combinations of parameters that residuals do not know, here nor beside this point. */
import { type NullDirection, nullDirectionsOf } from "../fisher/covariance.ts";
import { type InformationSpectrum, knowsEveryDirection, spectrumOfJacobian } from "../fisher/spectrum.ts";
import { allFinite, dot } from "../linear-algebra/vectors.ts";
import { project } from "../problem/box.ts";
import type { NaturalScale } from "../fit/scale.ts";
import type { ResidualProblem } from "../problem/vector-problem.ts";
import { columnsOf } from "./standard-errors.ts";

/** How far along the directions the second look is taken, in natural lengths. */
const probeLength = 2 ** -10;

/** The directions, and how many Jacobians it took. */
export interface Undetermined {
  readonly directions: readonly NullDirection[];
  readonly jacobians: number;
}

/**
 * The null directions of a Jacobian over some coordinates. A column may vanish or two may be parallel by symmetry at one
 * point, so the Jacobian is asked again at a distance along them: what is determined there is left out.
 */
export function undeterminedDirections(
  problem: ResidualProblem,
  point: Float64Array,
  jacobian: Float64Array,
  free: readonly number[],
  scale: NaturalScale,
  paths: readonly string[],
): Undetermined {
  if (free.length === 0) return { directions: [], jacobians: 0 };
  const columns = columnsOf(jacobian, problem.size, free);
  if (knowsEveryDirection(columns, free.length)) return { directions: [], jacobians: 0 };
  const names = free.map((i) => paths[i]!);
  const spectrum = spectrumOfJacobian(columns, free.length);
  const here = nullVectors(spectrum);
  if (here.length === 0) return { directions: [], jacobians: 0 };
  const there = problem.jacobian(displaced(problem, point, free, scale, spectrum, here));
  const all = nullDirectionsOf(spectrum, names);
  if (!allFinite(there)) return { directions: all, jacobians: 1 };
  const others = nullVectors(spectrumOfJacobian(columnsOf(there, problem.size, free), free.length));
  const lasting = here.map((vector) => others.reduce((sum, other) => sum + dot(vector, other) ** 2, 0) >= 0.5);
  const directions = others.length >= here.length ? all : all.filter((_, k) => lasting[k]);
  return { directions, jacobians: 1 };
}

function nullVectors({ eigenvalues, vectors, floor }: InformationSpectrum): Float64Array[] {
  return vectors.filter((_, k) => eigenvalues[k]! <= floor);
}

/** A point off along all of the directions at once. */
function displaced(
  problem: ResidualProblem,
  point: Float64Array,
  free: readonly number[],
  { length }: NaturalScale,
  spectrum: InformationSpectrum,
  vectors: readonly Float64Array[],
): Float64Array {
  // Each direction with a share of its own, so that two cannot cancel.
  const move = free.map((i, k) => {
    const sum = vectors.reduce((total, vector, v) => total + vector[k]! / (v + 1), 0);
    return spectrum.scale[k]! > 0 ? sum / spectrum.scale[k]! / length[i]! : sum;
  });
  const largest = Math.max(...move.map(Math.abs));
  const to = point.slice();
  free.forEach((i, k) => (to[i] = to[i]! + ((probeLength * move[k]!) / largest) * length[i]!));
  return project(to, problem);
}
