/** Batching of a scan: one loop over stacks; the batch axis stays behind the axis of steps. */

import type { Arr } from "../../../array/arr.ts";
import { transposeTo } from "../../movement/shape.ts";
import { traceClosed } from "../../../program/close.ts";
import { batchProgram } from "../../../interpreters/batch.ts";
import { withBatchAxis } from "../../batching.ts";
import type { BatchResult, Value } from "../../../program/primitive.ts";
import { bodyTypes, type RunScan, type ScanAttributes, split } from "./parts.ts";

/** Axes 0 and 1 exchanged: between [batch, step, …] and [step, batch, …]. */
function exchangeLeading(x: Arr): Arr {
  return transposeTo(x, [1, 0, ...Array.from({ length: x.rank - 2 }, (_, axis) => axis + 2)]);
}

export function batchScan(
  run: RunScan,
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
      const results = run(
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
