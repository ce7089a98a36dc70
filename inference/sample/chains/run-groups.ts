/** Runs all groups of chains to their end: in turns on this thread, or shared with worker threads. */
import type { CompiledDensity } from "../compile-density.ts";
import { GroupRun, type RunLength, type SavedGroup } from "./group-run.ts";
import { postableSamplers } from "../sampler/postable-samplers.ts";
import type { GroupState, Sampler } from "../sampler/sampler.ts";
import { startWorkers } from "./start-workers.ts";
import { hasThreads } from "./start-workers.ts";
import { Board, type GroupStart, type GroupTask, runTakenGroups, TURN, type WorkerMessage } from "./threads.ts";

/** What all groups of a run share. */
export interface GroupPlan<S extends GroupState> {
  readonly sampler: Sampler<S>;
  readonly compiled: CompiledDensity;
  /** Chains in each group. */
  readonly width: number;
  /** Coordinates. */
  readonly size: number;
  readonly length: RunLength;
}

/** The groups after the run. */
export interface GroupsEnd<S extends GroupState> {
  readonly groups: readonly SavedGroup<S>[];
  readonly cancelled: boolean;
}

/** How far groups are. */
export interface Iterations {
  /** Iterations done, over all chains, those of warm-up included. */
  readonly iterations: number;
  /** Divergent transitions among the draws so far. */
  readonly divergences: number;
}

/** What surrounds a run. */
export interface Surroundings {
  /** Threads to use, this one included. */
  readonly threads: number;
  /** Called several times a second. */
  readonly onIterations: (now: Iterations) => void;
  readonly signal?: AbortSignal | undefined;
}

/** Between two reports of progress, milliseconds. */
const REPORT_INTERVAL = 100;

/** Runs the groups; what they draw does not depend on the number of threads. */
export function runGroups<S extends GroupState>(
  plan: GroupPlan<S>,
  starts: readonly GroupStart<S>[],
  surroundings: Surroundings,
): GroupsEnd<S> {
  const { sampler, compiled, width, length } = plan;
  const workers = Math.min(surroundings.threads, starts.length) - 1;
  if (workers < 1 || compiled.code === null || !(sampler.name in postableSamplers) || !hasThreads()) {
    return runHere(plan, starts, surroundings);
  }
  const { name, settings } = sampler;
  const counters = new SharedArrayBuffer(Board.bytes(starts.length));
  const task = { sampler: { name, settings }, code: compiled.code, groups: starts, width, length, counters };
  return runShared(plan, task, workers, surroundings);
}

/** The groups in turns, so that they stand about equally far whenever somebody asks. */
function runHere<S extends GroupState>(
  { sampler, compiled, width, size, length }: GroupPlan<S>,
  starts: readonly GroupStart<S>[],
  surroundings: Surroundings,
): GroupsEnd<S> {
  // One density serves all groups: it remembers nothing between calls.
  const method = sampler.bind(compiled.density(), length.warmup);
  const runs = starts.map(({ from, key }) => new GroupRun(method, key, from, { width, size }, length));
  const report = reporter(surroundings, () => ({
    iterations: runs.reduce((sum, { iteration }) => sum + iteration, 0) * width,
    divergences: runs.reduce((sum, run) => sum + run.divergences, 0),
  }));
  while (runs.some(({ isDone }) => !isDone)) {
    for (const run of runs) run.advance(TURN);
    report("when due");
    if (surroundings.signal?.aborted === true) break;
  }
  report("now");
  return { groups: runs.map((run) => run.saved()), cancelled: runs.some(({ isDone }) => !isDone) };
}

/** The groups on this thread and on workers. */
function runShared<S extends GroupState>(
  { sampler, length }: GroupPlan<S>,
  task: GroupTask<S>,
  workerCount: number,
  surroundings: Surroundings,
): GroupsEnd<S> {
  const board = new Board(task.counters);
  const { ports, receive } = startWorkers(task, workerCount);
  const groups = new Array<SavedGroup<S> | undefined>(task.groups.length);
  const report = reporter(surroundings, () => board.progress());
  const betweenTurns = (): void => {
    report("when due");
    if (surroundings.signal?.aborted === true) board.cancel();
  };
  const collect = (): void => {
    for (const port of ports) {
      for (let received = receive(port); received !== undefined; received = receive(port)) {
        // Posted by our worker, with states of the sampler that this thread has too.
        const message = received.message as WorkerMessage;
        if (message.kind === "failure") throw message.error;
        groups[message.index] = message.saved as SavedGroup<S>;
      }
    }
  };
  runTakenGroups(sampler, task, (index, saved) => (groups[index] = saved), betweenTurns);
  for (;;) {
    const posted = board.postedCount;
    collect();
    if (!groups.includes(undefined)) break;
    board.waitForPost(posted, REPORT_INTERVAL);
    betweenTurns();
  }
  for (const port of ports) port.close();
  report("now");
  const iterations = length.warmup + length.draws;
  const finished = groups as SavedGroup<S>[];
  return { groups: finished, cancelled: finished.some(({ state }) => state.iteration < iterations) };
}

/** Tells of progress a few times a second. */
function reporter({ onIterations }: Surroundings, progress: () => Iterations): (when: "now" | "when due") => void {
  let next = Number.NEGATIVE_INFINITY;
  return (when) => {
    const time = performance.now();
    if (when === "when due" && time < next) return;
    next = time + REPORT_INTERVAL;
    onIterations(progress());
  };
}
