/** `npm run bench -- [name...] [--json] [--smoke]`: times Fluxion against its peers. */
import { parseArgs } from "node:util";
import type { Benchmark } from "./benchmark.ts";
import { compare, type Comparison } from "./compare.ts";
import { benchmarks } from "./registry.ts";
import { table } from "./table.ts";

const usage = `npm run bench -- [name...] [--json] [--smoke]

  name     one of ${benchmarks.map(({ name }) => name).join(", ")}; all when none is named
  --json   one object a line
  --smoke  tiny sizes, once each: proves that everything runs and agrees
`;

/** The command line, or undefined where the usage was printed instead. */
function readArguments() {
  const flag = { type: "boolean", default: false } as const;
  try {
    const parsed = parseArgs({ allowPositionals: true, options: { json: flag, smoke: flag, help: flag } });
    if (!parsed.values.help) return parsed;
    console.log(usage);
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}\n\n${usage}`);
    process.exitCode = 2;
  }
  return undefined;
}

const parsed = readArguments();
if (parsed === undefined) process.exit();
const { values: options, positionals: names } = parsed;

const say = (text: string): void => {
  if (!options.json) console.log(`${text}\n`);
};

function fail(text: string): void {
  console.error(text);
  process.exitCode = 1;
}

function report(comparison: Comparison): void {
  const place = `${comparison.bench}, ${comparison.case}`;
  say(table(comparison));
  if (options.json) {
    for (const row of comparison.rows) console.log(JSON.stringify(row));
    for (const note of comparison.notes) console.error(`${place}: ${note}`);
  }
  for (const sentence of comparison.disagreements) fail(`${place}: ${sentence}`);
}

async function run(benchmark: Benchmark): Promise<void> {
  say(`${benchmark.name}: ${benchmark.about}`);
  for (const testCase of benchmark.cases) {
    try {
      report(await compare(benchmark, testCase, options.smoke ? "smoke" : "full"));
    } catch (error) {
      fail(
        `${benchmark.name}, ${testCase.name}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
      );
    }
  }
}

const known = benchmarks.map(({ name }) => name);
const unknown = names.filter((name) => !known.includes(name));
if (unknown.length > 0) {
  console.error(`There is no benchmark ${unknown.join(", ")}. There are: ${known.join(", ")}.`);
  process.exitCode = 2;
} else {
  if (options.smoke) say("Smoke run: tiny problems, once each; values are checked, figures mean nothing.");
  for (const benchmark of benchmarks) {
    if (names.length === 0 || names.includes(benchmark.name)) await run(benchmark);
  }
}
