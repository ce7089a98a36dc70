/** Warm-up: schedule, moments, dual averaging and metrics do what their papers say. */
import { describe, expect, it } from "vitest";
import { array, streams } from "fluxion";
import { Stream } from "../../../src/random/stream.ts";
import { averagedOver, startAveraging } from "../../../inference/sample/tuning/dual-averaging.ts";
import { initialMetric } from "../../../inference/sample/tuning/initial-metric.ts";
import { initialStepSize } from "../../../inference/sample/tuning/initial-step-size.ts";
import { diagonalMetric } from "../../../inference/sample/dynamics/metric.ts";
import { estimatedMetric } from "../../../inference/sample/tuning/metric-estimate.ts";
import { covarianceOf, type Moments, noMoments, withVector } from "../../../inference/sample/tuning/moments.ts";
import { warmupSchedule } from "../../../inference/sample/tuning/warmup-schedule.ts";
import { density, normal } from "./densities.ts";

describe("the schedule", () => {
  it("is that of Stan for its default length", () => {
    // Stan Reference Manual, figure of the adaptation phases: 75, windows of 25, 50, 100, 200, 500, then 50.
    expect(warmupSchedule(1000)).toEqual({ length: 1000, firstDraw: 75, windowEnds: [99, 149, 249, 449, 949] });
  });

  it("keeps its proportions when it is short, and leaves the metric alone when there is no time", () => {
    expect(warmupSchedule(100)).toEqual({ length: 100, firstDraw: 15, windowEnds: [89] });
    expect(warmupSchedule(150)).toEqual({ length: 150, firstDraw: 75, windowEnds: [99] });
    expect(warmupSchedule(10).windowEnds).toEqual([]);
    expect(warmupSchedule(0).windowEnds).toEqual([]);
  });

  it("has windows that never shrink, but for the first stretch, and end where the last stretch begins", () => {
    for (let length = 150; length < 3000; length += 37) {
      const { windowEnds } = warmupSchedule(length);
      const widths = windowEnds.map((end, i) => end - (windowEnds[i - 1] ?? 74));
      expect(windowEnds.at(-1)).toBe(length - 51);
      expect(widths.every((width, i) => i === 0 || width >= 2 * widths[i - 1]!)).toBe(true);
    }
  });
});

describe("moments", () => {
  const vectors = Array.from({ length: 30 }, (_, k) =>
    streams.normals(streams.fold(streams.key("moments"), k), 3).map((z, i) => 1e6 + 10 ** i * z),
  );
  const over = (kind: "variances" | "covariances"): Moments =>
    vectors.reduce((moments, vector) => withVector(moments, vector), noMoments(3, kind));

  it("are the mean and the covariance, a million deviations from zero", () => {
    const mean = [0, 1, 2].map((i) => vectors.reduce((sum, v) => sum + (v[i]! - 1e6), 0) / 30);
    const covariance = [0, 1, 2].flatMap((i) =>
      [0, 1, 2].map(
        (j) => vectors.reduce((sum, v) => sum + (v[i]! - 1e6 - mean[i]!) * (v[j]! - 1e6 - mean[j]!), 0) / 29,
      ),
    );
    const full = covarianceOf(over("covariances"));
    // Deviations of 1 beside 1e6 have ten digits.
    covariance.forEach((value, k) => expect(full[k]! / value - 1).toBeCloseTo(0, 8));
    const diagonal = covarianceOf(over("variances"));
    [0, 4, 8].forEach((k, i) => expect(diagonal[i]! / covariance[k]! - 1).toBeCloseTo(0, 8));
  });

  it("leave what they were made from alone", () => {
    const before = noMoments(2, "variances");
    withVector(before, Float64Array.of(1, 2));
    expect(before).toEqual(noMoments(2, "variances"));
  });
});

describe("dual averaging", () => {
  it("finds where a falling acceptance meets its target", () => {
    // acceptance(e) = exp(-e) is 0.8 at e = -log 0.8, from a start a hundred times as large.
    let state = startAveraging(20);
    for (let i = 0; i < 2000; i++) {
      state = averagedOver(state, Math.exp(-Math.exp(state.logStepSize)), { target: 0.8 });
    }
    // Without noise the average closes in as its weights do, t^-0.75: 0.3 % after two thousand.
    expect(Math.exp(state.averaged) / -Math.log(0.8)).toBeCloseTo(1, 1);
  });

  it("follows the recursion of Hoffman and Gelman", () => {
    // Their equations (6) with gamma = 0.05, t0 = 10, kappa = 0.75, written out for two steps from log e = 0.
    const mu = Math.log(10);
    const h1 = (0.8 - 0.3) / 11;
    const x1 = mu - (1 / 0.05) * h1;
    const h2 = (1 - 1 / 12) * h1 + (0.8 - 1) / 12;
    const x2 = mu - (Math.SQRT2 / 0.05) * h2;
    const eta = 2 ** -0.75;
    const one = averagedOver(startAveraging(1), 0.3, { target: 0.8 });
    const two = averagedOver(one, 1, { target: 0.8 });
    expect(one.logStepSize).toBeCloseTo(x1, 14);
    expect(one.averaged).toBeCloseTo(x1, 14);
    expect(two.logStepSize).toBeCloseTo(x2, 14);
    expect(two.averaged).toBeCloseTo(eta * x2 + (1 - eta) * x1, 14);
  });
});

describe("the first step size", () => {
  it.each([1e-8, 1, 1e8])("is of the order of the scale, %d", (scale) => {
    const target = density(normal(array([scale])), 1);
    const from = { position: Float64Array.of(scale), gradient: Float64Array.of(-1 / scale), logDensity: -0.5 };
    const stepSize = initialStepSize(target, diagonalMetric(Float64Array.of(1)), from, 1, new Stream(streams.key(1)));
    // The leapfrog is stable up to 2 scale; the search knows its answer to a factor of two and the luck of a momentum.
    expect(stepSize / scale).toBeGreaterThan(0.1);
    expect(stepSize / scale).toBeLessThan(4);
  });

  it("ends on a density that is flat", () => {
    const target = density((u) => u.sum().mul(0), 1);
    const from = { position: Float64Array.of(0), gradient: Float64Array.of(0), logDensity: 0 };
    const stepSize = initialStepSize(target, diagonalMetric(Float64Array.of(1)), from, 1, new Stream(streams.key(1)));
    expect(Number.isFinite(stepSize)).toBe(true);
  });
});

describe("metrics", () => {
  const deviations = [1e-6, 1, 1e6];

  it("begin with the curvature where there is one", () => {
    const target = density(normal(array(deviations)), 3);
    const { inverseMass } = initialMetric(target, Float64Array.of(2e-6, 0, 1e6));
    // Differences of a linear gradient are exact to rounding; a deviation 1e6 natural lengths long is cut at ten of them.
    expect(inverseMass[0]! / 1e-12).toBeCloseTo(1, 9);
    expect(inverseMass[1]).toBeCloseTo(1, 9);
    expect(inverseMass[2]! / 1e12).toBeCloseTo(1, 9);
  });

  const draws = Array.from({ length: 200 }, (_, k) =>
    streams.normals(streams.fold(streams.key("draws"), k), 3).map((z, i) => deviations[i]! * z),
  );
  const over = (vectors: readonly Float64Array[], kind: "variances" | "covariances"): Moments =>
    vectors.reduce((moments, vector) => withVector(moments, vector), noMoments(3, kind));
  const before = diagonalMetric(Float64Array.from(deviations, (sd) => 9 * sd ** 2));
  const slopes = over(
    draws.map((draw) => draw.map((value, i) => -value / deviations[i]! ** 2)),
    "variances",
  );

  it("from the Fisher divergence are exact for independent normals from three draws on", () => {
    const few = over(draws.slice(0, 3), "variances");
    const fewSlopes = over(
      draws.slice(0, 3).map((draw) => draw.map((value, i) => -value / deviations[i]! ** 2)),
      "variances",
    );
    const { inverseMass } = estimatedMetric("fisher", few, fewSlopes, before);
    deviations.forEach((sd, i) => expect(inverseMass[i]! / sd ** 2).toBeCloseTo(1, 12));
  });

  it.each(["diagonal", "dense"] as const)("are %s variances in any units", (kind) => {
    const moments = over(draws, kind === "dense" ? "covariances" : "variances");
    const { inverseMass } = estimatedMetric(kind, moments, slopes, before);
    deviations.forEach((sd, i) => {
      const variance = inverseMass[kind === "dense" ? 4 * i : i]! / sd ** 2;
      // Standard error of a variance of 200 normals: sqrt(2 / 199) = 0.1; the shrinkage is 2.4 %.
      expect(Math.abs(variance - 1)).toBeLessThan(0.4);
    });
  });

  it("stay as they were when a window says nothing", () => {
    expect(estimatedMetric("diagonal", over(draws.slice(0, 2), "variances"), slopes, before)).toBe(before);
  });

  it("are diagonal while there are too few draws for correlations", () => {
    const few = over(draws.slice(0, 5), "covariances");
    expect(estimatedMetric("dense", few, slopes, before).kind).toBe("diagonal");
  });
});
