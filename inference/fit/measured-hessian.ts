/** Measured Hessian: second derivatives from values, where there is nothing better. */
import type { Box } from "../problem/box.ts";

/** A rise of the objective that is far above rounding and well inside of what a parabola describes. */
const wantedRise = 0.1;
const mostLengthenings = 12;
/** A rise within this factor of the wanted one will do. */
const nearEnough = 4;

/**
 * Second derivatives by central differences. Each coordinate is moved so far that the objective rises by about a tenth, a
 * third of a standard error of a chi-squared: so the differences stand clear of rounding.
 *
 * @param value  the objective at a point of the box
 * @param positions  coordinates to move
 * @param length  a first guess of their size, shape [n]
 * @returns by rows, over the given positions
 */
export function measuredHessian(
  value: (point: Float64Array) => number,
  point: Float64Array,
  positions: readonly number[],
  length: Float64Array,
  { lower, upper }: Box,
): Float64Array[] {
  const middle = value(point);
  const at = (...moves: readonly (readonly [position: number, move: number])[]): number => {
    const to = point.slice();
    for (const [i, move] of moves) to[i] = Math.min(Math.max(point[i]! + move, lower[i]!), upper[i]!);
    return value(to);
  };
  const rise = (i: number, step: number): number => 0.5 * (at([i, step]) + at([i, -step])) - middle;
  const steps = positions.map((i) => {
    const room = Math.min(point[i]! - lower[i]!, upper[i]! - point[i]!);
    let step = Math.min(length[i]! / 1024, room);
    for (let k = 0; k < mostLengthenings; k++) {
      const found = rise(i, step);
      if (found > wantedRise / nearEnough && found < wantedRise * nearEnough) break;
      // Along a parabola the rise is the square of the step.
      const factor = found > 0 ? Math.sqrt(wantedRise / found) : Number.isFinite(found) ? 32 : 1 / 32;
      const next = Math.min(step * Math.min(Math.max(factor, 1 / 32), 32), room);
      if (next === step) break;
      step = next;
    }
    return step;
  });
  const diagonal = positions.map((i, k) => (2 * rise(i, steps[k]!)) / steps[k]! ** 2);
  const matrix = positions.map(() => new Float64Array(positions.length));
  positions.forEach((i, k) => {
    matrix[k]![k] = diagonal[k]!;
    for (let l = 0; l < k; l++) {
      const [j, a, b] = [positions[l]!, steps[k]!, steps[l]!];
      const crossed = at([i, a], [j, b]) - at([i, a], [j, -b]) - at([i, -a], [j, b]) + at([i, -a], [j, -b]);
      matrix[k]![l] = crossed / (4 * a * b);
      matrix[l]![k] = matrix[k]![l]!;
    }
  });
  return matrix;
}
