/** Axes of a search: the range of each parameter, even in the parameter or in its logarithm, as a tree like the parameters. */
import { type Arr } from "../../src/index.ts";
import { describeValue, OptionError } from "../../src/internal.ts";

/** The range of one number, mapped to [0, 1]. */
export class Axis {
  readonly lower: number;
  readonly upper: number;
  /** Whether equal parts of [0, 1] are equal differences or equal ratios. */
  readonly scale: "linear" | "log";

  /** @throws OptionError unless lower < upper, both finite, and positive on a logarithmic axis */
  constructor(lower: number, upper: number, scale: "linear" | "log") {
    const fits = Number.isFinite(lower) && Number.isFinite(upper) && lower < upper && (scale === "linear" || lower > 0);
    if (!fits) {
      throw new OptionError({
        where: scale === "linear" ? "linearAxis" : "logAxis",
        expected: `finite${scale === "log" ? ", positive" : ""} bounds with lower < upper`,
        received: `[${lower}, ${upper}]`,
      });
    }
    this.lower = lower;
    this.upper = upper;
    this.scale = scale;
  }

  /** The parameter at a place of [0, 1]. */
  at(u: number): number {
    if (this.scale === "linear") return Math.min(this.lower + u * (this.upper - this.lower), this.upper);
    const value = this.lower * Math.exp(u * Math.log(this.upper / this.lower));
    return Math.min(Math.max(value, this.lower), this.upper);
  }

  /** As `at`, of a traced place. */
  traced(u: Arr): Arr {
    if (this.scale === "linear") return u.mul(this.upper - this.lower).add(this.lower);
    return u
      .mul(Math.log(this.upper / this.lower))
      .exp()
      .mul(this.lower);
  }

  /** The place of a parameter in [0, 1]. */
  place(value: number): number {
    const u =
      this.scale === "linear"
        ? (value - this.lower) / (this.upper - this.lower)
        : Math.log(value / this.lower) / Math.log(this.upper / this.lower);
    return Math.min(Math.max(u, 0), 1);
  }
}

/** A range in which equal differences count alike. @throws OptionError unless lower < upper, both finite */
export function linearAxis(lower: number, upper: number): Axis {
  return new Axis(lower, upper, "linear");
}

/** A range in which equal ratios count alike. @throws OptionError unless 0 < lower < upper, both finite */
export function logAxis(lower: number, upper: number): Axis {
  return new Axis(lower, upper, "log");
}

/** A tree of axes: `{ halo: { mass: logAxis(1e10, 1e13) }, rate: linearAxis(0, 1) }`. */
export interface SearchBox {
  readonly [name: string]: Axis | SearchBox;
}

/** The parameters of a box: a tree of the same form with a number or an array at every axis. */
export type BoxParams<B extends SearchBox, Leaf> = {
  readonly [K in keyof B]: B[K] extends Axis ? Leaf : B[K] extends SearchBox ? BoxParams<B[K], Leaf> : never;
};

/** An axis and where it is in its tree. */
export interface PlacedAxis {
  /** "halo.mass". */
  readonly path: string;
  readonly axis: Axis;
}

/** The axes of a box in the order in which they are written. @throws OptionError when there is none, or something else */
export function axesOf(box: SearchBox, where: string): readonly PlacedAxis[] {
  const walk = (node: unknown, path: string): PlacedAxis[] => {
    if (node instanceof Axis) return [{ path, axis: node }];
    if (typeof node === "object" && node !== null && !Array.isArray(node)) {
      return Object.entries(node).flatMap(([name, child]) => walk(child, path === "" ? name : `${path}.${name}`));
    }
    const expected = "an axis: linearAxis(lower, upper) or logAxis(lower, upper)";
    throw new OptionError({ where, path, expected, received: describeValue(node) });
  };
  const axes = walk(box, "");
  if (axes.length === 0)
    throw new OptionError({ where, problem: "the box has no axis, so there is nothing to search" });
  return axes;
}

/** The tree of parameters with the leaves in the order of the axes. */
export function paramsTree<B extends SearchBox, Leaf>(box: B, leaves: readonly Leaf[]): BoxParams<B, Leaf> {
  let next = 0;
  const build = (node: SearchBox): unknown =>
    Object.fromEntries(
      Object.entries(node).map(([name, child]) => [name, child instanceof Axis ? leaves[next++]! : build(child)]),
    );
  // A leaf for every axis, under the same names.
  return build(box) as BoxParams<B, Leaf>;
}
