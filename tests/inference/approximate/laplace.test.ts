/** Laplace's approximation: exact for Gaussians, near where it should be, and a reason where there is none. */
import { describe, expect, it } from "vitest";
import { type Arr, array, positive, spec, special } from "fluxion";
import { laplace, type LaplaceApproximation, type LaplaceFailure, summarise } from "fluxion/inference";
import { messageOf } from "../../support/message-of.ts";
import { gaussian, logistic, momentsOnGrid } from "./targets.ts";

function approximated<P>(found: ReturnType<typeof laplace<P>>): LaplaceApproximation<P> {
  if (found.status === "approximated") return found;
  throw new Error(`${found.status}: ${found.explain}`);
}

function failed<P>(found: ReturnType<typeof laplace<P>>): LaplaceFailure<P> {
  if (found.status !== "approximated") return found;
  throw new Error("the approximation was expected to fail and did not");
}

describe("laplace of a Gaussian", () => {
  const found = approximated(laplace(gaussian.logDensity, { a: 0, rest: array([0, 0]) }));

  it("has its mean, covariance and evidence", () => {
    // A Newton step on a quadratic: rounding of coordinates of size 1e4 in units of their error of 60.
    expect(found.mode.a.item()).toBeCloseTo(1, 10);
    expect(found.mode.rest.slice(0).item()).toBeCloseTo(-2, 10);
    expect(found.mode.rest.slice(1).item()).toBeCloseTo(1e4, 7);
    gaussian.covariance.forEach((row, i) =>
      row.forEach((value, j) => expect(found.covariance[i]![j]! / value).toBeCloseTo(1, 10)),
    );
    expect(found.paths).toEqual(["a", "rest[0]", "rest[1]"]);
    expect(found.logEvidence).toBeCloseTo(gaussian.logEvidence, 10);
    expect(found.logDensity).toBeCloseTo(0, 12);
  });

  it("draws with these moments", () => {
    const rows = summarise(found.draws(4000, 11));
    rows.forEach(({ mean, deviation }, i) => {
      expect(Math.abs(mean.value - gaussian.mean[i]!) / mean.error).toBeLessThan(4);
      expect(Math.abs(deviation.value - Math.sqrt(gaussian.covariance[i]![i]!)) / deviation.error).toBeLessThan(4);
    });
    expect(found.draws(10, 11)[2]!.chains[0]![7]).toBe(found.draws(4000, 11)[2]!.chains[0]![7]);
    expect(found.draws(10, "other")[2]!.chains[0]![7]).not.toBe(found.draws(10, 11)[2]!.chains[0]![7]);
  });

  it("has importance weights that are all equal", () => {
    const sample = found.importance(500, 3);
    expect(sample.paretoK).toBeLessThan(0.1);
    expect(sample.effectiveSize).toBeCloseTo(500, 6);
    expect(sample.logEvidence).toBeCloseTo(gaussian.logEvidence, 8);
    expect(sample.starts(4).length).toBe(4);
  });
});

describe("laplace in coordinates without constraints", () => {
  it("of a gamma density in log x: Stirling's formula for its integral", () => {
    const [shape, rate] = [6, 2];
    const model = spec({ x: positive({ unit: "s", default: 1 }) });
    const logDensity = ({ x }: typeof model.params): Arr => x.log().mul(shape - 1).sub(x.mul(rate)); // prettier-ignore
    const found = approximated(laplace(logDensity, model.defaults, { spec: model }));
    // As a density of u = log x it is shape u - rate exp(u): mode at shape / rate, curvature shape.
    expect(found.mode.x.item()).toBeCloseTo(shape / rate, 12);
    expect(found.covariance[0]![0]).toBeCloseTo(1 / shape, 12);
    const stirling = shape * Math.log(shape / rate) - shape + 0.5 * Math.log((2 * Math.PI) / shape);
    expect(found.logEvidence).toBeCloseTo(stirling, 12);
    // The true integral is Γ(shape) / rate^shape; weights have a relative variance of one over their effective number, less one.
    const sample = found.importance(4000, 5);
    const truth = special.lgamma(shape).item() - shape * Math.log(rate);
    const error = Math.sqrt(1 / sample.effectiveSize - 1 / 4000);
    expect(Math.abs(sample.logEvidence - truth)).toBeLessThan(4 * error);
    expect(sample.paretoK).toBeLessThan(0.7);
    const [row] = summarise(sample.draws);
    expect(row!.unit).toBe("s");
    // Gamma: mean shape / rate, and an error as of so many independent draws.
    const deviation = Math.sqrt(shape) / rate;
    expect(Math.abs(row!.mean.value - shape / rate)).toBeLessThan((4 * deviation) / Math.sqrt(sample.effectiveSize));
  });

  it("of a logistic regression: near to what quadrature gives, and on it with weights", () => {
    const found = approximated(laplace(logistic.logDensity, { offset: 0, slope: 0 }));
    const truth = momentsOnGrid(
      (offset, slope) => {
        const terms = logistic.dose.map((dose, k) => {
          const logit = slope * dose + offset;
          return logistic.died[k]! * logit - logistic.animals * Math.log1p(Math.exp(logit));
        });
        return terms.reduce((sum, term) => sum + term, 0) - (slope ** 2 + offset ** 2) / 50;
      },
      [-1.2, 1.5],
      [1, 5.5],
    );
    // Two hundred animals: the posterior is skewed, its mean a fifth of its width from its mode.
    const modes = [found.mode.offset.item(), found.mode.slope.item()];
    truth.mean.forEach((mean, i) => {
      expect(Math.abs(modes[i]! - mean) / truth.deviation[i]!).toBeLessThan(0.2);
      expect(Math.sqrt(found.covariance[i]![i]!) / truth.deviation[i]!).toBeCloseTo(1, 1);
    });
    expect(Math.abs(found.logEvidence - truth.logEvidence)).toBeLessThan(0.03);
    const sample = found.importance(4000, 8);
    summarise(sample.draws).forEach(({ mean }, i) => {
      const error = truth.deviation[i]! / Math.sqrt(sample.effectiveSize);
      expect(Math.abs(mean.value - truth.mean[i]!)).toBeLessThan(4 * error);
    });
    expect(Math.abs(sample.logEvidence - truth.logEvidence)).toBeLessThan(
      4 * Math.sqrt(1 / sample.effectiveSize - 1 / 4000),
    );
  });
});

describe("laplace where there is no Gaussian", () => {
  type Plane = Readonly<{ x: Arr; y: Arr }>;

  it("names the direction of a saddle", () => {
    // Two modes at y = ±1; y = 0 is between them, and the slope there says nothing.
    const twoModes = ({ x, y }: Plane): Arr => y.square().sub(y.pow(4).mul(0.5)).sub(x.square());
    const found = failed(laplace(twoModes, { x: 1, y: 0 }));
    expect(found.status).toBe("not-a-maximum");
    expect(found.directions.map(({ components }) => components.map(({ path }) => path))).toEqual([["y"]]);
    expect(found.explain).toMatchInlineSnapshot(`"The log density rises along y: this is a saddle, start elsewhere."`);
    expect(approximated(laplace(twoModes, { x: 1, y: 0.1 })).mode.y.item()).toBeCloseTo(1, 10);
  });

  it("names the combination that the density does not know", () => {
    const sum = ({ x, y }: Plane): Arr => x.add(y).sub(1).square().neg();
    const found = failed(laplace(sum, { x: 0, y: 0 }));
    expect(found.status).toBe("not-a-maximum");
    expect(found.explain).toMatchInlineSnapshot(
      `"The log density does not change along 0.71 x - 0.71 y: add data or a prior, or fix one of these."`,
    );
    expect(found.params.x.add(found.params.y).item()).toBeCloseTo(1, 10);
  });

  it("says when there is no mode, no start, or no time", () => {
    const endless = failed(laplace(({ x }: Plane): Arr => x, { x: 0, y: 0 }));
    expect([endless.status, endless.explain]).toMatchInlineSnapshot(`
      [
        "no-mode",
        "The log density rises without end; check its sign, or add a prior or bounds.",
      ]
    `);
    const outside = failed(laplace(({ x }: Plane): Arr => x.log().sub(x), { x: -1, y: 0 }));
    expect([outside.status, outside.explain]).toMatchInlineSnapshot(`
      [
        "non-finite",
        "The log density or its gradient is not finite at the initial parameters; start from a fit, or elsewhere.",
      ]
    `);
    const valley = ({ x, y }: Plane): Arr => y.sub(x.square()).square().mul(100).add(x.sub(1).square()).neg();
    const short = failed(laplace(valley, { x: -1.2, y: 1 }, { maxSteps: 3 }));
    expect([short.status, short.explain]).toMatchInlineSnapshot(`
      [
        "no-mode",
        "The climb to the mode was stopped after 3 steps before it arrived; raise maxSteps, start nearer, or check the gradient with checkGrads.",
      ]
    `);
    const cancelled = failed(laplace(valley, { x: -1.2, y: 1 }, { run: { signal: AbortSignal.abort() } }));
    expect([cancelled.status, cancelled.explain]).toMatchInlineSnapshot(`
      [
        "cancelled",
        "Cancelled on the way to the mode; call again to go on.",
      ]
    `);
  });

  it("refuses what is no number of draws", () => {
    const found = approximated(laplace(({ x }: { x: Arr }): Arr => x.square().neg(), { x: 1 }));
    expect(messageOf(() => found.draws(0, 1))).toMatchInlineSnapshot(
      `"OptionError at count in laplace(): expected a whole number of draws above 0, received the number 0."`,
    );
  });
});
