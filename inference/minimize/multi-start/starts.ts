/** Starts: where a search for many minima begins, given one by one or spread over a box by a seed. */
import {
  checkOptions,
  option,
  fold,
  key,
  permutation,
  uniforms,
  type OptionChecks,
  type Key,
  OptionError,
  type Loose,
} from "../../../src/internal.ts";
import { FitParameters, type SpaceOptions } from "../../problem/parameters.ts";

/** Starts spread over a box: a Latin hypercube, so that every coordinate is seen in all of its range. */
export interface SpreadStarts<P> {
  /** Parameters that say what the tree is like; fixed leaves keep their values. */
  readonly initial: Loose<P>;
  /** How many starts. */
  readonly count: number;
  /** Ranges by path where starts lie, `{ "halo.mass": [0, 10] }`. Default: the bounds of each parameter. */
  readonly box?: Readonly<Record<string, readonly [lower: number, upper: number]>> | undefined;
}

/** Checks of what is said of the starts. */
const checks: OptionChecks<SpreadStarts<unknown>> = {
  // A tree, checked leaf by leaf where it is read.
  initial: option.anything,
  count: option.whole(1),
  box: option.record(option.interval, "ranges by path"),
};

/**
 * The parameters of every start.
 *
 * @throws OptionError when a parameter has neither a range nor bounds on both sides, or `count` is no positive whole number
 */
export function spreadStarts<P>(
  spread: SpreadStarts<P>,
  seed: number | string,
  options: SpaceOptions<P>,
  where: string,
): FitParameters<P>[] {
  checkOptions(spread, checks, where, "starts", ["initial", "count"]);
  const { initial, count, box = {} } = spread;
  if (!(Number.isInteger(count) && count > 0)) {
    throw new OptionError({
      where,
      path: "starts.count",
      expected: "a whole number from 1",
      received: String(count),
    });
  }
  const parameters = new FitParameters<P>(initial, options, where);
  const unknown = Object.keys(box).filter((path) => !parameters.leaves.some((leaf) => leaf.path === path));
  if (unknown.length > 0) {
    throw new OptionError({
      where,
      path: "starts.box",
      problem: `it names ${unknown.join(", ")}, which is no free parameter`,
      hint: `The free parameters are ${parameters.leaves.map(({ path }) => path).join(", ")}.`,
    });
  }
  const ranges = parameters.leaves.flatMap((leaf) =>
    parameters.coordinates.slice(leaf.offset, leaf.offset + leaf.size).map(({ path, lower, upper }) => {
      const [from, to] = box[leaf.path] ?? [lower, upper];
      if (!(from <= to && Number.isFinite(from) && Number.isFinite(to))) {
        throw new OptionError({
          where,
          path,
          expected: "a finite range to start in",
          received: `[${from}, ${to}]`,
          hint: `Give one in starts.box: { "${leaf.path}": [lower, upper] }.`,
        });
      }
      return [from, to] as const;
    }),
  );
  const columns = ranges.map((range, i) => column(count, range, fold(key(seed), i)));
  return Array.from({ length: count }, (_, k) => {
    const point = Float64Array.from(columns, (values) => values[k]!);
    // Trees of arrays are what any start may be given as.
    return new FitParameters<P>(parameters.paramsAt(point) as Loose<P>, options, where);
  });
}

/** One number in each of `count` equal parts of a range, in random order. */
function column(count: number, [from, to]: readonly [number, number], own: Key): Float64Array {
  const order = permutation(fold(own, 0), count);
  const within = uniforms(fold(own, 1), count);
  return Float64Array.from(order, (part, k) => Math.min(to, from + ((part + within[k]!) / count) * (to - from)));
}
