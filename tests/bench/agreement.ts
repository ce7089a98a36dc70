/** Whether two contenders computed the same numbers, to the precision of the coarser one. */
import type { Contender, Values } from "./benchmark.ts";

/** Numbers of one name that differ by more than the tolerance. */
export interface Disagreement {
  readonly name: string;
  readonly error: number;
  readonly tolerance: number;
}

/** max |a - b| / max |b|; infinite when the lengths differ or a number is not finite. */
export function relativeError(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  if (actual.length !== expected.length) return Infinity;
  let difference = 0;
  let scale = 0;
  for (let index = 0; index < expected.length; index++) {
    const a = actual[index] ?? Number.NaN;
    const b = expected[index] ?? Number.NaN;
    if (!Number.isFinite(a) || !Number.isFinite(b)) return Infinity;
    difference = Math.max(difference, Math.abs(a - b));
    scale = Math.max(scale, Math.abs(b));
  }
  return difference === 0 ? 0 : difference / scale;
}

/** Where `values` departs from `expected`; a name that only one of them has counts as a departure. */
export function disagreements(values: Values, expected: Values, tolerance: number): Disagreement[] {
  const names = new Set([...Object.keys(values), ...Object.keys(expected)]);
  return [...names].flatMap((name) => {
    const error = relativeError(values[name] ?? [], expected[name] ?? []);
    return error <= tolerance ? [] : [{ name, error, tolerance }];
  });
}

/** Compares every contender with the first, and says in sentences what disagrees. */
export function disagreementReport(contenders: readonly Contender[]): string[] {
  const [judge, ...others] = contenders;
  if (judge === undefined) return [];
  const expected = judge.values();
  return others.flatMap((contender) => {
    const tolerance = Math.max(contender.tolerance, judge.tolerance);
    return disagreements(contender.values(), expected, tolerance).map(
      ({ name, error }) =>
        `${contender.name} disagrees with ${judge.name} on ${name}: relative error ${error.toExponential(1)}, ` +
        `allowed ${tolerance.toExponential(1)}.`,
    );
  });
}
