/** scan: a loop with a carry, over the leading axis of its inputs; differentiates, transposes and batches as a loop. */

import { ofPrograms } from "../../work.ts";
import { type Arr, fromHost, hostOf } from "../../../array/arr.ts";
import type { HostArray } from "../../../array/host-array.ts";
import type { ArrayType } from "../../../array/shape.ts";
import { add, mul } from "../../elementwise/arithmetic.ts";
import { sin } from "../../elementwise/trigonometric.ts";
import { sliceStep, stackSteps } from "../../../array/steps.ts";
import { bind } from "../../../program/bind.ts";
import { traceClosed } from "../../../program/close.ts";
import { evaluate } from "../../../interpreters/evaluate.ts";
import type { Program } from "../../../program/program.ts";
import { transposeRule, uniform } from "../../../program/derivative.ts";
import type { Primitive } from "../../../program/primitive.ts";
import { batchScan } from "./batching.ts";
import { differentiateForward } from "./forward-mode.ts";
import { linearize } from "./linearization.ts";
import { type RunScan, type ScanAttributes, split } from "./parts.ts";
import { transposeScan } from "./transposition.ts";

export type { ScanAttributes };

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
    forward: (...given) => differentiateForward(run, ...given),
    linearize: (...given) => linearize(run, ...given),
  },
  transposition: transposeRule((...given) => transposeScan(run, ...given)),
  batch: (operands, mapped, attributes, size) => batchScan(run, operands, mapped, attributes, size),
  family: "control",
  work: ofPrograms,
  commutes: false,
  programs: { kind: "scan", of: (attributes) => attributes },
  fault: {},
  check: () =>
    [false, true].map((reverse) => ({
      label: reverse ? "from the end" : "from the start",
      operands: [uniform(0.2, 1, []), uniform(-1, 1, [2]), uniform(-1, 1, [3, 2])],
      attributes: { body: checkedBody(), length: 3, reverse, constantCount: 1, carryCount: 1 },
      order: 2 as const,
    })),
};

const run: RunScan = (operands, attributes) => bind(scan, operands, attributes);

/** c, s, x -> sin(c s) + x, s · x: a step that is linear in none of its inputs. */
function checkedBody(): Program {
  const vector: ArrayType = { shape: [2], dtype: "f64" };
  return traceClosed([{ shape: [], dtype: "f64" }, vector, vector], ([c, s, x]) => [
    add(sin(mul(s!, c!)), x!),
    mul(s!, x!),
  ]);
}
