/** Reports from a script: one call writes of a Solution, or a Posterior, what the command line writes. */
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Arr, array, real, spec } from "fluxion";
import { leastSquares, minimize, sample } from "fluxion/inference";
import { fitRecord, writeFitReport, writePosteriorReport } from "fluxion/inference/report";
import { cosmologySystem } from "fluxion/models/cosmology/system";
import { askSystem, type ParameterValues } from "fluxion/system";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runHere } from "../../cli/run-fluxion.ts";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "fluxion-report-"));
});
afterAll(async () => {
  await rm(folder, { recursive: true });
});

/** A page without what differs from run to run: how long it took. */
const timeless = (page: string): string => page.replace(/[\d.]+ (µs|ms|s)\b/g, "TIME");

/** A nested tree, so that paths are more than names. */
const line = spec({ line: { slope: real({ unit: "m/s", default: 0 }), offset: real({ unit: "m", default: 0 }) } });
type Line = typeof line.params;
const residuals = (p: Line): Arr =>
  array([0, 1, 2, 3])
    .mul(p.line.slope)
    .add(p.line.offset)
    .sub(array([1, 3, 5, 8]))
    .div(0.5);
const question = { kind: "residuals", residuals } as const;

describe("writeFitReport", () => {
  it("writes the page that the command line writes", async () => {
    const problem = askSystem(cosmologySystem, { datasets: ["cmb"] });
    const of = problem.question;
    if (of.kind !== "residuals") throw new Error("cosmology asks residuals");
    const fit = leastSquares((p: ParameterValues) => of.residuals(p), problem.spec.defaults, { spec: problem.spec });
    const file = join(folder, "script.html");
    await writeFitReport(fit, problem, { file });
    await runHere(["cosmology", "fit", "--datasets", "cmb", "--out", folder]);
    const [script, command] = await Promise.all(
      [file, join(folder, "lcdm.html")].map((path) => readFile(path, "utf8")),
    );
    expect(timeless(script!)).toBe(timeless(command!));
  });

  it("makes do with a title, a spec and residuals", async () => {
    const fit = leastSquares(residuals, line.defaults, { spec: line, free: ["line.slope", "line.offset"] });
    const figures = join(folder, "line");
    const record = await writeFitReport(fit, { title: "A line", spec: line, question }, { figures });
    const [slope, offset] = record.parameters;
    // Normal equations by hand: slope = (4 * 37 - 6 * 17) / (4 * 14 - 36) = 2.3, offset = (17 - 2.3 * 6) / 4 = 0.8.
    expect([slope!.name, offset!.name]).toEqual(["line.slope", "line.offset"]);
    expect(slope!.value).toBeCloseTo(2.3, 12);
    expect(offset!.value).toBeCloseTo(0.8, 12);
    // Variance of the slope: 0.25 * 4 / 20; of the offset: 0.25 * 14 / 20.
    expect(slope!.error).toBeCloseTo(Math.sqrt(0.05), 12);
    expect(offset!.error).toBeCloseTo(Math.sqrt(0.175), 12);
    // Residuals -0.2, 0.1, 0.4, -0.3 over 0.5: 0.3 / 0.25.
    expect(record.statistics).toMatchObject({ points: 4, dof: 2 });
    expect(record.statistics.chi2).toBeCloseTo(1.2, 12);
    expect((await readdir(figures)).sort()).toEqual(["contours.png", "contours.svg"]);
  });

  it("tells a parameter that was held from one that was fitted", () => {
    const fit = leastSquares(residuals, { line: { slope: 2, offset: 0 } }, { spec: line, free: ["line.offset"] });
    const [slope, offset] = fitRecord(fit, { title: "A line", spec: line, question }).parameters;
    expect(slope).toMatchObject({ role: "held", value: 2, error: null });
    // The mean of 1 - 0, 3 - 2, 5 - 4, 8 - 6.
    expect(offset).toMatchObject({ role: "fitted", start: 0 });
    expect(offset!.value).toBeCloseTo(1.25, 12);
  });

  it("refuses what is no chi-squared", () => {
    const objective = (p: Line): Arr => residuals(p).square().sum();
    const fit = minimize(objective, line.defaults, { spec: line });
    const problem = { title: "A line", spec: line, question: { kind: "objective", objective } } as const;
    expect(() => fitRecord(fit, problem)).toThrowErrorMatchingInlineSnapshot(
      `[FitError: FitError at question in fitRecord(): expected residuals, whose squares are chi-squared, received objective. Print solution.summary(), or write the report of a posterior.]`,
    );
  });
});

describe("writePosteriorReport", () => {
  it("writes verdict, summary and figures", async () => {
    const logDensity = (p: Line): Arr => residuals(p).square().sum().mul(-0.5);
    const posterior = sample(logDensity, line.defaults, { spec: line, draws: 300, warmup: 200, run: { seed: "line" } });
    const file = join(folder, "posterior.html");
    await writePosteriorReport(posterior, { file, title: "A line", focus: ["line.slope"] });
    const page = await readFile(file, "utf8");
    expect(page.match(/<figure id="[^"]+"/g)).toContain('<figure id="corner"');
    expect(page).toContain("line.slope");
    expect(page).toContain("<h1>A line</h1>");
  });
});
