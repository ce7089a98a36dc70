/** Programs drawn at random on integers and on types that meet; those on floats, with loops and derivatives, are in tests/fuzz. */

import { type Arr, broadcastTo, cast, concat, type DType, emit, flip, less, pad, scan, trace, where } from "fluxion";
import fc from "fast-check";
import { describe, it } from "vitest";
import { shapes } from "./drawn-shapes.ts";
import { expectClose, runBoth, uniform } from "./support.ts";

/** One step of a program: which operation, on which values so far, with what parameters. */
interface Instruction {
  readonly operation: number;
  readonly first: number;
  readonly second: number;
  readonly parameter: number;
}

const pick = <T>(values: readonly T[], index: number): T => values[index % values.length]!;

/** The axis that a parameter names. */
const axisOf = (x: Arr, parameter: number): number => parameter % x.rank;

type Operation = (x: Arr, y: Arr, parameter: number) => Arr;

/** Another value brought to the shape of x by taking one element of each axis and repeating it. */
const like = (y: Arr, x: Arr): Arr => {
  if (y.shape.join() === x.shape.join()) return y;
  if (y.size === 0 || x.size === 0) return x;
  return broadcastTo(
    y
      .reshape(y.size)
      .slice([0, 1])
      .reshape(...x.shape.map(() => 1)),
    x.shape,
  );
};

const operations: readonly Operation[] = [
  (x, y) => x.add(like(y, x)),
  (x, y) => x.sub(like(y, x)),
  (x, y) => x.mul(like(y, x)),
  (x) => x.neg(),
  (x) => x.abs(),
  (x) => x.square(),
  (x, y) => where(less(x, like(y, x)), x, like(y, x)),
  (x, _, parameter) => x.add(parameter / 4),
  (x, _, parameter) => x.mul(parameter - 3),
  (x, _, parameter) => (x.rank === 0 ? x : x.sum(axisOf(x, parameter))),
  (x) => x.sum(),
  (x, _, parameter) => (x.rank === 0 || x.size === 0 ? x : x.max(axisOf(x, parameter))),
  (x) => (x.rank === 0 ? x : x.T),
  (x, _, parameter) => (x.rank === 0 ? x : flip(x, axisOf(x, parameter))),
  (x) => x.reshape(x.size),
  (x, _, parameter) => x.reshape(...insertOne(x.shape, parameter)),
  (x, _, parameter) => (x.rank === 0 ? x : x.slice(...partOf(x, parameter))),
  (x, _, parameter) =>
    x.rank === 0
      ? x
      : pad(
          x,
          x.shape.map((): [number, number] => [parameter % 2, parameter % 3]),
        ),
  (x, y, parameter) => (x.rank === 0 ? x : concat([x, like(y, x)], axisOf(x, parameter))),
  (x, _, parameter) => (x.rank === 0 ? x : broadcastTo(x.sum(axisOf(x, parameter), { keepDims: true }), x.shape)),
  (x) => cast(cast(x, "f32"), "f64"),
  (x) => cast(cast(x, "i32"), "f64"),
  (x, y) => scan((carry) => carry.mul(0.5).add(like(y, x)).cast(x.dtype), x, { length: 3 }).carry,
  (x, y) => {
    if (x.rank === 0 || x.shape[0] === 0) return x;
    const start = x.slice(0);
    const { ys } = scan((carry: Arr, row: Arr) => emit(row.sub(carry.mul(0.5)).cast(x.dtype), carry.add(row)), start, {
      xs: x,
      reverse: true,
    });
    return ys.add(like(y, x));
  },
];

const insertOne = (shape: readonly number[], parameter: number): number[] => {
  const at = parameter % (shape.length + 1);
  return [...shape.slice(0, at), 1, ...shape.slice(at)];
};

/** Every second element, or all but the first, of each axis. */
const partOf = (x: Arr, parameter: number): [number | null, number | null, number][] =>
  x.shape.map((_, axis) => ((parameter + axis) % 2 === 0 ? [null, null, 2] : [1, null, 1]));

const MAXIMUM_SIZE = 400;

/** Runs instructions on a growing list of values. */
function interpret(instructions: readonly Instruction[], inputs: readonly Arr[]): Arr[] {
  const values = [...inputs];
  for (const { operation, first, second, parameter } of instructions) {
    const result = pick(operations, operation)(pick(values, first), pick(values, second), parameter);
    if (result.size <= MAXIMUM_SIZE && result.rank <= 4) values.push(result);
  }
  return values;
}

const instruction = fc.record({
  operation: fc.nat({ max: operations.length - 1 }),
  first: fc.nat({ max: 30 }),
  second: fc.nat({ max: 30 }),
  parameter: fc.nat({ max: 7 }),
});

/** Runs programs drawn at random on arguments of element types that `types` names, and compares both targets. */
function compareDrawn(
  seed: number,
  types: readonly DType[],
  convert: (x: Arr) => Arr,
  tolerance: number,
  largest: number,
): void {
  fc.assert(
    fc.property(
      fc.array(instruction, { minLength: 1, maxLength: 14 }),
      fc.array(fc.nat({ max: shapes.length - 1 }), { minLength: 1, maxLength: 3 }),
      fc.array(fc.nat({ max: 30 }), { minLength: 1, maxLength: 5 }),
      fc.nat({ max: 1000 }),
      (instructions, shapeIndices, outputs, start) => {
        const args = shapeIndices.map((index, i) =>
          uniform(pick(shapes, index), start + i, pick(types, start + i), -largest, largest),
        );
        const program = trace((...xs: Arr[]) => {
          const values = interpret(instructions, xs.map(convert));
          return outputs.map((index) => pick(values, index));
        })(...args).program;
        const { interpreted, compiled } = runBoth(program, args);
        // Relative to the largest element: sums run in another order.
        compiled.forEach((arr, i) => {
          const scale = Math.max(1, ...Array.from(interpreted[i]!.toArray(), Math.abs).filter(Number.isFinite));
          expectClose(arr, interpreted[i]!, tolerance * scale, String(program.outputs.length));
        });
      },
    ),
    { seed, numRuns: Number(process.env["FLUXION_PROPERTY_RUNS"] ?? 300) },
  );
}

describe("programs drawn at random", () => {
  it("compute on integers, compiled, what they compute interpreted", () => {
    // Fractions that come in are multiples of 1/4, so that sums are exact until squares outgrow 2^53.
    compareDrawn(20240202, ["i32"], (x) => x, 1e-12, 100);
  });

  it("do so on types that meet", () => {
    compareDrawn(20240203, ["f32", "i32", "f64", "bool"], (x) => (x.dtype === "bool" ? x.cast("f32") : x), 2e-5, 2);
  });
});
