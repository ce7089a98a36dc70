/** Forward mode of a scan: one loop over values and tangents. */

import type { Arr } from "../../../array/arr.ts";
import { traceClosed } from "../../../program/close.ts";
import { pushForward } from "../../../interpreters/push-forward.ts";
import type { JointResult, Tangent, Value } from "../../../program/primitive.ts";
import { movingCarries } from "./moving-carries.ts";
import { bodyTypes, compact, expandMask, type RunScan, type ScanAttributes, split, zeroOr } from "./parts.ts";
import { wantedOutputs } from "./wanted-outputs.ts";

export function differentiateForward(
  run: RunScan,
  operands: readonly Value[],
  tangents: readonly Tangent[],
  attributes: ScanAttributes,
  read: readonly boolean[],
): JointResult {
  const { body, carryCount } = attributes;
  const values = split(operands, attributes);
  const given = split(tangents, attributes);
  const wanted = wantedOutputs(attributes, read);
  const moving = movingCarries(attributes, tangents, "forward", wanted);
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
        { wanted },
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
  const results = run(
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
