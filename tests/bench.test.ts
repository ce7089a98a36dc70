/** The benchmarks run, and everybody in them computes the same numbers; nothing is timed. */
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, it } from "vitest";
import { relativeError } from "./bench/agreement.ts";
import { initialConditions } from "./bench/initial-conditions.ts";
import { benchmarks } from "./bench/registry.ts";
import { median, secondsPerCall } from "./bench/measure.ts";

const root = fileURLToPath(new URL("..", import.meta.url));

/** A line of `--json`. */
interface Line {
  readonly bench: string;
  readonly case: string;
  readonly ours: number;
  readonly peer: number;
  readonly peerName: string;
  readonly ratio: number;
  readonly unit: string;
}

describe("npm run bench -- --smoke --json", () => {
  let lines: Line[] = [];
  let errors = "";
  let status: number | null = null;
  /** True when a note says what a benchmark goes without: `minimize, rosenbrock: no Python (python3) was found`. */
  const saysWhy = (name: string): boolean =>
    errors.split("\n").some((line) => line.startsWith(`${name}, `) && /cannot import|was found/.test(line));

  beforeAll(() => {
    const run = spawnSync(process.execPath, ["--import", "tsx", "tests/bench/run.ts", "--smoke", "--json"], {
      cwd: root,
      encoding: "utf8",
    });
    status = run.status;
    errors = run.stderr;
    lines = run.stdout
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => JSON.parse(line) as Line);
    // Forty seconds without Python and ninety with it beside other work, and more where there is much of it.
  }, 300_000);

  it("exits 0, which means that all values agree", () => {
    expect({ status, errors: status === 0 ? "" : errors }).toEqual({ status: 0, errors: "" });
  });

  it("prints one complete object a line, for every benchmark and the peers that need nothing but npm", () => {
    for (const line of lines) {
      expect(line.unit).not.toBe("");
      expect([line.ours, line.peer, line.ratio].every((figure) => Number.isFinite(figure))).toBe(true);
    }
    // Where every peer of a benchmark is missing it says so, on a line of its own.
    const timed = new Set(lines.map(({ bench }) => bench));
    const excused = benchmarks.map(({ name }) => name).filter((name) => !timed.has(name) && saysWhy(name));
    expect([...timed, ...excused].sort()).toEqual(benchmarks.map(({ name }) => name).sort());
    // SciPy is the one peer of this benchmark; all others have one from npm.
    expect(excused.filter((name) => name !== "minimize")).toEqual([]);
    const names = lines.map(({ peerName }) => peerName).join("; ");
    for (const peer of ["plain JavaScript", "tfjs wasm", "jax-js wasm"]) expect(names).toContain(peer);
  });

  it("has a ratio above one where ours is faster, whichever way the unit counts", () => {
    for (const { ours, peer, ratio, unit } of lines) {
      const higherIsBetter = unit.endsWith("/s");
      // The ratio is formed from the costs before they become figures: equal to rounding, 1e-12 with room to spare.
      expect(ratio / (higherIsBetter ? ours / peer : peer / ours)).toBeCloseTo(1, 12);
    }
  });
});

describe("what benchmarks stand on", () => {
  it("takes the median of an odd and of an even number of samples", () => {
    expect(median([3, 1, 2])).toBe(2);
    expect(median([4, 1, 3, 2])).toBe(2.5);
    expect(median([])).toBeNaN();
  });

  it("repeats a call until it fills the time asked for", () => {
    let calls = 0;
    const seconds = secondsPerCall(() => calls++, 0.005);
    // Every call was counted in some attempt, and the last attempt alone filled the time.
    expect(seconds * calls).toBeGreaterThanOrEqual(0.005);
  });

  it("measures disagreement relative to the largest number, and calls what is missing or not finite infinitely wrong", () => {
    expect(relativeError([1, 2.002], [1, 2])).toBeCloseTo(1e-3, 12);
    expect(relativeError([0, 0], [0, 0])).toBe(0);
    expect(relativeError([1], [1, 2])).toBe(Infinity);
    expect(relativeError([Number.NaN], [1])).toBe(Infinity);
  });

  it("starts bound orbits inside 0.1 to 2 kpc", () => {
    const { x, y, z, vx, vy, vz } = initialConditions(257);
    // Potential of the halo: -4 pi G rho_s r_s^3 ln(1 + r / r_s) / r, with rho_s = 4e7 Msun/kpc^3 and r_s = 1 kpc.
    const depth = 4 * Math.PI * 4.300917270036279e-6 * 4e7;
    for (let i = 0; i < 257; i++) {
      const r = Math.hypot(x[i]!, y[i]!, z[i]!);
      const kinetic = 0.5 * (vx[i]! ** 2 + vy[i]! ** 2 + vz[i]! ** 2);
      expect(r).toBeGreaterThanOrEqual(0.1);
      expect(r).toBeLessThanOrEqual(2);
      expect(kinetic - (depth * Math.log1p(r)) / r).toBeLessThan(0);
    }
  });
});
