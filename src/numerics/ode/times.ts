/** Times: when a solution is wanted, the first being that of the initial state. */

import { array, type Arr } from "../../array/index.ts";
import { describeType, ParameterError, ShapeError } from "../../errors/index.ts";
import { cast } from "../../ops/index.ts";

/** Times in ascending or descending order: a vector, or a list of numbers. */
export type Times = Arr | readonly number[];

/** The times as f64[n], n >= 1. @throws ShapeError; ParameterError when known times turn back */
export function timesOf(where: string, times: Times): Arr {
  const given = Array.isArray(times) ? array(times as number[]) : (times as Arr);
  if (given.rank !== 1 || given.size === 0) {
    throw new ShapeError({ where, path: "times", expected: "[n] with n >= 1", received: describeType(given) });
  }
  const vector = cast(given, "f64");
  if (!vector.isTracer) checkOrder(where, vector.toArray());
  return vector;
}

function checkOrder(where: string, times: ArrayLike<number>): void {
  const direction = Math.sign(times[times.length - 1]! - times[0]!);
  for (let i = 1; i < times.length; i++) {
    if ((times[i]! - times[i - 1]!) * direction >= 0) continue;
    throw new ParameterError({
      where,
      path: `times[${i}]`,
      expected: `a time in order, ${direction < 0 ? "at most" : "at least"} times[${i - 1}] = ${times[i - 1]!}`,
      received: String(times[i]),
    });
  }
}
