/** scan for users: loops over pytrees. */

import { scanChecks } from "../option-checks.ts";
import type { Arr } from "../../array/arr.ts";
import { checkOptions, describeType, ShapeError } from "../../errors/index.ts";
import { scan as scanPrimitive } from "../../primitives/control/scan/scan.ts";
import { bind } from "../../program/bind.ts";
import { traceOnTypes } from "../../program/close.ts";
import { flatten, pathsOf, type Tree, unflatten } from "../../tree/index.ts";
import { carryLeaves } from "./carry.ts";
import { asArr } from "../operands.ts";
import { scanInSegments, segmentLength } from "./scan-segments.ts";
import type { Widened } from "../widened.ts";

/** What a step returns when it emits something besides its next carry. */
export class Emission<Carry, Y> {
  readonly carry: Carry;
  readonly y: Y;

  constructor(carry: Carry, y: Y) {
    this.carry = carry;
    this.y = y;
  }
}

/** Returned by the body of a scan: the next carry, and an output that is stacked over the steps. */
export function emit<Carry, Y>(carry: Carry, y: Y): Emission<Carry, Y> {
  return new Emission(carry, y);
}

/** What a scan runs over. */
export interface ScanOptions<X> {
  /** A pytree of arrays whose leading axis is the step; each step receives its slices. */
  readonly xs?: X;
  /** Number of steps; needed without `xs`. */
  readonly length?: number;
  /** Go from the last step to the first; outputs stay where their step is. */
  readonly reverse?: boolean;
  /**
   * Reverse mode keeps the carry of every step. With true it keeps those at the ends of segments, some √steps of them, and computes
   * each segment again when it comes to it: memory for 2 √steps carries, for one more evaluation of the loop. A number says how
   * many steps a segment has. Values are the same bit for bit; forward mode is as without.
   */
  readonly checkpoint?: boolean | number;
}

/** What a scan leaves behind. */
export interface ScanResult<Carry, Y> {
  /** The carry after the last step. */
  readonly carry: Carry;
  /** Outputs of all steps, stacked along a new leading axis. */
  readonly ys: Y;
}

/**
 * A loop that carries a state: `body(carry, x)` gives the next carry, or `emit(carry, y)` to output y as well. It compiles to
 * one loop whatever its length, and differentiates, batches and nests.
 *
 * @param body     (carry, x) -> carry of the same tree, shapes and element types, or emit(carry, y)
 * @param initial  the first carry
 * @param options  xs: what each step reads, stacked on the leading axis; length; reverse; checkpoint: less memory in reverse mode
 * @returns        the last carry, and the ys stacked
 * @throws         TreeError or ShapeError naming the leaf when the carry changes its form, ShapeError when lengths differ
 * @example
 * ```ts
 * import { add, array, emit, mul, scan } from "fluxion";
 * const growth = scan((x) => mul(x, 1.5), 1, { length: 3 });
 * console.log(growth.carry.item()); // → 3.375
 * const sums = scan((total, x) => emit(add(total, x), add(total, x)), 0, { xs: array([1, 2, 3]) });
 * console.log(sums.ys.toNested()); // → [ 1, 3, 6 ]
 * ```
 */
export function scan<const Carry, X = undefined, Step extends StepResult<Widened<Carry>> = Widened<Carry>>(
  body: (carry: Widened<Carry>, x: X) => Step,
  initial: Carry,
  options: ScanOptions<X>,
): ScanResult<Widened<Carry>, Emitted<Step>>;
export function scan(
  body: (carry: never, x: never) => unknown,
  initial: unknown,
  options: ScanOptions<unknown>,
): ScanResult<unknown, unknown> {
  checkOptions(options, scanChecks, "scan");
  const { xs, length, reverse = false, checkpoint = false } = options;
  const start = flatten(initial as Tree, { where: "scan", root: "initial" });
  const given = xs === undefined ? undefined : flatten(xs as Tree, { where: "scan", root: "xs" });
  const carries = start.leaves.map((leaf) => asArr(leaf));
  const stacks = (given?.leaves ?? []).map((leaf) => asArr(leaf));
  const steps = stepCount(stacks, given === undefined ? [] : pathsOf(given.structure, "xs"), length);
  const carryTypes = carries.map(({ shape, dtype }) => ({ shape, dtype }));
  const xTypes = stacks.map(({ shape, dtype }) => ({ shape: shape.slice(1), dtype }));

  let emitted: ReturnType<typeof flatten> | undefined;
  const { program, captures } = traceOnTypes([...carryTypes, ...xTypes], (inputs) => {
    const carry = unflatten(start.structure, inputs.slice(0, carries.length));
    const x = given === undefined ? undefined : unflatten(given.structure, inputs.slice(carries.length));
    const returned = (body as (carry: unknown, x: unknown) => unknown)(carry, x);
    const next: unknown = returned instanceof Emission ? returned.carry : returned;
    const nextLeaves = carryLeaves("scan", next, { initial, structure: start.structure, carries });
    emitted = returned instanceof Emission ? flatten(returned.y as Tree, { where: "scan", root: "y" }) : undefined;
    return [...nextLeaves, ...(emitted?.leaves ?? []).map((leaf) => asArr(leaf))];
  });
  const operands = [...captures, ...carries, ...stacks];
  const attributes = {
    body: program,
    length: steps,
    reverse,
    constantCount: captures.length,
    carryCount: carries.length,
  };
  const segment = checkpoint === false ? steps : segmentLength(steps, checkpoint);
  const results =
    segment < steps && segment > 1
      ? scanInSegments(operands, attributes, segment)
      : bind(scanPrimitive, operands, attributes);
  return {
    carry: unflatten(start.structure, results.slice(0, carries.length)),
    ys: emitted === undefined ? undefined : unflatten(emitted.structure, results.slice(carries.length)),
  };
}

/** What a step may return. */
export type StepResult<Carry> = Carry | Emission<Carry, unknown>;

/** What a step emits; undefined when it returns the carry alone. */
export type Emitted<Step> = Step extends Emission<unknown, infer Y> ? Y : undefined;

function stepCount(stacks: readonly Arr[], names: readonly string[], length: number | undefined): number {
  let steps = length;
  let from = "length";
  stacks.forEach((stack, i) => {
    const [leading] = stack.shape;
    if (leading === undefined) {
      throw new ShapeError({
        where: "scan",
        path: names[i]!,
        expected: "a leading axis, one slice for each step",
        received: describeType(stack),
        hint: "A value that is the same in every step is simply used inside the body.",
      });
    }
    if (steps !== undefined && steps !== leading) {
      throw new ShapeError({
        where: "scan",
        path: names[i]!,
        expected: `${steps} steps, as ${from} says`,
        received: describeType(stack),
      });
    }
    steps = leading;
    from = names[i]!;
  });
  if (steps === undefined || !Number.isInteger(steps) || steps < 0) {
    throw new ShapeError({
      where: "scan",
      expected: "a number of steps: options.length, or options.xs with a leading axis",
      received: steps === undefined ? "neither" : String(steps),
    });
  }
  return steps;
}
