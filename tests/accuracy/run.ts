/**
 * `npm run accuracy [-- name...] [--points n]`: the worst error of each function of vector math, against MPFR; exits 1 where one is above
 * 2 units in the last place, 2 where it cannot run.
 */
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import seedrandom from "seedrandom";
import { vectorMath, type VectorMathName } from "../../src/compile/wasm/math/index.ts";
import { emitted } from "../compile/wasm/lane-runner.ts";
import { rangesOf } from "./ranges.ts";

const LARGEST_ERROR = 2;
/** Elements that the runner takes at once. */
const CHUNK = 2000;

/** The worst point of a range, as exact.py prints it. */
interface Worst {
  readonly worst: number;
  readonly arguments: readonly string[];
  readonly value: string;
}

/** The worst point of a function. */
interface Row extends Worst {
  readonly name: string;
  readonly points: number;
  readonly label: string;
}

const interpreter = process.env["PYTHON"] ?? "python3";

function obstacle(): string | undefined {
  const run = spawnSync(interpreter, ["-c", "import gmpy2, numpy; gmpy2.digamma"]);
  if (run.error !== undefined) return `No Python (${interpreter}) was found; PYTHON can name one.`;
  return run.status === 0 ? undefined : `Python (${interpreter}) cannot import gmpy2 and numpy.`;
}

/** Values at all points, some thousand at a time. */
function valuesAt(name: VectorMathName, columns: readonly Float64Array[]): Float64Array {
  const f = emitted(name);
  const values = new Float64Array(columns[0]!.length);
  for (let start = 0; start < values.length; start += CHUNK) {
    const [x, y] = columns.map((column) => column.subarray(start, start + CHUNK));
    values.set(f(x!, y), start);
  }
  return values;
}

function worstOf(name: VectorMathName, points: number): Row {
  const { arity } = vectorMath[name];
  const ranges = rangesOf(name, arity);
  const count = Math.ceil(points / ranges.length);
  const columns = Array.from({ length: arity }, () => new Float64Array(count * ranges.length));
  ranges.forEach(({ label, draws }, r) => {
    const random = seedrandom(`${name} ${label}`);
    for (let i = 0; i < count; i++) draws.forEach((draw, k) => (columns[k]![r * count + i] = draw(random)));
  });
  const script = fileURLToPath(new URL("exact.py", import.meta.url));
  const input = Buffer.concat([...columns, valuesAt(name, columns)].map(({ buffer }) => Buffer.from(buffer)));
  const counts = ranges.map(() => String(count));
  const run = spawnSync(interpreter, ["-B", script, name, String(arity), ...counts], { input, encoding: "utf8" });
  if (run.status !== 0) throw new Error(run.stderr.trim());
  const found = (JSON.parse(run.stdout) as Worst[]).map((worst, r) => ({ ...worst, label: ranges[r]!.label }));
  const worst = found.reduce((a, b) => (b.worst > a.worst ? b : a));
  return { ...worst, name, points: count * ranges.length };
}

function line(cells: readonly string[]): string {
  const widths = [10, 9, 9];
  return cells.map((cell, i) => (i === 0 ? cell.padEnd(widths[0]!) : cell.padStart(widths[i] ?? 0))).join("  ");
}

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: { points: { type: "string", default: "1000000" } },
});
const all = Object.keys(vectorMath) as VectorMathName[];
const unknown = positionals.filter((name) => !all.includes(name as VectorMathName));
const points = Number(options.points);
const reason =
  unknown.length > 0
    ? `There is no function ${unknown.join(", ")} in vector math. There are: ${all.join(", ")}.`
    : Number.isInteger(points) && points > 0
      ? obstacle()
      : `--points must be a positive integer, not ${options.points}.`;

if (reason !== undefined) {
  console.error(reason);
  process.exitCode = 2;
} else {
  console.log(line(["function", "points", "worst ulp", "where"]));
  for (const name of positionals.length > 0 ? (positionals as VectorMathName[]) : all) {
    try {
      const row = worstOf(name, points);
      const where = `${name}(${row.arguments.join(", ")}) = ${row.value}, ${row.label}`;
      console.log(line([name, String(row.points), row.worst.toFixed(3), where]));
      if (!(row.worst <= LARGEST_ERROR)) process.exitCode = 1;
    } catch (error) {
      console.error(`${name}: ${error instanceof Error ? error.message : String(error)}`);
      process.exitCode = 1;
    }
  }
}
