/** What a solution says, word by word. */
import { describe, expect, it } from "vitest";
import { type Arr, zeros } from "fluxion";
import { minimize } from "fluxion/inference";
import { explain } from "../../../inference/solution/explain.ts";
import { short, valueWithError } from "../../../inference/solution/summary.ts";

describe("a value with its error", () => {
  it.each([
    // The error in two digits, the value to the same decimal.
    [68.7959782, 0.3013602, "68.80", "± 0.30"],
    [0.0225594139, 0.00012336, "0.02256", "± 0.00012"],
    [-0.971658438, 0.00324459, "-0.9717", "± 0.0032"],
    [123456.7, 2345, "123457", "± 2345"],
    [0.996, 0.0996, "1.00", "± 0.10"],
    [0, 0.25, "0.00", "± 0.25"],
    [3, 40, "3", "± 40"],
    // Far from one, powers of ten.
    [5.5015643181e-4, 7.2668688436e-6, "5.502e-4", "± 7.3e-6"],
    [-6.1953516256e-6, 3.2058931691e-6, "-6.2e-6", "± 3.2e-6"],
    [1.98e30, 2.1e25, "1.980000e+30", "± 2.1e+25"],
    // Without an error, eight digits.
    [1 / 3, Number.NaN, "0.33333333", ""],
    [1 / 3, Number.POSITIVE_INFINITY, "0.33333333", "± ∞"],
    [7, 0, "7", "± 0"],
  ])("%d with %d", (value, error, shownValue, shownError) => {
    expect(valueWithError(value, error)).toEqual([shownValue, shownError]);
  });

  it("is as short as its digits allow", () => {
    expect([short(0.1 + 0.2), short(1e21), short(-12)]).toEqual(["0.3", "1e+21", "-12"]);
  });
});

describe("an ending in words", () => {
  const ending = { reason: null, steps: 3, boundsReached: [], unconstrained: [], objective: "chi-squared" };

  it("says what to do next", () => {
    const sentences = (["max-steps", "stalled", "diverged", "non-finite", "cancelled"] as const).map((status) =>
      explain({ ...ending, status, steps: status === "non-finite" ? 0 : 3 }),
    );
    expect(sentences).toMatchInlineSnapshot(`
      [
        "Stopped after 3 steps, still improving; raise stop.maxSteps, or hand this solution's state to run.resume.",
        "Stalled after 3 steps: the gradient promises a lower chi-squared, but no step finds one; check the gradient with checkGrads, and look for kinks, noise, or NaN around this point.",
        "Diverged after 3 steps: the chi-squared falls without end; bound the parameters, or check its sign.",
        "Not started: the chi-squared or its gradient is not finite at the initial parameters; start elsewhere, or look for NaN in the data: firstNaN says where it begins.",
        "Cancelled after 3 steps; hand this solution's state to run.resume to go on.",
      ]
    `);
  });

  it("says which test was passed", () => {
    const sentences = (["gradient", "value", "step", "rounding"] as const).map((reason) =>
      explain({ ...ending, status: "converged", reason }),
    );
    expect(sentences).toMatchInlineSnapshot(`
      [
        "Converged in 3 steps: the gradient is zero.",
        "Converged in 3 steps: the next step would lower the chi-squared by less than the tolerance.",
        "Converged in 3 steps: the next step would move no parameter by more than the tolerance.",
        "Converged in 3 steps: what is left to gain is lost in the rounding of the chi-squared.",
      ]
    `);
  });

  it("says how far a method without a model was from the end", () => {
    expect(explain({ ...ending, status: "max-steps", gradientExcess: 123.4 })).toMatchInlineSnapshot(
      `"Stopped after 3 steps, the gradient 120 times its tolerance; raise stop.maxSteps, let the learning rate fall, or go on from these parameters with lbfgsb()."`,
    );
    expect(explain({ ...ending, status: "converged", reason: "small-gradient" })).toMatchInlineSnapshot(
      `"Converged in 3 steps: the gradient is below the tolerance."`,
    );
  });

  it("names leaves whose gradient is lost or not finite", () => {
    const lost = explain({ ...ending, status: "converged", reason: "value", silentGradients: ["disk.mass", "x[3]"] });
    expect(lost).toMatchInlineSnapshot(
      `"Converged in 3 steps: the next step would lower the chi-squared by less than the tolerance. The chi-squared changes with disk.mass, x[3], but its gradient there is zero; look for stopGradient, a value that was read out of the trace, a cast to integers, or a clip or maximum that holds where it started."`,
    );
    const started = explain({ ...ending, status: "non-finite", steps: 0, nonFiniteGradients: ["disk.mass"] });
    expect(started).toMatchInlineSnapshot(
      `"Not started: the chi-squared or its gradient with respect to disk.mass is not finite at the initial parameters; start elsewhere, or look for NaN in the data: firstNaN says where it begins."`,
    );
    expect(explain({ ...ending, status: "non-finite", nonFiniteGradients: ["disk.mass"] })).toMatchInlineSnapshot(
      `"Left the domain in step 3: the chi-squared or its gradient with respect to disk.mass is not finite there, and the parameters are the best before it; lower the learning rate, limit the gradient, or bound the parameters."`,
    );
  });

  it("names bounds and idle parameters", () => {
    const sentence = explain({
      ...ending,
      status: "converged",
      reason: "value",
      steps: 1,
      boundsReached: [
        { path: "k_sat", side: "min" },
        { path: "halo.mass", side: "max" },
      ],
      unconstrained: ["alpha", "eps0"],
    });
    expect(sentence).toMatchInlineSnapshot(
      `"Converged in 1 step: the next step would lower the chi-squared by less than the tolerance. On a bound: k_sat (lower), halo.mass (upper); widen the bound if the value beyond it makes sense. The chi-squared does not depend on alpha, eps0; fix them or add data."`,
    );
  });
});

describe("a summary of very many numbers", () => {
  it("lists a hundred, and leaves their errors to be asked for", () => {
    const bowl = ({ x }: { readonly x: Arr }): Arr => x.sub(1).square().sum();
    const fit = minimize(bowl, { x: zeros([1000]) });
    const lines = fit.summary().split("\n");
    expect(lines.slice(100)).toMatchInlineSnapshot(`
      [
        "x[99]          1",
        "… and 900 more",
        "",
        "Converged in 1 step: the next step would move no parameter by more than the tolerance.",
        "Errors of so many take long: standardErrors() computes them.",
        "objective 4.43734259187e-28, by lbfgsb with 5 values, 5 gradients.",
      ]
    `);
    expect(minimize(bowl, { x: zeros([100]) }).summary()).not.toContain("… and");
  });
});
