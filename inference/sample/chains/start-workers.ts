/** Starts worker threads where there are any: in Node, and for what can be posted. */
import type { MessagePort } from "node:worker_threads";
import type { WorkerData } from "./threads.ts";

/** Worker threads at work. */
export interface Workers {
  readonly ports: readonly MessagePort[];
  /** The next message of a port, or undefined. */
  readonly receive: (port: MessagePort) => { readonly message: unknown } | undefined;
}

/** Node's threads; undefined in a page, whose threads could share memory only if its server isolates it, and nobody may sleep. */
function nodeThreads(): typeof import("node:worker_threads") | undefined {
  // Asked for at run time, so that a bundle for a page needs no such module.
  return (globalThis as { process?: NodeJS.Process }).process?.getBuiltinModule("node:worker_threads");
}

/** Whether there are worker threads that share memory with this one. */
export const hasThreads = (): boolean => nodeThreads() !== undefined;

/** Starts so many workers on a task; none where there are no threads, as in a page. */
export function startWorkers(task: WorkerData["task"], count: number): Workers {
  const threads = nodeThreads();
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

/**
 * What a worker runs first. What is built is imported as it is, from the folder of whatever file holds this code; sources need tsx,
 * which knows their types. The URL of this module has a name of its own, or bundlers for pages would go and look for both files.
 */
function entryCode(): string {
  const here = import.meta.url;
  if (!here.endsWith(".ts")) return importing(new URL("./group-worker.js", here).href);
  const entry = importing(new URL("./group-worker.ts", here).href);
  return `${importing(import.meta.resolve("tsx/esm/api"))}.then(({ register }) => { register(); return ${entry}; })`;
}

const importing = (url: string): string => `import(${JSON.stringify(url)})`;
