/** Every public function with options refuses names that do not exist and values that cannot be, by an error that names them. */
import { FluxionError, errors } from "fluxion";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { functionsWithOptions, type OptionKinds } from "./option-types.ts";
import { type Row, rows } from "./rows.ts";

const functions = functionsWithOptions();

// What a call writes (a report, a figure) goes to a folder of its own.
const home = process.cwd();
const scratch = mkdtempSync(join(tmpdir(), "fluxion-options-"));
beforeAll(() => process.chdir(scratch));
afterAll(() => {
  process.chdir(home);
  rmSync(scratch, { recursive: true });
});

/** Told by a test of its own, with the reason. */
const elsewhere: Readonly<Record<string, string>> = {
  customVjp: "its rules are two functions, checked in tests/transforms/custom-vjp.test.ts",
  "distributions.categorical": "its argument is its parameters, checked with those of all distributions",
};

it("has a row for every public function that takes options", () => {
  const missing = functions.map(({ name }) => name).filter((name) => !(name in rows) && !(name in elsewhere));
  expect(missing).toEqual([]);
  expect(Object.keys(rows).filter((name) => !functions.some((each) => each.name === name))).toEqual([]);
});

/** What the call throws, or its promise; undefined when it accepts. */
async function refusal({ with: call }: Row, options: unknown): Promise<unknown> {
  try {
    // The point of the sweep is what types would forbid.
    await call(options as never);
  } catch (error) {
    return error;
  }
  return undefined;
}

/** What is wrong with what the call threw: nothing, where it is an error of ours. */
function complaint(error: unknown): string | null {
  if (error === undefined) return "accepted in silence";
  return error instanceof FluxionError
    ? null
    : `a bare ${error instanceof Error ? `${error.name}: ${error.message}` : typeof error}`;
}

const swap = (name: string): string =>
  name.length < 3
    ? `${name}${name}x`
    : name.slice(0, -2) + name.at(-1)! + name.at(-2)! + (name.at(-1) === name.at(-2) ? "e" : "");

/** Values of none of the kinds of an option. */
function wrongValues({ kinds }: OptionKinds): readonly (readonly [what: string, value: unknown])[] {
  if (kinds.has("anything")) return [];
  return [
    ...(kinds.has("null") ? [] : [["null", null] as const]),
    ["a Map", new Map()],
    ...(kinds.has("symbol") ? [] : [["a symbol", Symbol("wrong")] as const]),
    ...(kinds.has("text") ? [] : [["a word", "nonsense"] as const]),
    ...(kinds.has("number") && !kinds.has("object") ? [["NaN", Number.NaN] as const] : []),
    ...(kinds.has("number") || kinds.has("boolean") ? [] : [["a number", 17] as const]),
    ...(kinds.has("function") ? [] : [["a function", () => 1] as const]),
  ];
}

describe.each(functions.filter(({ name }) => name in rows).map((each) => [each.name, each] as const))(
  "%s",
  (name, { options }) => {
    const row = rows[name]!;
    const { required = {}, outside = [] } = row;

    it("accepts what it requires", async () => {
      const thrown = await refusal(row, Object.keys(required).length === 0 ? undefined : required);
      expect(thrown).toBeUndefined();
    });

    it("takes what is undefined for left out", async () => {
      const nothing = Object.fromEntries(options.map((each) => [each.name, undefined]));
      expect(await refusal(row, { ...nothing, ...required })).toBeUndefined();
    });

    it("refuses options that are no object", async () => {
      for (const wrong of [null, new Map(), "options", 3, [], () => 1]) {
        const thrown = await refusal(row, wrong);
        expect([wrong, complaint(thrown)]).toEqual([wrong, null]);
      }
    });

    it("refuses a misspelt option and names the nearest", async () => {
      for (const { name: right } of options) {
        const wrong = swap(right);
        const thrown = await refusal(row, { ...required, [wrong]: 1 });
        expect(thrown === undefined ? `${wrong} is accepted` : thrown).toBeInstanceOf(errors.OptionError);
        const { path, hint } = (thrown as errors.OptionError).details;
        expect(path).toBe(wrong);
        // Of shorter names two letters are too many to have been mistyped.
        if (right.length > 3) expect(hint).toContain(`Did you mean ${right}?`);
      }
    });

    it("refuses a value of another kind, by the option's name", async () => {
      const problems: string[] = [];
      for (const each of options) {
        for (const [what, value] of wrongValues(each)) {
          const thrown = await refusal(row, { ...required, [each.name]: value });
          const problem = complaint(thrown);
          if (problem !== null) problems.push(`${each.name}: ${what}: ${problem}`);
          else if (!String(thrown).includes(each.name))
            problems.push(`${each.name}: ${what}: not named in ${String(thrown)}`);
        }
      }
      expect(problems).toEqual([]);
    });

    it.runIf(outside.length > 0)("refuses a value out of range, by the option's name", async () => {
      const problems: string[] = [];
      for (const wrong of outside) {
        const thrown = await refusal(row, { ...required, ...wrong });
        const problem = complaint(thrown);
        if (problem !== null) problems.push(`${JSON.stringify(wrong)}: ${problem}`);
      }
      expect(problems).toEqual([]);
    });

    it.runIf(Object.keys(required).length > 0)("says what is missing", async () => {
      const thrown = await refusal(row, {});
      expect(thrown === undefined || thrown instanceof FluxionError).toBe(true);
    });
  },
);
