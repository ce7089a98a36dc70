/** Checkpoints: read back the same, and refused with a sentence when they are not what they should be. */
import { describe, expect, it } from "vitest";
import { type Checkpoint, checkpointLines, readCheckpoint, type RunIdentity } from "../../src/run/checkpoint.ts";

const identity: RunIdentity = {
  question: "minimize",
  method: "lbfgsb",
  options: { memory: 12, search: { trials: 30, kinds: ["a", "b"] } },
  parameters: ["mass", "rate"],
  inputs: "sha256:00",
};
const checkpoint: Checkpoint<unknown, unknown> = {
  identity,
  steps: 7,
  seconds: 1.25,
  ended: null,
  state: { point: Float64Array.of(1, Number.NaN, -0), pairs: [], failure: null },
  records: [{ value: 3 }, { value: -0 }],
};
const text = checkpointLines(checkpoint).join("\n");
const read = (from: string, expected = identity) => readCheckpoint(from.split("\n"), "fit.checkpoint", expected);

describe("a checkpoint", () => {
  it("comes back as it was", () => {
    expect(read(text)).toStrictEqual(checkpoint);
  });

  it("says at its start what it is", () => {
    expect(text).toMatch(/^\{"format":"fluxion-checkpoint","version":2\}\n\{"identity":\{"question":"minimize"/);
    expect(text).toContain('"method":"lbfgsb"');
  });

  it("is refused wherever it is cut off", () => {
    for (let length = 0; length < text.length - 1; length++) {
      expect(() => read(text.slice(0, length))).toThrow("DataError at fit.checkpoint in checkpoint()");
    }
    expect(() => read(text.slice(0, 200))).toThrowErrorMatchingInlineSnapshot(
      `[DataError: DataError at fit.checkpoint in checkpoint(): the file is damaged or cut off. It is left as it is; name another file to start afresh.]`,
    );
  });

  it("is refused whichever of its letters is another", () => {
    for (let at = 0; at < text.trimEnd().length; at++) {
      const other = text[at] === "1" ? "2" : "1";
      const damaged = text.slice(0, at) + other + text.slice(at + 1);
      expect(() => read(damaged), damaged.slice(Math.max(0, at - 20), at + 20)).toThrow("fit.checkpoint");
    }
    expect(() => read(text.replace('"steps":7', '"steps":8'))).toThrowErrorMatchingInlineSnapshot(
      `[DataError: DataError at fit.checkpoint in checkpoint(): the file is damaged: its checksum does not fit its content. It is left as it is; name another file to start afresh.]`,
    );
  });

  it("is told from other files", () => {
    expect(() => read("hello")).toThrowErrorMatchingInlineSnapshot(
      `[DataError: DataError at fit.checkpoint in checkpoint(): the file is no checkpoint of Fluxion. It is left as it is; name another file to start afresh.]`,
    );
    expect(() => read('{"format":"something"}')).toThrow("the file is no checkpoint of Fluxion");
    expect(() => read(text.replace('"version":2', '"version":3'))).toThrowErrorMatchingInlineSnapshot(
      `[DataError: DataError at fit.checkpoint in checkpoint(): the file is a checkpoint of format 3. This version of Fluxion reads format 2; continue the run with the version that wrote it. It is left as it is; name another file to start afresh.]`,
    );
  });

  it("is refused by another run, and told how they differ", () => {
    expect(() => read(text, { ...identity, question: "sample", method: "nuts" })).toThrowErrorMatchingInlineSnapshot(
      `[DataError: DataError at fit.checkpoint in checkpoint(): the checkpoint is of another run: the question is minimize in the file and sample here; the method is lbfgsb in the file and nuts here. It is left as it is; name another file to start afresh.]`,
    );
    const options = { memory: 5, search: { trials: 30, kinds: ["a", "c"] }, damping: true };
    expect(() => read(text, { ...identity, options })).toThrowErrorMatchingInlineSnapshot(
      `[DataError: DataError at fit.checkpoint in checkpoint(): the checkpoint is of another run: options.memory is 12 in the file and 5 here; options.search.kinds[1] is "b" in the file and "c" here; options.damping is absent in the file and true here. It is left as it is; name another file to start afresh.]`,
    );
    expect(() => read(text, { ...identity, parameters: ["mass", "age"] })).toThrowErrorMatchingInlineSnapshot(
      `[DataError: DataError at fit.checkpoint in checkpoint(): the checkpoint is of another run: it has parameters that are not here: rate; it lacks parameters that are here: age. It is left as it is; name another file to start afresh.]`,
    );
    expect(() => read(text, { ...identity, parameters: ["rate", "mass"] })).toThrowErrorMatchingInlineSnapshot(
      `[DataError: DataError at fit.checkpoint in checkpoint(): the checkpoint is of another run: its parameters are in another order. It is left as it is; name another file to start afresh.]`,
    );
    expect(() => read(text, { ...identity, inputs: "sha256:01" })).toThrowErrorMatchingInlineSnapshot(
      `[DataError: DataError at fit.checkpoint in checkpoint(): the checkpoint is of another run: the function, its data or the start differ. It is left as it is; name another file to start afresh.]`,
    );
  });

  it("refuses what is cut off after a line, and a file of format 1", () => {
    const lines = text.split("\n");
    for (let kept = 0; kept < lines.length; kept++) {
      expect(() => read(lines.slice(0, kept).join("\n"))).toThrow(kept === 0 ? "no checkpoint" : "damaged or cut off");
    }
    expect(() => read(`{"format":"fluxion-checkpoint","version":1,"checksum":"sha256:00",\n"run":{}}\n`)).toThrow(
      "the file is a checkpoint of format 1",
    );
  });

  it("holds typed arrays of any length, in lines that are short enough for a string", () => {
    // 3 MiB of one part, a second part of one number, and a view that begins in the middle of its buffer.
    const values = new Float64Array(3 * 2 ** 17 + 2).map((_, i) => Math.sin(i)).subarray(1);
    const long = { ...checkpoint, state: { values, short: values.slice(0, 3) }, records: [{ values }] };
    const lines = checkpointLines(long);
    expect(Math.max(...lines.map((line) => line.length))).toBe(4 * 2 ** 20);
    expect(lines).toHaveLength(1 + 1 + 1 + 4 + 1);
    const back = readCheckpoint<typeof long.state, { values: Float64Array }>(lines, "long", identity);
    expect(back.state.values).toStrictEqual(values.slice());
    expect(back.records[0]!.values).toStrictEqual(values.slice());
    const parts = lines.map((line, i) => (i === 3 ? lines[4]! : line));
    expect(() => readCheckpoint(parts, "long", identity)).toThrow("checksum");
  });

  it("refuses what holds itself, or is nested without end", () => {
    const cycle: { self?: unknown } = {};
    cycle.self = cycle;
    expect(() => checkpointLines({ ...checkpoint, state: cycle })).toThrow(
      "expected data nested at most 1000 levels deep, received deeper ones, or an object that holds itself",
    );
  });
});
