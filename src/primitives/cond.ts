/** cond: one of two programs, chosen by a scalar predicate; only the chosen one runs. */

import { type Arr, fromHost, type HostArray, hostOf } from "../array/arr.ts";
import { type ArrayType, sameShape } from "../array/shape.ts";
import { describeType, DTypeError, ShapeError } from "../errors/index.ts";
import * as op from "../ops/elementwise.ts";
import { reshapeTo } from "../ops/broadcast.ts";
import { zerosOf } from "../ops/zeros.ts";
import { bind } from "../program/bind.ts";
import { traceClosed } from "../program/close.ts";
import { evaluate } from "../program/evaluate.ts";
import type { Program } from "../program/program.ts";
import { batchProgram, withBatchAxis } from "../transforms/batch-program.ts";
import { pushForward, type PushForwardMode } from "../transforms/push-forward.ts";
import { transposeProgram } from "../transforms/transpose-program.ts";
import { knownValue, predicate as predicateDomain, transposeRule, uniform } from "./derivative.ts";
import type { BatchResult, JointResult, Primitive, Tangent, TransposeOperand, Value } from "./primitive.ts";

/** Operands are the predicate, a bool scalar, and what both branches take. */
export type CondAttributes = Readonly<{ onFalse: Program; onTrue: Program }>;

export const cond: Primitive<CondAttributes> = {
  name: "cond",
  outputTypes([predicate], { onFalse, onTrue }) {
    if (predicate!.dtype !== "bool") {
      throw new DTypeError({
        where: "cond",
        expected: "a bool scalar as predicate",
        received: describeType(predicate!),
        hint: "Compare: cond(less(x, 0), …).",
      });
    }
    if (predicate!.shape.length !== 0) {
      throw new ShapeError({
        where: "cond",
        expected: "a bool scalar as predicate",
        received: describeType(predicate!),
        hint: "Choose element by element with where(condition, x, y).",
      });
    }
    onTrue.outputs.forEach(({ type }, i) => {
      const other = onFalse.outputs[i]!.type;
      if (type.dtype !== other.dtype || !sameShape(type.shape, other.shape)) {
        throw new ShapeError({
          where: "cond",
          expected: "branches with results of equal type",
          received: `${describeType(type)} when true and ${describeType(other)} when false`,
        });
      }
    });
    return onTrue.outputs.map(({ type }) => type);
  },
  reference(operands, { onFalse, onTrue }, types) {
    const [predicate, ...rest] = operands.map((host, i) => fromHost(host, types[i]!.dtype));
    const host = hostOf(predicate!)!;
    const branch = host.data[host.offset] !== 0 ? onTrue : onFalse;
    return evaluate(branch, rest).map((arr): HostArray => hostOf(arr)!);
  },
  derivative: {
    kind: "joint",
    forward(operands, tangents, attributes) {
      const count = attributes.onTrue.outputs.length;
      const joint = differentiateBranches(operands, tangents, attributes, "forward", (outputs, moved) => [
        ...outputs,
        ...moved,
      ]);
      return { outputs: joint.results.slice(0, count), tangents: joint.expand(joint.results.slice(count)) };
    },
    linearize(operands, tangents, attributes): JointResult {
      const outputs = bind(cond, operands, attributes);
      const linear = differentiateBranches(operands, tangents, attributes, "linearize", (_, moved) => moved);
      return { outputs, tangents: linear.expand(linear.results) };
    },
  },
  transposition: transposeRule(transposeCond),
  batch: batchCond,
  check: () => {
    const types: ArrayType[] = [0, 1].map(() => ({ shape: [2], dtype: "f64" }));
    return [
      {
        label: "product or sine",
        operands: [predicateDomain([]), uniform(-2, 2, [2]), uniform(-2, 2, [2])],
        attributes: {
          onTrue: traceClosed(types, ([x, y]) => [op.mul(x!, y!)]),
          onFalse: traceClosed(types, ([x]) => [op.sin(x!)]),
        },
        order: 2,
      },
    ];
  },
};

/** Both branches with tangents of those operands that have one; `choose` says what they return. */
function differentiateBranches(
  operands: readonly Value[],
  tangents: readonly Tangent[],
  { onFalse, onTrue }: CondAttributes,
  mode: PushForwardMode,
  choose: (outputs: readonly Arr[], tangents: readonly Arr[]) => readonly Arr[],
): { results: readonly Arr[]; expand: (moved: readonly Arr[]) => Tangent[] } {
  const types = onTrue.inputs.map(({ type }) => type);
  const given = tangents.slice(1);
  const mask = given.map((each) => each !== null);
  const tangentTypes = types.filter((_, i) => mask[i]);
  const trace = (
    branch: Program,
    use: (outputs: readonly Arr[], moved: readonly Tangent[]) => readonly Arr[],
  ): Program =>
    traceClosed([...types, ...tangentTypes], (inputs) => {
      let next = types.length;
      const marks = mask.map((holds) => (holds ? inputs[next++]! : null));
      const result = pushForward(branch, inputs.slice(0, types.length), marks, mode);
      return use(result.outputs, result.tangents);
    });
  const moving = onTrue.outputs.map(() => false);
  for (const branch of [onFalse, onTrue]) {
    trace(branch, (_, moved) => {
      moved.forEach((each, i) => (moving[i] ||= each !== null));
      return [];
    });
  }
  const differentiated = [onFalse, onTrue].map((branch) =>
    trace(branch, (outputs, moved) =>
      choose(
        outputs,
        moved.flatMap((each, i) => (moving[i] === true ? [each ?? zerosOf(outputs[i]!)] : [])),
      ),
    ),
  );
  const movingTangents = given.filter((each): each is Arr => each !== null);
  const results = bind(cond, [...operands, ...movingTangents], {
    onFalse: differentiated[0]!,
    onTrue: differentiated[1]!,
  });
  return {
    results,
    expand: (moved) => {
      let next = 0;
      return moving.map((holds) => (holds ? moved[next++]! : null));
    },
  };
}

function transposeCond(
  cotangents: readonly Tangent[],
  [predicate, ...operands]: readonly TransposeOperand[],
  { onFalse, onTrue }: CondAttributes,
): Tangent[] {
  const types = onTrue.inputs.map(({ type }) => type);
  const known = operands.flatMap((operand) => (operand.kind === "known" ? [operand.value] : []));
  const given = cotangents.filter((each): each is Arr => each !== null);
  const givenTypes = given.map(({ shape, dtype }): ArrayType => ({ shape, dtype }));
  const knownTypes = types.filter((_, i) => operands[i]!.kind === "known");
  const linearTypes = types.filter((_, i) => operands[i]!.kind === "linear");
  const [backFalse, backTrue] = [onFalse, onTrue].map((branch) =>
    traceClosed([...knownTypes, ...givenTypes], (inputs) => {
      let nextKnown = 0;
      let nextCotangent = knownTypes.length;
      const back = transposeProgram(
        branch,
        operands.map((operand, i): TransposeOperand =>
          operand.kind === "known"
            ? { kind: "known", value: inputs[nextKnown++]! }
            : { kind: "linear", type: types[i]! },
        ),
        cotangents.map((each) => (each === null ? null : inputs[nextCotangent++]!)),
      );
      const linear = back.filter((_, i) => operands[i]!.kind === "linear");
      return linear.map((each, i) => each ?? zerosOf(linearTypes[i]!));
    }),
  );
  const results = bind(cond, [knownValue(predicate), ...known, ...given], { onFalse: backFalse!, onTrue: backTrue! });
  let next = 0;
  return [null, ...operands.map((operand) => (operand.kind === "linear" ? results[next++]! : null))];
}

function batchCond(
  [predicate, ...operands]: readonly Value[],
  [predicateMapped, ...mapped]: readonly boolean[],
  { onFalse, onTrue }: CondAttributes,
  size: number,
): BatchResult {
  if (predicateMapped === true) {
    // The choice differs along the batch: both branches run and each element takes its own.
    const no = batchProgram(onFalse, operands, mapped, size);
    const yes = batchProgram(onTrue, operands, mapped, size);
    const outputs = yes.outputs.map((output, i) => {
      const onTrueStack = withBatchAxis(output, yes.mapped[i] === true, size);
      const onFalseStack = withBatchAxis(no.outputs[i]!, no.mapped[i] === true, size);
      const holds = reshapeTo(predicate as Arr, [size, ...new Array<number>(onTrueStack.rank - 1).fill(1)]);
      return op.where(holds, onTrueStack, onFalseStack);
    });
    return { outputs, mapped: outputs.map(() => true) };
  }
  const types = onTrue.inputs.map(({ type }, i) =>
    mapped[i] === true ? { ...type, shape: [size, ...type.shape] } : type,
  );
  const [stackFalse, stackTrue] = [onFalse, onTrue].map((branch) =>
    traceClosed(types, (inputs) => {
      const result = batchProgram(branch, inputs, mapped, size);
      return result.outputs.map((output, i) => withBatchAxis(output, result.mapped[i] === true, size));
    }),
  );
  const outputs = bind(cond, [predicate!, ...operands], { onFalse: stackFalse!, onTrue: stackTrue! });
  return { outputs, mapped: outputs.map(() => true) };
}
