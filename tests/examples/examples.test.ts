/** The examples run, and say what is true. */
import { readFileSync } from "node:fs";
import { array, checkGrads } from "fluxion";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";

const printed: string[] = [];
beforeAll(() => {
  vi.spyOn(console, "log").mockImplementation((text: unknown) => void printed.push(String(text)));
});
afterAll(() => {
  vi.restoreAllMocks();
});

/** What an example prints while it is imported. */
async function output<M>(load: () => Promise<M>): Promise<{ readonly example: M; readonly text: string }> {
  printed.length = 0;
  const example = await load();
  return { example, text: printed.join("\n") };
}

describe("fit-a-curve", () => {
  it("finds the lamp within its errors", async () => {
    const { example, text } = await output(() => import("../../examples/fit-a-curve.ts"));
    const { fit } = example;
    const errors = fit.standardErrors();
    expect(fit.status).toBe("converged");
    // The scatter has a variance of one sigma; three of them hold for all but one data set in four hundred.
    expect(Math.abs(fit.params.amplitude.item() - 2.5)).toBeLessThan(3 * errors.amplitude.item());
    expect(Math.abs(fit.params.rate.item() - 0.4)).toBeLessThan(3 * errors.rate.item());
    expect(text).toMatch(/amplitude +2\.\d+ +± 0\.\d+ +mJy/);
    expect(text).toContain("Converged");
  });

  it("draws a band that is the error of the curve", async () => {
    const { fit, curve } = await import("../../examples/fit-a-curve.ts");
    // At t = 0 the curve is the amplitude itself; both errors are of the same Jacobian.
    expect(curve.errors[0]! / fit.standardErrors().amplitude.item()).toBeCloseTo(1, 9);
    expect(readFileSync("reports/fit-a-curve.svg", "utf8")).toContain("flux (mJy)");
  });
});

describe("orbit-gradient", () => {
  it("prints derivatives that agree with differences, and keeps energy", async () => {
    const { text } = await output(() => import("../../examples/orbit-gradient.ts"));
    const numbers = [...text.matchAll(/d radius \/ d \w+: (\S+), by differences (\S+)/g)];
    expect(numbers).toHaveLength(2);
    for (const [, exact, difference] of numbers) {
      // Central differences with h = 1e-4 of a function that varies over about 0.1: h^2 / (6 * 0.1^2) relative.
      expect(Math.abs(Number(difference) / Number(exact) - 1)).toBeLessThan(1e-3);
    }
    const drift = Number(/largest relative change of energy: (\S+)/.exec(text)?.[1]);
    expect(drift).toBeGreaterThan(0);
    expect(drift).toBeLessThan(1e-3);
  });

  it("keeps a circular orbit circular, and its gradient is exact", async () => {
    const { orbit, meanFinalRadius, spiral } = await import("../../examples/orbit-gradient.ts");
    const halo = { density: array(1.2), scaleRadius: array(8) };
    const r = 5;
    const s = r / 8;
    // Circular speed: v^2 = G M(<r) / r = 4 pi G rho a^3 (ln(1 + s) - s / (1 + s)) / r, in (km/s)^2.
    const speed = Math.sqrt((4e7 * Math.PI * 4.30091727e-6 * 1.2 * 8 ** 3 * (Math.log1p(s) - s / (1 + s))) / r);
    const start = { position: array([r, 0, 0]), velocity: array([0, speed, 0]) };
    const end = orbit(200, 1e-3)(halo, start).position.toArray();
    // Leapfrog's error of the radius: about (omega dt)^2 / 4 with omega = v / r.
    expect(Math.abs(Math.hypot(...end) / r - 1)).toBeLessThan(((speed / r) * 1e-3) ** 2);
    checkGrads(meanFinalRadius(spiral(4), 50, 1e-3), [halo]);
  });
});

describe("lcdm-fit", () => {
  it("finds the reference optimum", async () => {
    const { example, text } = await output(() => import("../../examples/lcdm-fit.ts"));
    // Independent optimum (complex-step derivatives), 1e-7 relative in parameters and 1e-8 in chi-squared.
    const reference = { H0: 68.7959782, Om0: 0.298971101, Obh2: 0.0225594139, ns: 0.971658438 } as const;
    for (const name of ["H0", "Om0", "Obh2", "ns"] as const) {
      expect(Math.abs(example.fit.params[name].item() / reference[name] - 1)).toBeLessThan(1e-7);
    }
    expect(Math.abs(example.fit.value - 46.2478676953)).toBeLessThan(1e-8);
    expect(text).toMatch(/dof 34, p 0\.0784/);
  });
});

describe("three-ways-to-fit", () => {
  it("finds the same minimum twice, and draws about it", async () => {
    const { example } = await output(() => import("../../examples/three-ways-to-fit.ts"));
    const { squares, minimum, posterior } = example;
    // Both stop where a step would change the objective by 1e-15 of itself: parameters to its root.
    expect(minimum.params.rate.item()).toBeCloseTo(squares.params.rate.item(), 6);
    expect(minimum.params.amplitude.item()).toBeCloseTo(squares.params.amplitude.item(), 6);
    expect(posterior.status).toBe("passed");
    // The posterior leans to fast decays: its mean lies above the fit by less than half of the error.
    const shift = posterior.mean().rate.item() - squares.params.rate.item();
    expect(shift).toBeGreaterThan(0);
    expect(shift).toBeLessThan(0.5 * squares.standardErrors().rate.item());
    expect(readFileSync("reports/three-ways-to-fit.svg", "utf8")).toContain("Laplace");
  });
});

describe("resume-a-chain", () => {
  it("goes on to the bits of a run without a break", async () => {
    const { example, text } = await output(() => import("../../examples/resume-a-chain.ts"));
    expect(example.killed.status).toBe("cancelled");
    expect(text).toContain("the same bits as without a break: true");
    // Of Britain's coal mines it is known that disasters became rarer about 1890 (Raftery & Akman 1986).
    const { year, before, after } = example.resumed.mean();
    expect(Math.abs(year.item() - 1890)).toBeLessThan(5);
    expect(before.item()).toBeGreaterThan(2 * after.item());
    expect(example.killed.draws[0]!.chains[0]!.length).toBeLessThan(4000);
    expect(readFileSync("reports/resume-a-chain.svg", "utf8")).toContain("killed, resumed");
  });
});

describe("nnls-deconvolution", () => {
  it("finds the lines, their derivative and the blur", async () => {
    const { example, text } = await output(() => import("../../examples/nnls-deconvolution.ts"));
    const flux = Array.from(example.flux.toArray());
    // The five lines, at a quarter of a keV a place from 1 keV on; neighbours share what noise leaves open, below 1 in 20.
    for (const [place, height] of [
      [3, 20],
      [4, 28],
      [6.5, 12],
      [8, 24],
      [8.75, 9],
    ] as const) {
      expect(Math.abs(flux[4 * (place - 1)]! / height - 1)).toBeLessThan(0.1);
    }
    expect(flux.every((value) => value >= 0)).toBe(true);
    const [exact, difference] = [example.derivative.toArray(), example.difference.toArray()];
    const largest = Math.max(...Array.from(exact, Math.abs));
    // Differences of solutions good to 1e-12 over 2e-6, of lines that bend within 0.01 keV.
    exact.forEach((value, j) => expect(Math.abs(value - difference[j]!)).toBeLessThan(1e-5 * largest));
    const error = example.errors.params.width.item();
    expect(Math.abs(example.fit.params.width.item() - 0.4)).toBeLessThan(3 * error);
    expect(text).toMatch(/The blur is 0\.\d{4} ± 0\.00\d\d keV/);
    expect(JSON.stringify(example.figure)).toContain("by differences");
  });
});
