/** Moving carries: which of them depend on what moves at the start, however many steps later. */

import { traceClosed } from "../../program/close.ts";
import { pushForward, type PushForwardMode } from "../../transforms/push-forward.ts";
import type { Tangent } from "../primitive.ts";
import { bodyTypes, type LoopAttributes, split } from "./parts.ts";

/** Which carries move, given that these do at the start: those are closed under the body. */
export function movingCarries(
  attributes: LoopAttributes,
  tangents: readonly Tangent[],
  mode: PushForwardMode,
): boolean[] {
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
