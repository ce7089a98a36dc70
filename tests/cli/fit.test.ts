/** `fluxion cosmology fit`, end to end on the data that ship with it. */
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { FitReport } from "../../src/report/fit-report.ts";
import { runHere, runInShell } from "./run-fluxion.ts";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "fluxion-fit-"));
});
afterAll(async () => {
  await rm(folder, { recursive: true });
});

type PrintedReport = FitReport & { readonly reportFile: string | null };

async function jsonFit(...argv: readonly string[]): Promise<PrintedReport> {
  const { code, out, err } = await runHere(["cosmology", "fit", "--json", "--no-report", ...argv]);
  expect({ code, err }).toEqual({ code: 0, err: "" });
  return JSON.parse(out) as PrintedReport;
}

const fittedValues = (report: FitReport): Record<string, number> =>
  Object.fromEntries(report.parameters.filter(({ role }) => role === "fitted").map(({ name, value }) => [name, value]));

/** A process starts slowly on a busy machine: loading the sources alone takes seconds there. */
const shellTimeout = 240_000;

describe("fit", () => {
  it(
    "prints the best fit and writes a report that needs nothing else",
    async () => {
      const { code, out, err } = await runInShell(["cosmology", "fit"], folder);
      expect({ code, err }).toEqual({ code: 0, err: "" });
      // Independent values (40-digit quadrature, complex-step derivatives), here to the digits printed.
      expect(out).toContain("H0      68.7959782  ±  0.3013602");
      expect(out).toContain("Om0    0.298971101  ±  0.003703433");
      expect(out).toContain("ns     0.971658438  ±  0.003244595");
      expect(out).toMatch(/cmb +4\.513918\d\d +4/);
      expect(out).toMatch(/desi-dr2 +12\.916490\d\d +13/);
      expect(out).toMatch(/union3 +28\.817458\d\d +21/);
      expect(out).toMatch(/total +46\.24786770 +38/);
      expect(out).toContain("dof 34   p 0.0784185602   AIC 54.2478676953   BIC 60.7982123342");
      expect(out).toMatch(
        /gauss-newton: converged, \d+ steps, \d+ evaluations, \d+ Jacobians in .* \(compiled in .*\)/,
      );
      expect(out.trimEnd().split("\n").at(-1)).toBe("Report: fluxion-report/lcdm.html");

      expect(await readdir(join(folder, "fluxion-report"))).toEqual(["lcdm.html"]);
      const page = await readFile(join(folder, "fluxion-report/lcdm.html"), "utf8");
      expect(page.match(/<figure id="[^"]+"/g)).toEqual(
        ["contours", "residuals-cmb", "ratios-bao", "residuals-bao", "residuals-sn"].map((id) => `<figure id="${id}"`),
      );
      expect(page.match(/<svg /g)).toHaveLength(5);
      expect(page).toContain("68.80 ± 0.30");
      expect(page).not.toMatch(/<script|<link|<img/);
    },
    shellTimeout,
  );

  it("prints the same record as JSON, in full digits", async () => {
    const report = await jsonFit();
    const values = fittedValues(report);
    // The tolerance of the reference: 1e-7 relative in parameters, 1e-8 in chi-squared.
    const reference = { H0: 68.7959782, Om0: 0.298971101, Obh2: 0.0225594139, ns: 0.971658438 };
    for (const [name, value] of Object.entries(reference)) {
      expect(Math.abs((values[name] ?? Number.NaN) / value - 1)).toBeLessThan(1e-7);
    }
    expect(Math.abs(report.statistics.chi2 - 46.2478676953)).toBeLessThan(1e-8);
    const sum = report.blocks.reduce((total, { chi2 }) => total + chi2, 0);
    // The total is that of the parts, to the rounding of a sum of some forty terms.
    expect(Math.abs(sum - report.statistics.chi2)).toBeLessThan(1e-12 * sum);
    expect(report.reportFile).toBeNull();
    expect(report.blocks.every(({ citations }) => citations.length > 0)).toBe(true);
  });

  it("fits some parameters to some data and holds the others", async () => {
    const report = await jsonFit("--datasets", "cmb", "--optimize", " H0 , Om0,,");
    const values = fittedValues(report);
    expect(Object.keys(values)).toEqual(["H0", "Om0"]);
    expect(Math.abs(values.H0! / 67.5024601203862 - 1)).toBeLessThan(1e-7);
    expect(Math.abs(values.Om0! / 0.316118060324295 - 1)).toBeLessThan(1e-7);
    expect(Math.abs(report.statistics.chi2 - 0.0056372963526688)).toBeLessThan(1e-8);
    expect(report.statistics.dof).toBe(2);
  });

  it("gives no probability without degrees of freedom", async () => {
    const report = await jsonFit("--datasets", "cmb");
    expect(report.statistics).toMatchObject({ dof: 0, probability: null });
    const errors = Object.fromEntries(report.parameters.map(({ name, error }) => [name, error]));
    // Fisher errors of the prior alone, to the digits of the reference.
    expect(errors.H0).toBeCloseTo(0.6230445713, 8);
    expect(errors.Om0).toBeCloseTo(0.0084692282, 9);
  });

  it("has a quasi-Newton method and other fits for the drag epoch", async () => {
    const report = await jsonFit("--optimizer", "lbfgsb", "--drag", "AAN21");
    expect(report.method.name).toBe("lbfgsb");
    const { H0 } = fittedValues(report);
    expect(Math.abs(H0! / 68.540802135 - 1)).toBeLessThan(1e-7);
    expect(Math.abs(report.statistics.chi2 - 43.0857590164)).toBeLessThan(1e-8);
  });

  it("holds a parameter where it is told to", async () => {
    const report = await jsonFit("--datasets", "cmb", "--optimize", "Om0", "--set", "H0=70");
    const held = report.parameters.find(({ name }) => name === "H0");
    expect(held).toMatchObject({ role: "held", value: 70, start: 70 });
  });

  it("writes the figures on their own", async () => {
    const figures = join(folder, "figures");
    const { code } = await runHere(["cosmology", "fit", "--datasets", "cmb", "--no-report", "--figures", figures]);
    expect(code).toBe(0);
    const names = ["contours", "residuals-cmb"];
    expect((await readdir(figures)).sort()).toEqual(names.flatMap((name) => [`${name}.png`, `${name}.svg`]));
    for (const name of names) {
      expect(await readFile(join(figures, `${name}.svg`), "utf8")).toMatch(/^<svg /);
      const png = await readFile(join(figures, `${name}.png`));
      expect(png.subarray(1, 4).toString("latin1")).toBe("PNG");
    }
  });

  it("warns of a bound, and of data that do not know a parameter", async () => {
    const { code, out, err } = await runHere(["cosmology", "fit", "--datasets", "desi-dr2", "--no-report"]);
    // Distances in units of the sound horizon know H0 and Obh2 in one combination only, and ns not at all.
    expect(code).toBe(0);
    expect(err).toBe("Warning: Obh2 lies on its upper bound, 0.1.\n");
    expect(out).toMatch(/Obh2 +0\.100000000 +– .*at its upper bound/);
    expect(out).toContain("unconstrained by these data, kept at their start: ns");
  });

  it("fits the expansion to supernovae alone", async () => {
    const report = await jsonFit("--datasets", "union3", "--optimize", "Om0");
    const [Om0] = report.parameters.filter(({ role }) => role === "fitted");
    expect(Math.abs((Om0?.value ?? 0) / 0.355766298 - 1)).toBeLessThan(1e-8);
    expect(Om0?.error).toBeCloseTo(0.0266892, 7);
    expect(Math.abs(report.statistics.chi2 - 23.9616756523)).toBeLessThan(1e-8);
  });

  it("computes the same on the reference target", async () => {
    const compiled = await jsonFit();
    const interpreted = await jsonFit("--target", "reference");
    // The same arithmetic in another order of rounding.
    expect(Math.abs(compiled.statistics.chi2 / interpreted.statistics.chi2 - 1)).toBeLessThan(1e-12);
  });

  it.each([
    [["cosmology", "fit", "--variant", "pbuf"], "Error: Unknown variant 'pbuf'. Supported: lcdm."],
    [
      ["cosmology", "fit", "--datasets", "cmb,h0licow"],
      "Error: Unknown dataset 'h0licow'. Supported: cmb, desi-dr2, union3.",
    ],
    [
      ["cosmology", "fit", "--datasets", "desi-dr1"],
      "Error: Unknown dataset 'desi-dr1'. Supported: cmb, desi-dr2, union3. Did you mean desi-dr2?",
    ],
    [["cosmology", "fit", "--optimize", "H0,k_sat"], "Error: Unknown parameter 'k_sat'. Supported: H0, Om0, Obh2, ns."],
    [
      ["cosmology", "fit", "--set", "H0=10"],
      "Error: Parameter H0=10 outside physical bounds [20, 150] for lcdm model.",
    ],
    [
      ["cosmology", "fit", "--set", "H0=fast"],
      /^Error: option '--set <path=value>' argument 'H0=fast' is invalid\. Write it as path=number\.$/,
    ],
    [
      ["cosmology", "fit", "--set", "Om=1"],
      "Error: Unknown parameter 'Om'. Supported: H0, Om0, Obh2, ns. Did you mean Om0?",
    ],
    [["cosmology", "fit", "--drag", "EH97"], /^Error: Unknown drag 'EH97'\. Supported: EH98, PBUF9, AAN21\./],
    [
      ["cosmology", "fit", "--optimizer", "simplex"],
      "Error: Unknown optimizer 'simplex'. Supported: gauss-newton, lbfgsb.",
    ],
    [["cosmology", "fit", "--profile", "planck"], "Error: Unknown profile 'planck'. Supported: riess2022."],
    [["cosmology", "fit", "--config", "nowhere.json"], /^Error: --config nowhere\.json: ENOENT/],
    [["cosmology", "fit", "--datsets", "cmb"], /^Error: unknown option '--datsets' \(Did you mean --datasets\?\)$/],
    [["cosmology", "fti"], /^Error: unknown command 'fti' \(Did you mean fit\?\)$/],
    [["cosmolgy", "fit"], /^Error: unknown command 'cosmolgy' \(Did you mean cosmology\?\)$/],
    [
      ["cosmology"],
      "Error: Name what cosmology is to do: fit, sample, fisher, report, params, distances. fluxion cosmology --help explains them.",
    ],
    [[], "Error: Name a command: cosmology, gradcheck, explain, doctor. fluxion --help explains them."],
  ])("fluxion %j ends with one line of error", async (argv, message) => {
    const { code, out, err } = await runHere(argv);
    expect({ code, out }).toEqual({ code: 2, out: "" });
    expect(err.trimEnd().split("\n")).toHaveLength(1);
    expect(err.trimEnd()).toMatch(message);
  });

  it(
    "prints a stack trace only when asked",
    async () => {
      const { code, err } = await runInShell(["cosmology", "fit", "--variant", "pbuf", "--debug"], folder);
      expect(code).toBe(2);
      expect(err).toMatch(/^Error: Unknown variant 'pbuf'/);
      expect(err).toMatch(/^ {4}at /m);
    },
    shellTimeout,
  );

  it("explains itself", async () => {
    const [program, fit, version] = await Promise.all([
      runHere(["--help"]),
      runHere(["cosmology", "fit", "--help"]),
      runHere(["--version"]),
    ]);
    expect([program.code, fit.code, version.code]).toEqual([0, 0, 0]);
    expect(program.out).toMatch(/^Usage: fluxion/);
    for (const word of ["--optimize", "desi-dr2", "--drag", "PBUF9", "path=value"]) expect(fit.out).toContain(word);
    expect(version.out.trim()).toMatch(/^\d+\.\d+\.\d+$/);
  });
});
