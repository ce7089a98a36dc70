/** Paths of the numbers of a leaf: its own where it is a scalar, with indices in square brackets where it is an array. */

/** One path a number, in row-major order: "mass", or "weights[0]", "weights[1]", or "matrix[0, 0]", "matrix[0, 1]". */
export function numberPaths(path: string, shape: readonly number[]): string[] {
  if (shape.length === 0) return [path];
  const size = shape.reduce((product, length) => product * length, 1);
  return Array.from({ length: size }, (_, position) => `${path}[${indicesOf(shape, position)}]`);
}

/** The indices of a position in an array, as they stand in square brackets: "1, 2". */
function indicesOf(shape: readonly number[], position: number): string {
  const indices: number[] = [];
  let rest = position;
  for (const length of shape.toReversed()) {
    indices.unshift(rest % length);
    rest = Math.floor(rest / length);
  }
  return indices.join(", ");
}
