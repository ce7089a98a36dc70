/** The package for Node: every entry bundled, with what they share in files of its own, which load in a third of the time. */
import { existsSync, readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const root = fileURLToPath(new URL("..", import.meta.url));

/** Name in dist/node to source: the doors of package.json, the command, and what worker threads begin with. */
const entries: Record<string, string> = {
  index: "src/index.ts",
  inference: "inference/index.ts",
  report: "src/report/index.ts",
  node: "src/node.ts",
  cli: "src/cli/main.ts",
  "group-worker": "inference/sample/group-worker.ts",
};
for (const model of readdirSync(`${root}models`)) {
  for (const [door, file] of [
    [`models-${model}`, `models/${model}/index.ts`],
    [`models-${model}-data`, `models/${model}/data-files.ts`],
  ] as const) {
    if (existsSync(root + file)) entries[door] = file;
  }
}

await build({
  absWorkingDir: root,
  entryPoints: entries,
  outdir: "dist/node",
  // All in one folder, so that the worker's entry lies beside whatever file starts it; `call-site.ts` knows the name of the parts.
  chunkNames: "fluxion-[name]-[hash]",
  bundle: true,
  splitting: true,
  format: "esm",
  platform: "node",
  target: "node20.19",
  packages: "external",
  // Errors print the names of classes, and checkpoints hold them.
  keepNames: true,
  logLevel: "warning",
});
