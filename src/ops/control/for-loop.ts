/** forLoop for users: a loop over a range of integers. */

import { forChecks } from "../option-checks.ts";
import { type Arr, hostOf } from "../../array/arr.ts";
import { arange } from "../../array/ranges.ts";
import { checkOptions, describeType, describeValue, DTypeError, ShapeError } from "../../errors/index.ts";
import { add } from "../elementwise/arithmetic.ts";
import { less } from "../elementwise/comparison.ts";
import { asArr } from "../operands.ts";
import { scan, type ScanOptions } from "./scan.ts";
import type { Widened } from "../widened.ts";
import { whileLoop } from "./while-loop.ts";

/** How a forLoop is differentiated. */
export type ForOptions = Pick<ScanOptions<unknown>, "checkpoint">;

/**
 * `carry = body(i, carry)` for i from `from` up to but not including `to`; the carry after the last step.
 *
 * With known bounds it is a scan, and as differentiable as one. With a bound that is known only when the compiled program runs it is
 * a whileLoop: differentiable in forward mode.
 *
 * @param from     the first i: a whole number, or an i32 scalar
 * @param to       one past the last i; no step is taken when it is not above `from`
 * @param body     (i, carry) -> carry of the same tree, shapes and element types; i is an i32 scalar
 * @param initial  the first carry
 * @param options  checkpoint: as for scan
 * @throws         TreeError, ShapeError or DTypeError naming the leaf when the carry changes its form; DTypeError or ShapeError when
 *                 a bound is not an integer scalar
 * @example
 * ```ts
 * import { type Arr, forLoop, grad, mul, add } from "fluxion";
 * const power = (x: Arr) => forLoop(0, 5, (_, p) => mul(p, x), 1);
 * console.log(grad(power)(2).item()); // 80, the slope of x^5
 * console.log(forLoop(1, 5, (i, total) => add(total, i), 0).item()); // → 10
 * ```
 */
export function forLoop<const Carry>(
  from: Arr | number,
  to: Arr | number,
  body: (i: Arr, carry: Widened<Carry>) => Widened<Carry>,
  initial: Carry,
  options: ForOptions = {},
): Widened<Carry> {
  checkOptions(options, forChecks, "forLoop");
  const [first, end] = [boundOf(from, "from"), boundOf(to, "to")];
  if (typeof first === "number" && typeof end === "number") {
    const xs = arange(first, Math.max(first, end), 1, { dtype: "i32" });
    const step = (carry: Widened<Carry>, i: Arr): Widened<Carry> => body(i, carry);
    return (scan as unknown as KnownScan<Carry>)(step, initial, { ...options, xs }).carry;
  }
  const start = { i: asArr(first, "i32"), carry: initial };
  const goesOn = ({ i }: Counted<Carry>): Arr => less(i, end);
  const step = ({ i, carry }: Counted<Carry>): Counted<Carry> => ({ i: add(i, 1), carry: body(i, carry) });
  return (whileLoop as unknown as CountedLoop<Carry>)(goesOn, step, start).carry;
}

interface Counted<Carry> {
  readonly i: Arr;
  readonly carry: Widened<Carry>;
}

type KnownScan<Carry> = (
  step: (carry: Widened<Carry>, i: Arr) => Widened<Carry>,
  initial: Carry,
  options: ScanOptions<Arr>,
) => { readonly carry: Widened<Carry> };

type CountedLoop<Carry> = (
  condition: (state: Counted<Carry>) => Arr,
  body: (state: Counted<Carry>) => Counted<Carry>,
  initial: { readonly i: Arr; readonly carry: Carry },
) => Counted<Carry>;

/** A number where the bound is known. */
function boundOf(bound: Arr | number, path: string): Arr | number {
  const details = { where: "forLoop", path, expected: "a whole number, or an i32 scalar" };
  if (typeof bound === "number") {
    if (Number.isInteger(bound) && Math.abs(bound) < 2 ** 31) return bound;
    throw new DTypeError({ ...details, received: describeValue(bound) });
  }
  const arr = asArr(bound, undefined, "forLoop");
  if (arr.dtype !== "i32") {
    throw new DTypeError({ ...details, received: describeType(arr), hint: 'Convert with cast(bound, "i32").' });
  }
  if (arr.rank !== 0) throw new ShapeError({ ...details, received: describeType(arr) });
  return hostOf(arr) === undefined ? arr : arr.item();
}
