/** `npm run bench -- [name...] [--json] [--smoke]`: times Fluxion against its peers. */
import { parseArgs } from "node:util";
import { compare, type Comparison } from "./compare.ts";
import { benchmarks } from "./registry.ts";
import { table } from "./table.ts";

const { values: options, positionals: names } = parseArgs({
  allowPositionals: true,
  options: {
    json: { type: "boolean", default: false },
    smoke: { type: "boolean", default: false },
  },
});

const known = benchmarks.map(({ name }) => name);
const unknown = names.filter((name) => !known.includes(name));

function report(comparison: Comparison): void {
  if (options.json) {
    for (const row of comparison.rows) console.log(JSON.stringify(row));
    for (const note of comparison.notes) console.error(`${comparison.bench}, ${comparison.case}: ${note}`);
  } else {
    console.log(`${table(comparison)}\n`);
  }
  for (const sentence of comparison.disagreements) {
    console.error(`${comparison.bench}, ${comparison.case}: ${sentence}`);
    process.exitCode = 1;
  }
}

if (unknown.length > 0) {
  console.error(`There is no benchmark ${unknown.join(", ")}. There are: ${known.join(", ")}.`);
  process.exitCode = 2;
} else {
  const chosen = benchmarks.filter(({ name }) => names.length === 0 || names.includes(name));
  if (options.smoke && !options.json)
    console.log("Smoke run: tiny problems, once each; values are checked, figures mean nothing.\n");
  for (const benchmark of chosen) {
    if (!options.json) console.log(`${benchmark.name}: ${benchmark.about}\n`);
    for (const testCase of benchmark.cases)
      report(await compare(benchmark, testCase, options.smoke ? "smoke" : "full"));
  }
}
