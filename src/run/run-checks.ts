/** Checks of the option run: each call names what it honours of it; the rest is refused by name, with the reason. */
import { checkOptions, describeValue, option, OptionError, type OptionCheck } from "../errors/index.ts";
import { targetNames } from "../transforms/index.ts";
import { checkpointChecks } from "./checkpoint-checks.ts";
import type { RunOptions } from "./run-options.ts";

type RunName = keyof RunOptions;

/** A file to save in, or a state that is checked where it is read. */
const resumable: OptionCheck = (value, where, path) => {
  if (typeof value === "string") {
    checkpointChecks.file(value, where, path);
    return;
  }
  option.object(value, where, path);
  if (isFile(value)) option.nested(checkpointChecks)(value, where, path);
};

/** A file to save in. */
const savable: OptionCheck = (value, where, path) => {
  if (typeof value === "string" || isFile(value)) {
    resumable(value, where, path);
    return;
  }
  const expected = "the path of a file, or { file }";
  throw new OptionError({ where, path, expected, received: describeValue(value) });
};

function isFile(value: unknown): boolean {
  return typeof value === "object" && value !== null && "file" in value;
}

const checks: Readonly<Record<RunName, OptionCheck>> = {
  seed: option.seed,
  threads: option.whole(1),
  progress: option.listener,
  signal: option.abortSignal,
  resume: resumable,
  target: option.choice(...targetNames),
};

/** Why a call may not honour a part. */
const usualReasons: Readonly<Record<RunName, string>> = {
  seed: "nothing in it is drawn by chance",
  threads: "it runs on one thread",
  progress: "it has no steps to tell of",
  signal: "it has no steps between which it could be stopped",
  resume: "it keeps nothing to go on from",
  target: "it compiles no function of its own",
};

/** What a call says of the parts that it does not honour, where the usual reason does not tell enough. */
export type RunReasons = Readonly<Partial<Record<RunName, string>>>;

/**
 * The check of the option `run` of a call.
 *
 * @param names    what it honours
 * @param reasons  why it does not honour others, where that is not the usual reason
 */
export function runCheck(names: readonly RunName[], reasons: RunReasons = {}): OptionCheck {
  return runCheckWith(names, reasons, checks);
}

/** The same for a call that goes on from files alone. */
export function runFileCheck(names: readonly RunName[], reasons: RunReasons = {}): OptionCheck {
  return runCheckWith(names, reasons, { ...checks, resume: savable });
}

function runCheckWith(
  names: readonly RunName[],
  reasons: RunReasons,
  all: Readonly<Record<RunName, OptionCheck>>,
): OptionCheck {
  const honoured = Object.fromEntries(names.map((name) => [name, all[name]]));
  return (value, where, path) => {
    option.object(value, where, path);
    // Checked to be an object.
    const refused = Object.entries(value as object).find(
      ([name, given]) => given !== undefined && name in usualReasons && !(name in honoured),
    )?.[0] as RunName | undefined;
    if (refused !== undefined) {
      throw new OptionError({
        where,
        path: `${path}.${refused}`,
        problem: `${where} takes no ${refused}: ${reasons[refused] ?? usualReasons[refused]}`,
        hint: `It takes ${names.map((name) => `${path}.${name}`).join(", ")}.`,
      });
    }
    checkOptions(value, honoured, where, path);
  };
}

/** Only a state, in a call that does not wait for files. */
export function refuseFile(resume: unknown, where: string): void {
  if (typeof resume !== "string" && !isFile(resume)) return;
  throw new OptionError({
    where,
    path: "run.resume",
    problem: `${where} does not wait for files: it goes on from the state of an earlier result`,
    hint: `${where}Async saves to a file and goes on from it.`,
  });
}
