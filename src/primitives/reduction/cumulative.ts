/** Cumulative operations along an axis: sums, products and extremes of all elements so far, and linear recurrences. */

import { perElement } from "../work.ts";
import ndarray from "ndarray";
import type { Arr } from "../../array/arr.ts";
import { type HostArray, rowMajorData } from "../../array/host-array.ts";
import { allocate, isFloat, type TypedArray } from "../../array/dtype.ts";
import { type ArrayType, rowMajorStrides, sameShape, type Shape, sizeOf } from "../../array/shape.ts";
import { AxisError, describeType, DTypeError, ShapeError } from "../../errors/index.ts";
import { add, mul } from "../elementwise/arithmetic.ts";
import { equal, logicalAnd, logicalNot, notEqual, select } from "../elementwise/comparison.ts";
import { castTo } from "../elementwise/convert.ts";
import { broadcast } from "../movement/shape.ts";
import { joined } from "../movement/parts.ts";
import { fullMask } from "../../array/masks.ts";
import { partOf } from "../movement/parts.ts";
import { onesOf, zerosOf } from "../../array/zeros.ts";
import { bind, bindOne } from "../../program/bind.ts";
import {
  knownValue,
  linearInFirst,
  nonlinear,
  rule,
  transposeOfLinear,
  transposeRule,
  uniform,
} from "../../program/derivative.ts";
import type { CheckCase, Derivative, OperandDomain, Primitive, Transposition } from "../../program/primitive.ts";

/** The axis, and whether its elements are taken from the last to the first. */
export type CumulativeAttributes = Readonly<{ axis: number; reverse: boolean }>;

/** The elements of an array as [outer, length, inner], row-major. */
export interface AlongAxis {
  readonly outer: number;
  readonly length: number;
  readonly inner: number;
}

export function alongAxis(shape: Shape, axis: number): AlongAxis {
  return { outer: sizeOf(shape.slice(0, axis)), length: shape[axis]!, inner: sizeOf(shape.slice(axis + 1)) };
}

export function requireAxis(called: string, x: ArrayType, axis: number): void {
  if (x.shape[axis] !== undefined) return;
  throw new AxisError({ where: called, expected: `an axis of ${describeType(x)}`, received: String(axis) });
}

export function requireNumbers(called: string, x: ArrayType): void {
  if (x.dtype !== "bool") return;
  const hint = 'Convert with cast(x, "i32").';
  throw new DTypeError({ where: called, expected: "numbers", received: describeType(x), hint });
}

/** Runs through each line of elements along the axis: `step` gets the place of an element and of the one before it, if there is one. */
function walkLines(
  { outer, length, inner }: AlongAxis,
  reverse: boolean,
  step: (place: number, previous: number | undefined) => void,
): void {
  for (let o = 0; o < outer; o++) {
    for (let i = 0; i < inner; i++) {
      let previous: number | undefined;
      for (let k = 0; k < length; k++) {
        const place = (o * length + (reverse ? length - 1 - k : k)) * inner + i;
        step(place, previous);
        previous = place;
      }
    }
  }
}

/** Results in f64, so that f32 is rounded once an element and not once a step. */
function rounded(values: TypedArray, { shape, dtype }: ArrayType): HostArray {
  const out = allocate(dtype, values.length);
  out.set(values);
  return ndarray(out, shape.slice(), rowMajorStrides(shape), 0);
}

const cases: readonly CumulativeAttributes[] = [
  { axis: 0, reverse: false },
  { axis: 1, reverse: true },
  { axis: 2, reverse: false },
];

const labelOf = ({ axis, reverse }: CumulativeAttributes): string => `axis ${axis}${reverse ? ", reversed" : ""}`;

interface CumulativeRecord {
  readonly combine: (accumulated: number, x: number) => number;
  /** The same on i32 where float64 would round. */
  readonly combineIntegers?: (accumulated: number, x: number) => number;
  readonly derivative: Derivative<CumulativeAttributes>;
  readonly transposition: Transposition<CumulativeAttributes>;
  readonly check?: OperandDomain;
}

function cumulative(name: string, record: CumulativeRecord): Primitive<CumulativeAttributes> {
  return {
    name,
    outputTypes([x], { axis }) {
      requireNumbers(name, x!);
      requireAxis(name, x!, axis);
      return [x!];
    },
    reference([x], { axis, reverse }, types) {
      const type = types[0]!;
      const data = rowMajorData(x!, type.dtype);
      const isInteger = type.dtype === "i32";
      const combine = isInteger ? (record.combineIntegers ?? record.combine) : record.combine;
      const out = allocate(isInteger ? "i32" : "f64", data.length);
      walkLines(alongAxis(type.shape, axis), reverse, (place, previous) => {
        out[place] = previous === undefined ? data[place]! : combine(out[previous]!, data[place]!);
      });
      return [rounded(out, type)];
    },
    derivative: record.derivative,
    transposition: record.transposition,
    batch([x], _mapped, { axis, reverse }) {
      return { outputs: bind(this, [x!], { axis: axis + 1, reverse }), mapped: [true] };
    },
    family: "reduction",
    work: perElement(1),
    commutes: false,
    programs: { kind: "none" },
    fault: {},
    check: () =>
      cases.map((attributes): CheckCase<CumulativeAttributes> => ({
        label: labelOf(attributes),
        operands: [record.check ?? uniform(0.5, 2, [3, 4, 5])],
        attributes,
        order: 2,
      })),
  };
}

export const cumsum: Primitive<CumulativeAttributes> = cumulative("cumsum", {
  combine: (sum, x) => sum + x,
  derivative: linearInFirst((dx, attributes) => bindOne(cumsum, [dx], attributes)),
  transposition: transposeOfLinear((ct, _type, { axis, reverse }) =>
    bindOne(cumsum, [ct], { axis, reverse: !reverse }),
  ),
});

// p_i = p_(i-1) x_i, so dp_i = x_i dp_(i-1) + p_(i-1) dx_i: no quotient, hence right at zeros.
export const cumprod: Primitive<CumulativeAttributes> = cumulative("cumprod", {
  combine: (product, x) => product * x,
  combineIntegers: Math.imul,
  derivative: rule(([x], [dx], { attributes, outputs: [out] }) => {
    if (dx == null) return [null];
    const before = shifted(out!, attributes, onesOf);
    return [bindOne(linearRecurrence, [x!, mul(before, dx)], attributes)];
  }),
  transposition: nonlinear,
});

/** The tangent of the first of the elements that attain the extreme so far: it is taken over where the extreme is a new one. */
const extremeDerivative: Derivative<CumulativeAttributes> = rule(([x], [dx], { attributes, outputs: [out] }) => {
  if (dx == null) return [null];
  const { axis, reverse } = attributes;
  const type = x as Arr;
  const length = type.shape[axis]!;
  if (length === 0) return [dx];
  const later = (arr: Arr): Arr => (reverse ? partOf(arr, axis, 0, length - 1) : partOf(arr, axis, 1, length));
  const before = later(shifted(out!, attributes, zerosOf));
  // A NaN that follows a NaN is none that attains it.
  const isNew = logicalAnd(notEqual(later(out!), before), equal(before, before));
  const always = fullMask(type.shape.with(axis, 1));
  const attains = joined(reverse ? [isNew, always] : [always, isNew], axis);
  const kept = castTo(logicalNot(attains), dx.dtype);
  return [bindOne(linearRecurrence, [kept, select(attains, dx, 0)], attributes)];
});

export const cummax: Primitive<CumulativeAttributes> = cumulative("cummax", {
  combine: Math.max,
  derivative: extremeDerivative,
  transposition: nonlinear,
  check: uniform(-2, 2, [3, 4, 5]),
});

export const cummin: Primitive<CumulativeAttributes> = cumulative("cummin", {
  combine: Math.min,
  derivative: extremeDerivative,
  transposition: nonlinear,
  check: uniform(-2, 2, [3, 4, 5]),
});

/** y_i = a_i y_(i-1) + b_i along the axis, y_0 = b_0; linear in b. */
export const linearRecurrence: Primitive<CumulativeAttributes> = {
  name: "linearRecurrence",
  outputTypes([a, b], { axis }) {
    requireAxis("linearRecurrence", b!, axis);
    if (!sameShape(a!.shape, b!.shape)) {
      throw new ShapeError({
        where: "linearRecurrence",
        expected: "factors and terms of one shape",
        received: `${describeType(a!)} and ${describeType(b!)}`,
      });
    }
    if (a!.dtype !== b!.dtype || !isFloat(b!.dtype)) {
      throw new DTypeError({
        where: "linearRecurrence",
        expected: "f64 or f32, the same for both",
        received: `${describeType(a!)} and ${describeType(b!)}`,
      });
    }
    return [b!];
  },
  reference([a, b], { axis, reverse }, types) {
    const type = types[1]!;
    const [factors, terms] = [rowMajorData(a!, type.dtype), rowMajorData(b!, type.dtype)];
    const out = allocate("f64", terms.length);
    walkLines(alongAxis(type.shape, axis), reverse, (place, previous) => {
      out[place] = previous === undefined ? terms[place]! : factors[place]! * out[previous]! + terms[place]!;
    });
    return [rounded(out, type)];
  },
  // dy_i = a_i dy_(i-1) + (db_i + da_i y_(i-1)).
  derivative: rule(([a], [da, db], { attributes, outputs: [y] }) => {
    const fromA = da == null ? null : mul(da, shifted(y!, attributes, zerosOf));
    const terms = fromA === null ? db : db == null ? fromA : add(db, fromA);
    return [terms == null ? null : bindOne(linearRecurrence, [a!, terms], attributes)];
  }),
  // λ_i = ct_i + a_(i+1) λ_(i+1): the recurrence the other way, with factors moved by one.
  transposition: transposeRule(([ct], [a], { axis, reverse }) => {
    const back = { axis, reverse: !reverse };
    return [null, bindOne(linearRecurrence, [shifted(knownValue(a) as Arr, back, zerosOf), ct!], back)];
  }),
  batch(operands, mapped, { axis, reverse }, size) {
    const full = operands.map((operand, i) => {
      const arr = operand as Arr;
      return mapped[i] === true ? arr : broadcast(arr, [size, ...arr.shape]);
    });
    return { outputs: bind(linearRecurrence, full, { axis: axis + 1, reverse }), mapped: [true] };
  },
  family: "reduction",
  work: perElement(1),
  commutes: false,
  programs: { kind: "none" },
  fault: {},
  check: () =>
    cases.map((attributes) => ({
      label: labelOf(attributes),
      operands: [uniform(-1, 1, [3, 4, 5]), uniform(-2, 2, [3, 4, 5])],
      attributes,
      order: 2,
    })),
};

/** Each element replaced by the one that is taken before it; the first by the given filling. */
function shifted(x: Arr, { axis, reverse }: CumulativeAttributes, filling: (type: ArrayType) => Arr): Arr {
  const length = x.shape[axis]!;
  if (length === 0) return x;
  const slab = filling({ shape: x.shape.with(axis, 1), dtype: x.dtype });
  return reverse
    ? joined([partOf(x, axis, 1, length), slab], axis)
    : joined([slab, partOf(x, axis, 0, length - 1)], axis);
}
