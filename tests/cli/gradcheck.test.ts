/** `fluxion gradcheck`, end to end. */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import type { GradientCheck } from "../../src/cli/gradcheck/check.ts";
import { runHere, runInShell } from "./run-fluxion.ts";

const [curves, single, broken] = [
  new URL("./modules/curves.ts", import.meta.url),
  new URL("./modules/single.ts", import.meta.url),
  new URL("./modules/broken.ts", import.meta.url),
].map((url) => fileURLToPath(url)) as [string, string, string];

/** A process starts slowly on a busy machine: loading the sources alone takes seconds there. */
const shellTimeout = 240_000;

async function jsonCheck(argv: readonly string[]): Promise<GradientCheck & { readonly code: number | null }> {
  const { code, out } = await runHere(["gradcheck", ...argv, "--json"]);
  return { code, ...(JSON.parse(out) as GradientCheck) };
}

describe("gradcheck", () => {
  it("passes a function that is right, with its exported arguments", async () => {
    const { code, passed, orders } = await jsonCheck([`${curves}#softplus`]);
    expect({ code, passed }).toEqual({ code: 0, passed: true });
    const [leaf] = orders[0]?.leaves ?? [];
    // d ln(1 + e^x) / dx = 1 / (1 + e^-x).
    expect(leaf?.worst.reverse).toBeCloseTo(1 / (1 + Math.exp(-0.3)), 14);
    expect(leaf?.worst.forward).toBeCloseTo(1 / (1 + Math.exp(-0.3)), 14);
    // Extrapolated differences are good to about the cube root of rounding squared, and better for a smooth function.
    expect(leaf?.worst.differences).toBeCloseTo(1 / (1 + Math.exp(-0.3)), 9);
  });

  it(
    "fails a custom derivative that is wrong, and names the leaf",
    async () => {
      const { code, out } = await runInShell(["gradcheck", curves, "wrong"]);
      expect(code).toBe(1);
      expect(out).toMatch(/params\.offset .*FAIL/);
      expect(out).toMatch(/params\.scale .*pass/);
      expect(out).toContain("FAILED at params.offset");
    },
    shellTimeout,
  );

  it("takes the defaults of a spec, and weighs a result that is an array", async () => {
    const { code, orders } = await jsonCheck([curves, "decay"]);
    expect(code).toBe(0);
    expect(orders[0]?.leaves.map(({ leaf }) => leaf)).toEqual(["params.amplitude", "params.rate"]);
    // The weights of the three elements are cos(1 + 1.618… k).
    const weight = (k: number): number => Math.cos(1 + 1.618033988749895 * k);
    const expected = [0, 1, 2].reduce((sum, k) => sum + weight(k) * Math.exp(-0.4 * k), 0);
    expect(orders[0]?.leaves[0]?.worst.reverse).toBeCloseTo(expected, 13);
  });

  it("hands over an argument that holds options, and shows the worst element of a leaf", async () => {
    const { code, out } = await runHere(["gradcheck", curves, "wave"]);
    expect(code).toBe(0);
    expect(out).toMatch(/params\.heights\[\d\] +3 /);
    expect(out).toContain("passed: 2 leaves agree");
  });

  it("takes arguments from the command line, lists of numbers as arrays, and checks second derivatives", async () => {
    const { code, orders } = await jsonCheck([single, "--at", "[[1, 2, 3]]", "--order", "2"]);
    expect(code).toBe(0);
    expect(orders.map(({ order }) => order)).toEqual([1, 2]);
    expect(orders[0]?.leaves[0]?.elements).toBe(3);
  });

  it("checks a system by its name", async () => {
    const { code, orders } = await jsonCheck(["cosmology"]);
    expect(code).toBe(0);
    expect(orders[0]?.leaves.map(({ leaf }) => leaf)).toEqual(["params.H0", "params.Obh2", "params.Om0", "params.ns"]);
  });

  it(
    "reads plain JavaScript",
    async () => {
      const folder = await mkdtemp(join(tmpdir(), "fluxion-gradcheck-"));
      await writeFile(join(folder, "square.mjs"), "export const square = (x) => x.square();\n");
      const { code, out } = await runInShell(["gradcheck", "square.mjs", "--at", "[3]"], folder);
      await rm(folder, { recursive: true });
      expect(out).toContain("passed: 1 leaf agrees");
      expect(code).toBe(0);
    },
    shellTimeout,
  );

  it.each([
    [["nowhere.ts"], "Error: There is no file nowhere.ts, nor a system of that name."],
    [[curves], /^Error: .*curves\.ts exports several functions, name one: .*softplus/],
    [[curves, "absent"], /^Error: .*curves\.ts exports no function absent\. It exports: /],
    [[curves, "lonely"], /^Error: No arguments for lonely: export a list 'lonelyArguments'/],
    [[curves, "softplus", "--at", "{"], /^Error: --at is not JSON: /],
    [[curves, "softplus", "--at", '["text"]'], /^Error: The arguments of softplus hold no numbers or arrays/],
    [[curves, "softplus", "--order", "3"], /^Error: .*--order.*Must be 1 or 2/],
    [[broken], /^Error: .*broken\.ts could not be loaded: the table is empty$/],
  ])("gradcheck %j ends with one line of error", async (argv, message) => {
    const { code, out, err } = await runHere(["gradcheck", ...argv]);
    // A module that fails to load is a failure of the run; the others are calls that are wrong.
    expect({ code, out }).toEqual({ code: argv[0] === broken ? 1 : 2, out: "" });
    expect(err.trimEnd().split("\n")).toHaveLength(1);
    expect(err.trimEnd()).toMatch(message);
  });
});
