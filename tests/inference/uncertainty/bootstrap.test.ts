/** The bootstrap against closed forms, Efron's law schools, and itself: seeds, cancelling, going on. */
import { describe, expect, it } from "vitest";
import { type Arr, array, exp, log, errors as fluxionErrors, streams } from "fluxion";
import {
  bootstrap,
  bootstrapAsync,
  fisher,
  leastSquaresEstimator,
  minimumEstimator,
  statistic,
} from "fluxion/inference";
import { bootstrapEnds } from "../../../inference/uncertainty/resampling/percentiles.ts";
import { memoryStore } from "../../run/memory-store.ts";
import { correlation, lawSchools } from "./law-school.ts";

const numbers = [0.3, 1.1, 2.7, 0.9, 1.6, 4.2, 3.3, 2.2, 0.1, 1.9];
const average = statistic((x: Arr) => x.mean());

type Line = Readonly<{ offset: Arr; slope: Arr }>;
type Data = Readonly<{ x: Arr; y: Arr }>;
const x = array([0, 1, 2, 3, 4, 5, 6, 7]);
const data: Data = { x, y: array([1, 3.2, 4.9, 7.1, 8.8, 11.3, 12.7, 15.4]) };
const sigma = 0.3;
const line = (p: Line, rows: Data): Arr => rows.x.mul(p.slope).add(p.offset).sub(rows.y).div(sigma);

describe("bootstrap of rows", () => {
  it("has the variance of a mean, (n - 1) / n s² / n", () => {
    const draws = 4000;
    const { errors, bias, status, replicates } = bootstrap(average, array(numbers), { draws, run: { seed: 1 } });
    const mean = numbers.reduce((sum, value) => sum + value, 0) / 10;
    const exact = Math.sqrt(numbers.reduce((sum, value) => sum + (value - mean) ** 2, 0)) / 10;
    expect(status).toBe("complete");
    expect(replicates.shape).toEqual([draws, 1]);
    // One standard deviation of a standard error from 4000 draws is 1.1 %, of the bias 1.6 % of the error: four of each.
    expect(Math.abs(errors[0]! / exact - 1)).toBeLessThan(0.045);
    expect(Math.abs(bias.item() / exact)).toBeLessThan(0.064);
  });

  it("has the error and the intervals of Efron's law schools", () => {
    const found = bootstrap(statistic(correlation), lawSchools, { draws: 8000, run: { seed: "law schools" } });
    // 0.1334 by NumPy with 200 000 draws (Efron 1979: 0.131 from 1000); 8000 draws give it to 0.8 %: four of that.
    expect(Math.abs(found.errors[0]! / 0.1334 - 1)).toBeLessThan(0.032);
    // BCa at 90 % by NumPy with 200 000 draws: 0.432 and 0.927. An end at the 2 % point has an error of
    // sqrt(0.02 · 0.98 / 8000) over a density of 0.2, that is 0.008.
    const { lower, upper, kind } = found.interval(0.9);
    expect(kind).toBe("bca");
    expect(Math.abs(lower.item() - 0.432)).toBeLessThan(0.032);
    expect(Math.abs(upper.item() - 0.927)).toBeLessThan(0.01);
    const percentile = found.interval(0.9, "percentile");
    expect(Math.abs(percentile.lower.item() - 0.524)).toBeLessThan(0.032);
    expect(Math.abs(percentile.upper.item() - 0.9476)).toBeLessThan(0.01);
  });

  it("keeps blocks together: where each is constant it is the bootstrap of the blocks", () => {
    const doubled = array(numbers.flatMap((value) => [value, value]));
    const blocks = bootstrap(average, doubled, { draws: 200, blockSize: 2, run: { seed: 3 } });
    const single = bootstrap(average, array(numbers), { draws: 200, run: { seed: 3 } });
    expect(blocks.errors[0]! / single.errors[0]!).toBeCloseTo(1, 12);
  });

  it("refits, compiled once for all draws", () => {
    let traced = 0;
    const counted = (p: Line, rows: Data): Arr => {
      traced++;
      return line(p, rows);
    };
    const found = bootstrap(leastSquaresEstimator(counted, { offset: 0, slope: 0 }), data, {
      draws: 300,
      run: { seed: 5 },
    });
    expect(traced).toBe(2);
    expect(found.status).toBe("complete");
    expect(found.params.slope.item()).toBeCloseTo(84.6 / 42, 10);
    expect(found.paths).toEqual(["offset", "slope"]);
    // Each interval holds its estimate; lower and upper are trees.
    const { lower, upper } = found.interval(0.95);
    expect(lower.slope.item()).toBeLessThan(found.params.slope.item());
    expect(upper.slope.item()).toBeGreaterThan(found.params.slope.item());
  });
});

describe("parametric bootstrap", () => {
  const fit = leastSquaresEstimator(line, { offset: 0, slope: 0 });
  const simulate = (p: Line, key: Parameters<typeof streams.normals>[0]): Data => ({
    x,
    y: x
      .mul(p.slope)
      .add(p.offset)
      .add(array(streams.normals(key, 8)).mul(sigma)),
  });

  it("has the covariance of the normal equations for a linear model", () => {
    const found = bootstrap(fit, data, { draws: 4000, simulate, run: { seed: 7 } });
    const exact = fisher((p: Line) => line(p, data), found.params);
    // 1.1 % is one standard deviation of a standard error from 4000 draws; of a correlation r, (1 - r²) / sqrt(4000).
    found.errors.forEach((error, k) => expect(Math.abs(error / exact.errors[k]! - 1)).toBeLessThan(0.045));
    const [cov, r] = [found.covariance.toNested() as number[][], exact.correlation.toNested() as number[][]];
    const correlationFound = cov[0]![1]! / (found.errors[0]! * found.errors[1]!);
    expect(Math.abs(correlationFound - r[0]![1]!)).toBeLessThan((4 * (1 - r[0]![1]! ** 2)) / Math.sqrt(4000));
    // Without skewness and bias all kinds of interval agree to their own noise, about 2 % of an error.
    const [lower, upper] = found.interval(0.6826894921370859, "percentile").ends[1]!;
    expect(Math.abs((upper - lower) / (2 * exact.errors[1]!) - 1)).toBeLessThan(0.08);
    const bc = found.interval();
    expect(bc.kind).toBe("bc");
    expect(Math.abs(bc.ends[1]![1] - upper) / exact.errors[1]!).toBeLessThan(0.12);
  });

  it("shows the bias of a nonlinear estimate: of an exponential rate it is 1 / (n - 1) of it", () => {
    const nll = (p: { readonly rate: Arr }, t: Arr): Arr => t.mul(p.rate).sub(log(p.rate)).sum();
    const rate = minimumEstimator(nll, { rate: 1 }, { bounds: { rate: [1e-6, 1e6] } });
    const found = bootstrap(rate, array(numbers), {
      draws: 1500,
      simulate: (p, key) => {
        // Minus the logarithm of a uniform number, made of two normal ones: |z|² / 2 is exponential.
        const z = streams.normals(key, 20);
        return array(numbers.map((_, i) => (z[2 * i]! ** 2 + z[2 * i + 1]! ** 2) / 2)).div(p.rate);
      },
      run: { seed: 11 },
    });
    // The mean of n / Γ(n) is n / (n - 1), its error n / ((n - 1) sqrt(n - 2)) over sqrt(1500): four times 1 %.
    expect(Math.abs(found.bias.rate.item() / found.params.rate.item() - 1 / 9)).toBeLessThan(0.041);
    expect(found.explain).toContain(
      'Biased by more than a quarter of the error: rate; prefer "bc" intervals to errors.',
    );
  });

  it("has no rows for BCa", () => {
    const found = bootstrap(fit, data, { draws: 10, simulate, run: { seed: 7 } });
    expect(() => found.interval(0.9, "bca")).toThrowErrorMatchingInlineSnapshot(
      `[OptionError: OptionError at kind in interval(): simulated data have no rows to leave out, which BCa needs for its acceleration. Ask for "bc", or for "percentile".]`,
    );
    expect(() => found.interval(95)).toThrowErrorMatchingInlineSnapshot(
      `[OptionError: OptionError at confidence in interval(): expected a probability between 0 and 1, received 95.]`,
    );
    expect(() => bootstrap(fit, data, { draws: 1, run: { seed: 7 } })).toThrowErrorMatchingInlineSnapshot(
      `[OptionError: OptionError at draws in bootstrap(): expected a whole number of at least 2, received the number 1.]`,
    );
  });
});

describe("bootstrap runs", () => {
  const options = { draws: 60, run: { seed: "run" } };
  const rows = array(numbers);

  it("are the same from the same seed, and others from another", () => {
    const [one, two, other] = [options, options, { ...options, run: { seed: "other" } }].map((with_) =>
      bootstrap(average, rows, with_),
    );
    expect(two!.replicates.toArray()).toEqual(one!.replicates.toArray());
    expect(other!.replicates.toArray()).not.toEqual(one!.replicates.toArray());
  });

  it("stop when told, and go on to the same end", () => {
    const controller = new AbortController();
    const progress: number[] = [];
    const part = bootstrap(average, rows, {
      ...options,
      run: {
        ...options.run,
        signal: controller.signal,
        progress: ({ step: done, total }) => {
          progress.push(done / total!);
          if (done === 25) controller.abort();
        },
      },
    });
    expect(part.status).toBe("cancelled");
    expect(part.state.done).toBe(25);
    expect(part.explain).toMatchInlineSnapshot(
      `"Errors from 25 draws, good to 15 %. Cancelled; hand this state to run.resume to go on."`,
    );
    expect(progress.at(-1)).toBeCloseTo(25 / 60, 15);
    const whole = bootstrap(average, rows, {
      ...options,
      run: { ...options.run, resume: structuredClone(part.state) },
    });
    expect(whole.status).toBe("complete");
    expect(whole.replicates.toArray()).toEqual(bootstrap(average, rows, options).replicates.toArray());
  });

  it("breathe and are saved: cut off, they go on to the same bits, and further", async () => {
    const fit = leastSquaresEstimator(line, { offset: 0, slope: 0 });
    const whole = bootstrap(fit, data, { draws: 40, run: { seed: 9 } });
    const store = memoryStore();
    const controller = new AbortController();
    const part = await bootstrapAsync(fit, data, {
      draws: 30,
      run: {
        seed: 9,
        signal: controller.signal,
        resume: { file: store },
        progress: ({ step: done }) => {
          if (done === 11) controller.abort();
        },
      },
    });
    expect([part.status, part.state.done]).toEqual(["cancelled", 11]);
    const rest = await bootstrapAsync(fit, data, { draws: 30, run: { seed: 9, resume: { file: store } } });
    expect(rest.status).toBe("complete");
    expect(rest.replicates.toArray()).toEqual(whole.replicates.toArray().slice(0, 60));
    const more = await bootstrapAsync(fit, data, { draws: 40, run: { seed: 9, resume: { file: store } } });
    expect(more.replicates.toArray()).toEqual(whole.replicates.toArray());
    const others = [
      bootstrapAsync(fit, data, { run: { seed: 10, resume: { file: store } } }),
      bootstrapAsync(fit, { ...data, y: data.y.add(1) }, { run: { seed: 9, resume: { file: store } } }),
      bootstrapAsync(leastSquaresEstimator(line, { offset: 0, slope: 0 }, { free: ["slope"] }), data, {
        run: { seed: 9, resume: { file: store } },
      }),
    ];
    for (const other of others) await expect(other).rejects.toThrow(fluxionErrors.DataError);
  });

  it("count the draws from which there is no fit", () => {
    // The logarithm exists only where the largest number, 4.2, was drawn.
    const shaky = statistic((values: Arr) => log(values.max().sub(4)));
    const found = bootstrap(shaky, rows, { draws: 200, run: { seed: 2 } });
    expect(found.status).toBe("some-failed");
    // The largest number is missing from (9/10)¹⁰ = 34.9 % of draws, of 200 with a standard deviation of 6.7.
    expect(Math.abs(found.failures.length - 69.7)).toBeLessThan(27);
    expect(found.replicates.shape[0]).toBe(200 - found.failures.length);
    expect(found.explain).toContain("refits failed");
    expect(found.summary()).toContain("estimate");
  });

  it("reach a minimum that a warm start misses by starting again", () => {
    const fit = leastSquaresEstimator((p: { readonly a: Arr }, t: Arr) => exp(p.a).sub(t), { a: 0 });
    const found = bootstrap(fit, array([1, 2, 3, 400]), { draws: 50, run: { seed: 4 } });
    expect(found.status).toBe("complete");
    found.replicates.toArray().forEach((a) => expect(Number.isFinite(a)).toBe(true));
  });
});

describe("intervals from replicates", () => {
  const sorted = Float64Array.from([0.3, 1.1, 2.7, 0.9, 1.6, 4.2, 3.3, 2.2, 0.1, 1.9, 2.4]).sort();
  const number = { estimate: 2, sorted, mean: 1.9, error: 1.2, acceleration: 0.05 };

  it("are those of the formulas", () => {
    // NumPy 2.4 (quantile) and SciPy 1.17 (norm), by Efron's formula; 80 %, 6 of 11 below the estimate.
    expect(bootstrapEnds(number, 0.8, "bca")[0]).toBeCloseTo(0.6682808136673706, 12);
    expect(bootstrapEnds(number, 0.8, "bca")[1]).toBeCloseTo(3.7212448186414635, 12);
    expect(bootstrapEnds(number, 0.8, "bc")[0]).toBeCloseTo(0.5767741659866741, 12);
    expect(bootstrapEnds(number, 0.8, "bc")[1]).toBeCloseTo(3.610215199760003, 12);
    expect(bootstrapEnds(number, 0.8, "percentile")[0]).toBeCloseTo(0.3, 14);
    expect(bootstrapEnds(number, 0.8, "percentile")[1]).toBeCloseTo(3.3, 14);
    expect(bootstrapEnds(number, 0.8, "basic")[0]).toBeCloseTo(0.7, 14);
    expect(bootstrapEnds(number, 0.8, "basic")[1]).toBeCloseTo(3.7, 14);
    // 2.1 -+ 1.2 · 1.2815515655446004.
    expect(bootstrapEnds(number, 0.8, "normal")[0]).toBeCloseTo(2.1 - 1.2 * 1.2815515655446004, 12);
  });

  it("say when all replicates lie on one side", () => {
    expect(bootstrapEnds({ ...number, estimate: 9 }, 0.8, "bca")).toEqual([NaN, NaN]);
    expect(bootstrapEnds({ ...number, sorted: Float64Array.of(2, 2, 2) }, 0.8, "bca")).toEqual([2, 2]);
  });
});
