/** Checkpoint: a run as a text that says what it is of, and is believed only when it is whole and of the same run. */
import { z } from "zod";
import { DataError } from "../errors/index.ts";
import { textDigest } from "./digest.ts";
import { decode, encode, type Json } from "./encode.ts";

/** What a run is of; a checkpoint is continued only by a run that says the same. */
export interface RunIdentity {
  /** What is asked: "minimize", "sample". */
  readonly question: string;
  /** Name of the method: "lbfgsb". */
  readonly method: string;
  /** The method's settings, plain data. */
  readonly options: unknown;
  /** Paths of the numbers that the run is about, in the order of its vectors. */
  readonly parameters: readonly string[];
  /** Digest of everything else that decides the outcome: the function, its data, the start (`digest`, `functionDigest`). */
  readonly inputs: string;
}

/** A run between two steps. */
export interface Checkpoint<S, R> {
  readonly identity: RunIdentity;
  /** Steps taken from the beginning. */
  readonly steps: number;
  /** Wall time of these steps, seconds. */
  readonly seconds: number;
  /** Why it ended, where it has: the text of a verdict. */
  readonly ended: string | null;
  /** What the next step needs. */
  readonly state: S;
  /** What was kept of each step. */
  readonly records: readonly R[];
}

const format = "fluxion-checkpoint";
const version = 1;

const headSchema = z.object({ format: z.literal(format), version: z.number() });
const identitySchema = z.strictObject({
  question: z.string(),
  method: z.string(),
  options: z.json(),
  parameters: z.array(z.string()),
  inputs: z.string(),
});
const fileSchema = z.strictObject({
  format: z.literal(format),
  version: z.literal(version),
  checksum: z.string(),
  run: z.strictObject({
    identity: identitySchema,
    steps: z.int().nonnegative(),
    seconds: z.number().nonnegative(),
    ended: z.string().nullable(),
    // Large, and of a form that `decode` checks on the way.
    state: z.unknown(),
    records: z.array(z.unknown()),
  }),
});

/**
 * The text of a checkpoint: one object of JSON, its head readable by people.
 *
 * @throws DataError naming what in the state is no plain data
 */
export function checkpointText<S, R>(checkpoint: Checkpoint<S, R>): string {
  const { identity, steps, seconds, ended, state, records } = checkpoint;
  const run = JSON.stringify({
    identity: { ...identity, options: encode(identity.options, "options") },
    steps,
    seconds,
    ended,
    state: encode(state, "state"),
    records: encode(records, "records"),
  });
  return `{"format":"${format}","version":${version},"checksum":"${textDigest(run)}",\n"run":${run}}\n`;
}

/**
 * The checkpoint that a text holds, if it is one of the run at hand.
 *
 * @param name  what the text is called in an error: the path of its file
 * @throws  DataError when the text is cut off, damaged, of another version, or of another run, naming what differs
 */
export function readCheckpoint<S, R>(text: string, name: string, expected: RunIdentity): Checkpoint<S, R> {
  const refuse = (problem: string, hint = startAfresh): DataError =>
    new DataError({ where: "checkpoint", path: name, problem, hint });
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    const isStart = text.trimStart().startsWith(`{"format":"${format}"`);
    throw refuse(isStart ? "the file is damaged or cut off" : "the file is no checkpoint of Fluxion");
  }
  const head = headSchema.safeParse(parsed);
  if (!head.success) throw refuse("the file is no checkpoint of Fluxion");
  if (head.data.version !== version) {
    const hint = `This version of Fluxion reads format ${version}; continue the run with the version that wrote it. ${startAfresh}`;
    throw refuse(`the file is a checkpoint of format ${head.data.version}`, hint);
  }
  const file = fileSchema.safeParse(parsed);
  if (!file.success) {
    const [issue] = file.error.issues;
    throw refuse(`the file is damaged: ${issue!.path.join(".")}: ${issue!.message}`);
  }
  const { checksum, run } = file.data;
  // Exactly the text that was summed: JSON keeps the order of keys and every digit of a number.
  if (textDigest(JSON.stringify((parsed as { run: unknown }).run)) !== checksum) {
    throw refuse("the file is damaged: its checksum does not fit its content");
  }
  const options = encode(expected.options, "options");
  const differences = differencesOf(run.identity, { ...expected, options });
  if (differences.length > 0) throw refuse(`the checkpoint is of another run: ${differences.join("; ")}`);
  const { steps, seconds, ended } = run;
  // The identity names the method and its options, and with them the types of what it wrote.
  const state = decode(run.state as Json, "state") as S;
  const records = decode(run.records as Json, "records") as R[];
  return { identity: expected, steps, seconds, ended, state, records };
}

const startAfresh = "It is left as it is; name another file to start afresh.";

/** In which ways the run in the file is not the run at hand, in words. */
function differencesOf(file: RunIdentity, here: RunIdentity): string[] {
  const differences: string[] = [];
  const compare = (what: string, there: string, now: string): void => {
    if (there !== now) differences.push(`${what} is ${there} in the file and ${now} here`);
  };
  compare("the question", file.question, here.question);
  compare("the method", file.method, here.method);
  if (file.method === here.method) {
    const [there, now] = [leaves(file.options, "options"), leaves(here.options, "options")];
    for (const path of new Set([...there.keys(), ...now.keys()])) {
      compare(path, there.get(path) ?? "absent", now.get(path) ?? "absent");
    }
  }
  const [there, now] = [new Set(file.parameters), new Set(here.parameters)];
  const gone = file.parameters.filter((path) => !now.has(path));
  const come = here.parameters.filter((path) => !there.has(path));
  if (gone.length > 0) differences.push(`it has parameters that are not here: ${listed(gone)}`);
  if (come.length > 0) differences.push(`it lacks parameters that are here: ${listed(come)}`);
  if (gone.length + come.length === 0 && file.parameters.join() !== here.parameters.join()) {
    differences.push("its parameters are in another order");
  }
  if (differences.length === 0 && file.inputs !== here.inputs) {
    differences.push("the function, its data or the start differ");
  }
  return differences;
}

/** The first few of many names. */
function listed(names: readonly string[]): string {
  return names.length <= 6 ? names.join(", ") : `${names.slice(0, 5).join(", ")} and ${names.length - 5} more`;
}

/** The leaves of plain data by path, as text. */
function leaves(value: unknown, path: string): Map<string, string> {
  if (typeof value !== "object" || value === null) return new Map([[path, JSON.stringify(value)]]);
  return new Map(
    Object.entries(value).flatMap(([key, item]) => [
      ...leaves(item, Array.isArray(value) ? `${path}[${key}]` : `${path}.${key}`),
    ]),
  );
}
