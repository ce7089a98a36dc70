/** Slices that begin where data say: dynamicSlice reads a window, dynamicUpdateSlice writes one; starts are held to the range. */

import { perElement } from "../work.ts";
import { stacks } from "../batching.ts";
import ndarray from "ndarray";
import type { Arr } from "../../array/arr.ts";
import { type HostArray, rowMajorData } from "../../array/host-array.ts";
import { allocate } from "../../array/dtype.ts";
import { type ArrayType, rowMajorStrides, sameShape, type Shape, sizeOf } from "../../array/shape.ts";
import { describeShape, describeType, DTypeError, ShapeError } from "../../errors/index.ts";
import { zerosOf } from "../../array/zeros.ts";
import { bindOne } from "../../program/bind.ts";
import { indices, knownValue, rule, transposeRule, typeOf, uniform } from "../../program/derivative.ts";
import type { Primitive } from "../../program/primitive.ts";

/** Lengths of the window along the last axes; axes before them are a stack, each element with starts of its own. */
export type DynamicSliceAttributes = Readonly<{ sizes: readonly number[] }>;

function checkWindow(where: string, x: ArrayType, starts: ArrayType, sizes: Shape): void {
  const stackRank = x.shape.length - sizes.length;
  const lengths = x.shape.slice(Math.max(0, stackRank));
  if (stackRank < 0 || sizes.some((size, axis) => !(size >= 0 && size <= lengths[axis]!))) {
    throw new ShapeError({
      where,
      expected: `a window that fits into ${describeType(x)}`,
      received: describeShape(sizes),
    });
  }
  const expected = [...x.shape.slice(0, stackRank), sizes.length];
  if (starts.dtype !== "i32") throw new DTypeError({ where, expected: "i32 starts", received: describeType(starts) });
  if (!sameShape(starts.shape, expected)) {
    throw new ShapeError({
      where,
      expected: `starts of shape ${describeShape(expected)}`,
      received: describeType(starts),
    });
  }
}

/** Visits a window, row-major: where its elements stand in the array and in the window, both row-major. */
function visitWindow(
  shape: Shape,
  sizes: Shape,
  starts: HostArray,
  each: (inArray: number, inWindow: number) => void,
): void {
  const rank = sizes.length;
  const stack = sizeOf(shape.slice(0, shape.length - rank));
  const lengths = shape.slice(shape.length - rank);
  const strides = rowMajorStrides(lengths);
  const [whole, windowSize] = [sizeOf(lengths), sizeOf(sizes)];
  const given = rowMajorData(starts, "i32");
  for (let s = 0; s < stack; s++) {
    const first = sizes.map((size, axis) => Math.max(0, Math.min(lengths[axis]! - size, given[s * rank + axis]!)));
    for (let i = 0; i < windowSize; i++) {
      let rest = i;
      let at = s * whole;
      for (let axis = rank - 1; axis >= 0; axis--) {
        at += (first[axis]! + (rest % sizes[axis]!)) * strides[axis]!;
        rest = Math.floor(rest / sizes[axis]!);
      }
      each(at, s * windowSize + i);
    }
  }
}

export const dynamicSlice: Primitive<DynamicSliceAttributes> = {
  name: "dynamicSlice",
  outputTypes([x, starts], { sizes }) {
    checkWindow("dynamicSlice", x!, starts!, sizes);
    return [{ shape: [...x!.shape.slice(0, x!.shape.length - sizes.length), ...sizes], dtype: x!.dtype }];
  },
  reference([x, starts], { sizes }, types) {
    const { dtype } = types[0]!;
    const shape = [...x!.shape.slice(0, x!.shape.length - sizes.length), ...sizes];
    const out = allocate(dtype, shape);
    const data = rowMajorData(x!, dtype);
    visitWindow(x!.shape, sizes, starts!, (inArray, inWindow) => {
      out[inWindow] = data[inArray]!;
    });
    return [ndarray(out, shape, rowMajorStrides(shape), 0)];
  },
  derivative: rule(([, starts], [dx], { attributes }) => [
    dx == null ? null : bindOne(dynamicSlice, [dx, starts!], attributes),
  ]),
  transposition: transposeRule(([ct], [x, starts]) => [
    bindOne(dynamicUpdateSlice, [zerosOf(typeOf(x!)), ct!, knownValue(starts)], {}),
    null,
  ]),
  batch: stacks,
  family: "indexing",
  work: perElement(1),
  commutes: false,
  programs: { kind: "none" },
  fault: {},
  check: () => [
    {
      label: "window",
      operands: [uniform(-2, 2, [4, 5]), indices(-1, 4, [2])],
      attributes: { sizes: [2, 3] },
      order: 2,
    },
    {
      label: "stack",
      operands: [uniform(-2, 2, [2, 5]), indices(-1, 5, [2, 1])],
      attributes: { sizes: [2] },
      order: 2,
    },
  ],
};

/** dynamicUpdateSlice(x, update, starts): x with the window that begins at starts overwritten by the update. */
export const dynamicUpdateSlice: Primitive<Readonly<Record<never, never>>> = {
  name: "dynamicUpdateSlice",
  outputTypes([x, update, starts]) {
    const rank = starts!.shape.at(-1) ?? 0;
    const stackRank = x!.shape.length - rank;
    checkWindow("dynamicUpdateSlice", x!, starts!, update!.shape.slice(stackRank));
    if (!sameShape(x!.shape.slice(0, stackRank), update!.shape.slice(0, stackRank)) || x!.dtype !== update!.dtype) {
      throw new ShapeError({
        where: "dynamicUpdateSlice",
        expected: `an update that fits into ${describeType(x!)}`,
        received: describeType(update!),
      });
    }
    return [{ shape: x!.shape, dtype: x!.dtype }];
  },
  reference([x, update, starts], _attributes, types) {
    const { shape, dtype } = types[0]!;
    const out = rowMajorData(x!, dtype).slice();
    const data = rowMajorData(update!, dtype);
    visitWindow(shape, update!.shape.slice(shape.length - starts!.shape.at(-1)!), starts!, (inArray, inWindow) => {
      out[inArray] = data[inWindow]!;
    });
    return [ndarray(out, shape.slice(), rowMajorStrides(shape), 0)];
  },
  derivative: rule(([x, update, starts], [dx, dUpdate]) =>
    dx == null && dUpdate == null
      ? [null]
      : [bindOne(dynamicUpdateSlice, [dx ?? zerosOf(x as Arr), dUpdate ?? zerosOf(update as Arr), starts!], {})],
  ),
  transposition: transposeRule(([ct], [x, update, starts]) => {
    const at = knownValue(starts) as Arr;
    const window = typeOf(update!);
    const sizes = window.shape.slice(window.shape.length - at.shape.at(-1)!);
    return [
      x!.kind === "linear" ? bindOne(dynamicUpdateSlice, [ct!, zerosOf(window), at], {}) : null,
      update!.kind === "linear" ? bindOne(dynamicSlice, [ct!, at], { sizes }) : null,
      null,
    ];
  }),
  batch: stacks,
  family: "indexing",
  work: perElement(1),
  commutes: false,
  programs: { kind: "none" },
  fault: {},
  check: () => [
    {
      label: "window",
      operands: [uniform(-2, 2, [4, 5]), uniform(-2, 2, [2, 3]), indices(-1, 4, [2])],
      attributes: {},
      order: 2,
    },
    {
      label: "stack",
      operands: [uniform(-2, 2, [2, 5]), uniform(-2, 2, [2, 2]), indices(-1, 5, [2, 1])],
      attributes: {},
      order: 2,
    },
  ],
};
