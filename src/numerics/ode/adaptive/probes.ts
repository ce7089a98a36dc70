/**
 * Probes: directions carried along by the linearised equation, so that steps are fine enough for derivatives too.
 *
 * A solution may be small, or zero, or smooth, where its derivatives are not: y' = -y from y = 0 has no error at any width of the step, and
 * dy/dy0 = exp(-t) has. So the steps of which a derivative is taken are those for which the error of one direction through the initial
 * state, and of one through all that the equation reads, is within tolerance as well. The directions mix all elements in
 * proportions that no symmetry of an equation shares. Derivatives are linear in them, so only relative errors count.
 */

import { array, type Arr } from "../../../array/index.ts";
import { isFloat } from "../../../array/dtype.ts";
import { zerosOf } from "../../../array/zeros.ts";
import { abs, add, equal, maximum, mul, reshape, where } from "../../../ops/index.ts";
import { pushForward } from "../../../interpreters/push-forward.ts";
import type { Tangent } from "../../../program/primitive.ts";
import type { Program } from "../../../program/program.ts";
import type { FlatState } from "../../flat-state.ts";
import type { Step } from "./method.ts";
import { scaledSize, type Tolerances } from "./tolerances.ts";

/** A direction, where the solution has come to. */
export interface Probe {
  readonly state: FlatState;
  readonly slope: FlatState;
  /** The largest that each element has been. */
  readonly largest: FlatState;
}

/** What moves when a solution is differentiated. */
export interface Moving {
  /** The initial state, or the time at which it holds. */
  readonly start: boolean;
  /** Anything that the equation reads. */
  readonly reads: boolean;
}

/** Which derivatives a probe stands for. */
export type ProbeKind = "start" | "reads";

export const probeKinds = ({ start, reads }: Moving): ProbeKind[] => [
  ...(start ? (["start"] as const) : []),
  ...(reads ? (["reads"] as const) : []),
];

/** Numbers of size 0.5 to 1.5 and either sign, from the fractional parts of multiples of two irrational numbers. */
function proportions({ shape, size, dtype }: Arr, offset: number): Arr {
  const fraction = (x: number): number => x - Math.floor(x);
  const values = Array.from({ length: size }, (_, i) => {
    const index = i + offset + 1;
    const sign = fraction(index * Math.SQRT2) < 0.5 ? -1 : 1;
    return sign * (0.5 + fraction((index * (Math.sqrt(5) - 1)) / 2));
  });
  return reshape(array(values, { dtype }), shape);
}

/** A direction through numbers: each by about its own size, or by about 1 where it is zero. */
function through(values: readonly Arr[]): Tangent[] {
  let offset = 0;
  return values.map((value) => {
    if (!isFloat(value.dtype)) return null;
    const direction = mul(where(equal(value, 0), 1, abs(value)), proportions(value, offset));
    offset += value.size;
    return direction;
  });
}

/** A direction of about 1 in each element of the state. */
function units(state: FlatState): FlatState {
  let offset = 0;
  return state.map((leaf) => {
    const direction = proportions(leaf, offset);
    offset += leaf.size;
    return direction;
  });
}

/** Tangents of all that the equation reads, for a probe of this kind. */
export const readsAlong = (kind: ProbeKind, reads: readonly Arr[]): Tangent[] =>
  kind === "reads" ? through(reads) : reads.map(() => null);

/** The probe at the start; `slopeProgram` takes reads, state and time. */
export function startProbe(
  kind: ProbeKind,
  slopeProgram: Program,
  reads: readonly Arr[],
  state: FlatState,
  time: Arr,
): Probe {
  const along = kind === "start" ? units(state) : state.map((leaf) => zerosOf(leaf));
  const { outputs, tangents } = pushForward(
    slopeProgram,
    [...reads, ...state, time],
    [...readsAlong(kind, reads), ...(kind === "start" ? along : along.map(() => null)), null],
    "forward",
  );
  return {
    state: along,
    slope: tangents.map((tangent, i) => tangent ?? zerosOf(outputs[i]!)),
    largest: along.map(abs),
  };
}

/** Where a step takes a probe, and the size of the error there. */
export interface ProbedStep {
  readonly probe: Probe;
  readonly errorSizes: readonly Arr[];
}

/**
 * Tolerated of an element: relative · its size, a hundredth of that of the largest that it has been, and, for a probe that starts from zero, a hundredth of what is tolerated of the state, so that what is zero but for rounding does not count.
 */
export function probeStep(
  kind: ProbeKind,
  probe: Probe,
  moved: Pick<Step, "next" | "slope" | "errors">,
  stateScales: FlatState,
  { relative, absolute }: Tolerances,
): ProbedStep {
  // Units of derivatives are others than those of the state, and so an absolute tolerance says something only without a relative one.
  const floor = relative > 0 ? relative / 100 : absolute;
  const largest = probe.largest.map((leaf, i) => maximum(leaf, abs(moved.next[i]!)));
  const scales = probe.state.map((leaf, i) => {
    const size = maximum(abs(leaf), abs(moved.next[i]!));
    const scale = add(mul(size, relative), mul(largest[i]!, floor));
    return kind === "start" ? scale : add(scale, mul(stateScales[i]!, 1e-2));
  });
  return {
    probe: { state: moved.next, slope: moved.slope, largest },
    errorSizes: moved.errors.map((error) => scaledSize(error, scales)),
  };
}
