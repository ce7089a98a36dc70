/** What needs a disk: stores of checkpoints, reports and figures written to files, the package's own folder (Node only). */
export type { CheckpointStore } from "./run/checkpoint-store.ts";
export { fileStore } from "./run/file-store.ts";
export { packageRoot } from "./run/package-root.ts";
export { packageVersion } from "./run/package-version.ts";
export { writeFigure, type WriteFigureOptions, writeFigurePage, writeReport } from "./report/write.ts";
export { type EndSignal, interruptible, type Interruptible, untilSignal } from "./run/interruptible.ts";
