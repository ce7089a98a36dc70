/** Confirmed ends: no fit ends by what a model promises before one look at the objective has borne it out. */
import type { Method } from "../drive/method.ts";
import type { Iterate } from "./iterate.ts";
import { judge, type StopRules } from "./judge.ts";

/** So often a model may be found wrong; after that it is asked no more, and the fit goes on until its steps run out. */
const mostDoubts = 8;

/**
 * A method whose model is put to the test where it says that nothing is left to gain: by `confirm`, which measures what the
 * gradient at hand is worth. Where that is more than the model promised, the model is made anew and the fit goes on.
 */
export function confirmingEnds<P, S extends Iterate, I>(
  method: Method<P, S, I>,
  stop: Required<StopRules>,
): Method<P, S, I> {
  if (method.confirm === undefined) return method;
  const confirm = (state: S): S => method.confirm?.(state) ?? state;
  const looked = (state: S): S => {
    const verdict = state.confirmed === true && state.failure === null ? null : judge(state, stop);
    const isStuck = verdict?.status === "stalled" || verdict?.reason === "rounding";
    if (!isStuck && (verdict?.status !== "converged" || verdict.reason === "gradient")) return state;
    const doubts = state.doubts ?? 0;
    // Of a fit that is stuck the noise of the values says what the promise is worth.
    if (doubts >= mostDoubts && isStuck) return state;
    if (doubts >= mostDoubts)
      return { ...state, expectedDecrease: Number.POSITIVE_INFINITY, expectedStep: Number.POSITIVE_INFINITY };
    const next = confirm(state);
    return next.confirmed === true ? next : { ...next, doubts: doubts + 1 };
  };
  return {
    ...method,
    init: (params) => looked(method.init(params)),
    step: (state) => {
      const stepped = method.step(state);
      return { ...stepped, state: looked(stepped.state) };
    },
  };
}
