/** Starts worker threads where there are any: in Node, and for what can be posted. */
import type { MessagePort } from "node:worker_threads";
import type { WorkerData } from "./threads.ts";

/** Worker threads at work. */
export interface Workers {
  readonly ports: readonly MessagePort[];
  /** The next message of a port, or undefined. */
  readonly receive: (port: MessagePort) => { readonly message: unknown } | undefined;
}

/** Starts so many workers on a task; none where there are no threads, as in a page. */
export function startWorkers(task: WorkerData["task"], count: number): Workers {
  // Asked for at run time, so that a bundle for a page needs no such module.
  const threads = (globalThis as { process?: NodeJS.Process }).process?.getBuiltinModule("node:worker_threads");
  if (count === 0 || threads === undefined) return { ports: [], receive: () => undefined };
  const { MessageChannel, receiveMessageOnPort, Worker } = threads;
  const ports = Array.from({ length: count }, () => {
    const { port1, port2 } = new MessageChannel();
    const workerData: WorkerData = { task, port: port2 };
    const worker = new Worker(entryCode(), { eval: true, workerData, transferList: [port2], execArgv: [] });
    // A thread that cannot start has taken no group: the others take them all.
    worker.on("error", () => undefined);
    worker.unref();
    return port1;
  });
  return { ports, receive: receiveMessageOnPort };
}

/** What a worker runs first. What is built is imported as it is; sources need tsx, which knows their types. */
function entryCode(): string {
  if (!import.meta.url.endsWith(".ts")) return importing(new URL("./group-worker.js", import.meta.url).href);
  const entry = importing(new URL("./group-worker.ts", import.meta.url).href);
  return `${importing(import.meta.resolve("tsx/esm/api"))}.then(({ register }) => { register(); return ${entry}; })`;
}

const importing = (url: string): string => `import(${JSON.stringify(url)})`;
