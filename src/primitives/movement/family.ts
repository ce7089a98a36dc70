/** The movement family: linear primitives of one operand that only move values; any element type. */

import type { Arr } from "../../array/arr.ts";
import type { HostArray } from "../../array/host-array.ts";
import type { DType } from "../../array/dtype.ts";
import type { ArrayType, Shape } from "../../array/shape.ts";
import { bind, bindOne } from "../../program/bind.ts";
import { perElement } from "../work.ts";
import { callable } from "../../program/callable.ts";
import { linearInFirst, transposeOfLinear, uniform } from "../../program/derivative.ts";
import type { Attributes, Primitive, Tangent, Value } from "../../program/primitive.ts";

export interface MovementRecord<A extends Attributes> {
  /** The shape of the result; throws where the attributes do not fit the operand. */
  readonly outputShape: (x: ArrayType, attributes: A) => Shape;
  readonly reference: (x: HostArray, attributes: A, dtype: DType) => HostArray;
  /** Cotangent of the operand, of type `type`. */
  readonly back: (ct: Value, type: ArrayType, attributes: A) => Tangent;
  /** The attributes when a batch axis of length `size` stands in front. */
  readonly batched: (attributes: A, size: number) => A;
  /** Work an element: nothing where only the place of elements changes. */
  readonly work: number;
  readonly check: { readonly shape: Shape; readonly attributes: readonly A[] };
}

/** A movement as a function of an array and its attributes. */
export type MovementPrimitive<A extends Attributes> = Primitive<A> & ((x: Arr, attributes: A) => Arr);

export function movement<A extends Attributes>(name: string, record: MovementRecord<A>): MovementPrimitive<A> {
  const move = (x: Value, attributes: A): Arr => bindOne(self, [x], attributes);
  const self: MovementPrimitive<A> = callable<A, (x: Arr, attributes: A) => Arr>(
    {
      name,
      family: "movement",
      outputTypes: ([x], attributes) => [{ shape: record.outputShape(x!, attributes), dtype: x!.dtype }],
      reference: ([x], attributes, types) => [record.reference(x!, attributes, types[0]!.dtype)],
      derivative: linearInFirst(move),
      transposition: transposeOfLinear(record.back),
      batch: ([x], _mapped, attributes, size) => ({
        outputs: bind(self, [x!], record.batched(attributes, size)),
        mapped: [true],
      }),
      work: perElement(record.work),
      commutes: false,
      programs: { kind: "none" },
      fault: {},
      check: () =>
        record.check.attributes.map((attributes) => ({
          label: JSON.stringify(attributes),
          operands: [uniform(-2, 2, record.check.shape)],
          attributes,
          order: 2,
        })),
    },
    (x, attributes) => move(x, attributes),
  );
  return self;
}
