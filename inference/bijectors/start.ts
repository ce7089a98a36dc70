/** Start: the initial values, moved inside where they stand on a bound and have no unconstrained number. */
import { array } from "../../src/array/index.ts";
import { ParameterError } from "../../src/errors/index.ts";
import type { FitParameters } from "../problem/parameters.ts";
import { isElementwise } from "./segments.ts";
import type { UnconstrainOptions } from "./unconstrain.ts";

/** How far inside of a bound the start is moved, relative to the width of the range. */
const inwards = 1e-3;

/**
 * The initial numbers with a finite u each.
 *
 * @throws ParameterError where a value has no u and the range does not say how far to move it
 */
export function insideStart<P>(
  parameters: FitParameters<P>,
  { spec, constraints = {} }: UnconstrainOptions<P>,
  where: string,
): { readonly start: Float64Array; readonly moved: readonly string[] } {
  const start = parameters.start.slice();
  const moved: string[] = [];
  const defaults = new Map(spec?.leaves.map((leaf) => [leaf.path, leaf.default]));
  for (const { path, offset, size, shape } of parameters.leaves) {
    const values = start.subarray(offset, offset + size);
    const asked = constraints[path];
    if (asked !== undefined && !isElementwise(asked)) {
      const length = shape.at(-1)!;
      for (let from = 0; from < size; from += length) {
        complain(asked.complaint(values.slice(from, from + length)), path, values.slice(from, from + length));
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
      const width = Number.isFinite(upper - lower) ? upper - lower : Math.abs((defaults.get(path) ?? value) - value);
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

  function complain(expected: string | null, path: string, values: Float64Array): void {
    if (expected === null) return;
    throw new ParameterError({ where, path, expected, received: `[${values.join(", ")}]` });
  }
}
