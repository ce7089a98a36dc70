/** Checkpoint: a run as lines of text that say what it is of, and are believed only when they are whole and of the same run. */
import { z } from "zod";
import { DataError } from "../errors/index.ts";
import { linesDigest } from "./digest.ts";
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
const version = 2;

const headSchema = z.object({ format: z.literal(format), version: z.number() });
const identitySchema = z.strictObject({
  question: z.string(),
  method: z.string(),
  options: z.json(),
  parameters: z.array(z.string()),
  inputs: z.string(),
});
const runSchema = z.strictObject({
  identity: identitySchema,
  steps: z.int().nonnegative(),
  seconds: z.number().nonnegative(),
  ended: z.string().nullable(),
  // Large, and of a form that `decode` checks on the way.
  state: z.unknown(),
  records: z.int().nonnegative(),
});
const footSchema = z.strictObject({ parts: z.int().nonnegative(), checksum: z.string() });

/**
 * The lines of a checkpoint: a head, the run, one line for each record, the parts of long arrays, and a foot with the checksum of all
 * above it. No line is longer than a string may be, however large the state is.
 *
 * @throws DataError naming what in the state is no plain data
 */
export function checkpointLines<S, R>(checkpoint: Checkpoint<S, R>): readonly string[] {
  const { identity, steps, seconds, ended, state, records } = checkpoint;
  const parts: string[] = [];
  const run = JSON.stringify({
    identity: { ...identity, options: encode(identity.options, "options") },
    steps,
    seconds,
    ended,
    state: encode(state, "state", parts),
    records: records.length,
  });
  const kept = records.map((record, i) => JSON.stringify(encode(record, `records[${i}]`, parts)));
  const body = [JSON.stringify({ format, version }), run, ...kept, ...parts];
  return [...body, JSON.stringify({ parts: parts.length, checksum: linesDigest(body) })];
}

/**
 * The checkpoint that lines hold, if it is one of the run at hand.
 *
 * @param name  what the lines are called in an error: the path of their file
 * @throws  DataError when they are cut off, damaged, of another version, or of another run, naming what differs
 */
export function readCheckpoint<S, R>(lines: readonly string[], name: string, expected: RunIdentity): Checkpoint<S, R> {
  const refuse = (problem: string, hint = startAfresh): DataError =>
    new DataError({ where: "checkpoint", path: name, problem, hint });
  const json = (line: string | undefined): unknown => {
    try {
      return JSON.parse(line ?? "");
    } catch {
      return undefined;
    }
  };
  const first = lines[0] ?? "";
  const head = headSchema.safeParse(json(first));
  if (!head.success) {
    const isStart = first.trimStart().startsWith(`{"format":"${format}"`);
    // Version 1 was one text of JSON, of which this is the first line.
    if (isStart && first.includes('"version":1,')) throw refuse(...otherVersion(1));
    throw refuse(isStart ? "the file is damaged or cut off" : "the file is no checkpoint of Fluxion");
  }
  if (head.data.version !== version) throw refuse(...otherVersion(head.data.version));
  const body = lines.slice(0, -1);
  const foot = footSchema.safeParse(json(lines.at(-1)));
  if (!foot.success) throw refuse("the file is damaged or cut off");
  if (linesDigest(body) !== foot.data.checksum)
    throw refuse("the file is damaged: its checksum does not fit its content");
  const run = runSchema.safeParse(json(lines[1]));
  if (!run.success) {
    const [issue] = run.error.issues;
    throw refuse(`the file is damaged: ${issue!.path.join(".")}: ${issue!.message}`);
  }
  const { identity, steps, seconds, ended } = run.data;
  if (body.length !== 2 + run.data.records + foot.data.parts) throw refuse("the file is damaged: lines are missing");
  const options = encode(expected.options, "options");
  const differences = differencesOf(identity, { ...expected, options });
  if (differences.length > 0) throw refuse(`the checkpoint is of another run: ${differences.join("; ")}`);
  const recordsEnd = 2 + run.data.records;
  const parts = lines.slice(recordsEnd, -1);
  // The identity names the method and its options, and with them the types of what it wrote.
  const state = decode(run.data.state as Json, "state", parts) as S;
  const records = lines
    .slice(2, recordsEnd)
    .map((line, i) => decode(json(line) as Json, `records[${i}]`, parts)) as R[];
  return { identity: expected, steps, seconds, ended, state, records };
}

function otherVersion(found: number): [problem: string, hint: string] {
  const hint = `This version of Fluxion reads format ${version}; continue the run with the version that wrote it. ${startAfresh}`;
  return [`the file is a checkpoint of format ${found}`, hint];
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
