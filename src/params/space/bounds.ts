/** Bounds that a user gave by path: of a leaf, or of one number of it. */
import { describeValue } from "../../errors/index.ts";
import { OptionError } from "../../errors/index.ts";
import { numberPaths } from "./number-paths.ts";

/** Least and greatest value. */
type Interval = readonly [lower: number, upper: number];

/** Bounds by the path of a leaf, "weights", or of one number of it, "weights[2]" or "matrix[0, 1]". */
export type BoundsByPath = Readonly<Record<string, readonly [lower: number, upper: number]>>;

/** The bounds given for each leaf: one a number of it in row-major order, undefined where none are. */
type GivenBounds = ReadonlyMap<string, readonly (Interval | undefined)[]>;

/**
 * Finds for every number of every leaf the bounds given for it; those of one number take the place of its leaf's. Leaves that
 * nothing is said of are left out.
 *
 * @throws OptionError naming a path that does not exist, or what is not a pair of numbers in order
 */
export function readBounds(
  bounds: BoundsByPath,
  leaves: readonly { readonly path: string; readonly shape: readonly number[] }[],
  where: string,
): GivenBounds {
  const unread = new Map(
    Object.entries(bounds).map(([path, pair]) => [withoutSpaces(path), checked(path, pair, where)]),
  );
  const take = (path: string): Interval | undefined => {
    const found = unread.get(withoutSpaces(path));
    unread.delete(withoutSpaces(path));
    return found;
  };
  const given = new Map<string, readonly (Interval | undefined)[]>();
  for (const { path, shape } of leaves) {
    const all = take(path);
    const each = numberPaths(path, shape).map((name) => take(name) ?? all);
    if (all !== undefined || each.some((pair) => pair !== undefined)) given.set(path, each);
  }
  if (unread.size > 0) {
    const inArrays = leaves
      .filter(({ shape }) => shape.length > 0)
      .flatMap(({ path, shape }) => numberPaths(path, shape));
    throw new OptionError({
      where,
      problem: `bounds names ${[...unread.keys()].join(", ")}, which the parameters do not have`,
      hint:
        `The parameters are ${leaves.map(({ path }) => path).join(", ")}` +
        `${inArrays.length > 0 ? `; one number of an array is ${inArrays[0]!}` : ""}.`,
    });
  }
  return given;
}

function checked(path: string, pair: unknown, where: string): Interval {
  const [lower, upper, more]: readonly unknown[] = Array.isArray(pair) ? (pair as unknown[]) : [];
  if (typeof lower === "number" && typeof upper === "number" && more === undefined && lower <= upper)
    return [lower, upper];
  throw new OptionError({
    where,
    path: `bounds.${path}`,
    expected: "[lower, upper], two numbers with lower <= upper",
    received: Array.isArray(pair) ? `[${pair.map((end) => describeEnd(end)).join(", ")}]` : describeValue(pair),
    hint: "Where there is no bound, write -Infinity or Infinity.",
  });
}

function describeEnd(end: unknown): string {
  return typeof end === "number" ? String(end) : describeValue(end);
}

function withoutSpaces(path: string): string {
  return path.replaceAll(" ", "");
}
