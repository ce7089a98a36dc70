/** Profile likelihoods: closed forms, a published nonlinear regression, open ends, and several minima. */
import { describe, expect, it } from "vitest";
import { type Arr, array, exp, log, stack } from "fluxion";
import { fisher, leastSquares, observedInformation, profile, profiles } from "fluxion/inference";
import { referenceModels } from "../least-squares/strd/models.ts";
import { readDataset } from "../least-squares/strd/read.ts";

type Three = Readonly<{ a: Arr; b: Arr; c: Arr }>;
const design = array([
  [1, 0.3, -0.2],
  [0.2, 1, 0.4],
  [-0.5, 0.6, 1],
  [0.3, -0.8, 0.2],
  [0.7, 0.1, -0.4],
]);
const linear = (p: Three): Arr => design.matMul(stack([p.a, p.b, p.c])).sub(array([1, 2, 3, 4, 5]));
const solved = leastSquares(linear, { a: 0, b: 0, c: 0 }).params;

describe("profile of a linear model", () => {
  const known = fisher(linear, solved);
  const found = profiles({ residuals: linear }, solved, ["a", "b", "c"]);

  it("is the parabola of the marginal variance, exactly", () => {
    found.forEach(({ points, best, standardError, status }, k) => {
      expect(status).toBe("complete");
      expect(standardError / known.errors[k]!).toBeCloseTo(1, 12);
      expect(points.length).toBeGreaterThan(8);
      for (const { value, deltaChi2, signedRoot } of points) {
        // Chi-squared itself is 50, its rounding 1e-14.
        expect(deltaChi2).toBeCloseTo(((value - best) / standardError) ** 2, 11);
        expect(signedRoot).toBeCloseTo((value - best) / standardError, 6);
      }
    });
  });

  it("has one and two standard errors as its intervals", () => {
    for (const { intervals, best, standardError } of found) {
      intervals.forEach(({ lower, upper, deltaChi2 }, k) => {
        expect(deltaChi2).toBeCloseTo((k + 1) ** 2, 12);
        expect([lower.kind, upper.kind]).toEqual(["crossing", "crossing"]);
        // The root of the rise is asked for to 1e-9 of itself.
        expect((upper.value - best) / standardError).toBeCloseTo(k + 1, 8);
        expect((best - lower.value) / standardError).toBeCloseTo(k + 1, 8);
      });
    }
  });

  it("fits the others at every point: they follow their regression on the one that is held", () => {
    const cells = known.covariance.toNested() as number[][];
    for (const { params, value } of found[0]!.points) {
      const expected = solved.b.item() + (cells[1]![0]! / cells[0]![0]!) * (value - solved.a.item());
      expect(params.b.item()).toBeCloseTo(expected, 9);
    }
  });

  it("is the same from a scalar, as a chi-squared and as a negative log-likelihood", () => {
    const chi2 = profile({ objective: (p: Three) => linear(p).square().sum() }, solved, "b");
    const nll = profile(
      { objective: (p: Three) => linear(p).square().sum().mul(0.5), meaning: "negative-log-likelihood" },
      solved,
      "b",
    );
    const ends = [found[1]!, chi2, nll].map(({ intervals }) =>
      intervals.flatMap((i) => [i.lower.value, i.upper.value]),
    );
    ends[0]!.forEach((end, k) => {
      // A quasi-Newton fit leaves up to 1e-9 of chi-squared, which is 3e-9 of an end in units of the error.
      expect(ends[1]![k]).toBeCloseTo(end, 7);
      expect(ends[2]![k]).toBeCloseTo(end, 7);
    });
  });
});

describe("profile of a nonlinear model", () => {
  /** Puromycin, treated: Bates & Watts (1988), table A1.3. Rate in counts/min² at concentrations in ppm. */
  const x = array([0.02, 0.02, 0.06, 0.06, 0.11, 0.11, 0.22, 0.22, 0.56, 0.56, 1.1, 1.1]);
  const y = array([76, 47, 97, 107, 123, 139, 159, 152, 191, 201, 207, 200]);
  const residuals = (p: { readonly vm: Arr; readonly k: Arr }): Arr => x.mul(p.vm).div(x.add(p.k)).sub(y);
  const fit = leastSquares(residuals, { vm: 200, k: 0.05 }, { noise: "estimated" });
  const [vm, k] = profiles({ residuals, noise: "estimated" }, fit.params, ["vm", "k"], { confidence: [0.95] });

  it("has the published estimates and 95 % intervals", () => {
    // Bates & Watts (1988), page 49: 212.7 and 0.06412, standard errors 6.947 and 0.008281.
    expect(vm!.best).toBeCloseTo(212.7, 1);
    expect(k!.best).toBeCloseTo(0.06412, 5);
    expect(vm!.standardError).toBeCloseTo(6.947, 3);
    expect(k!.standardError).toBeCloseTo(0.008281, 6);
    const ends = [vm!, k!].flatMap(({ intervals }) => [intervals[0]!.lower.value, intervals[0]!.upper.value]);
    // R 4, confint(nls(...)), which interpolates profiles: 197.302, 229.290, 0.04693, 0.08616.
    [197.302, 229.29, 0.04693, 0.08616].forEach((end, i) => {
      expect(Math.abs(ends[i]! / end - 1)).toBeLessThan(3e-4);
    });
    // The same by root finding with SciPy 1.17 (least_squares and brentq), good to nine digits.
    [197.30193290028393, 229.28905505505324, 0.0469203420351757, 0.08615691342713871].forEach((end, i) => {
      expect(Math.abs(ends[i]! / end - 1)).toBeLessThan(2e-8);
    });
  });

  it("prints what it found", () => {
    expect(k!.summary()).toMatchInlineSnapshot(`
      "k = 0.0641 ± 0.0083
        95 %: 0.0469 … 0.0862

      The profile rises to every level on both sides."
    `);
  });

  it("is that of a Poisson rate in closed form", () => {
    // n events: twice the negative log-likelihood rises by 2 (μ - n - n log(μ / n)).
    const n = 4;
    const objective = (p: { readonly mu: Arr }): Arr => p.mu.sub(log(p.mu).mul(n));
    const { points, intervals } = profile({ objective, meaning: "negative-log-likelihood" }, { mu: 4 }, "mu", {
      bounds: { mu: [1e-3, 100] },
    });
    const rise = (mu: number): number => 2 * (mu - n - n * Math.log(mu / n));
    for (const { value, deltaChi2 } of points) expect(deltaChi2).toBeCloseTo(rise(value), 12);
    for (const { lower, upper, deltaChi2 } of intervals) {
      expect(rise(lower.value) / deltaChi2).toBeCloseTo(1, 8);
      expect(rise(upper.value) / deltaChi2).toBeCloseTo(1, 8);
      expect(upper.value - n).toBeGreaterThan(n - lower.value);
    }
  });

  it("does not change with the parameter it is told in", () => {
    const inLog = (p: { readonly vm: Arr; readonly logK: Arr }): Arr => residuals({ vm: p.vm, k: exp(p.logK) });
    const other = profile({ residuals: inLog, noise: "estimated" }, { vm: 212, logK: Math.log(0.064) }, "logK", {
      confidence: [0.95],
    });
    expect(Math.exp(other.intervals[0]!.lower.value) / k!.intervals[0]!.lower.value).toBeCloseTo(1, 8);
    expect(Math.exp(other.intervals[0]!.upper.value) / k!.intervals[0]!.upper.value).toBeCloseTo(1, 8);
  });
});

describe.each(["Misra1a", "DanWood", "Chwirut2", "Rat43", "Thurber"])("profiles of NIST %s", (name) => {
  const dataset = readDataset(name);
  const [t, response] = [array(dataset.x[0]!), array(dataset.y)];
  const residuals = ({ b }: { readonly b: Arr }): Arr =>
    referenceModels[name]!((k) => b.slice(k - 1), t, t).sub(response);
  const start = { b: array([...dataset.certified]) };

  it("start from the certified standard deviations, and have the curvature of the exact Hessian", () => {
    const paths = dataset.certified.map((_, k) => `b[${k}]`);
    const found = profiles({ residuals, noise: "estimated" }, start, paths, { confidence: [0.05] });
    // Residuals that do not vanish curve chi-squared by their own second derivatives, which the Jacobian does not know.
    const variance = dataset.residualSum / (dataset.y.length - dataset.certified.length);
    const observed = observedInformation((p: { readonly b: Arr }) => residuals(p).square().sum().div(variance), start);
    found.forEach(({ standardError, intervals, best, status }, k) => {
      expect(status).toBe("complete");
      expect(Math.abs(standardError / dataset.errors[k]! - 1)).toBeLessThan(1e-6);
      expect(Math.abs(best / dataset.certified[k]! - 1)).toBeLessThan(1e-7);
      // A sixteenth of an error to either side the root of chi-squared is straight but for terms of third order.
      const { lower, upper, deltaChi2 } = intervals[0]!;
      const half = (upper.value - lower.value) / 2;
      expect(Math.abs(half / (observed.errors[k]! * Math.sqrt(deltaChi2)) - 1)).toBeLessThan(2e-3);
    });
  });
});

describe("profile ends", () => {
  it("are the bound itself where the best fit lies on it", () => {
    // (a + 1)² + b² with a >= 0: from 1 at a = 0 it rises by 1 at a = √2 - 1.
    const residuals = (p: { readonly a: Arr; readonly b: Arr }): Arr => stack([p.a.add(1), p.b]);
    const found = profile({ residuals }, { a: 0.5, b: 0 }, "a", { bounds: { a: [0, 10] } });
    expect(found.best).toBe(0);
    expect(found.intervals[0]!.lower).toEqual({ value: 0, kind: "bound" });
    expect(found.intervals[0]!.upper.value).toBeCloseTo(Math.SQRT2 - 1, 8);
  });

  it("say where a bound holds the interval open", () => {
    const found = profile({ residuals: linear }, solved, "a", { bounds: { a: [solved.a.item() - 0.3, 100] } });
    const [one] = found.intervals;
    expect(one!.lower.kind).toBe("bound");
    expect(one!.lower.value).toBe(solved.a.item() - 0.3);
    expect(one!.upper.kind).toBe("crossing");
    expect(found.status).toBe("complete");
    expect(found.explain).toMatch(
      /^At 68.27 % and 95.45 % the interval is open below: it reaches the bound .* of a\.$/,
    );
  });

  it("know the other parameters' bounds", () => {
    // r = (a + b - 1, b): b wants 0; with b >= 0 the profile of a is (a - 1)² above 1 and (a - 1)² / 2 below.
    const residuals = (p: { readonly a: Arr; readonly b: Arr }): Arr => stack([p.a.add(p.b).sub(1), p.b]);
    const { points, intervals } = profile({ residuals }, { a: 1, b: 0 }, "a", { bounds: { b: [0, 10] } });
    for (const { value, deltaChi2 } of points) {
      expect(deltaChi2).toBeCloseTo((value - 1) ** 2 / (value > 1 ? 1 : 2), 12);
    }
    expect(intervals[0]!.lower.value).toBeCloseTo(1 - Math.sqrt(2), 8);
    expect(intervals[0]!.upper.value).toBeCloseTo(2, 8);
  });

  it("say where the data never close the interval", () => {
    // A saturating rise seen at late times: any larger rate does as well.
    const t = array([1, 2, 3]);
    const residuals = (p: { readonly rate: Arr }): Arr => exp(t.mul(p.rate).neg()).neg().add(1).sub(0.99).div(0.02);
    const found = profile({ residuals }, { rate: 4 }, "rate");
    expect(found.intervals[0]!.lower.kind).toBe("crossing");
    expect(found.intervals[0]!.upper).toEqual({ value: Infinity, kind: "open" });
    expect(found.explain).toMatchInlineSnapshot(
      `"At 68.27 % and 95.45 % the data do not limit rate above; add data, a prior or a bound."`,
    );
    const flat = profile({ residuals: (p: Three) => stack([p.a.add(p.b), p.c]) }, { a: 1, b: -1, c: 0 }, "a");
    expect(flat.standardError).toBe(Infinity);
    expect(flat.intervals.map(({ lower, upper }) => [lower.kind, upper.kind])).toEqual([
      ["open", "open"],
      ["open", "open"],
    ]);
  });

  it("say where fits fail", () => {
    // The logarithm ends at a = 1.5, where chi-squared has risen to 0.1 only.
    const residuals = (p: { readonly a: Arr; readonly b: Arr }): Arr =>
      stack([p.a.mul(0.2), p.b, log(p.a.neg().add(1.5)).mul(1e-3)]);
    const found = profile({ residuals }, { a: 0, b: 0 }, "a");
    expect(found.status).toBe("incomplete");
    expect(found.intervals[0]!.upper.kind).toBe("unknown");
    expect(found.intervals[0]!.upper.value).toBeGreaterThan(1);
    expect(found.explain).toContain("At 68.27 % and 95.45 % the end above is unknown: fits failed beyond");
  });
});

describe("several minima", () => {
  type Two = Readonly<{ a: Arr; b: Arr }>;

  it("of the other parameters: the lower one is taken, and the switch is told", () => {
    // b has a minimum near +1 and one near -1; a pulls it to its own sign, and beyond |a| = 2.5 only that one is left.
    const residuals = (p: Two): Arr => stack([p.b.square().sub(1).mul(2), p.b.sub(p.a), p.a.sub(0.5)]);
    const found = profile({ residuals }, { a: 0.7, b: 1 }, "a", { confidence: [0.9999], range: [-3, 3] });
    expect(found.switches).toHaveLength(1);
    for (const { value, params } of found.points) {
      // The profile is the lower envelope: b has the sign of a.
      if (Math.abs(value) > 1e-3) expect(Math.sign(params.b.item())).toBe(Math.sign(value));
    }
    expect(found.explain).toContain("the other parameters have a second minimum, which is lower there; it was taken.");
  });

  it("of the profile itself: they are listed, and intervals come in pieces", () => {
    const residuals = (p: Two): Arr => stack([p.a.square().sub(1).mul(4), p.b, p.a.sub(1).mul(0.2)]);
    const found = profile({ residuals }, { a: 1, b: 0 }, "a", { range: [-2, 2] });
    expect(found.status).toBe("complete");
    expect(found.otherMinima).toHaveLength(1);
    // Near a = -1: 16 (a² - 1)² + 0.04 (a - 1)², 0.16 above the other but for what a shift of 0.08 / 128 gives.
    expect(found.otherMinima[0]!.value).toBeCloseTo(-0.9987, 3);
    expect(found.otherMinima[0]!.deltaChi2).toBeCloseTo(0.16, 3);
    const [one] = found.intervals;
    expect(one!.pieces).toHaveLength(2);
    expect(one!.lower).toEqual(one!.pieces[1]!.lower);
    for (const { lower, upper } of one!.pieces) {
      for (const { value } of [lower, upper]) {
        expect(16 * (value ** 2 - 1) ** 2 + 0.04 * (value - 1) ** 2).toBeCloseTo(1, 8);
      }
    }
    expect(found.summary()).toContain(" and ");
  });

  it("one of them lower than the fit handed in", () => {
    const residuals = (p: Two): Arr => stack([p.a.square().sub(1).mul(4), p.b, p.a.sub(1).mul(0.2)]);
    const found = profile({ residuals }, { a: -1, b: 0 }, "a", { range: [-2, 2] });
    expect(found.status).toBe("lower-minimum");
    if (found.status === "lower-minimum") {
      expect(found.lower.value).toBeCloseTo(1, 9);
      expect(found.lower.params.a.item()).toBe(found.lower.value);
    }
    expect(found.explain).toContain("The fit handed in is not the best one");
  });
});

describe("profile", () => {
  it("can be cancelled, and counts its fits", () => {
    const controller = new AbortController();
    const seen: number[] = [];
    const found = profile({ residuals: linear }, solved, "a", {
      run: {
        signal: controller.signal,
        progress: ({ step: fits }) => {
          seen.push(fits);
          if (fits === 3) controller.abort();
        },
      },
    });
    expect(found.status).toBe("cancelled");
    expect(found.intervals[0]!.lower.kind).toBe("unknown");
    expect(seen.slice(0, 3)).toEqual([1, 2, 3]);
    expect(found.explain).toMatch(/^Cancelled/);
  });

  it("says what may be asked", () => {
    expect(() => profile({ residuals: linear }, solved, "d")).toThrowErrorMatchingInlineSnapshot(
      `[OptionError: OptionError at path in profile(): d is no free number. Those are a, b, c.]`,
    );
    expect(() => profile({ residuals: linear }, solved, "a", { confidence: [68] })).toThrowErrorMatchingInlineSnapshot(
      `[OptionError: OptionError at confidence[0] in profile(): expected a number between 0 and 1, received the number 68.]`,
    );
    const exact = (p: { readonly a: Arr }): Arr => stack([p.a, p.a.mul(2)]);
    expect(() => profile({ residuals: exact, noise: "estimated" }, { a: 0 }, "a")).toThrowErrorMatchingInlineSnapshot(
      `[FitError: FitError at noise in profile(): noise cannot be estimated from 2 residuals that are all zero. Divide the residuals by their standard deviations and leave noise at "known".]`,
    );
    expect(() =>
      profile({ objective: (p: { readonly a: Arr }) => p.a.square().neg() }, { a: 1 }, "a"),
    ).toThrowErrorMatchingInlineSnapshot(
      `[FitError: FitError in profile(): the fit that a profile starts from ended with status "diverged". Fit first, with minimize or leastSquares, and hand its params over.]`,
    );
  });
});
