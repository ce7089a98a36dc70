/** Checks of how a run is saved and from what it goes on. */
import { describeValue, option, OptionError, type OptionCheck, type OptionChecks } from "../errors/index.ts";
import type { CheckpointOptions } from "./checkpointer.ts";

/** A path, or a store. */
const place: OptionCheck = (value, where, path) => {
  if (typeof value === "string" && value !== "") return;
  const expected = "a path or a store with name, read and write";
  if (typeof value !== "object" || value === null || !("name" in value)) {
    throw new OptionError({ where, path, expected, received: describeValue(value) });
  }
  option.having(["read", "write"], expected)(value, where, path);
};

/** Checks of the options. */
export const checkpointChecks: OptionChecks<CheckpointOptions> = {
  file: place,
  every: option.nested({ seconds: option.positive(), steps: option.positive() }),
  existing: option.choice("resume", "require", "refuse", "replace"),
};
