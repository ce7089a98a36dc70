/** scan: a loop with a carry, over the leading axis of its inputs; differentiates, transposes and batches as a loop. */

import { type Arr, fromHost, type HostArray, hostOf } from "../array/arr.ts";
import type { ArrayType } from "../array/shape.ts";
import * as op from "../ops/elementwise.ts";
import { transposeTo } from "../ops/broadcast.ts";
import { zerosOf } from "../ops/zeros.ts";
import { sliceStep, stackSteps } from "../ops/steps.ts";
import { bind } from "../program/bind.ts";
import { traceClosed } from "../program/close.ts";
import { evaluate } from "../program/evaluate.ts";
import type { Program } from "../program/program.ts";
import { prune, readInputs } from "../program/prune.ts";
import { batchProgram, withBatchAxis } from "../transforms/batch-program.ts";
import { pushForward, type PushForwardMode } from "../transforms/push-forward.ts";
import { transposeProgram } from "../transforms/transpose-program.ts";
import { transposeRule, uniform } from "./derivative.ts";
import type { BatchResult, JointResult, Primitive, Tangent, TransposeOperand, Value } from "./primitive.ts";

/**
 * Operands are constants, initial carries and stacked xs. The body takes constants, carries and one slice of each x, and
 * returns the next carries and one slice of each y. Results are the last carries and the stacked ys.
 */
export type ScanAttributes = Readonly<{
  body: Program;
  length: number;
  /** From the last step to the first. */
  reverse: boolean;
  constantCount: number;
  carryCount: number;
}>;

interface Parts<T> {
  readonly constants: readonly T[];
  readonly carries: readonly T[];
  readonly xs: readonly T[];
}

function split<T>(operands: readonly T[], { constantCount, carryCount }: ScanAttributes): Parts<T> {
  return {
    constants: operands.slice(0, constantCount),
    carries: operands.slice(constantCount, constantCount + carryCount),
    xs: operands.slice(constantCount + carryCount),
  };
}

const bodyTypes = ({ body }: ScanAttributes): Parts<ArrayType>["constants"] => body.inputs.map(({ type }) => type);

const compact = <T>(values: readonly (T | null)[]): T[] => values.filter((value): value is T => value !== null);

/** Puts a value where the mask holds, null elsewhere. */
function expandMask<T>(mask: readonly boolean[], values: readonly T[]): (T | null)[] {
  let next = 0;
  return mask.map((holds) => (holds ? values[next++]! : null));
}

export const scan: Primitive<ScanAttributes> = {
  name: "scan",
  outputTypes(_operands, { body, length, carryCount }) {
    return body.outputs.map(({ type }, i) =>
      i < carryCount ? type : { shape: [length, ...type.shape], dtype: type.dtype },
    );
  },
  reference(operands, attributes, types) {
    const { body, length, reverse, carryCount } = attributes;
    const values = operands.map((host, i) => fromHost(host, types[i]!.dtype));
    const { constants, carries, xs } = split(values, attributes);
    const outputTypes = this.outputTypes(types, attributes).slice(carryCount);
    const steps = new Array<readonly Arr[]>(length);
    let current: readonly Arr[] = carries;
    for (let k = 0; k < length; k++) {
      const step = reverse ? length - 1 - k : k;
      const outputs = evaluate(body, [...constants, ...current, ...xs.map((x) => sliceStep(x, step))]);
      current = outputs.slice(0, carryCount);
      steps[step] = outputs.slice(carryCount);
    }
    const ys = outputTypes.map((type, i) =>
      stackSteps(
        type,
        steps.map((outputs) => outputs[i]!),
      ),
    );
    return [...current, ...ys].map((arr): HostArray => hostOf(arr)!);
  },
  derivative: {
    kind: "joint",
    forward: differentiateForward,
    linearize,
  },
  transposition: transposeRule(transposeScan),
  batch: batchScan,
  check: () =>
    [false, true].map((reverse) => ({
      label: reverse ? "from the end" : "from the start",
      operands: [uniform(0.2, 1, []), uniform(-1, 1, [2]), uniform(-1, 1, [3, 2])],
      attributes: { body: checkedBody(), length: 3, reverse, constantCount: 1, carryCount: 1 },
      order: 2 as const,
    })),
};

/** c, s, x -> sin(c s) + x, s · x: a step that is linear in none of its inputs. */
function checkedBody(): Program {
  const vector: ArrayType = { shape: [2], dtype: "f64" };
  return traceClosed([{ shape: [], dtype: "f64" }, vector, vector], ([c, s, x]) => [
    op.add(op.sin(op.mul(s!, c!)), x!),
    op.mul(s!, x!),
  ]);
}

/** Which carries move, given that these do at the start: those are closed under the body. */
function movingCarries(attributes: ScanAttributes, tangents: readonly Tangent[], mode: PushForwardMode): boolean[] {
  const given = split(
    tangents.map((tangent) => tangent !== null),
    attributes,
  );
  let moving = [...given.carries];
  for (;;) {
    let next = moving;
    const inputMask = [...given.constants, ...moving, ...given.xs];
    traceClosed(bodyTypes(attributes), (inputs) => {
      const marks = inputs.map((input, i) => (inputMask[i] === true ? input : null));
      const result = pushForward(attributes.body, inputs, marks, mode);
      next = moving.map((already, i) => already || result.tangents[i] !== null);
      return [];
    });
    if (next.every((holds, i) => holds === moving[i])) return moving;
    moving = next;
  }
}

const zeroOr = (tangent: Tangent, type: ArrayType): Arr => tangent ?? zerosOf(type);

function differentiateForward(
  operands: readonly Value[],
  tangents: readonly Tangent[],
  attributes: ScanAttributes,
): JointResult {
  const { body, carryCount } = attributes;
  const values = split(operands, attributes);
  const given = split(tangents, attributes);
  const moving = movingCarries(attributes, tangents, "forward");
  const types = split(bodyTypes(attributes), attributes);
  const pick = <T>(parts: readonly T[], mask: readonly (Tangent | boolean)[]): T[] =>
    parts.filter((_, i) => mask[i] !== null && mask[i] !== false);
  const movingYs: boolean[] = [];
  const tangentTypes = {
    constants: pick(types.constants, given.constants),
    carries: pick(types.carries, moving),
    xs: pick(types.xs, given.xs),
  };
  const joint = traceClosed(
    [
      ...types.constants,
      ...tangentTypes.constants,
      ...types.carries,
      ...tangentTypes.carries,
      ...types.xs,
      ...tangentTypes.xs,
    ],
    (inputs) => {
      let at = 0;
      const take = (count: number): readonly Arr[] => inputs.slice(at, (at += count));
      const constants = take(types.constants.length);
      const constantTangents = take(tangentTypes.constants.length);
      const carries = take(types.carries.length);
      const carryTangents = take(tangentTypes.carries.length);
      const xs = take(types.xs.length);
      const xTangents = take(tangentTypes.xs.length);
      const result = pushForward(
        body,
        [...constants, ...carries, ...xs],
        [
          ...expandMask(
            given.constants.map((each) => each !== null),
            constantTangents,
          ),
          ...expandMask(moving, carryTangents),
          ...expandMask(
            given.xs.map((each) => each !== null),
            xTangents,
          ),
        ],
        "forward",
      );
      const yTangents = result.tangents.slice(carryCount);
      movingYs.push(...yTangents.map((each) => each !== null));
      return [
        ...result.outputs.slice(0, carryCount),
        ...moving.flatMap((holds, i) => (holds ? [zeroOr(result.tangents[i] ?? null, types.carries[i]!)] : [])),
        ...result.outputs.slice(carryCount),
        ...compact(yTangents),
      ];
    },
  );
  const startTangents = moving.flatMap((holds, i) =>
    holds ? [zeroOr(given.carries[i] ?? null, types.carries[i]!)] : [],
  );
  const results = bind(
    scan,
    [
      ...values.constants,
      ...compact(given.constants),
      ...values.carries,
      ...startTangents,
      ...values.xs,
      ...compact(given.xs),
    ],
    {
      ...attributes,
      body: joint,
      constantCount: types.constants.length + tangentTypes.constants.length,
      carryCount: carryCount + startTangents.length,
    },
  );
  const yCount = body.outputs.length - carryCount;
  const ysAt = carryCount + startTangents.length;
  return {
    outputs: [...results.slice(0, carryCount), ...results.slice(ysAt, ysAt + yCount)],
    tangents: [
      ...expandMask(moving, results.slice(carryCount, ysAt)),
      ...expandMask(movingYs, results.slice(ysAt + yCount)),
    ],
  };
}

/**
 * The loop of values runs first and keeps the carry of every step; the loop of tangents reads them back and computes again what it
 * needs of the step. Nothing else is kept, so memory is the carries and no more.
 */
function linearize(operands: readonly Value[], tangents: readonly Tangent[], attributes: ScanAttributes): JointResult {
  const { body, carryCount } = attributes;
  const values = split(operands, attributes);
  const given = split(tangents, attributes);
  const types = split(bodyTypes(attributes), attributes);
  const moving = movingCarries(attributes, tangents, "linearize");
  const constantMask = given.constants.map((each) => each !== null);
  const xMask = given.xs.map((each) => each !== null);
  const masked = (parts: readonly ArrayType[], mask: readonly boolean[]): ArrayType[] =>
    parts.filter((_, i) => mask[i]);
  const movingYs: boolean[] = [];

  // Tangent body: constants, their tangents | tangents of carries | xs, kept carries, tangents of xs.
  const tangentConstants = masked(types.constants, constantMask);
  const tangentCarries = masked(types.carries, moving);
  const tangentXs = masked(types.xs, xMask);
  const tangentBody = traceClosed(
    [...types.constants, ...tangentConstants, ...tangentCarries, ...types.xs, ...types.carries, ...tangentXs],
    (inputs) => {
      let at = 0;
      const take = (count: number): readonly Arr[] => inputs.slice(at, (at += count));
      const constants = take(types.constants.length);
      const dConstants = take(tangentConstants.length);
      const dCarries = take(tangentCarries.length);
      const xs = take(types.xs.length);
      const carries = take(types.carries.length);
      const dXs = take(tangentXs.length);
      const result = pushForward(
        body,
        [...constants, ...carries, ...xs],
        [...expandMask(constantMask, dConstants), ...expandMask(moving, dCarries), ...expandMask(xMask, dXs)],
        "linearize",
      );
      const yTangents = result.tangents.slice(carryCount);
      movingYs.push(...yTangents.map((each) => each !== null));
      return [
        ...moving.flatMap((holds, i) => (holds ? [zeroOr(result.tangents[i] ?? null, types.carries[i]!)] : [])),
        ...compact(yTangents),
      ];
    },
  );

  // Only carries that the tangents read are kept.
  const keptAt = types.constants.length + tangentConstants.length + tangentCarries.length + types.xs.length;
  const kept = readInputs(tangentBody).slice(keptAt, keptAt + carryCount);
  const bodyCarries = body.inputs.slice(attributes.constantCount, attributes.constantCount + carryCount);
  const keepingBody: Program = { ...body, outputs: [...body.outputs, ...bodyCarries.filter((_, i) => kept[i])] };
  const results = bind(scan, operands, { ...attributes, body: keepingBody });
  const outputs = results.slice(0, body.outputs.length);
  const keptCarries = results.slice(body.outputs.length);

  const tangentResults = bind(
    scan,
    [
      ...values.constants,
      ...compact(given.constants),
      ...moving.flatMap((holds, i) => (holds ? [zeroOr(given.carries[i] ?? null, types.carries[i]!)] : [])),
      ...values.xs,
      ...keptCarries,
      ...compact(given.xs),
    ],
    {
      ...attributes,
      body: {
        ...tangentBody,
        inputs: tangentBody.inputs.filter((_, i) => i < keptAt || i >= keptAt + carryCount || kept[i - keptAt]),
      },
      constantCount: types.constants.length + tangentConstants.length,
      carryCount: tangentCarries.length,
    },
  );
  return {
    outputs,
    tangents: [
      ...expandMask(moving, tangentResults.slice(0, tangentCarries.length)),
      ...expandMask(movingYs, tangentResults.slice(tangentCarries.length)),
    ],
  };
}

/**
 * The loop run backwards: cotangents of the carries are its carry, cotangents of linear constants add up along it. A loop on a
 * linear path carries tangents only; one that is known at the start is zero there.
 */
function transposeScan(
  cotangents: readonly Tangent[],
  operands: readonly TransposeOperand[],
  attributes: ScanAttributes,
): Tangent[] {
  const { body, length, reverse, carryCount } = attributes;
  const parts = split(operands, attributes);
  const types = split(bodyTypes(attributes), attributes);
  const isKnown = (operand: TransposeOperand): boolean => operand.kind === "known";
  const known = { constants: parts.constants.map(isKnown), xs: parts.xs.map(isKnown) };
  const yCotangents = cotangents.slice(carryCount);
  const yTypes = body.outputs.slice(carryCount).map(({ type }) => type);
  const only = <T>(values: readonly T[], mask: readonly boolean[]): T[] => values.filter((_, i) => mask[i]);
  const not = (mask: readonly boolean[]): boolean[] => mask.map((holds) => !holds);
  const linearConstants = only(types.constants, not(known.constants));
  const yGiven = yCotangents.map((each) => each !== null);

  let usedConstants: boolean[] = [];
  let movingXs: boolean[] = [];
  const accumulatorsAt = only(types.constants, known.constants).length + carryCount;
  const backward = traceClosed(
    [
      ...only(types.constants, known.constants),
      ...types.carries,
      ...linearConstants,
      ...only(types.xs, known.xs),
      ...only(yTypes, yGiven),
    ],
    (inputs) => {
      let at = 0;
      const take = (count: number): readonly Arr[] => inputs.slice(at, (at += count));
      const constants = expandMask(known.constants, take(accumulatorsAt - carryCount));
      const carryCotangents = take(carryCount);
      const accumulators = take(linearConstants.length);
      const xs = expandMask(known.xs, take(only(types.xs, known.xs).length));
      const ys = expandMask(yGiven, take(only(yTypes, yGiven).length));
      const asOperand = (value: Arr | null, type: ArrayType): TransposeOperand =>
        value === null ? { kind: "linear", type } : { kind: "known", value };
      const back = transposeProgram(
        body,
        [
          ...constants.map((value, i) => asOperand(value, types.constants[i]!)),
          ...types.carries.map((type) => asOperand(null, type)),
          ...xs.map((value, i) => asOperand(value, types.xs[i]!)),
        ],
        [...carryCotangents, ...ys],
      );
      const result = split(back, attributes);
      const constantCotangents = only(result.constants, not(known.constants));
      usedConstants = constantCotangents.map((each) => each !== null);
      const xCotangents = only(result.xs, not(known.xs));
      movingXs = xCotangents.map((each) => each !== null);
      return [
        ...result.carries.map((each, i) => zeroOr(each, types.carries[i]!)),
        ...constantCotangents.flatMap((each, i) => (each === null ? [] : [op.add(accumulators[i]!, each)])),
        ...compact(xCotangents),
      ];
    },
  );
  // A linear constant that gets nothing needs no accumulator.
  const inputs = backward.inputs.filter(
    (_, i) => i < accumulatorsAt || i >= accumulatorsAt + linearConstants.length || usedConstants[i - accumulatorsAt],
  );
  const accumulatorTypes = only(linearConstants, usedConstants);
  const knownValues = (list: readonly TransposeOperand[]): Value[] =>
    list.flatMap((operand) => (operand.kind === "known" ? [operand.value] : []));
  const results = bind(
    scan,
    [
      ...knownValues(parts.constants),
      ...types.carries.map((type, i) => zeroOr(cotangents[i] ?? null, type)),
      ...accumulatorTypes.map(zerosOf),
      ...knownValues(parts.xs),
      ...compact(yCotangents),
    ],
    {
      body: prune({ ...backward, inputs }),
      length,
      reverse: !reverse,
      constantCount: accumulatorsAt - carryCount,
      carryCount: carryCount + accumulatorTypes.length,
    },
  );
  const fromConstants = expandMask(usedConstants, results.slice(carryCount, carryCount + accumulatorTypes.length));
  const fromXs = expandMask(movingXs, results.slice(carryCount + accumulatorTypes.length));
  const spreadLinear = (mask: readonly boolean[], values: readonly Tangent[]): Tangent[] => {
    let next = 0;
    return mask.map((isKnownHere) => (isKnownHere ? null : (values[next++] ?? null)));
  };
  return [
    ...spreadLinear(known.constants, fromConstants),
    ...results.slice(0, carryCount),
    ...spreadLinear(known.xs, fromXs),
  ];
}

/** Axes 0 and 1 exchanged: between [batch, step, …] and [step, batch, …]. */
function exchangeLeading(x: Arr): Arr {
  return transposeTo(x, [1, 0, ...Array.from({ length: x.rank - 2 }, (_, axis) => axis + 2)]);
}

function batchScan(
  operands: readonly Value[],
  mapped: readonly boolean[],
  attributes: ScanAttributes,
  size: number,
): BatchResult {
  const { body, carryCount } = attributes;
  const flags = split(mapped, attributes);
  const values = split(operands, attributes);
  const types = bodyTypes(attributes);
  let carriesMapped = [...flags.carries];
  let outputsMapped: readonly boolean[] = [];
  for (;;) {
    const inputMapped = [...flags.constants, ...carriesMapped, ...flags.xs];
    const batchedTypes = types.map((type, i) =>
      inputMapped[i] === true ? { ...type, shape: [size, ...type.shape] } : type,
    );
    const batchedBody = traceClosed(batchedTypes, (inputs) => {
      const result = batchProgram(body, inputs, inputMapped, size);
      outputsMapped = result.mapped;
      return result.outputs.map((output, i) =>
        i < carryCount && carriesMapped[i] === true ? withBatchAxis(output, outputsMapped[i] === true, size) : output,
      );
    });
    const next = carriesMapped.map((already, i) => already || outputsMapped[i] === true);
    if (next.every((holds, i) => holds === carriesMapped[i])) {
      const results = bind(
        scan,
        [
          ...values.constants,
          ...values.carries.map((value, i) =>
            carriesMapped[i] === true ? withBatchAxis(value as Arr, flags.carries[i] === true, size) : value,
          ),
          ...values.xs.map((value, i) => (flags.xs[i] === true ? exchangeLeading(value as Arr) : value)),
        ],
        { ...attributes, body: batchedBody },
      );
      return {
        outputs: results.map((result, i) =>
          i >= carryCount && outputsMapped[i] === true ? exchangeLeading(result) : result,
        ),
        mapped: results.map((_, i) => (i < carryCount ? carriesMapped[i] === true : outputsMapped[i] === true)),
      };
    }
    carriesMapped = next;
  }
}
