/** Every kind of file that Fluxion writes, as a program that writes one after the other until it is killed. */
import { readFile } from "node:fs/promises";
import process from "node:process";
import { fileStore, writeReport } from "fluxion/node";
import { deckOf, linearAxis, loadDeck, saveDeck } from "fluxion/inference";
import { type RunIdentity, runSteps } from "fluxion/inference/methods";
import { readCheckpoint } from "../../src/run/checkpoint.ts";

/** One kind of file. */
export interface Writer {
  /** Writes files until the process ends, telling the number of each once it is on the disk. */
  readonly writeAll: (path: string, told: (written: number) => void, atMost?: number) => Promise<void>;
  /** The number of the file that is there, which is whole; throws where it is not. */
  readonly numberIn: (path: string) => Promise<number>;
}

const identity: RunIdentity = { question: "field", method: "logistic", options: {}, parameters: ["x"], inputs: "" };

/** A chaotic number that leaves its mark in a field of four tenths of a megabyte. */
export interface Field {
  readonly x: number;
  readonly values: Float64Array;
}

export const field = {
  start: (): Field => ({ x: 0.3, values: new Float64Array(4e4).map((_, i) => Math.sin(i)) }),
  step: ({ x, values }: Field) => {
    const next = values.slice();
    next[Math.floor(x * next.length)] = x;
    return { state: { x: 3.99 * x * (1 - x), values: next }, info: null };
  },
};

const box = { x: linearAxis(0, 1) };
const deckEntries = 3000;

export const writers: Readonly<Record<string, Writer>> = {
  checkpoint: {
    // The number of steps is told by a store around the file's: a step counts once its write has ended.
    writeAll: async (path, told, atMost = Infinity) => {
      const inner = fileStore(path);
      const file = {
        ...inner,
        write: async (lines: readonly string[]) => {
          await inner.write(lines);
          told(stepsIn(lines));
        },
      };
      const { saved } = await runSteps(
        field,
        field.start,
        { maxSteps: atMost, judge: () => null },
        {
          keep: () => undefined,
          identity,
          run: { resume: { file, every: { steps: 1 } } },
        },
      );
      if (saved?.failure != null) throw saved.failure;
    },
    numberIn: async (path) => {
      const lines = (await fileStore(path).read()) ?? [];
      return readCheckpoint<Field, never>(lines, path, identity).steps;
    },
  },
  deck: {
    writeAll: async (path, told, atMost = Infinity) => {
      for (let n = (await startOf(() => writers.deck!.numberIn(path))) + 1; n <= atMost; n++) {
        await saveDeck(
          path,
          deckOf(
            box,
            Array.from({ length: deckEntries }, (_, i) => ({ params: { x: i / deckEntries }, value: n })),
          ),
        );
        told(n);
      }
    },
    numberIn: async (path) => {
      const { entries } = await loadDeck(path, box);
      if (entries.length !== deckEntries || entries.some(({ value }) => value !== entries[0]!.value)) {
        throw new Error(`${path} is a mixture of decks`);
      }
      return entries[0]!.value;
    },
  },
  report: {
    writeAll: async (path, told, atMost = Infinity) => {
      for (let n = (await startOf(() => writers.report!.numberIn(path))) + 1; n <= atMost; n++) {
        await writeReport(path, `<!doctype html>\n${`<p>${n}</p>\n`.repeat(30_000)}</html>\n`);
        told(n);
      }
    },
    numberIn: async (path) => {
      const text = await readFile(path, "utf8");
      const numbers = new Set([...text.matchAll(/<p>(\d+)<\/p>/g)].map((found) => found[1]));
      const lines = text.split("\n").length;
      if (numbers.size !== 1 || lines !== 30_003 || !text.endsWith("</html>\n")) {
        throw new Error(`${path} holds ${lines} lines of ${[...numbers].join(", ")}`);
      }
      return Number([...numbers][0]);
    },
  },
};

/** The number of the file that is there, or zero. */
async function startOf(numberIn: () => Promise<number>): Promise<number> {
  try {
    return await numberIn();
  } catch {
    return 0;
  }
}

function stepsIn(lines: readonly string[]): number {
  return Number(/"steps":(\d+)/.exec(lines[1] ?? "")?.[1]);
}

/** As a program: its kind and its file. */
export async function main([kind = "", path = ""]: readonly string[]): Promise<void> {
  await writers[kind]!.writeAll(path, (written) => process.stdout.write(`${written}\n`));
}
