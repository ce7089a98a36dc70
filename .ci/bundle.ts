/** The package for Node: every entry bundled, with what they share in files of its own, which load in a fraction of the time. */
import { existsSync, readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const root = fileURLToPath(new URL("..", import.meta.url));

/** Name in the bundle to source: the doors of package.json, the command, and what worker threads begin with. */
function entries(): Record<string, string> {
  const models = readdirSync(`${root}models`).flatMap((model) => [
    [`models-${model}`, `models/${model}/index.ts`] as const,
    [`models-${model}-data`, `models/${model}/data-files.ts`] as const,
  ]);
  return {
    index: "src/index.ts",
    inference: "inference/index.ts",
    "inference-methods": "inference/methods.ts",
    report: "src/report/index.ts",
    node: "src/node.ts",
    cli: "src/cli/main.ts",
    "group-worker": "inference/sample/chains/group-worker.ts",
    ...Object.fromEntries(models.filter(([, file]) => existsSync(root + file))),
  };
}

/** Writes the bundle into a folder somewhere below the repository. */
export async function bundleForNode(folder: string): Promise<void> {
  await build({
    absWorkingDir: root,
    entryPoints: entries(),
    outdir: folder,
    // All in one folder, so that the worker's entry lies beside whatever file starts it; `call-site.ts` knows the names of the parts.
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
}
