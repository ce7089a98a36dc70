/** The published package: packed, installed into an empty project, run by Node and type-checked as a user would. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";
import { afterAll, beforeAll, expect, it } from "vitest";
import { repository } from "./support/public-modules.ts";

let project: string;

/** Runs a program in the empty project; its standard output, or an error with all that it printed. */
function run(command: string, args: readonly string[], cwd = project): string {
  try {
    return execFileSync(command, args, { cwd, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
  } catch (error) {
    if (!(error instanceof Error && "stdout" in error && "stderr" in error)) throw error;
    throw new Error(`${command} ${args.join(" ")} failed:\n${String(error.stdout)}\n${String(error.stderr)}`, {
      cause: error,
    });
  }
}

const write = (name: string, text: string) => writeFileSync(join(project, name), text);

beforeAll(() => {
  project = realpathSync(mkdtempSync(join(tmpdir(), "fluxion-consumer-")));
  run("npm", ["pack", "--silent", "--pack-destination", project], repository);
  const [tarball] = readdirSync(project);
  write("package.json", JSON.stringify({ name: "consumer", version: "1.0.0", private: true, type: "module" }));
  run("npm", ["install", "--omit=dev", "--prefer-offline", "--no-audit", "--no-fund", `./${tarball!}`]);
}, 300_000);

afterAll(() => rmSync(project, { recursive: true, force: true }));

it("holds the build, the fixtures and the licence, and no sources or tests", () => {
  const shipped = readdirSync(join(project, "node_modules/fluxion")).sort();
  expect(shipped.filter((name) => name !== "node_modules")).toEqual(
    ["LICENSE", "README.md", "dist", "fixtures", "package.json"].sort(),
  );
});

it("computes a gradient and a fit in plain Node", () => {
  write(
    "script.js",
    `import { array, grad } from "fluxion";
     import { minimize } from "fluxion/inference";
     const y = array([1, 2, 4]);
     const distance = (p) => p.level.sub(y).square().sum();
     const fit = minimize(distance, { level: 0 });
     console.log(JSON.stringify({ slope: grad(distance)({ level: 0 }).level.item(), level: fit.params.level.item() }));`,
  );
  const { slope, level } = JSON.parse(run("node", ["script.js"])) as { slope: number; level: number };
  // d/dp sum((p - y)^2) at 0 is -2 sum(y) = -14, in integers that float64 holds exactly; the least squares level is mean(y).
  expect(slope).toBe(-14);
  // A quasi-Newton step on a parabola of one variable lands on the minimum to about the root of the rounding error.
  expect(level).toBeCloseTo(7 / 3, 7);
});

it("starts its worker threads, which draw what one thread draws", () => {
  write(
    "chains.js",
    `import { sample } from "fluxion/inference";
     const logDensity = ({ x }) => x.square().mul(-0.5);
     const draws = (threads) => sample(logDensity, { x: 0 }, { chains: 2, warmup: 50, draws: 20, run: { seed: 1, threads } }).draws[0].chains;
     const { Worker } = process.getBuiltinModule("node:worker_threads");
     const workers = [];
     const { unref } = Worker.prototype;
     Worker.prototype.unref = function () { workers.push(this); return unref.call(this); };
     const same = JSON.stringify(draws(2)) === JSON.stringify(draws(1));
     const exits = workers.map((worker) => new Promise((settle) => { worker.ref(); worker.once("exit", settle); }));
     console.log(JSON.stringify({ same, exits: await Promise.all(exits) }));`,
  );
  // A thread that does not find its entry ends with 1, and the run without its help.
  expect(JSON.parse(run("node", ["chains.js"]))).toEqual({ same: true, exits: [0] });
});

it("says where in the user's file a value came from", () => {
  write(
    "leak.js",
    `import { jit } from "fluxion";
let leaked;
jit((x) => {
  leaked = x.mul(2);
  return x;
})(1);
try { leaked.item(); } catch (error) { console.log(String(error)); }`,
  );
  expect(run("node", ["leak.js"])).toContain("(leak.js:7:14)");
});

it("bundles for a page without a Node built-in, one function in less than 250 kB", async () => {
  const contents = `import { exp } from "fluxion"; console.log(exp(0).add(1).item());`;
  const options = {
    bundle: true,
    write: false,
    minify: true,
    format: "esm",
    platform: "browser",
    logLevel: "silent",
  } as const;
  const one = await build({ ...options, stdin: { contents, resolveDir: project } });
  const code = one.outputFiles[0]!.text;
  expect(code.length).toBeLessThan(250e3);
  write("page.js", code);
  // exp(0) + 1, by a method that nobody names: the methods of arrays are there.
  expect(run("node", ["page.js"]).trim()).toBe("2");
  // An import of Node's own modules would be an error of esbuild.
  const doors = ["fluxion", "fluxion/inference", "fluxion/report"].map((door) => `export * from "${door}";`).join("");
  const all = await build({ ...options, stdin: { contents: doors, resolveDir: project }, metafile: true });
  expect(Object.keys(all.metafile.inputs).filter((input) => input.startsWith("(disabled):"))).toEqual([]);
});

it("draws a figure in plain Node", () => {
  write(
    "figure.js",
    `import { writeFigure } from "fluxion/node";
import { histogramFigure } from "fluxion/report";
     await writeFigure(histogramFigure([1, 2, 2, 3], { title: "Counts", valueTitle: "time (s)" }), "counts.svg");`,
  );
  run("node", ["figure.js"]);
  expect(readFileSync(join(project, "counts.svg"), "utf8")).toMatch(/^<svg .*time \(s\)/s);
});

it("installs the fluxion command, which finds the shipped data and fits it", () => {
  const fluxion = join(project, "node_modules/.bin/fluxion");
  expect(run(fluxion, ["--help"])).toMatch(/^Usage: fluxion/);
  const printed = run(fluxion, ["cosmology", "fit"]);
  for (const parameter of ["H0", "Om0", "Obh2", "ns"]) expect(printed).toContain(parameter);
});

it("type-checks in a strict consumer, its own declarations included", () => {
  write(
    "consumer.ts",
    `import { type Arr, array, grad, positive, spec } from "fluxion";
     import { minimize } from "fluxion/inference";
     import { type FigureDraws, traceFigure } from "fluxion/report";
     import { fileStore } from "fluxion/node";
     import * as cosmology from "fluxion/models/cosmology";
     import { loadPlanck2018 } from "fluxion/models/cosmology/data";
     import { cosmologySystem } from "fluxion/models/cosmology/system";
     import { writeFitReport } from "fluxion/inference/report";
     import { askSystem } from "fluxion/system";
     const decay = spec({ rate: positive({ unit: "1/day", default: 1, doc: "decay rate" }) });
     const loss = (p: typeof decay.params): Arr => p.rate.sub(array(2)).square();
     export const slope: number = grad(loss)(decay.defaults).rate.item();
     export const best: number = minimize(loss, decay.defaults, { spec: decay }).params.rate.item();
     export const place: string = fileStore("fit.checkpoint").name;
     export const names: string[] = Object.keys(cosmology);
     export const measured: number = loadPlanck2018().value.size;
     export const title2: string = askSystem(cosmologySystem).title;
     export const write: unknown = writeFitReport;
     const draws: FigureDraws = { path: "rate", unit: "1/day", chains: [[1, 2]] };
     export const title: unknown = traceFigure([draws]).title;
     // @ts-expect-error: a misspelt parameter is a type error
     export const misspelt = (p: typeof decay.params): Arr => p.rat;
    `,
  );
  const compilerOptions = {
    target: "es2022",
    lib: ["es2023", "dom"],
    module: "nodenext",
    types: [],
    strict: true,
    exactOptionalPropertyTypes: true,
    noUncheckedIndexedAccess: true,
    noEmit: true,
    skipLibCheck: false,
  };
  write("tsconfig.json", JSON.stringify({ compilerOptions, files: ["consumer.ts"] }));
  expect(run("node", [`${repository}node_modules/typescript/bin/tsc`, "--project", project])).toBe("");
});
