/** The gradient of any function of trees, checked: arguments that cannot be differentiated held, results made one number. */
import { add, Arr, array, gradientReport, mul, sum, type Tree } from "../../index.ts";
import { flatten, type GradientCheckRow } from "../../internal.ts";
import { CommandError } from "../command-error.ts";

/** A function and where to check it. */
export interface GradientTarget {
  /** For the heading of the table. */
  readonly name: string;
  readonly f: (...args: readonly unknown[]) => unknown;
  readonly args: readonly unknown[];
}

/** One derivative: of one element, by both modes and by differences. */
export interface ElementCheck {
  /** The leaf and, where it has several elements, the one looked at: "params.halo.mass", "params.level[3]". */
  readonly element: string;
  readonly forward: number;
  readonly reverse: number;
  readonly differences: number;
  /** The larger error of the two modes, relative to the scale of the derivative. */
  readonly error: number;
  readonly passed: boolean;
}

/** A leaf, by its worst element. */
export interface LeafCheck {
  /** Path of the leaf. */
  readonly leaf: string;
  readonly elements: number;
  readonly worst: ElementCheck;
  /** How many of its elements failed. */
  readonly failed: number;
}

/** What was found for one order of derivative. */
export interface OrderCheck {
  readonly order: 1 | 2;
  readonly leaves: readonly LeafCheck[];
}

/** The whole finding. */
export interface GradientCheck {
  readonly passed: boolean;
  readonly orders: readonly OrderCheck[];
}

/**
 * Checks every element of every leaf, in both modes.
 *
 * @throws CommandError when nothing in the arguments can be differentiated
 */
export function checkGradient({ name, f, args }: GradientTarget, order: 1 | 2): GradientCheck {
  const moving = args.filter(isTree);
  if (moving.length === 0) {
    const reason = args.some(holdsForeignArray)
      ? "hold arrays of another copy of Fluxion: run the command that is installed beside the module (npx fluxion)."
      : "hold no numbers or arrays to differentiate with respect to.";
    throw new CommandError(`The arguments of ${name} ${reason}`);
  }
  const scalar = (...trees: readonly Tree[]): Arr => {
    let next = 0;
    return weighted(f(...args.map((argument) => (isTree(argument) ? trees[next++] : argument))));
  };
  const { passed, rows } = gradientReport(scalar, moving, { order });
  const orders = ([1, 2] as const).flatMap((each) => {
    const leaves = byLeaf(rows.filter((row) => row.order === each));
    return leaves.length === 0 ? [] : [{ order: each, leaves }];
  });
  return { passed, orders };
}

function isTree(value: unknown): value is Tree {
  try {
    return flatten(value as Tree).leaves.length > 0;
  } catch {
    return false;
  }
}

/** Whether an array is in it that looks like ours and is none: a second copy of the framework made it. */
function holdsForeignArray(value: unknown): boolean {
  if (typeof value !== "object" || value === null || value instanceof Arr) return false;
  return value.constructor.name === "Arr" || Object.values(value).some(holdsForeignArray);
}

/** One number from any result: itself, or the sum of its numbers times cosines of a sequence without symmetry. */
function weighted(result: unknown): Arr {
  const { leaves } = flatten(result as Tree, { where: "gradcheck", root: "result" });
  const [only] = leaves;
  if (leaves.length === 1 && typeof only === "object" && only.rank === 0) return only;
  let count = 0;
  const sums = leaves.map((leaf) => {
    const size = typeof leaf === "object" ? leaf.size : 1;
    const weights = Float64Array.from({ length: size }, () => Math.cos(1 + 1.618033988749895 * count++));
    return sum(mul(leaf, array(weights, { shape: typeof leaf === "object" ? leaf.shape : [] })));
  });
  return sums.reduce((total, each) => add(total, each), array(0));
}

function byLeaf(rows: readonly GradientCheckRow[]): LeafCheck[] {
  const leaves = new Map<string, GradientCheckRow[]>();
  for (const row of rows) leaves.set(row.path, [...(leaves.get(row.path) ?? []), row]);
  return [...leaves].flatMap(([leaf, ofLeaf]) => {
    const count = new Set(ofLeaf.map(({ index }) => index)).size;
    const elements = Array.from({ length: count }, (_, index) =>
      elementCheck(
        count === 1 ? leaf : `${leaf}[${index}]`,
        ofLeaf.filter((row) => row.index === index),
      ),
    );
    const [worst] = elements.toSorted((a, b) => Number(a.passed) - Number(b.passed) || b.error - a.error);
    return worst === undefined
      ? []
      : [{ leaf, elements: count, worst, failed: elements.filter(({ passed }) => !passed).length }];
  });
}

function elementCheck(element: string, rows: readonly GradientCheckRow[]): ElementCheck {
  const by = (mode: "forward" | "reverse"): number => rows.find((row) => row.mode === mode)?.autodiff ?? Number.NaN;
  return {
    element,
    forward: by("forward"),
    reverse: by("reverse"),
    differences: rows[0]?.numeric ?? Number.NaN,
    error: Math.max(...rows.map(({ error }) => error)),
    passed: rows.every(({ passed }) => passed),
  };
}
