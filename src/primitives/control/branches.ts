/** Branches: one of several programs, chosen by a scalar (cond, switchCase) or by one number for each element of a stack (switchEach). */

import { ofPrograms } from "../work.ts";
import { type Arr, fromHost, hostOf } from "../../array/arr.ts";
import type { HostArray } from "../../array/host-array.ts";
import type { ArrayType } from "../../array/shape.ts";
import { describeType, DTypeError, ShapeError } from "../../errors/index.ts";
import { broadcast, reshapeTo, transposeTo } from "../movement/shape.ts";
import { mul } from "../elementwise/arithmetic.ts";
import { equal, select } from "../elementwise/comparison.ts";
import { sin } from "../elementwise/trigonometric.ts";
import { asArray } from "../../program/bind.ts";
import { bind, bindOne } from "../../program/bind.ts";
import { traceClosed } from "../../program/close.ts";
import { evaluate } from "../../interpreters/evaluate.ts";
import type { Program } from "../../program/program.ts";
import { batchProgram } from "../../interpreters/batch.ts";
import { withBatchAxis } from "../batching.ts";
import { indices, knownValue, predicate, transposeRule, uniform } from "../../program/derivative.ts";
import {
  batchBranches,
  type BranchAttributes,
  branchInputTypes,
  branchOutputTypes,
  differentiateBranches,
  transposeBranches,
} from "./branching.ts";
import { endsByItself } from "../../program/sub-programs.ts";
import type {
  BatchResult,
  OperandDomain,
  Primitive,
  Tangent,
  TransposeOperand,
  Value,
} from "../../program/primitive.ts";
import { reduceSum } from "../movement/shape.ts";
import { scan } from "./scan/scan.ts";

/** `onTrue` or `onFalse`, in the order of the numbers that stand for them: branches are [onFalse, onTrue]. */
export const cond = chosenByScalar("cond", "bool", predicate([]), "Compare: cond(less(x, 0), …).");

/** The branch at an index from 0 up to but not including the number of branches. */
export const switchCase = chosenByScalar("switchCase", "i32", indices(0, 2, []), 'Convert with cast(index, "i32").');

/** A primitive whose first operand, a scalar, says which branch runs on the others; only that one runs. */
function chosenByScalar(
  name: string,
  dtype: "bool" | "i32",
  selectorDomain: OperandDomain,
  hint: string,
): Primitive<BranchAttributes> {
  const primitive: Primitive<BranchAttributes> = {
    name,
    outputTypes([selector], { branches }) {
      const details = { where: name, expected: `a scalar of type ${dtype} that chooses a branch` };
      const received = describeType(selector!);
      if (selector!.dtype !== dtype) throw new DTypeError({ ...details, received, hint });
      if (selector!.shape.length !== 0) throw new ShapeError({ ...details, received });
      return branchOutputTypes(name, branches);
    },
    reference(operands, { branches }, types) {
      const [selector, ...rest] = operands.map((host, i) => fromHost(host, types[i]!.dtype));
      const host = hostOf(selector!)!;
      return evaluate(branches[host.data[host.offset]!]!, rest).map((arr): HostArray => hostOf(arr)!);
    },
    derivative: {
      kind: "joint",
      forward(operands, tangents, { branches }, wanted) {
        const count = branches[0]!.outputs.length;
        const joint = differentiateBranches(branches, movingOperands(tangents), "forward", wanted);
        const results = bind(primitive, [...operands, ...movingTangents(tangents)], { branches: joint.branches });
        return { outputs: results.slice(0, count), tangents: joint.expand(results.slice(count)) };
      },
      linearize(operands, tangents, attributes, wanted) {
        const outputs = bind(primitive, operands, attributes);
        const linear = differentiateBranches(attributes.branches, movingOperands(tangents), "linearize", wanted);
        const moved = bind(primitive, [...operands, ...movingTangents(tangents)], { branches: linear.branches });
        return { outputs, tangents: linear.expand(moved) };
      },
    },
    transposition: transposeRule((cotangents, [selector, ...operands], { branches }) => {
      const { known, values, given, incoming } = transposeParts(operands, cotangents);
      const back = bind(primitive, [knownValue(selector), ...values, ...incoming], {
        branches: transposeBranches(branches, known, given),
      });
      let next = 0;
      return [null, ...known.map((holds) => (holds ? null : back[next++]!))];
    }),
    batch([selector, ...operands], [selectorMapped, ...mapped], { branches }, size): BatchResult {
      const outputs =
        selectorMapped === true
          ? bind(switchEach, [selector!, ...operands], { branches, stacked: positions(mapped) })
          : bind(primitive, [selector!, ...operands], { branches: batchBranches(branches, mapped, size) });
      return { outputs, mapped: outputs.map(() => true) };
    },
    family: "control",
    work: ofPrograms,
    commutes: false,
    programs: { kind: "branches", selectors: 1, of: ({ branches }) => branches },
    fault: {},
    check: () => [
      {
        label: "sine or product",
        operands: [selectorDomain, uniform(-2, 2, [2]), uniform(-2, 2, [2])],
        attributes: { branches: checkedBranches() },
        order: 2,
      },
    ],
  };
  return primitive;
}

/** Sine of the first operand, product of both. */
function checkedBranches(): Program[] {
  const types: ArrayType[] = [0, 1].map(() => ({ shape: [2], dtype: "f64" }));
  return [traceClosed(types, ([x]) => [sin(x!)]), traceClosed(types, ([x, y]) => [mul(x!, y!)])];
}

/** Which of the operands after the selector have tangents. */
const movingOperands = (tangents: readonly Tangent[]): boolean[] => tangents.slice(1).map((each) => each !== null);

const movingTangents = (tangents: readonly Tangent[]): Arr[] => tangents.slice(1).filter((each) => each !== null);

const positions = (mask: readonly boolean[]): number[] => mask.flatMap((holds, i) => (holds ? [i] : []));

interface TransposeParts {
  readonly known: readonly boolean[];
  readonly values: readonly Value[];
  readonly given: readonly boolean[];
  readonly incoming: readonly Arr[];
}

function transposeParts(operands: readonly TransposeOperand[], cotangents: readonly Tangent[]): TransposeParts {
  return {
    known: operands.map(({ kind }) => kind === "known"),
    values: operands.flatMap((operand) => (operand.kind === "known" ? [operand.value] : [])),
    given: cotangents.map((each) => each !== null),
    incoming: cotangents.filter((each) => each !== null),
  };
}

/** The branches are programs on single elements; `stacked` lists the operands, after the selector, that hold one a element. */
export type SwitchEachAttributes = Readonly<{ branches: readonly Program[]; stacked: readonly number[] }>;

/**
 * A branch for each element of a stack. It is written out as all branches on the whole stack, of which each element takes its own.
 * Being one equation until then, it is transposed element by element: what goes back from a branch is dropped where that branch
 * was not taken before it meets anything else, so that an infinite slope or NaN there never gets out.
 */
export const switchEach: Primitive<SwitchEachAttributes> = {
  name: "switchEach",
  outputTypes: ([selector], { branches }) =>
    branchOutputTypes("switchEach", branches).map(({ shape, dtype }) => ({
      shape: [selector!.shape[0]!, ...shape],
      dtype,
    })),
  reference() {
    throw new Error("internal: a composite primitive is written out before it is evaluated");
  },
  expand([given, ...operands], { branches, stacked }) {
    const selector = asArray(given!);
    const size = selector.shape[0]!;
    if (!branches.every(endsByItself)) return elementByElement(selector, operands, { branches, stacked });
    const mapped = operands.map((_, i) => stacked.includes(i));
    const results = branches.map((branch) => {
      const { outputs, mapped: outputsMapped } = batchProgram(branch, operands, mapped, size);
      return outputs.map((output, i) => withBatchAxis(output, outputsMapped[i] === true, size));
    });
    return results[0]!.map((first, i) =>
      results.slice(1).reduce((chosen, result, k) => {
        const holds = selector.dtype === "bool" ? selector : equal(selector, k + 1);
        const column = reshapeTo(holds, [size, ...new Array<number>(first.rank - 1).fill(1)]);
        return select(column, result[i]!, chosen);
      }, first),
    );
  },
  derivative: {
    kind: "joint",
    forward(operands, tangents, { branches, stacked }, wanted) {
      const count = branches[0]!.outputs.length;
      const moving = movingOperands(tangents);
      const joint = differentiateBranches(branches, moving, "forward", wanted);
      const results = bind(switchEach, [...operands, ...movingTangents(tangents)], {
        branches: joint.branches,
        stacked: withTangents(stacked, moving),
      });
      return { outputs: results.slice(0, count), tangents: joint.expand(results.slice(count)) };
    },
    linearize(operands, tangents, attributes, wanted) {
      const outputs = bind(switchEach, operands, attributes);
      const moving = movingOperands(tangents);
      const linear = differentiateBranches(attributes.branches, moving, "linearize", wanted);
      const moved = bind(switchEach, [...operands, ...movingTangents(tangents)], {
        branches: linear.branches,
        stacked: withTangents(attributes.stacked, moving),
      });
      return { outputs, tangents: linear.expand(moved) };
    },
  },
  transposition: transposeRule((cotangents, [selector, ...operands], { branches, stacked }) => {
    const { known, values, given, incoming } = transposeParts(operands, cotangents);
    const knownStacked = known.flatMap((holds, i) => (holds ? [stacked.includes(i)] : []));
    const back = bind(switchEach, [knownValue(selector), ...values, ...incoming], {
      branches: transposeBranches(branches, known, given),
      stacked: positions([...knownStacked, ...incoming.map(() => true)]),
    });
    let next = 0;
    const each = known.map((holds, i) => {
      if (holds) return null;
      const cotangent = back[next++]!;
      // What all elements share receives the sum.
      return stacked.includes(i) ? cotangent : bindOne(reduceSum, [cotangent], { axes: [0] });
    });
    return [null, ...each];
  }),
  batch: batchEach,
  family: "control",
  work: ofPrograms,
  commutes: false,
  programs: { kind: "each", of: (attributes) => attributes },
  fault: {},
  check: () => [
    {
      label: "sine or product",
      operands: [predicate([3]), uniform(-2, 2, [3, 2]), uniform(-2, 2, [2])],
      attributes: { branches: checkedBranches(), stacked: [0] },
      order: 2,
    },
    {
      label: "of three",
      operands: [indices(0, 3, [4]), uniform(-2, 2, [2]), uniform(-2, 2, [4, 2])],
      attributes: { branches: [...checkedBranches(), thirdBranch()], stacked: [1] },
      order: 2,
    },
  ],
};

/** The square of the second operand. */
function thirdBranch(): Program {
  const types: ArrayType[] = [0, 1].map(() => ({ shape: [2], dtype: "f64" }));
  return traceClosed(types, ([, y]) => [mul(y!, y!)]);
}

/** The tangents of stacked operands are stacked. */
function withTangents(stacked: readonly number[], moving: readonly boolean[]): number[] {
  const tangents = positions(moving).flatMap((operand, i) => (stacked.includes(operand) ? [moving.length + i] : []));
  return [...stacked, ...tangents];
}

/** One element after another: a loop in a branch that is not taken might not end on values it was not meant for. */
function elementByElement(
  selector: Arr,
  operands: readonly Value[],
  { branches, stacked }: SwitchEachAttributes,
): readonly Arr[] {
  const types = branchInputTypes(branches);
  const shared = operands.map((_, i) => i).filter((i) => !stacked.includes(i));
  const chosen = selector.dtype === "bool" ? cond : switchCase;
  const body = traceClosed(
    [...shared.map((i) => types[i]!), { shape: [], dtype: selector.dtype }, ...stacked.map((i) => types[i]!)],
    (inputs) => {
      const own = new Array<Arr>(types.length);
      shared.forEach((position, i) => (own[position] = inputs[i]!));
      stacked.forEach((position, i) => (own[position] = inputs[shared.length + 1 + i]!));
      return bind(chosen, [inputs[shared.length]!, ...own], { branches });
    },
  );
  return bind(scan, [...shared.map((i) => operands[i]!), selector, ...stacked.map((i) => operands[i]!)], {
    body,
    length: selector.shape[0]!,
    reverse: false,
    constantCount: shared.length,
    carryCount: 0,
  });
}

/** Axes 0 and 1 exchanged. */
function exchangeLeading(x: Arr): Arr {
  return transposeTo(x, [1, 0, ...x.shape.slice(2).map((_, axis) => axis + 2)]);
}

function batchEach(
  [given, ...operands]: readonly Value[],
  [selectorMapped, ...mapped]: readonly boolean[],
  { branches, stacked }: SwitchEachAttributes,
  size: number,
): BatchResult {
  const selector = asArray(given!);
  const values = operands.map((operand) => asArray(operand));
  if (selectorMapped !== true) {
    // The choice is the same along the new axis, which goes inside of the branches.
    const moved = values.map((value, i) =>
      mapped[i] === true && stacked.includes(i) ? exchangeLeading(value) : value,
    );
    const results = bind(switchEach, [selector, ...moved], {
      branches: batchBranches(branches, mapped, size),
      stacked,
    });
    return { outputs: results.map(exchangeLeading), mapped: results.map(() => true) };
  }
  // Both axes become one.
  const count = selector.shape[1]!;
  const merged = values.map((value, i) => {
    const isStacked = stacked.includes(i);
    if (mapped[i] !== true && !isStacked) return value;
    const element = value.shape.slice(Number(mapped[i] === true) + Number(isStacked));
    const aligned = [mapped[i] === true ? size : 1, isStacked ? count : 1, ...element];
    return reshapeTo(broadcast(reshapeTo(value, aligned), [size, count, ...element]), [size * count, ...element]);
  });
  const results = bind(switchEach, [reshapeTo(selector, [size * count]), ...merged], {
    branches,
    stacked: positions(values.map((_, i) => mapped[i] === true || stacked.includes(i))),
  });
  return {
    outputs: results.map((result) => reshapeTo(result, [size, count, ...result.shape.slice(1)])),
    mapped: results.map(() => true),
  };
}
