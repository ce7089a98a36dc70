/** `fluxion cosmology fit` saved and continued. */
import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { FitReport } from "../../src/report/fit-report.ts";
import { runHere } from "./run-fluxion.ts";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "fluxion-checkpoint-"));
});
afterAll(async () => {
  await rm(folder, { recursive: true });
});

const fit = (...argv: readonly string[]) => runHere(["cosmology", "fit", "--json", "--no-report", ...argv]);
const parametersOf = (out: string) => (JSON.parse(out) as FitReport).parameters;

describe("fit --checkpoint and --resume", () => {
  it("save a fit and find its end again", async () => {
    const file = join(folder, "cmb.checkpoint");
    const options = ["--datasets", "cmb", "--optimize", "H0,Om0"];
    const plain = await fit(...options);
    const saved = await fit(...options, "--checkpoint", file);
    const resumed = await fit(...options, "--resume", file);
    expect([saved.code, resumed.code, saved.err, resumed.err]).toEqual([0, 0, "", ""]);
    expect(parametersOf(saved.out)).toEqual(parametersOf(plain.out));
    expect(parametersOf(resumed.out)).toEqual(parametersOf(plain.out));

    const text = await readFile(file, "utf8");
    const refusals = [
      await fit(...options, "--checkpoint", file),
      await fit("--datasets", "cmb", "--optimize", "H0,ns", "--resume", file),
      await fit("--datasets", "desi-dr2", "--optimize", "H0,Om0", "--resume", file),
      await fit(...options, "--optimizer", "lbfgsb", "--resume", file),
      await fit(...options, "--resume", join(folder, "none")),
      await fit(...options, "--resume", file, "--checkpoint", join(folder, "other")),
      await fit(...options, "--checkpoint", join(folder, "no/such/folder")),
    ];
    expect(refusals.map(({ code, out }) => [code, out])).toEqual([1, 1, 1, 1, 1, 2, 1].map((code) => [code, ""]));
    expect(refusals.map(({ err }) => err.replaceAll(folder, "…")).join("")).toMatchInlineSnapshot(`
      "Error: DataError at …/cmb.checkpoint in checkpoint(): there is a file already. Go on from it, or name another file to start afresh.
      Error: DataError at …/cmb.checkpoint in checkpoint(): the checkpoint is of another run: it has parameters that are not here: Om0; it lacks parameters that are here: ns. It is left as it is; name another file to start afresh.
      Error: DataError at …/cmb.checkpoint in checkpoint(): the checkpoint is of another run: the function, its data or the start differ. It is left as it is; name another file to start afresh.
      Error: DataError at …/cmb.checkpoint in checkpoint(): the checkpoint is of another run: the question is leastSquares in the file and minimize here; the method is gauss-newton in the file and lbfgsb here. It is left as it is; name another file to start afresh.
      Error: DataError at …/none in checkpoint(): there is no such checkpoint to go on from.
      Error: Give --checkpoint or --resume: a fit is saved where it is resumed from.
      Error: DataError at …/no/such/folder in checkpoint(): the file cannot be written (ENOENT). Make its folder first.
      "
    `);
    await writeFile(join(folder, "cut"), text.slice(0, 300));
    const { err } = await fit(...options, "--resume", join(folder, "cut"));
    expect(err).toContain("the file is damaged or cut off");
    expect(await readFile(file, "utf8")).toBe(text);
  });

  it("leave at a signal what goes on to the same result", async () => {
    const file = join(folder, "lcdm.checkpoint");
    // The reference target takes some milliseconds a step, and the start is far away: tenths of a second in all.
    const options = ["--target", "reference", "--optimizer", "lbfgsb", "--set", "H0=40", "--set", "Om0=0.7"];
    const before = new Set(process.listeners("SIGTERM"));
    const running = fit(...options, "--checkpoint", file);
    // The first moment that the fit leaves to others after it has begun.
    while (!existsSync(file)) await new Promise(setImmediate);
    // Only the command hears of it: a real signal would end the process of this test.
    process.listeners("SIGTERM").find((listener) => !before.has(listener))?.("SIGTERM");
    const { code, out, err } = await running;
    expect({ code, out }).toEqual({ code: 0, out: "" });
    expect(err.replaceAll(file, "FILE").replace(/\d+ steps?/, "N steps")).toBe(
      "Interrupted by SIGTERM. Cancelled after N steps and saved in FILE; the same call goes on from there.\n" +
        "To go on, give the same command with --resume FILE.\n",
    );
    const [resumed, whole] = [await fit(...options, "--resume", file), await fit(...options)];
    expect(parametersOf(resumed.out)).toEqual(parametersOf(whole.out));
    const { method } = JSON.parse(resumed.out) as FitReport;
    expect(method.steps).toBe((JSON.parse(whole.out) as FitReport).method.steps);
  });
});
