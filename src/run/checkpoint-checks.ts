/** Checks of the options of a checkpoint. */
import { option, type OptionChecks } from "../errors/index.ts";
import type { CheckpointOptions } from "./checkpointer.ts";

/** Names; values are checked where a run is saved. */
export const checkpointChecks: OptionChecks<CheckpointOptions> = {
  file: option.whereRead,
  every: option.nested({ seconds: option.fromZero, steps: option.fromZero }),
  existing: option.choice("resume", "require", "refuse", "replace"),
};
