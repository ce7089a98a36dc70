/** What the command line does with any system: sampling, forecasts, parameters with origins, doctor; with systems of other questions. */
import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Arr, real, spec } from "fluxion";
import type { System } from "fluxion/system";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runCommandLine } from "../../src/cli/program.ts";
import { runHere } from "./run-fluxion.ts";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "fluxion-systems-"));
});
afterAll(async () => {
  await rm(folder, { recursive: true });
});

describe("cosmology", () => {
  const cmb = ["--datasets", "cmb"];

  it("samples to the mean and the errors of a fit, and writes a page", async () => {
    const options = ["--optimize", "H0,Om0", "--seed", "cmb"];
    const { code, out } = await runHere(["cosmology", "sample", ...cmb, ...options, "--out", folder, "--json"]);
    const { status, draws, reportFile } = JSON.parse(out) as {
      readonly status: string;
      readonly reportFile: string;
      readonly draws: readonly {
        readonly path: string;
        readonly chains: readonly Readonly<Record<string, number>>[];
      }[];
    };
    expect({ code, status, reportFile }).toEqual({
      code: 0,
      status: "passed",
      reportFile: join(folder, "lcdm-posterior.html"),
    });
    const H0 = draws.find(({ path }) => path === "H0")!.chains.flatMap((chain) => Object.values(chain));
    const mean = H0.reduce((sum, value) => sum + value, 0) / H0.length;
    // Some 570 independent draws of a deviation of 0.31: a Monte Carlo error of 0.013, of which this is above four.
    expect(Math.abs(mean - 67.50246)).toBeLessThan(0.06);
    expect(await readFile(reportFile, "utf8")).toContain('<figure id="corner"');
  });

  it("foretells the errors of the data without a fit", async () => {
    const { code, out } = await runHere(["cosmology", "fisher", ...cmb, "--json"]);
    const { parameters } = JSON.parse(out) as { parameters: { path: string; error: number }[] };
    expect(code).toBe(0);
    // ns is measured directly, to 0.0043, whatever the other parameters.
    expect(parameters.find(({ path }) => path === "ns")!.error).toBeCloseTo(0.0043, 12);
    expect((await runHere(["cosmology", "fisher", ...cmb])).out).toMatch(/ns +0\.9649 +0\.004300000/);
  });

  it("writes report and figures", async () => {
    const { code, out } = await runHere(["cosmology", "report", ...cmb, "--out", folder, "--json"]);
    const { report, figures } = JSON.parse(out) as { readonly report: string; readonly figures: string };
    expect(code).toBe(0);
    expect([report, join(figures, "contours.svg"), join(figures, "residuals-cmb.png")].map(existsSync)).toEqual([
      true,
      true,
      true,
    ]);
  });

  it("prints distances, a verb of its own", async () => {
    const { out } = await runHere(["cosmology", "distances", "--json"]);
    const { redshift, transverse, rDrag } = JSON.parse(out) as {
      redshift: number[];
      transverse: number[];
      rDrag: number;
    };
    // Of models/cosmology/function.ts's example, at the same parameters.
    expect([transverse[redshift.indexOf(0.5)]!.toFixed(2), rDrag.toFixed(2)]).toEqual(["1951.29", "146.48"]);
  });

  it("knows where values come from: option over config over profile over default", async () => {
    const config = join(folder, "run.json");
    await writeFile(
      config,
      JSON.stringify({ profile: "riess2022", values: { Om0: 0.3, ns: 0.97 }, datasets: ["cmb"] }),
    );
    const { out } = await runHere(["cosmology", "params", "--config", config, "--set", "ns=0.96", "--json"]);
    const { parameters, request } = JSON.parse(out) as {
      readonly parameters: readonly { readonly path: string; readonly value: number; readonly origin: string }[];
      readonly request: { readonly datasets: readonly string[] };
    };
    expect(request.datasets).toEqual(["cmb"]);
    expect(parameters.map(({ path, value, origin }) => [path, value, origin])).toEqual([
      ["H0", 73.04, "profile riess2022"],
      ["Om0", 0.3, `config ${config}`],
      ["Obh2", 0.02237, "default"],
      ["ns", 0.96, "--set"],
    ]);
    await writeFile(config, JSON.stringify({ value: { Om0: 0.3 } }));
    const { code, err } = await runHere(["cosmology", "params", "--config", config]);
    expect(code).toBe(2);
    expect(err).toMatch(/Unrecognized key: "value"\. A config may hold variant, datasets, free, values/);
  });
});

describe("explain", () => {
  it("tells unit, range, default, meaning and origin", async () => {
    const { code, out } = await runHere(["explain", "cosmology.H0", "--set", "H0=70"]);
    expect(code).toBe(0);
    expect(out).toBe(
      "cosmology.H0: Hubble constant\n  value    70 km/s/Mpc, from --set\n  default  67.4\n  range    [20, 150]\n" +
        "  unit     km/s/Mpc\n  variant  lcdm\n",
    );
    expect((await runHere(["explain", "ns"])).out).toMatch(/value {4}0\.9649, from default/);
    expect(await runHere(["explain", "H1"])).toEqual({
      code: 2,
      out: "",
      err: "Error: Unknown parameter 'H1'. Supported: H0, Om0, Obh2, ns. Did you mean H0?\n",
    });
  });
});

describe("doctor", () => {
  it("says what the machine has, and times every target", async () => {
    const { code, out } = await runHere(["doctor", "--json"]);
    const facts = JSON.parse(out) as {
      readonly node: string;
      readonly simd: boolean;
      readonly targets: readonly { readonly target: string; readonly runMilliseconds: number }[];
    };
    expect([code, facts.node, facts.simd]).toEqual([0, process.version, true]);
    expect(facts.targets.map(({ target }) => target)).toEqual(["wasm", "reference"]);
    expect(facts.targets.every(({ runMilliseconds }) => runMilliseconds > 0)).toBe(true);
    expect((await runHere(["doctor"])).out).toContain("sum of exp(-x) over 10000 numbers:");
  });
});

describe("systems of other questions", () => {
  const bowl = spec({ well: { x: real({ default: 0, unit: "m", doc: "place" }) } });
  type Params = typeof bowl.params;
  const common = { doc: "A well at 2 m.", specs: { well: bowl }, datasets: {} };
  const depth = (p: Params): Arr => p.well.x.sub(2).square();
  const objective: System = {
    ...common,
    name: "bowl",
    question: "objective",
    problem: ({ values }) => ({
      name: "well",
      title: "A bowl",
      spec: bowl.with(values),
      question: { kind: "objective", objective: depth },
    }),
  };
  const density: System = {
    ...common,
    name: "normal",
    question: "logDensity",
    problem: ({ values }) => ({
      name: "well",
      title: "A normal distribution",
      spec: bowl.with(values),
      question: { kind: "logDensity", logDensity: (p: Params) => depth(p).mul(-0.5) },
    }),
  };

  const run = async (...argv: readonly string[]) => {
    let [out, err] = ["", ""];
    const output = { result: (text: string) => (out += text), remark: (text: string) => (err += text) };
    const code = await runCommandLine(argv, output, [objective, density]);
    return { code, out, err };
  };

  it("are fitted, with a nested parameter set by its path", async () => {
    for (const name of ["bowl", "normal"]) {
      const { code, out } = await run(name, "fit", "--set", "well.x=5", "--json");
      const { parameters, status } = JSON.parse(out) as {
        parameters: { value: number; start: number }[];
        status: string;
      };
      expect([code, status, parameters[0]!.start]).toEqual([0, "converged", 5]);
      // A quasi-Newton step on a parabola lands on the minimum to about the root of the rounding error.
      expect(parameters[0]!.value).toBeCloseTo(2, 7);
    }
  });

  it("have the verbs that their question allows", async () => {
    expect((await run("bowl", "sample")).err).toMatch(/unknown command 'sample'/);
    expect((await run("normal", "fisher")).err).toMatch(/unknown command 'fisher'/);
    const { code, out } = await run("normal", "sample", "--no-report", "--seed", "1", "--json");
    const { draws } = JSON.parse(out) as { draws: { chains: Record<string, number>[] }[] };
    const values = draws[0]!.chains.flatMap((chain) => Object.values(chain));
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    expect(code).toBe(0);
    // Unit variance and above a thousand independent draws: 5 standard errors are below 0.16.
    expect(Math.abs(mean - 2)).toBeLessThan(0.16);
  });

  it("are named where two have a parameter of one path", async () => {
    expect((await run("explain", "well.x")).err).toBe(
      "Error: Several systems have a parameter well.x: write bowl.well.x or normal.well.x.",
    );
    expect((await run("explain", "bowl.well.x", "--json")).out).toContain('"unit": "m"');
  });

  it("are gradchecked by name", async () => {
    const { code, out } = await run("gradcheck", "normal");
    expect(code).toBe(0);
    expect(out).toContain("minus log density of normal: gradient");
  });
});
