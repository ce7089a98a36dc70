/** What needs a disk: stores of checkpoints, and reports and figures written to files (Node only). */
export type { CheckpointStore } from "./run/checkpoint-store.ts";
export { fileStore } from "./run/file-store.ts";
export { writeFigure, type WriteFigureOptions, writeFigurePage, writeReport } from "./report/write.ts";
