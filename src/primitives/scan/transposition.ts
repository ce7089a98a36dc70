/** Transposition of a scan: the same loop from its other end. */

import type { Arr } from "../../array/arr.ts";
import type { ArrayType } from "../../array/shape.ts";
import * as op from "../../ops/elementwise.ts";
import { zerosOf } from "../../ops/zeros.ts";
import { traceClosed } from "../../program/close.ts";
import { prune } from "../../program/prune.ts";
import { transposeProgram } from "../../transforms/transpose-program.ts";
import type { Tangent, TransposeOperand, Value } from "../primitive.ts";
import { bodyTypes, compact, expandMask, type RunScan, type ScanAttributes, split, zeroOr } from "./parts.ts";

/**
 * The loop run backwards: cotangents of the carries are its carry, cotangents of linear constants add up along it. A loop on a
 * linear path carries tangents only; one that is known at the start is zero there.
 */
export function transposeScan(
  run: RunScan,
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
  const results = run(
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
