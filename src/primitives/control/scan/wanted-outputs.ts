/** Wanted outputs: the results of a step whose tangents are read, at the end of the loop or by a later step. */

import { tangentsRead } from "../../../interpreters/tangents-read.ts";
import type { LoopAttributes } from "./parts.ts";

/** The outputs of the body whose tangents those of the results that `wanted` marks depend on. */
export function wantedOutputs(
  { body, constantCount, carryCount }: LoopAttributes,
  wanted: readonly boolean[],
): readonly boolean[] {
  const carryInputs = body.inputs.slice(constantCount, constantCount + carryCount);
  for (let closed = wanted; ;) {
    const read = tangentsRead(body, closed);
    const next = closed.map((already, i) => already || (i < carryCount && read.has(carryInputs[i]!)));
    if (next.every((holds, i) => holds === closed[i])) return closed;
    closed = next;
  }
}
