/** checkpoint: a function that keeps nothing for reverse mode; recompute: its values again, there where the backward pass needs them. */

import { ofPrograms } from "../work.ts";
import { type Arr, fromHost, hostOf } from "../../array/arr.ts";
import type { HostArray } from "../../array/host-array.ts";
import type { ArrayType } from "../../array/shape.ts";
import { mul } from "../elementwise/arithmetic.ts";
import { sin } from "../elementwise/trigonometric.ts";
import { bind } from "../../program/bind.ts";
import { traceClosed } from "../../program/close.ts";
import { evaluate } from "../../interpreters/evaluate.ts";
import type { Program } from "../../program/program.ts";
import { transposeRule, uniform } from "../../program/derivative.ts";
import { batchBranches, differentiateBranches, transposeBranches } from "./branching.ts";
import type {
  BatchResult,
  CheckCase,
  JointResult,
  Primitive,
  Tangent,
  TransposeOperand,
  Value,
} from "../../program/primitive.ts";

/** One program on all operands, as the only one of a list: passes treat it as the branch of a choice that is always taken. */
export type RecomputeAttributes = Readonly<{ branches: readonly [Program] }>;

const typesOf = ({ branches: [program] }: RecomputeAttributes): ArrayType[] => program.outputs.map(({ type }) => type);

const isMoving = (tangent: Tangent): tangent is Arr => tangent !== null;

function linear(
  operands: readonly Value[],
  tangents: readonly Tangent[],
  { branches }: RecomputeAttributes,
  wanted: readonly boolean[],
): Tangent[] {
  const differentiated = differentiateBranches(branches, tangents.map(isMoving), "linearize", wanted);
  const [program] = differentiated.branches;
  return differentiated.expand(bind(recompute, [...operands, ...tangents.filter(isMoving)], { branches: [program!] }));
}

function forward(primitive: Primitive<RecomputeAttributes>) {
  return (
    operands: readonly Value[],
    tangents: readonly Tangent[],
    { branches }: RecomputeAttributes,
    wanted: readonly boolean[],
  ): JointResult => {
    const count = branches[0].outputs.length;
    const joint = differentiateBranches(branches, tangents.map(isMoving), "forward", wanted);
    const results = bind(primitive, [...operands, ...tangents.filter(isMoving)], { branches: [joint.branches[0]!] });
    return { outputs: results.slice(0, count), tangents: joint.expand(results.slice(count)) };
  };
}

function batch(primitive: Primitive<RecomputeAttributes>) {
  return (
    operands: readonly Value[],
    mapped: readonly boolean[],
    { branches }: RecomputeAttributes,
    size: number,
  ): BatchResult => {
    const [program] = batchBranches(branches, mapped, size);
    const outputs = bind(primitive, operands, { branches: [program!] });
    return { outputs, mapped: outputs.map(() => true) };
  };
}

/** Written out where nothing is differentiated. Its linearisation computes what it needs of the values anew. */
export const checkpoint: Primitive<RecomputeAttributes> = {
  name: "checkpoint",
  outputTypes: (_operands, attributes) => typesOf(attributes),
  reference() {
    throw new Error("internal: a composite primitive is written out before it is evaluated");
  },
  expand: (operands, { branches: [program] }) => evaluate(program, operands),
  derivative: {
    kind: "joint",
    forward: (...given) => forward(checkpoint)(...given),
    linearize: (operands, tangents, attributes, wanted) => ({
      outputs: bind(checkpoint, operands, attributes),
      tangents: linear(operands, tangents, attributes, wanted),
    }),
  },
  transposition: { kind: "nonlinear" },
  batch: (operands, mapped, attributes, size) => batch(checkpoint)(operands, mapped, attributes, size),
  family: "control",
  work: ofPrograms,
  commutes: false,
  programs: { kind: "call", of: ({ branches: [program] }) => program },
  fault: {},
  check: checkCases,
};

/**
 * A program that is run where it stands: nothing in it is shared with equations outside, however equal, since that would keep
 * values from the forward pass to the backward pass.
 */
export const recompute: Primitive<RecomputeAttributes> = {
  name: "recompute",
  outputTypes: (_operands, attributes) => typesOf(attributes),
  reference(operands, { branches: [program] }, types) {
    const values = operands.map((host, i) => fromHost(host, types[i]!.dtype));
    return evaluate(program, values).map((arr): HostArray => hostOf(arr)!);
  },
  derivative: {
    kind: "joint",
    forward: (...given) => forward(recompute)(...given),
    linearize: (operands, tangents, attributes, wanted) => ({
      outputs: bind(recompute, operands, attributes),
      tangents: linear(operands, tangents, attributes, wanted),
    }),
  },
  transposition: transposeRule((cotangents, operands, { branches }) => {
    const known = operands.map(({ kind }) => kind === "known");
    const values = operands.flatMap((operand: TransposeOperand) => (operand.kind === "known" ? [operand.value] : []));
    const [program] = transposeBranches(branches, known, cotangents.map(isMoving));
    const back = bind(recompute, [...values, ...cotangents.filter(isMoving)], { branches: [program!] });
    let next = 0;
    return known.map((holds) => (holds ? null : back[next++]!));
  }),
  batch: (operands, mapped, attributes, size) => batch(recompute)(operands, mapped, attributes, size),
  family: "control",
  work: ofPrograms,
  commutes: false,
  programs: { kind: "branches", selectors: 0, of: ({ branches }) => branches },
  fault: {},
  check: checkCases,
};

function checkCases(): CheckCase<RecomputeAttributes>[] {
  const types: ArrayType[] = [0, 1].map(() => ({ shape: [2], dtype: "f64" }));
  return [
    {
      label: "sine of a product",
      operands: [uniform(-2, 2, [2]), uniform(-2, 2, [2])],
      attributes: { branches: [traceClosed(types, ([x, y]) => [sin(mul(x!, y!))])] },
      order: 2,
    },
  ];
}
