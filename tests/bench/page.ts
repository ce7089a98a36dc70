/** Benchmark: what a program pays before it computes anything, in kB of a page and in time to import. */
import { spawnSync } from "node:child_process";
import { rmSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { bundleForNode } from "../../.ci/bundle.ts";
import { bundleForPage } from "../browser/bundle.ts";
import { repository } from "../support/public-modules.ts";
import type { Benchmark, Case, Contender } from "./benchmark.ts";
import { milliseconds } from "./units.ts";

/** Bytes of the program that esbuild makes for a browser, minified and without what it does not use. */
async function bundleSize(name: string, program: string): Promise<Contender> {
  const { files } = await bundleForPage(program, { minify: true, splitting: false });
  const bytes = [...files.values()].reduce((sum, code) => sum + Buffer.byteLength(code), 0);
  return { name, tolerance: 0, values: () => ({}), sample: () => bytes };
}

const kilobytes = { name: "kB", better: "lower", fromCost: (bytes: number) => bytes / 1e3 } as const;

/** One function of one library is asked for, and nothing is computed: there are no values to compare. */
const size = (name: string, fluxion: string, jax: string, tfjs: string): Case => ({
  name,
  prepare: async () => ({
    unit: kilobytes,
    ours: await bundleSize("fluxion", fluxion),
    peers: [await bundleSize("jax-js", jax), await bundleSize("tfjs-core and a backend", tfjs)],
  }),
});

/** Seconds of CPU, of all threads, that a new process spends on an import. */
function importTime(name: string, specifier: string): Contender {
  const script = `const before = process.cpuUsage();
    await import(${JSON.stringify(specifier)});
    const { user, system } = process.cpuUsage(before);
    console.log((user + system) / 1e6);`;
  return {
    name,
    tolerance: 0,
    values: () => ({}),
    sample: () => {
      const run = spawnSync(process.execPath, ["--input-type=module", "--eval", script], {
        cwd: repository,
        encoding: "utf8",
      });
      if (run.status !== 0) throw new Error(`The import of ${specifier} failed:\n${run.stderr}`);
      return Number(run.stdout);
    },
  };
}

/** The package as it is published, with what it needs from node_modules. */
const imports = (door: string, file: string): Case => ({
  name: `import "${door}", CPU`,
  prepare: async () => {
    // Below node_modules, from where packages are found, and where nobody looks for sources.
    const folder = `${repository}node_modules/.cache/fluxion-bench`;
    rmSync(folder, { recursive: true, force: true });
    await bundleForNode(folder);
    return {
      unit: milliseconds,
      ours: importTime("fluxion", pathToFileURL(`${folder}/${file}`).href),
      peers: [importTime("jax-js", "@jax-js/jax"), importTime("tfjs-core", "@tensorflow/tfjs-core")],
    };
  },
});

/** Size and start. */
export const page: Benchmark = {
  name: "page",
  about: "what a program pays before it computes: kB of a page, minified, and CPU time of an import in Node.",
  cases: [
    size(
      "one function",
      `import { exp } from "fluxion"; console.log(exp(1).item());`,
      `import { numpy as np } from "@jax-js/jax"; console.log(np.exp(1).js());`,
      `import { exp } from "@tensorflow/tfjs-core"; import "@tensorflow/tfjs-backend-cpu"; console.log(exp(1).dataSync());`,
    ),
    size(
      "a compiled gradient",
      `import { exp, grad, jit } from "fluxion"; console.log(jit(grad(exp))(1).item());`,
      `import { grad, jit, numpy as np } from "@jax-js/jax"; console.log(jit(grad(np.exp))(1).js());`,
      `import { exp, grad } from "@tensorflow/tfjs-core"; import "@tensorflow/tfjs-core/dist/gradients/Exp_grad";
       import "@tensorflow/tfjs-backend-wasm"; console.log(grad((x) => exp(x))(1).dataSync());`,
    ),
    imports("fluxion", "index.js"),
    imports("fluxion/inference", "inference.js"),
  ],
};
