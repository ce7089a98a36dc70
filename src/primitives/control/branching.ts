/** Branching: primitives that run one of several programs on the same operands differentiate and transpose program by program. */

import type { Arr } from "../../array/arr.ts";
import { type ArrayType, sameShape } from "../../array/shape.ts";
import { describeType, ShapeError } from "../../errors/index.ts";
import { add } from "../elementwise/arithmetic.ts";
import { zerosOf } from "../../array/zeros.ts";
import { traceClosed } from "../../program/close.ts";
import type { Program } from "../../program/program.ts";
import { batchProgram } from "../../interpreters/batch.ts";
import { withBatchAxis } from "../batching.ts";
import { pushForward, type PushForwardMode } from "../../interpreters/push-forward.ts";
import { transposeProgram } from "../../interpreters/transpose.ts";
import type { Tangent, TransposeOperand } from "../../program/primitive.ts";

/** All branches take the operands that follow the selector, and return results of the same types. */
export type BranchAttributes = Readonly<{ branches: readonly Program[] }>;

/** Types of the results. @throws ShapeError when the branches differ in them */
export function branchOutputTypes(where: string, [first, ...others]: readonly Program[]): ArrayType[] {
  const types = first!.outputs.map(({ type }) => type);
  for (const { outputs } of others) {
    types.forEach((type, i) => {
      const other = outputs[i]!.type;
      if (type.dtype === other.dtype && sameShape(type.shape, other.shape)) return;
      throw new ShapeError({
        where,
        expected: "branches with results of equal type",
        received: `${describeType(type)} and ${describeType(other)}`,
      });
    });
  }
  return types;
}

/** Types of what the branches take. */
export function branchInputTypes([first]: readonly Program[]): ArrayType[] {
  return first!.inputs.map(({ type }) => type);
}

interface DifferentiatedBranches {
  /** They take the operands, then tangents of those in the mask; they return tangents of the results that move in any branch. */
  readonly branches: readonly Program[];
  /** Tangents of all results from those that the branches return. */
  expand(moved: readonly Arr[]): Tangent[];
}

/**
 * The branches with tangents for the operands that `mask` marks. In forward mode they return their values as well, before the
 * tangents; for linearisation tangents alone, computed from the operands again. `wanted` marks the results whose tangents are read.
 */
export function differentiateBranches(
  branches: readonly Program[],
  mask: readonly boolean[],
  mode: PushForwardMode,
  wanted: readonly boolean[],
): DifferentiatedBranches {
  const types = branchInputTypes(branches);
  const tangentTypes = types.filter((_, i) => mask[i]);
  const trace = (
    branch: Program,
    use: (outputs: readonly Arr[], moved: readonly Tangent[]) => readonly Arr[],
  ): Program =>
    traceClosed([...types, ...tangentTypes], (inputs) => {
      let next = types.length;
      const marks = mask.map((holds) => (holds ? inputs[next++]! : null));
      const result = pushForward(branch, inputs.slice(0, types.length), marks, mode, { wanted });
      return use(result.outputs, result.tangents);
    });
  const moving = branches[0]!.outputs.map(() => false);
  for (const branch of branches) {
    trace(branch, (_, moved) => {
      moved.forEach((each, i) => (moving[i] ||= each !== null));
      return [];
    });
  }
  return {
    branches: branches.map((branch) =>
      trace(branch, (outputs, moved) => [
        ...(mode === "forward" ? outputs : []),
        ...moved.flatMap((each, i) => (moving[i] === true ? [each ?? zerosOf(outputs[i]!)] : [])),
      ]),
    ),
    expand: (moved) => {
      let next = 0;
      return moving.map((holds) => (holds ? moved[next++]! : null));
    },
  };
}

/**
 * The branches run backwards: they take the known operands, then the cotangents of those results that `given` marks, and return
 * cotangents of the other operands.
 */
export function transposeBranches(
  branches: readonly Program[],
  known: readonly boolean[],
  given: readonly boolean[],
): Program[] {
  const types = branchInputTypes(branches);
  const knownTypes = types.filter((_, i) => known[i]);
  const linearTypes = types.filter((_, i) => !known[i]);
  const givenTypes = branches[0]!.outputs.flatMap(({ type }, i) => (given[i] === true ? [type] : []));
  return branches.map((branch) =>
    traceClosed([...knownTypes, ...givenTypes], (inputs) => {
      let nextKnown = 0;
      let nextCotangent = knownTypes.length;
      const back = transposeProgram(
        branch,
        types.map((type, i): TransposeOperand =>
          known[i] === true ? { kind: "known", value: inputs[nextKnown++]! } : { kind: "linear", type },
        ),
        given.map((holds) => (holds ? inputs[nextCotangent++]! : null)),
        add,
      );
      return back.filter((_, i) => !known[i]).map((each, i) => each ?? zerosOf(linearTypes[i]!));
    }),
  );
}

/** The branches on stacks of those operands that `mapped` marks; all results are stacks. */
export function batchBranches(branches: readonly Program[], mapped: readonly boolean[], size: number): Program[] {
  const types = branchInputTypes(branches).map((type, i) =>
    mapped[i] === true ? { ...type, shape: [size, ...type.shape] } : type,
  );
  return branches.map((branch) =>
    traceClosed(types, (inputs) => {
      const result = batchProgram(branch, inputs, mapped, size);
      return result.outputs.map((output, i) => withBatchAxis(output, result.mapped[i] === true, size));
    }),
  );
}
