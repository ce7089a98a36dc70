/** Start: the initial values, moved inside where they stand on a bound and have no unconstrained number. */
import { array } from "../../array/index.ts";
import { ParameterError } from "../../errors/index.ts";
import { isElementwise } from "../bijectors/index.ts";
import type { Space } from "./space.ts";
import type { UnconstrainOptions } from "./unconstrain.ts";

/** How far inside of a bound the start is moved, relative to the width of the range. */
const inwards = 1e-3;

/**
 * The initial numbers with a finite u each.
 *
 * @throws ParameterError where a value has no u and the range does not say how far to move it
 */
export function insideStart<P>(
  parameters: Space<P>,
  { spec, constraints = {} }: UnconstrainOptions<P>,
  where: string,
): { readonly start: Float64Array; readonly moved: readonly string[] } {
  const start = parameters.start.slice();
  const moved: string[] = [];
  const described = new Map(spec?.leaves.map((leaf) => [leaf.path, leaf]));
  for (const { path, offset, size, shape } of parameters.leaves) {
    const values = start.subarray(offset, offset + size);
    const asked = constraints[path];
    const vector = asked ?? described.get(path)?.parameter.bijector ?? undefined;
    if (vector !== undefined && !isElementwise(vector)) {
      const length = shape.slice(-vector.rank).reduce((count, axis) => count * axis, 1);
      for (let from = 0; from < size; from += length) {
        complain(vector.complaint(values.slice(from, from + length)), path, values.slice(from, from + length));
      }
      continue;
    }
    if (asked !== undefined) {
      const isInside = asked.inverse(array(values)).toArray().every(Number.isFinite);
      complain(isInside ? null : `values inside of the range of ${asked.name}`, path, values);
      continue;
    }
    values.forEach((value, k) => {
      const { lower, upper, path: name } = parameters.coordinates[offset + k]!;
      if (value !== lower && value !== upper) return;
      const width = Number.isFinite(upper - lower) ? upper - lower : Math.abs(defaultOf(path, k, value) - value);
      if (width === 0) {
        throw new ParameterError({
          where,
          path: name,
          expected: `a start inside of the bounds (${lower}, ${upper})`,
          received: `${value}, which is on one`,
          hint: "Start from a value of the size that you expect.",
        });
      }
      values[k] = value === lower ? lower + inwards * width : upper - inwards * width;
      moved.push(name);
    });
  }
  return { start, moved };

  /** The default of a number, or `otherwise` where there is none. */
  function defaultOf(path: string, position: number, otherwise: number): number {
    const given = described.get(path)?.default;
    if (typeof given === "number") return given;
    return typeof given === "object" ? Number(given.toArray()[position]) : otherwise;
  }

  function complain(expected: string | null, path: string, values: Float64Array): void {
    if (expected === null) return;
    throw new ParameterError({ where, path, expected, received: `[${values.join(", ")}]` });
  }
}
