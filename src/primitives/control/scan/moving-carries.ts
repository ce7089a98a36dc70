/** Moving carries: which of them depend on what moves at the start, however many steps later. */

import { traceClosed } from "../../../program/close.ts";
import { pushForward, type PushForwardMode } from "../../../interpreters/push-forward.ts";
import type { Tangent } from "../../../program/primitive.ts";
import { bodyTypes, type LoopAttributes, split } from "./parts.ts";

/**
 * Which carries move, given that these do at the start: those are closed under the body. `wanted` marks the outputs of the body whose
 * tangents are read, closed likewise (wantedOutputs).
 */
export function movingCarries(
  attributes: LoopAttributes,
  tangents: readonly Tangent[],
  mode: PushForwardMode,
  wanted: readonly boolean[],
): boolean[] {
  const given = split(
    tangents.map((tangent) => tangent !== null),
    attributes,
  );
  let moving = given.carries.map((holds, i) => holds && wanted[i] === true);
  for (;;) {
    let next = moving;
    const inputMask = [...given.constants, ...moving, ...given.xs];
    traceClosed(bodyTypes(attributes), (inputs) => {
      const marks = inputs.map((input, i) => (inputMask[i] === true ? input : null));
      const result = pushForward(attributes.body, inputs, marks, mode, { wanted });
      next = moving.map((already, i) => already || result.tangents[i] !== null);
      return [];
    });
    if (next.every((holds, i) => holds === moving[i])) return moving;
    moving = next;
  }
}
