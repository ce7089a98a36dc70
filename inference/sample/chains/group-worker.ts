/** The worker thread of sample: takes groups of chains until none is left, and posts what they drew. */
import { workerData } from "node:worker_threads";
import { postableSamplers } from "../sampler/postable-samplers.ts";
import { Board, runTakenGroups, type WorkerData, type WorkerMessage } from "./threads.ts";

// Only `start-workers.ts` starts this file.
const { task, port } = workerData as WorkerData;
const board = new Board(task.counters);
const post = (message: WorkerMessage): void => {
  port.postMessage(message);
  board.posted();
};
try {
  const sampler = postableSamplers[task.sampler.name]!(task.sampler.settings);
  runTakenGroups(
    sampler,
    task,
    (index, saved) => post({ kind: "group", index, saved }),
    () => undefined,
  );
} catch (error) {
  post({ kind: "failure", error });
}
port.close();
