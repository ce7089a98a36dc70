/** Climb: from a point to the nearest mode of a log density of vectors, by L-BFGS. */
import type { CompiledLogDensity } from "../bijectors/compile-log-density.ts";
import { type ProgressHandler, ProgressTeller } from "../../src/internal.ts";
import { drive } from "../drive/drive.ts";
import { lbfgsb, type LbfgsbState } from "../minimize/lbfgsb/lbfgsb.ts";
import { unbounded } from "../problem/box.ts";
import { defaultStop, judge, type Verdict } from "../fit/judge.ts";

/** Where a climb ended. */
export interface Climb {
  /** States on the way, the first at the start; `value` and `gradient` are those of the negative log density. */
  readonly path: readonly LbfgsbState[];
  readonly status: Verdict["status"] | "max-steps" | "cancelled";
  readonly steps: number;
}

/** How to climb. */
export interface ClimbRules {
  readonly maxSteps: number;
  readonly memory: number;
  readonly signal?: AbortSignal | undefined;
  readonly progress?: ProgressHandler | undefined;
  /** What the climb is called in its progress. */
  readonly label: string;
}

/** Climbs; the whole path is kept, and `memory` pairs of steps. */
export function climb(
  density: CompiledLogDensity,
  start: Float64Array,
  { maxSteps, memory, signal, progress, label }: ClimbRules,
): Climb {
  const method = lbfgsb({ memory }).bind({
    size: density.size,
    ...unbounded(density.size),
    evaluate: (vector) => {
      const { value, gradient } = density.evaluate(vector);
      return { value: -value, gradient: gradient.map((slope) => -slope) };
    },
  });
  const first = method.init(start);
  const path: LbfgsbState[] = [first];
  // A log density is in nats: what is below a billionth of one does not matter, whatever its constant.
  const stop = { ...defaultStop, valueScale: 1, valueTolerance: 1e-12 };
  const teller = new ProgressTeller(progress, { label, total: null });
  const end = drive(method, first, { maxSteps, judge: (state) => judge(state, stop), signal }, ({ step, state }) => {
    path.push(state);
    teller.tellSome(step, () => ({ stage: "fit", value: state.value }));
  });
  teller.end(end.steps, { stage: "fit", value: end.state.value });
  return { path, status: typeof end.verdict === "string" ? end.verdict : end.verdict.status, steps: end.steps };
}
