/** The accuracy report: it knows an exact value for each function, runs where Python has MPFR, and says what is wrong where it cannot. */
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { vectorMath } from "../src/compile/wasm/math/index.ts";

const root = fileURLToPath(new URL("..", import.meta.url));

function report(...options: readonly string[]): { status: number | null; lines: string[]; errors: string } {
  const run = spawnSync(process.execPath, ["--import", "tsx", "tests/accuracy/run.ts", ...options], {
    cwd: root,
    encoding: "utf8",
  });
  return { status: run.status, lines: run.stdout.trimEnd().split("\n"), errors: run.stderr.trim() };
}

const hasExactValues =
  spawnSync(process.env["PYTHON"] ?? "python3", ["-c", "import gmpy2, numpy; gmpy2.digamma"]).status === 0;

describe("npm run accuracy", () => {
  it("has an exact function for each function of vector math", () => {
    const script = readFileSync(`${root}tests/accuracy/exact.py`, "utf8");
    expect(Object.keys(vectorMath).filter((name) => !script.includes(`"${name}": `))).toEqual([]);
  });

  it.runIf(hasExactValues)("prints the worst point of each function that is asked for", () => {
    const { status, lines, errors } = report("--points", "600", "exp", "pow");
    expect({ status, errors }).toEqual({ status: 0, errors: "" });
    expect(lines[0]).toMatch(/^function +points +worst ulp +where$/);
    for (const [i, name] of (["exp", "pow"] as const).entries()) {
      const [, points, worst, where] = new RegExp(`^${name} +(\\d+) +([\\d.]+) +${name}\\((.+)\\) = `).exec(
        lines[i + 1]!,
      )!;
      expect(Number(points)).toBe(600);
      expect(where!.split(", ")).toHaveLength(vectorMath[name].arity);
      // Of 600 points some are half a unit off after the last rounding; none is off by more than a unit.
      expect(Number(worst)).toBeGreaterThan(0.45);
      expect(Number(worst)).toBeLessThanOrEqual(1);
    }
  });

  it("names the functions there are, and refuses a number of points that is none", () => {
    const unknown = report("sine");
    expect(unknown.status).toBe(2);
    expect(unknown.errors).toMatch(/^There is no function sine in vector math\. There are: acos, /);
    expect(report("--points", "many")).toMatchObject({
      status: 2,
      errors: "--points must be a positive integer, not many.",
    });
  });
});
