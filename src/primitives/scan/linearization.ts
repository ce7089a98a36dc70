/** Linearisation of a scan: a loop of values that keeps what a second loop, linear in the tangents, reads back. */

import type { Arr } from "../../array/arr.ts";
import type { ArrayType } from "../../array/shape.ts";
import { traceClosed } from "../../program/close.ts";
import type { Program } from "../../program/program.ts";
import { readInputs } from "../../program/prune.ts";
import { pushForward } from "../../transforms/push-forward.ts";
import type { JointResult, Tangent, Value } from "../primitive.ts";
import { movingCarries } from "./moving-carries.ts";
import { bodyTypes, compact, expandMask, type RunScan, type ScanAttributes, split, zeroOr } from "./parts.ts";

/**
 * The loop of values runs first and keeps the carry of every step; the loop of tangents reads them back and computes again what it
 * needs of the step. Nothing else is kept, so memory is the carries and no more.
 */
export function linearize(
  run: RunScan,
  operands: readonly Value[],
  tangents: readonly Tangent[],
  attributes: ScanAttributes,
): JointResult {
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
  const results = run(operands, { ...attributes, body: keepingBody });
  const outputs = results.slice(0, body.outputs.length);
  const keptCarries = results.slice(body.outputs.length);

  const tangentResults = run(
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
