/** Transposition of a scan: the same loop from its other end. */

import type { Arr } from "../../../array/arr.ts";
import type { ArrayType } from "../../../array/shape.ts";
import { add } from "../../elementwise/arithmetic.ts";
import { zerosOf } from "../../../array/zeros.ts";
import { traceClosed } from "../../../program/close.ts";
import type { Program } from "../../../program/program.ts";
import { prune } from "../../../program/prune.ts";
import { transposeProgram } from "../../../interpreters/transpose.ts";
import type { Tangent, TransposeOperand, Value } from "../../../program/primitive.ts";
import { bodyTypes, compact, expandMask, type RunScan, type ScanAttributes, split, zeroOr } from "./parts.ts";

/**
 * The loop run backwards: cotangents of the carries are its carry, cotangents of linear constants add up along it. A loop on a
 * linear path carries tangents only; one that is known at the start is zero there. A carry on which nothing depends that is asked for
 * has no cotangent at any step.
 */
export function transposeScan(
  run: RunScan,
  cotangents: readonly Tangent[],
  operands: readonly TransposeOperand[],
  attributes: ScanAttributes,
): Tangent[] {
  const { length, reverse, carryCount } = attributes;
  const parts = split(operands, attributes);
  const types = split(bodyTypes(attributes), attributes);
  const known = { constants: parts.constants.map(isKnown), xs: parts.xs.map(isKnown) };
  const yCotangents = cotangents.slice(carryCount);
  const given = { carries: cotangents.slice(0, carryCount).map(isGiven), ys: yCotangents.map(isGiven) };
  const back = backwardStep(attributes, known, given);
  const linearConstants = only(types.constants, not(known.constants));
  const accumulatorTypes = only(linearConstants, back.usedConstants);
  const knownValues = (list: readonly TransposeOperand[]): Value[] =>
    list.flatMap((operand) => (operand.kind === "known" ? [operand.value] : []));
  const starts = types.carries.map((type, i) => zeroOr(cotangents[i] ?? null, type));
  const knownConstants = knownValues(parts.constants);
  const movingCount = back.movingCarries.filter(Boolean).length;
  const results = run(
    [
      ...knownConstants,
      ...only(starts, back.movingCarries),
      ...accumulatorTypes.map(zerosOf),
      ...knownValues(parts.xs),
      ...compact(yCotangents),
    ],
    {
      body: back.program,
      length,
      reverse: !reverse,
      constantCount: knownConstants.length,
      carryCount: movingCount + accumulatorTypes.length,
    },
  );
  const carriesEnd = movingCount + accumulatorTypes.length;
  const fromConstants = expandMask(back.usedConstants, results.slice(movingCount, carriesEnd));
  const fromXs = expandMask(back.movingXs, results.slice(carriesEnd));
  const spreadLinear = (mask: readonly boolean[], values: readonly Tangent[]): Tangent[] => {
    let next = 0;
    return mask.map((isKnownHere) => (isKnownHere ? null : (values[next++] ?? null)));
  };
  return [
    ...spreadLinear(known.constants, fromConstants),
    ...expandMask(back.movingCarries, results.slice(0, movingCount)),
    ...spreadLinear(known.xs, fromXs),
  ];
}

const isKnown = (operand: TransposeOperand): boolean => operand.kind === "known";
const isGiven = (cotangent: Tangent): boolean => cotangent !== null;
const only = <T>(values: readonly T[], mask: readonly boolean[]): T[] => values.filter((_, i) => mask[i]);
const not = (mask: readonly boolean[]): boolean[] => mask.map((holds) => !holds);

/** A step of the loop run backwards. */
interface BackwardStep {
  /**
   * Takes known constants | cotangents of the carries that move, sums for the constants that are used | known xs, given cotangents of
   * ys; returns the next cotangents and sums | cotangents of the xs that move.
   */
  readonly program: Program;
  /** Which carries have a cotangent at some step. */
  readonly movingCarries: readonly boolean[];
  /** Which of the linear constants get something. */
  readonly usedConstants: readonly boolean[];
  /** Which of the linear xs get something. */
  readonly movingXs: readonly boolean[];
}

/** The step for the carries and ys whose cotangents are given; more carries get one where the step passes it on to them. */
function backwardStep(
  attributes: ScanAttributes,
  known: { readonly constants: readonly boolean[]; readonly xs: readonly boolean[] },
  given: { readonly carries: readonly boolean[]; readonly ys: readonly boolean[] },
): BackwardStep {
  const { body, carryCount } = attributes;
  const types = split(bodyTypes(attributes), attributes);
  const yTypes = only(
    body.outputs.slice(carryCount).map(({ type }) => type),
    given.ys,
  );
  const knownConstants = only(types.constants, known.constants);
  const knownXs = only(types.xs, known.xs);
  const linearConstants = only(types.constants, not(known.constants));
  for (let movingCarries = given.carries; ;) {
    const carryTypes = only(types.carries, movingCarries);
    let nextMoving = movingCarries;
    let usedConstants: boolean[] = [];
    let movingXs: boolean[] = [];
    const backward = traceClosed(
      [...knownConstants, ...carryTypes, ...linearConstants, ...knownXs, ...yTypes],
      (inputs) => {
        let at = 0;
        const take = (count: number): readonly Arr[] => inputs.slice(at, (at += count));
        const constants = expandMask(known.constants, take(knownConstants.length));
        const carryCotangents = expandMask(movingCarries, take(carryTypes.length));
        const sums = take(linearConstants.length);
        const xs = expandMask(known.xs, take(knownXs.length));
        const ys = expandMask(given.ys, take(yTypes.length));
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
          add,
        );
        const result = split(back, attributes);
        nextMoving = movingCarries.map((already, i) => already || result.carries[i] !== null);
        const constantCotangents = only(result.constants, not(known.constants));
        usedConstants = constantCotangents.map(isGiven);
        const xCotangents = only(result.xs, not(known.xs));
        movingXs = xCotangents.map(isGiven);
        return [
          ...only(
            result.carries.map((each, i) => zeroOr(each, types.carries[i]!)),
            movingCarries,
          ),
          ...constantCotangents.flatMap((each, i) => (each === null ? [] : [add(sums[i]!, each)])),
          ...compact(xCotangents),
        ];
      },
    );
    if (nextMoving.every((holds, i) => holds === movingCarries[i])) {
      // A linear constant that gets nothing needs no sum.
      const sumsAt = knownConstants.length + carryTypes.length;
      const inputs = backward.inputs.filter(
        (_, i) => i < sumsAt || i >= sumsAt + linearConstants.length || usedConstants[i - sumsAt],
      );
      return { program: prune({ ...backward, inputs }), movingCarries, usedConstants, movingXs };
    }
    movingCarries = nextMoving;
  }
}
