/** vanishing: a term that is zero and has derivatives, written down only when these are asked for. */

import type { Arr } from "../../array/arr.ts";
import type { ArrayType } from "../../array/shape.ts";
import { zerosOf } from "../../array/zeros.ts";
import { asArray, bind } from "../../program/bind.ts";
import { traceClosed } from "../../program/close.ts";
import { transposeRule } from "../../program/derivative.ts";
import type {
  JointResult,
  LazyProgram,
  Primitive,
  Tangent,
  TransposeOperand,
  Value,
  VanishingAttributes,
} from "../../program/primitive.ts";
import { batchProgram } from "../../interpreters/batch.ts";
import { evaluate } from "../../interpreters/evaluate.ts";
import { pushForward, type PushForwardMode } from "../../interpreters/push-forward.ts";
import { transposeProgram } from "../../interpreters/transpose.ts";
import { withBatchAxis } from "../batching.ts";
import { add, mul } from "../elementwise/arithmetic.ts";
import { uniform } from "../../program/derivative.ts";
import { referenceOf } from "./composite.ts";

const typeOf = ({ shape, dtype }: ArrayType): ArrayType => ({ shape, dtype });

/** A program that is traced when it is first needed. */
export function lazyProgram(outputs: readonly ArrayType[], make: () => LazyProgram["program"]): LazyProgram {
  let made: LazyProgram["program"] | undefined;
  return {
    kind: "lazy-program",
    outputs,
    get program() {
      return (made ??= make());
    },
  };
}

const expand = (_operands: readonly Value[], { term }: VanishingAttributes): readonly Arr[] =>
  term.outputs.map(zerosOf);

/**
 * Of a program of operands of which `gaps` are zero, and that is of the power `order` in them: zeros. Its derivative in the gaps has a power
 * less, and is a value where none is left; that in other operands vanishes as it does.
 */
export const vanishing: Primitive<VanishingAttributes> = {
  name: "vanishing",
  outputTypes: (_operands, { term }) => term.outputs,
  reference: referenceOf(expand),
  expand,
  derivative: {
    kind: "joint",
    forward: (operands, tangents, attributes) => differentiate(operands, tangents, attributes, "forward"),
    linearize: (operands, tangents, attributes) => differentiate(operands, tangents, attributes, "linearize"),
  },
  // Linear in some operands, its transpose is a program of the others and of cotangents, and vanishes as it does.
  transposition: transposeRule((cotangents, operands, attributes) => transposed(cotangents, operands, attributes)),
  batch: (operands, mapped, { term, gaps, order }, size) => {
    const values = operands.map(asArray);
    const outputs = term.outputs.map(({ shape, dtype }) => ({ shape: [size, ...shape], dtype }));
    const stacked = lazyProgram(outputs, () =>
      traceClosed(values.map(typeOf), (inputs) => {
        const batched = batchProgram(term.program, inputs, mapped, size);
        return batched.outputs.map((output, i) => withBatchAxis(output, batched.mapped[i] === true, size));
      }),
    );
    return { outputs: bind(vanishing, values, { term: stacked, gaps, order }), mapped: outputs.map(() => true) };
  },
  family: "control",
  work: () => 0,
  commutes: false,
  programs: { kind: "none" },
  fault: {},
  check: () => [
    {
      label: "product with a gap",
      operands: [uniform(-1, 1, [2]), uniform(-1, 1, [2])],
      attributes: {
        term: lazyProgram([{ shape: [2], dtype: "f64" }], () =>
          traceClosed(
            [0, 1].map((): ArrayType => ({ shape: [2], dtype: "f64" })),
            ([x, gap]) => [mul(x!, gap!)],
          ),
        ),
        gaps: [1],
        order: 1,
      },
      // Right where the gap is zero, which operands drawn at random are not.
      order: 0,
    },
  ],
};

function differentiate(
  operands: readonly Value[],
  tangents: readonly Tangent[],
  attributes: VanishingAttributes,
  mode: PushForwardMode,
): JointResult {
  const { term, gaps, order } = attributes;
  const values = operands.map(asArray);
  /** The derivative along some of the tangents, as a term that vanishes with a power of the gaps. */
  const along = (moves: (position: number) => boolean, power: number): readonly Arr[] => {
    const moving = tangents.flatMap((tangent, i) => (tangent !== null && moves(i) ? [i] : []));
    if (moving.length === 0) return [];
    const given = [...values, ...moving.map((i) => tangents[i]!)];
    const derivative = lazyProgram(term.outputs, () =>
      traceClosed(given.map(typeOf), (inputs) => {
        const directions = values.map((_, i): Tangent =>
          moving.includes(i) ? inputs[values.length + moving.indexOf(i)]! : null,
        );
        const pushed = pushForward(term.program, inputs.slice(0, values.length), directions, mode).tangents;
        return pushed.map((tangent, i) => tangent ?? zerosOf(term.outputs[i]!));
      }),
    );
    if (power === 0) return evaluate(derivative.program, given);
    return bind(vanishing, given, { term: derivative, gaps, order: power });
  };
  const [inGaps, inOthers] = [along((i) => gaps.includes(i), order - 1), along((i) => !gaps.includes(i), order)];
  return {
    outputs: bind(vanishing, values, attributes),
    tangents: term.outputs.map((_, i): Tangent => {
      const [one, other] = [inGaps[i] ?? null, inOthers[i] ?? null];
      return one === null || other === null ? (one ?? other) : add(one, other);
    }),
  };
}

function transposed(
  cotangents: readonly Tangent[],
  operands: readonly TransposeOperand[],
  { term, gaps, order }: VanishingAttributes,
): readonly Tangent[] {
  const known = operands.flatMap((operand, i) => (operand.kind === "known" ? [i] : []));
  const linear = operands.flatMap((operand) => (operand.kind === "linear" ? [operand.type] : []));
  const valueAt = (i: number): Arr => {
    const operand = operands[i]!;
    if (operand.kind !== "known") throw new Error("internal: a term is linear in what it vanishes with");
    return asArray(operand.value);
  };
  const reached = cotangents.flatMap((cotangent, i) => (cotangent === null ? [] : [i]));
  const given = [...known.map(valueAt), ...reached.map((i) => cotangents[i]!)];
  const back = lazyProgram(linear.map(typeOf), () =>
    traceClosed(given.map(typeOf), (inputs) => {
      const kinds = operands.map((operand, i): TransposeOperand =>
        operand.kind === "linear" ? operand : { kind: "known", value: inputs[known.indexOf(i)]! },
      );
      const seeds = cotangents.map((_, i): Tangent =>
        reached.includes(i) ? inputs[known.length + reached.indexOf(i)]! : null,
      );
      const found = transposeProgram(term.program, kinds, seeds, add);
      return operands.flatMap((operand, i) => (operand.kind === "linear" ? [found[i] ?? zerosOf(operand.type)] : []));
    }),
  );
  const results = bind(vanishing, given, { term: back, gaps: gaps.map((i) => known.indexOf(i)), order });
  let next = 0;
  return operands.map((operand): Tangent => (operand.kind === "linear" ? results[next++]! : null));
}
