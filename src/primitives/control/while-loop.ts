/** whileLoop: a loop with a carry that goes on while a condition on the carry holds; its number of steps shows when it runs. */

import { ofPrograms } from "../work.ts";
import { type Arr, fromHost, hostOf } from "../../array/arr.ts";
import type { HostArray } from "../../array/host-array.ts";
import { type ArrayType, sameShape } from "../../array/shape.ts";
import { DerivativeError, describeType, DTypeError, ShapeError } from "../../errors/index.ts";
import { reshapeTo } from "../movement/shape.ts";
import { add, mul } from "../elementwise/arithmetic.ts";
import { greater, less, logicalAnd, select } from "../elementwise/comparison.ts";
import { castTo } from "../elementwise/convert.ts";
import { asArray } from "../../program/bind.ts";
import { bind, bindOne } from "../../program/bind.ts";
import { traceClosed } from "../../program/close.ts";
import { evaluate } from "../../interpreters/evaluate.ts";
import { type Program, Variable } from "../../program/program.ts";
import { endsByItself } from "../../program/sub-programs.ts";
import { batchProgram } from "../../interpreters/batch.ts";
import { withBatchAxis } from "../batching.ts";
import { pushForward } from "../../interpreters/push-forward.ts";
import { indices, transposeRule, uniform } from "../../program/derivative.ts";
import type { BatchResult, JointResult, Primitive, Tangent, Value } from "../../program/primitive.ts";
import { reduceMax } from "../reduction/reductions.ts";
import { reduceSum } from "../movement/shape.ts";
import { scan } from "./scan/scan.ts";
import { movingCarries } from "./scan/moving-carries.ts";
import { compact, expandMask, type LoopAttributes, split, zeroOr } from "./scan/parts.ts";
import { wantedOutputs } from "./scan/wanted-outputs.ts";

/**
 * Operands are constants and initial carries. Condition and body take constants and carries; the condition returns a bool scalar,
 * the body the next carries.
 */
export type WhileAttributes = Readonly<{ condition: Program; body: Program; constantCount: number }>;

const loopOf = ({ body, constantCount }: WhileAttributes): LoopAttributes => ({
  body,
  constantCount,
  carryCount: body.outputs.length,
});

export const whileLoop: Primitive<WhileAttributes> = {
  name: "whileLoop",
  outputTypes(operands, { condition, body, constantCount }) {
    const [holds] = condition.outputs as [Program["outputs"][number]];
    const details = { where: "whileLoop", expected: "a bool scalar from the condition" };
    if (holds.type.dtype !== "bool") throw new DTypeError({ ...details, received: describeType(holds.type) });
    if (holds.type.shape.length > 0) throw new ShapeError({ ...details, received: describeType(holds.type) });
    return operands.slice(constantCount).map((type, i) => {
      const next = body.outputs[i]!.type;
      if (sameShape(type.shape, next.shape) && type.dtype === next.dtype) return type;
      throw new ShapeError({
        where: "whileLoop",
        expected: `a carry that stays ${describeType(type)}`,
        received: describeType(next),
      });
    });
  },
  reference(operands, { condition, body, constantCount }, types) {
    const values = operands.map((host, i) => fromHost(host, types[i]!.dtype));
    const constants = values.slice(0, constantCount);
    let carries = values.slice(constantCount);
    const goesOn = (): boolean => {
      const { data, offset } = hostOf(evaluate(condition, [...constants, ...carries])[0]!)!;
      return data[offset] !== 0;
    };
    while (goesOn()) carries = evaluate(body, [...constants, ...carries]);
    return carries.map((arr): HostArray => hostOf(arr)!);
  },
  derivative: { kind: "joint", forward: differentiateForward, linearize },
  transposition: transposeRule(refuseReverse),
  batch: batchWhile,
  family: "control",
  work: ofPrograms,
  commutes: false,
  programs: { kind: "while", of: (attributes) => attributes },
  fault: {},
  check: () => [
    {
      label: "doubling",
      operands: [uniform(1.2, 1.4, []), uniform(0.5, 1, [2]), indices(0, 1, [])],
      // Away from the edges at which another step is taken; reverse mode is refused, so derivatives have tests of their own.
      attributes: doubling(),
      order: 0,
    },
  ],
};

/** s -> c s while its largest element is below 8, for at most 20 steps, which end the loop where that is never so. */
function doubling(): WhileAttributes {
  const types: ArrayType[] = [
    { shape: [], dtype: "f64" },
    { shape: [2], dtype: "f64" },
    { shape: [], dtype: "i32" },
  ];
  return {
    condition: traceClosed(types, ([c, s, count]) => [
      logicalAnd(less(mul(c!, bindOne(reduceMax, [s!], { axes: [0] })), 8), less(count!, 20)),
    ]),
    body: traceClosed(types, ([c, s, count]) => [mul(c!, s!), add(count!, 1)]),
    constantCount: 1,
  };
}

/** One loop over values and tangents. */
function differentiateForward(
  operands: readonly Value[],
  tangents: readonly Tangent[],
  attributes: WhileAttributes,
  read: readonly boolean[],
): JointResult {
  const motion = motionOf(tangents, attributes, read);
  return runJointly(operands, tangents, attributes, motion);
}

/**
 * The loop of values runs on its own; the tangents are the loop of both, which is linear in them. Nothing is kept of the steps, as
 * nobody knows how many there will be.
 */
function linearize(
  operands: readonly Value[],
  tangents: readonly Tangent[],
  attributes: WhileAttributes,
  read: readonly boolean[],
): JointResult {
  const outputs = bind(whileLoop, operands, attributes);
  const motion = motionOf(tangents, attributes, read);
  if (!motion.moving.includes(true)) return { outputs, tangents: outputs.map(() => null) };
  return { outputs, tangents: runJointly(operands, tangents, attributes, motion).tangents };
}

/** A cotangent has come to the tangents of a loop. */
function refuseReverse(): never {
  throw new DerivativeError({
    where: "whileLoop",
    problem: "reverse mode needs every step again, and their number is not known before the loop runs.",
    hint:
      "Use forward mode (jvp, linearize, jacobian), scan or forLoop with a fixed number of steps, or, where the loop " +
      "solves an equation, implicit.root or implicit.fixedPoint.",
  });
}

/** Which carries move, and of which the tangents are read. */
interface Motion {
  readonly moving: readonly boolean[];
  readonly wanted: readonly boolean[];
}

function motionOf(tangents: readonly Tangent[], attributes: WhileAttributes, read: readonly boolean[]): Motion {
  const loop = loopOf(attributes);
  const wanted = wantedOutputs(loop, read);
  return { wanted, moving: movingCarries(loop, tangents, "forward", wanted) };
}

/** The loop over values and tangents; the condition reads the values. */
function runJointly(
  operands: readonly Value[],
  tangents: readonly Tangent[],
  attributes: WhileAttributes,
  { moving, wanted }: Motion,
): JointResult {
  const loop = loopOf(attributes);
  const { condition, body, constantCount } = attributes;
  const values = split(operands, loop);
  const given = split(tangents, loop);
  const types = split(
    body.inputs.map(({ type }) => type),
    loop,
  );
  const constantMask = given.constants.map((each) => each !== null);
  const constantTangentTypes = types.constants.filter((_, i) => constantMask[i]);
  const carryTangentTypes = types.carries.filter((_, i) => moving[i]);
  const carriesAt = constantCount + constantTangentTypes.length;
  const joint = traceClosed(
    [...types.constants, ...constantTangentTypes, ...types.carries, ...carryTangentTypes],
    (inputs) => {
      const carryTangentsAt = carriesAt + types.carries.length;
      const result = pushForward(
        body,
        [...inputs.slice(0, constantCount), ...inputs.slice(carriesAt, carryTangentsAt)],
        [
          ...expandMask(constantMask, inputs.slice(constantCount, carriesAt)),
          ...expandMask(moving, inputs.slice(carryTangentsAt)),
        ],
        "forward",
        { wanted },
      );
      return [
        ...result.outputs,
        ...moving.flatMap((holds, i) => (holds ? [zeroOr(result.tangents[i] ?? null, types.carries[i]!)] : [])),
      ];
    },
  );
  const unread = (list: readonly ArrayType[]): Variable[] => list.map((type) => new Variable(type));
  const results = bind(
    whileLoop,
    [
      ...values.constants,
      ...compact(given.constants),
      ...values.carries,
      ...moving.flatMap((holds, i) => (holds ? [zeroOr(given.carries[i] ?? null, types.carries[i]!)] : [])),
    ],
    {
      condition: {
        ...condition,
        inputs: [
          ...condition.inputs.slice(0, constantCount),
          ...unread(constantTangentTypes),
          ...condition.inputs.slice(constantCount),
          ...unread(carryTangentTypes),
        ],
      },
      body: joint,
      constantCount: carriesAt,
    },
  );
  return {
    outputs: results.slice(0, moving.length),
    tangents: expandMask(moving, results.slice(moving.length)),
  };
}

function batchWhile(
  operands: readonly Value[],
  mapped: readonly boolean[],
  attributes: WhileAttributes,
  size: number,
): BatchResult {
  const { condition, body, constantCount } = attributes;
  const constantsMapped = mapped.slice(0, constantCount);
  const types = body.inputs.map(({ type }) => type);
  let carriesMapped = mapped.slice(constantCount);
  for (;;) {
    const inputMapped = [...constantsMapped, ...carriesMapped];
    const batchedTypes = stackTypes(types, inputMapped, size);
    const batched = (program: Program): { readonly program: Program; readonly mapped: readonly boolean[] } => {
      let outputsMapped: readonly boolean[] = [];
      const traced = traceClosed(batchedTypes, (inputs) => {
        const result = batchProgram(program, inputs, inputMapped, size);
        outputsMapped = result.mapped;
        return result.outputs.map((output, i) =>
          program === body && carriesMapped[i] === true
            ? withBatchAxis(output, result.mapped[i] === true, size)
            : output,
        );
      });
      return { program: traced, mapped: outputsMapped };
    };
    const test = batched(condition);
    if (test.mapped[0] === true) {
      return endsByItself(body)
        ? untilAllAreDone(operands, mapped, attributes, size)
        : elementByElement(operands, mapped, attributes, size);
    }
    const step = batched(body);
    const nextMapped = carriesMapped.map((already, i) => already || step.mapped[i] === true);
    if (nextMapped.every((holds, i) => holds === carriesMapped[i])) {
      const starts = operands
        .slice(constantCount)
        .map((value, i) =>
          carriesMapped[i] === true ? withBatchAxis(asArray(value), mapped[constantCount + i] === true, size) : value,
        );
      const outputs = bind(whileLoop, [...operands.slice(0, constantCount), ...starts], {
        condition: test.program,
        body: step.program,
        constantCount,
      });
      return { outputs, mapped: carriesMapped };
    }
    carriesMapped = nextMapped;
  }
}

const stackTypes = (types: readonly ArrayType[], mapped: readonly boolean[], size: number): ArrayType[] =>
  types.map((type, i) => (mapped[i] === true ? { ...type, shape: [size, ...type.shape] } : type));

/**
 * A loop on the whole stack that goes on while any element does. Elements that are done keep their carries; which ones go on is a
 * carry itself, so that the condition is evaluated once a step.
 */
function untilAllAreDone(
  operands: readonly Value[],
  mapped: readonly boolean[],
  { condition, body, constantCount }: WhileAttributes,
  size: number,
): BatchResult {
  const constantsMapped = mapped.slice(0, constantCount);
  const inputMapped = [...constantsMapped, ...body.outputs.map(() => true)];
  const holdsFor = (constants: readonly Value[], carries: readonly Value[]): Arr => {
    const { outputs, mapped: outputMapped } = batchProgram(condition, [...constants, ...carries], inputMapped, size);
    return withBatchAxis(outputs[0]!, outputMapped[0] === true, size);
  };
  const constants = operands.slice(0, constantCount);
  const carries = operands
    .slice(constantCount)
    .map((value, i) => withBatchAxis(asArray(value), mapped[constantCount + i] === true, size));
  const mask: ArrayType = { shape: [size], dtype: "bool" };
  const types = [
    ...stackTypes(
      body.inputs.map(({ type }) => type),
      inputMapped,
      size,
    ),
    mask,
  ];
  const outputs = bind(whileLoop, [...constants, ...carries, holdsFor(constants, carries)], {
    condition: traceClosed(types, (inputs) => [
      greater(bindOne(reduceSum, [castTo(inputs.at(-1)!, "i32")], { axes: [0] }), 0),
    ]),
    body: traceClosed(types, (inputs) => {
      const goesOn = inputs.at(-1)!;
      const given = inputs.slice(0, constantCount);
      const before = inputs.slice(constantCount, -1);
      const { outputs: after, mapped: afterMapped } = batchProgram(body, [...given, ...before], inputMapped, size);
      const next = before.map((old, i) => {
        const column = reshapeTo(goesOn, [size, ...new Array<number>(old.rank - 1).fill(1)]);
        return select(column, withBatchAxis(after[i]!, afterMapped[i] === true, size), old);
      });
      return [...next, logicalAnd(goesOn, holdsFor(given, next))];
    }),
    constantCount,
  });
  return { outputs: outputs.slice(0, -1), mapped: carries.map(() => true) };
}

/** One element after another: a loop inside might not end on the carries of an element that is done. */
function elementByElement(
  operands: readonly Value[],
  mapped: readonly boolean[],
  attributes: WhileAttributes,
  size: number,
): BatchResult {
  const types = attributes.body.inputs.map(({ type }) => type);
  const positions = operands.map((_, i) => i);
  const order = [...positions.filter((i) => !mapped[i]), ...positions.filter((i) => mapped[i])];
  const body = traceClosed(
    order.map((i) => types[i]!),
    (inputs) => {
      const own = new Array<Arr>(order.length);
      order.forEach((position, i) => (own[position] = inputs[i]!));
      return bind(whileLoop, own, attributes);
    },
  );
  const outputs = bind(
    scan,
    order.map((i) => operands[i]!),
    {
      body,
      length: size,
      reverse: false,
      constantCount: mapped.filter((each) => !each).length,
      carryCount: 0,
    },
  );
  return { outputs, mapped: outputs.map(() => true) };
}
