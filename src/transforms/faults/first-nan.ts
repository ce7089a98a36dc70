/** firstNaN and firstInfinity: where the first number that is not one comes from. */

import { NumericError } from "../../errors/index.ts";
import { keepingSites } from "../../program/builder.ts";
import type { LooseArguments } from "../grad.ts";
import { faultError, type NumericFault } from "./numeric-fault.ts";
import { flattenArguments, traceCall } from "../trace-call.ts";

/**
 * Finds the equation that made the first NaN of the results: its text as `trace` prints it, the step of each loop it was in, what
 * its operands ranged over, and the line of your code. NaN that no result takes in, as in the branch that `where` leaves, is
 * passed over. Everything is interpreted, which is slow; `jit(f, { debug: "nan" })` does this only once a result holds NaN.
 *
 * @param f  a pure function of pytrees
 * @returns  (...args) -> an error that says so and was not thrown, or undefined when the results hold no NaN
 * @throws   what tracing f throws
 * @example
 * ```ts
 * import { type Arr, array, firstNaN, grad } from "fluxion";
 * const length = (x: Arr) => x.square().sum().sqrt();
 * console.log(firstNaN(grad(length))(array([0, 0]))?.message); // … the first NaN is k[0] of `k: f64[2] = mul j d` …
 * ```
 */
export function firstNaN<Args extends readonly unknown[]>(
  f: (...args: Args) => unknown,
): (...args: LooseArguments<Args>) => NumericError | undefined {
  return first("firstNaN", "nan", f);
}

/**
 * As `firstNaN`, for infinities too: where one of both first comes up.
 *
 * @example
 * ```ts
 * import { type Arr, firstInfinity } from "fluxion";
 * console.log(firstInfinity((x: Arr) => x.exp().sub(1))(800)?.message);
 * ```
 */
export function firstInfinity<Args extends readonly unknown[]>(
  f: (...args: Args) => unknown,
): (...args: LooseArguments<Args>) => NumericError | undefined {
  return first("firstInfinity", "infinity", f);
}

function first<Args extends readonly unknown[]>(
  where: string,
  fault: NumericFault,
  f: (...args: Args) => unknown,
): (...args: LooseArguments<Args>) => NumericError | undefined {
  return (...args) => {
    const flat = flattenArguments(args, where);
    const { program, captures } = keepingSites(() => traceCall(f, flat, where));
    if (captures.length > 0) {
      throw new NumericError({
        where,
        problem: "the function closes over values of a function that is being traced, which are not known.",
        hint: "Call it outside of traced functions.",
      });
    }
    return faultError(where, fault, program, flat);
  };
}
