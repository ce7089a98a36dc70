/** Status codes: how an iteration inside a program ended, as a number that programs can carry, and as a sentence for people. */

import type { Arr } from "../array/index.ts";
import { ParameterError } from "../errors/index.ts";

/** What the codes mean. Under vmap each element has its own. */
export const solverStatus = {
  /** The tolerance was met, or the end reached. */
  converged: 0,
  /** The bound on the number of steps came first. */
  stepsExhausted: 1,
  /** The function returned NaN or infinity where it was needed. */
  nonFinite: 2,
  /** No step, however small, made progress. */
  stepTooSmall: 3,
  /** The function has the same sign at both ends of the interval. */
  noBracket: 4,
  /** The equations do not determine a step: their Jacobian is singular. */
  singular: 5,
  /** The bound on the number of panels came first. */
  panelsExhausted: 6,
} as const;

const sentences: Readonly<Record<number, string>> = {
  [solverStatus.converged]: "Converged.",
  [solverStatus.stepsExhausted]: "The steps ran out before the end: raise maximumSteps, or loosen the tolerance.",
  [solverStatus.nonFinite]:
    "The function was not finite where it was needed: start elsewhere, or restate it so that it is.",
  [solverStatus.stepTooSmall]:
    "No smaller step would do: look for a singularity or a discontinuity there, or loosen the tolerance.",
  [solverStatus.noBracket]: "The function has one sign at both ends: widen the interval until the root lies inside.",
  [solverStatus.singular]:
    "The Jacobian is singular there: start elsewhere, or look for an equation that says nothing new.",
  [solverStatus.panelsExhausted]:
    "The panels ran out before the tolerance was met: raise maximumPanels, loosen the tolerance, or split where the integrand bends.",
};

/**
 * A status as a sentence that says what to do next.
 *
 * @param status  a code of `solverStatus`, as a number or an i32 scalar whose value is known
 * @returns       the sentence
 * @throws        ParameterError for a number that is no code; TracerError while tracing
 * @example
 * ```ts
 * import { explainStatus, roots } from "fluxion";
 * const { status } = roots.brent((x) => x.square().add(1), -1, 1);
 * console.log(explainStatus(status)); // → The function has one sign at both ends: widen the interval until the root lies inside.
 * ```
 */
export function explainStatus(status: Arr | number): string {
  const code = typeof status === "number" ? status : status.item();
  const sentence = sentences[code];
  if (sentence === undefined) {
    throw new ParameterError({
      where: "explainStatus",
      path: "status",
      expected: `a code from 0 to ${Object.keys(sentences).length - 1}`,
      received: String(code),
    });
  }
  return sentence;
}
