/** Segments: a scan as a loop over shorter scans, of which reverse mode keeps the ends alone and computes the steps again. */

import type { Arr } from "../../array/arr.ts";
import { ShapeError } from "../../errors/index.ts";
import { concatenate, slice } from "../../primitives/movement/parts.ts";
import { scan, type ScanAttributes } from "../../primitives/control/scan/scan.ts";
import { bind, bindOne } from "../../program/bind.ts";
import { traceClosed } from "../../program/close.ts";
import { reshapeTo } from "../../primitives/movement/shape.ts";

/**
 * Steps in a segment: what was asked for, or near the square root of all steps, for which ends and steps of one segment together are
 * fewest. A divisor is preferred where it costs little, as no shorter segment is left over then.
 *
 * @throws ShapeError when the length asked for is no whole number from 1
 */
export function segmentLength(length: number, checkpoint: true | number): number {
  if (checkpoint !== true) {
    if (Number.isInteger(checkpoint) && checkpoint >= 1) return Math.min(checkpoint, length);
    throw new ShapeError({
      where: "scan",
      path: "checkpoint",
      expected: "true, or how many steps a segment has",
      received: String(checkpoint),
    });
  }
  const root = Math.max(1, Math.round(Math.sqrt(length)));
  for (let candidate = root; candidate * 2 >= root; candidate--) if (length % candidate === 0) return candidate;
  return root;
}

/** The results of a scan, computed segment by segment: the same operations in the same order. */
export function scanInSegments(operands: readonly Arr[], attributes: ScanAttributes, steps: number): Arr[] {
  const { length, reverse, constantCount, carryCount } = attributes;
  const segments = Math.floor(length / steps);
  const whole = segments * steps;
  const constants = operands.slice(0, constantCount);
  const xs = operands.slice(constantCount + carryCount);

  const segmented = (carries: readonly Arr[]): Arr[] => {
    const blocks = xs.map((x) => reshapeTo(part(x, 0, whole), [segments, steps, ...x.shape.slice(1)]));
    const given = [...constants, ...carries, ...blocks];
    const body = traceClosed(
      given.map(({ shape, dtype }, i) => ({
        shape: i < constantCount + carryCount ? shape : shape.slice(1),
        dtype,
      })),
      (inputs) => bind(scan, inputs, { ...attributes, length: steps }),
    );
    const results = bind(scan, given, { ...attributes, body, length: segments });
    return results.map((each, i) => (i < carryCount ? each : reshapeTo(each, [whole, ...each.shape.slice(2)])));
  };
  const rest = (carries: readonly Arr[]): Arr[] =>
    bind(scan, [...constants, ...carries, ...xs.map((x) => part(x, whole, length))], {
      ...attributes,
      length: length - whole,
    });

  const initial = operands.slice(constantCount, constantCount + carryCount);
  if (whole === length) return segmented(initial);
  // What is left over stands at the end, and so comes first when the loop runs backwards.
  const [first, second] = reverse ? [rest, segmented] : [segmented, rest];
  const before = first(initial);
  const after = second(before.slice(0, carryCount));
  return after.map((each, i) => {
    if (i < carryCount) return each;
    const stacks = reverse ? [each, before[i]!] : [before[i]!, each];
    return bindOne(concatenate, stacks, { axis: 0 });
  });
}

/** Steps from `start` up to but not including `end`. */
function part(x: Arr, start: number, end: number): Arr {
  if (start === 0 && end === x.shape[0]) return x;
  const others = x.shape.slice(1);
  return bindOne(slice, [x], {
    starts: [start, ...others.map(() => 0)],
    limits: [end, ...others],
    strides: x.shape.map(() => 1),
  });
}
