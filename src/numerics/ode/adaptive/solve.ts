/** Adaptive solutions: marched along where values are asked for, retraced in finer steps where derivatives are. */

import type { Arr } from "../../../array/index.ts";
import { concat, expandDims, sub } from "../../../ops/index.ts";
import { differentiatedAs } from "../../../primitives/control/differentiated-as.ts";
import { bind } from "../../../program/bind.ts";
import { traceClosed } from "../../../program/close.ts";
import { unflatten } from "../../../tree/index.ts";
import type { Widened } from "../../../ops/index.ts";
import { type FlatState, type State, stateOf } from "../../flat-state.ts";
import { type Flow, flowOf } from "../flow.ts";
import type { TimeDerivative } from "../rk4.ts";
import { type Times, timesOf } from "../times.ts";
import { type Journey, type March, marchInPieces, marchTo, marchToEnd, type StopRule } from "./march.ts";
import type { Method } from "./method.ts";
import { adaptiveOptions, type AdaptiveSolution, type AdaptiveStepOptions } from "./options.ts";
import { directionOf, evaluatePieces, type Piece } from "./pieces.ts";
import { type ProbeKind, probeKinds } from "./probes.ts";
import { retrace } from "./retrace.ts";

/** Up to so many times are written down on the way; for more, the pieces are kept and looked up. */
const mostRecorded = 64;

/** A way of solving an equation: what both programs of it have in common. */
interface Plan {
  readonly method: Method;
  readonly flow: Flow;
  readonly form: State;
  readonly options: ReturnType<typeof adaptiveOptions>;
  readonly stop?: StopPlan | undefined;
}

/** A rule when to stop that reads traced values of its own. */
export interface StopPlan {
  readonly reads: readonly Arr[];
  readonly rule: (reads: readonly Arr[]) => StopRule;
}

/** The states at the given times, by this method. */
export function solveAt<const Initial>(
  caller: string,
  method: Method,
  derivative: TimeDerivative<Widened<Initial>>,
  initial: Initial,
  times: Times,
  given: AdaptiveStepOptions,
): AdaptiveSolution<Widened<Initial>> {
  const options = adaptiveOptions(caller, given);
  const wanted = timesOf(caller, times);
  const form = stateOf(caller, "initial", initial);
  const plan: Plan = { method, flow: flowOf(caller, derivative, form), form, options };
  const ends = (vector: Arr): { start: Arr; end: Arr; span: Arr } => {
    const [start, end] = [vector.slice(0), vector.slice(-1)];
    return { start, end, span: sub(end, start) };
  };
  const onlyEnds = wanted.size <= 2;
  // One time is the start alone.
  const stacked = (state: FlatState, final: FlatState): FlatState =>
    state.map((leaf, i) =>
      wanted.size === 1 ? expandDims(leaf, 0) : concat([expandDims(leaf, 0), expandDims(final[i]!, 0)]),
    );
  const fromPieces = (journey: Journey, vector: Arr, pieces: Piece, march: March): FlatState =>
    evaluatePieces(pieces, vector, directionOf(ends(vector).span), journey.start, march.reached);

  const outputs = solve(
    plan,
    [wanted],
    ([vector]) => ends(vector!),
    (journey, [vector]) => {
      if (onlyEnds) {
        const { state, march } = marchToEnd(journey);
        return { leaves: stacked(journey.state, state), march };
      }
      if (wanted.size <= mostRecorded) {
        const { states, march } = marchTo(journey, vector!);
        return { leaves: states, march };
      }
      const { pieces, march } = marchInPieces(journey);
      return { leaves: fromPieces(journey, vector!, pieces, march), march };
    },
    (journey, [vector], probes) => {
      const { pieces, final, march } = retrace(journey, probes);
      if (onlyEnds) return { leaves: stacked(journey.state, final), march };
      return { leaves: fromPieces(journey, vector!, pieces, march), march };
    },
    true,
  );
  return {
    states: unflatten(form.structure, outputs.leaves) as Widened<Initial>,
    status: outputs.march.status,
    accepted: outputs.march.accepted,
    refused: outputs.march.refused,
  };
}

/** The pieces from `start` to `end`, or to where a rule stops. */
export function solveInPieces(plan: Plan, start: Arr, end: Arr): { pieces: Piece; march: March } {
  const count = plan.form.leaves.length;
  const leavesOf = ({ time, width, state, dense }: Piece): FlatState => [time, width, ...state, ...dense.flat()];
  const { leaves, march } = solve(
    plan,
    [start, end],
    ([from, to]) => ({ start: from!, end: to! }),
    (journey) => {
      const { pieces, march } = marchInPieces(journey);
      return { leaves: leavesOf(pieces), march };
    },
    (journey, _bounds, probes) => {
      const { pieces, march } = retrace(journey, probes);
      return { leaves: leavesOf(pieces), march };
    },
    false,
  );
  const [time, width, ...rest] = leaves as [Arr, Arr, ...Arr[]];
  const groups = Array.from({ length: plan.method.degree + 1 }, (_, i) => rest.slice(i * count, (i + 1) * count));
  return { pieces: { time, width, state: groups[0]!, dense: groups.slice(1) }, march };
}

interface Outputs {
  readonly leaves: FlatState;
  readonly march: March;
}

/** Binds both programs as one value: of what the equation reads, the initial state, the times, and what the rule to stop reads. */
function solve(
  { method, flow, form, options, stop }: Plan,
  times: readonly Arr[],
  endsOf: (times: readonly Arr[]) => { start: Arr; end: Arr },
  march: (journey: Journey, times: readonly Arr[]) => Outputs,
  differentiable: (journey: Journey, times: readonly Arr[], probes: readonly ProbeKind[]) => Outputs,
  keepsValues: boolean,
): Outputs {
  const operands = [...flow.reads, ...form.leaves, ...times, ...(stop?.reads ?? [])];
  const types = operands.map(({ shape, dtype }) => ({ shape, dtype }));
  const readCount = flow.reads.length;
  const timesAt = readCount + form.leaves.length;
  const stopAt = timesAt + times.length;
  const program = (maximumSteps: number, body: (journey: Journey, times: readonly Arr[]) => Outputs) =>
    traceClosed(types, (inputs) => {
      const own = inputs.slice(timesAt, stopAt);
      const journey: Journey = {
        method,
        slopeProgram: flow.program,
        reads: inputs.slice(0, readCount),
        state: inputs.slice(readCount, timesAt),
        ...endsOf(own),
        tolerances: options,
        maximumSteps,
        firstStep: options.firstStep,
        stop: stop?.rule(inputs.slice(stopAt)),
      };
      const { leaves, march: report } = body(journey, own);
      return [...leaves, report.reached, report.status, report.accepted, report.refused];
    });
  // A derivative takes some more steps than the solution, a tenth to a third in measurements; stacks of pieces are of one length.
  const mostSteps = keepsValues ? Math.ceil(1.5 * options.maximumSteps) : options.maximumSteps;
  const results = bind(differentiatedAs, operands, {
    program: program(options.maximumSteps, march),
    derivative: {
      kind: "derivative-program",
      of: (moving) => {
        const start = moving.slice(readCount, stopAt).includes(true);
        const kinds = probeKinds({ start, reads: moving.slice(0, readCount).includes(true) });
        return program(mostSteps, (journey, own) => differentiable(journey, own, kinds));
      },
    },
    keepsValues,
  });
  const [reached, status, accepted, refused] = results.slice(-4) as [Arr, Arr, Arr, Arr];
  return { leaves: results.slice(0, -4), march: { reached, status, accepted, refused } };
}
