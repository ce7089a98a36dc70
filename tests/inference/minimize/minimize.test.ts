/** minimize on trees: bounds, fixed leaves, endings and errors. */
import { describe, expect, it } from "vitest";
import { type Arr, array, bounded, exp, linspace, log, positive, real, sin, spec, square, stopGradient } from "fluxion";
import { lbfgsb, leastSquares, minimize, unwrap } from "fluxion/inference";

interface Valley {
  readonly x: Arr;
  readonly y: Arr;
}
const rosenbrock = ({ x, y }: Valley): Arr => y.sub(square(x)).square().mul(100).add(x.sub(1).square());

/** A lamp of 2.5 mJy that fades by 0.4 a day, with a fixed scatter. */
const lamp = spec({
  amplitude: positive({ unit: "mJy", default: 1, doc: "flux at t = 0" }),
  rate: bounded(0, 10, { unit: "1/day", default: 1 }),
  colour: real({ default: 3, doc: "does not matter here" }),
});
type Lamp = typeof lamp.params;
const t = linspace(0, 8, 40);
const y = exp(t.mul(-0.4))
  .mul(2.5)
  .add(sin(square(t).mul(50)).mul(0.07));
const residuals = (p: Lamp): Arr => exp(t.mul(p.rate).neg()).mul(p.amplitude).sub(y).div(0.05);
const chi2 = (p: Lamp): Arr => residuals(p).square().sum();

describe("minimize", () => {
  it("minimises over a tree and gives a tree back", () => {
    const fit = minimize(
      (p: { readonly low: Arr; readonly list: readonly [Arr, { readonly high: Arr }] }) =>
        p.low
          .sub(2)
          .square()
          .add(
            p.list[0]
              .sub(array([1, -1]))
              .square()
              .sum(),
          )
          .add(p.list[1].high.sub(7).square()),
      { low: 0, list: [array([0, 0]), { high: 1 }] },
    );
    expect(fit.status).toBe("converged");
    expect(fit.params.low.item()).toBeCloseTo(2, 12);
    expect(fit.params.list[0].shape).toEqual([2]);
    expect(fit.params.list[0].toNested()).toEqual([expect.closeTo(1, 12), expect.closeTo(-1, 12)]);
    expect(fit.params.list[1].high.item()).toBeCloseTo(7, 12);
    expect(fit.parameters.map(({ path }) => path)).toEqual(["low", "list[0][0]", "list[0][1]", "list[1].high"]);
    expect(fit.gradient.list[1].high.item()).toBeCloseTo(0, 10);
  });

  it("tells what it found, how, and what it cost", () => {
    const fit = minimize(rosenbrock, { x: -1.2, y: 1 });
    expect(fit.startValue).toBeCloseTo(24.2, 12);
    expect(fit.value).toBeLessThan(1e-20);
    expect(fit.gradientNorm).toBeLessThan(1e-8);
    expect(fit.history).toHaveLength(fit.steps);
    expect(fit.evaluations.value).toBe(fit.evaluations.gradient);
    expect(fit.method).toBe("lbfgsb");
    expect(fit.explain).toMatch(/^Converged in \d+ steps: the next step would/);
  });

  it("says which bounds it reached", () => {
    const fit = minimize(rosenbrock, { x: 0.2, y: 0 }, { bounds: { x: [-5, 0.5], y: [-5, 5] } });
    expect(fit.status).toBe("converged");
    expect(fit.boundsReached).toEqual([{ path: "x", side: "max" }]);
    expect(fit.params.x.item()).toBe(0.5);
    expect(fit.params.y.item()).toBeCloseTo(0.25, 12);
    expect(fit.standardErrors().x.item()).toBeNaN();
    // With x held, the curvature along y is 200: a rise by 1 takes 0.1.
    expect(fit.standardErrors().y.item()).toBeCloseTo(0.1, 12);
  });

  it("judges bounds by their width", () => {
    const near = (p: { readonly x: Arr }): Arr => p.x.sub(1.0005).square();
    // 5e-4 from the bound: a millionth of a width of 1000, not of 2.
    expect(minimize(near, { x: 2 }, { bounds: { x: [1, 1001] } }).boundsReached).toEqual([{ path: "x", side: "min" }]);
    expect(minimize(near, { x: 2 }, { bounds: { x: [1, 3] } }).boundsReached).toEqual([]);
  });

  it("leaves alone what the objective does not depend on, and says so", () => {
    const fit = minimize(chi2, lamp.defaults, { spec: lamp });
    expect(fit.unconstrained).toEqual(["colour"]);
    expect(fit.params.colour.item()).toBe(3);
    expect(fit.explain).toContain("does not depend on colour");
    expect(fit.standardErrors().colour.item()).toBe(Number.POSITIVE_INFINITY);
  });

  it("tells a symmetric start from an unconstrained parameter", () => {
    const saddle = minimize((p: Valley) => p.x.square().sub(1).square().add(p.y.sub(3).square()), { x: 0, y: 0 });
    // At x = 0 the gradient along x vanishes, but its curvature does not: a stationary point, and no flat direction.
    expect(saddle.unconstrained).toEqual([]);
    expect(saddle.params.y.item()).toBeCloseTo(3, 12);
  });

  it("names what the objective depends on though its gradient does not know", () => {
    const lost = (p: { readonly x: Arr; readonly weights: Arr; readonly idle: Arr }): Arr =>
      p.x.sub(2).square().add(stopGradient(p.weights).sub(1).square().sum()).add(p.idle.mul(0));
    const fit = minimize(lost, { x: 0, weights: array([3, 4]), idle: 5 });
    expect(fit.silentGradients).toEqual(["weights"]);
    expect(fit.unconstrained).toEqual(["idle"]);
    expect(fit.explain).toContain("The objective changes with weights, but its gradient there is zero");
    expect(minimize(rosenbrock, { x: 1, y: 1 }).silentGradients).toEqual([]);
  });

  it("asks once more, not once a parameter, where a minimum is met to the last bit", () => {
    const bowl = (p: { readonly x: Arr; readonly idle: Arr }): Arr => p.x.sub(2).square().sum().add(p.idle.mul(0));
    const fit = minimize(bowl, { x: array(new Array<number>(50).fill(2)), idle: 1 });
    expect([fit.steps, fit.unconstrained]).toEqual([0, ["idle"]]);
    // The start, all parameters together twice, with equal signs and with others, the one that is still without slope
    // there, and four looks at it from afar.
    expect(fit.evaluations.value).toBe(8);
  });

  it("names what the gradient is not finite for", () => {
    const cusp = (p: { readonly x: Arr; readonly y: Arr }): Arr => p.x.square().add(p.y.sqrt());
    const fit = minimize(cusp, { x: 1, y: 0 });
    expect(fit.status).toBe("non-finite");
    expect(fit.nonFiniteGradients).toEqual(["y"]);
    expect(fit.explain).toContain("its gradient with respect to y is not finite at the initial parameters");
  });

  it("fits the free parameters alone", () => {
    const fit = minimize(rosenbrock, { x: -1.2, y: 1 }, { free: ["y"] });
    expect(fit.params.x.item()).toBe(-1.2);
    expect(fit.params.y.item()).toBeCloseTo(1.44, 12);
    expect(fit.parameters.map(({ path }) => path)).toEqual(["y"]);
    expect(fit.gradient.x.item()).toBe(0);
    expect(fit.standardErrors().x.item()).toBe(0);
  });

  it("keeps what is no real number as it is", () => {
    const fit = minimize((p: { readonly x: Arr; readonly count: Arr }) => p.x.sub(p.count.cast("f64")).square(), {
      x: 0,
      count: array(4, { dtype: "i32" }),
    });
    expect(fit.params.x.item()).toBeCloseTo(4, 12);
    expect(fit.params.count.dtype).toBe("i32");
  });

  it("survives parameters where the objective is NaN", () => {
    const fit = minimize((p: { readonly x: Arr }) => p.x.sub(log(p.x)), { x: 30 });
    expect(fit.status).toBe("converged");
    expect(fit.params.x.item()).toBeCloseTo(1, 9);
  });

  it.each([
    ["measured", {}],
    ["told", { valueScale: 1 }],
  ])("has converged where the value is zero but for a rounding that is %s", (_, stop) => {
    // -2 log exp(-x²/2) is x² with an absolute rounding of 1e-16: at its minimum no step is short enough to be seen.
    const fit = minimize(
      ({ x, y }: Valley) => log(exp(x.sub(0.25).div(0.08).square().add(y.sub(0.3).square()).mul(-0.5))).mul(-2),
      { x: 0.3, y: 0.31 },
      { stop },
    );
    expect(fit.status).toBe("converged");
    expect(fit.explain).toMatch(
      /^Converged in \d+ steps?: (what is left to gain is lost|the gradient is zero|the next step)/,
    );
    expect(fit.params.x.item()).toBeCloseTo(0.25, 8);
  });

  it("says so where it cannot start", () => {
    const fit = minimize((p: { readonly x: Arr }) => log(p.x), { x: -1 });
    expect(fit.status).toBe("non-finite");
    expect(fit.params.x.item()).toBe(-1);
    expect(() => unwrap(fit)).toThrowErrorMatchingInlineSnapshot(
      `[FitError: FitError in lbfgsb(): the fit ended with status "non-finite". Not started: the objective or its gradient is not finite at the initial parameters; start elsewhere, or look for NaN in the data: firstNaN says where it begins.]`,
    );
  });

  it("says so where there is no minimum", () => {
    const fit = minimize((p: { readonly x: Arr }) => p.x.mul(-3), { x: 1 });
    expect(fit.status).toBe("diverged");
    expect(fit.explain).toMatchInlineSnapshot(
      `"Diverged after 1 step: the objective falls without end; bound the parameters, or check its sign."`,
    );
  });

  it("stops after maxSteps and goes on from its state, bit for bit", () => {
    const start = { x: -1.2, y: 1 };
    const whole = minimize(rosenbrock, start);
    const part = minimize(rosenbrock, start, { stop: { maxSteps: 5 } });
    expect(part.status).toBe("max-steps");
    expect(part.explain).toMatchInlineSnapshot(
      `"Stopped after 5 steps, still improving; raise stop.maxSteps, or hand this solution's state to run.resume."`,
    );
    const rest = minimize(rosenbrock, start, { run: { resume: part.state } });
    expect(rest.state).toEqual(whole.state);
    expect(rest.steps).toBe(whole.steps - 5);
  });

  it("stops when told to", () => {
    const controller = new AbortController();
    const seen: number[] = [];
    const fit = minimize(
      rosenbrock,
      { x: -1.2, y: 1 },
      {
        onStep: ({ step, value, params, info }) => {
          expect(rosenbrock(params).item()).toBeCloseTo(value, 12);
          expect(info.value).toBe(value);
          seen.push(step);
          if (step === 4) controller.abort();
        },
        run: { signal: controller.signal },
      },
    );
    expect([fit.status, seen]).toEqual(["cancelled", [1, 2, 3, 4]]);
    expect(fit.explain).toMatchInlineSnapshot(
      `"Cancelled after 4 steps; hand this solution's state to run.resume to go on."`,
    );
  });

  it("gives the same bits twice", () => {
    const [once, twice] = [
      minimize(chi2, lamp.defaults, { spec: lamp }),
      minimize(chi2, lamp.defaults, { spec: lamp }),
    ];
    expect(twice.state).toEqual(once.state);
    expect(twice.history).toEqual(once.history);
  });

  it("gives the errors of a negative log-likelihood half the weight of a chi-squared's", () => {
    const parabola = (p: { readonly x: Arr }): Arr => p.x.square().mul(8);
    // exp(-8 x²) is a normal density of deviation 1/4; a chi-squared of 8 x² rises by 1 at sqrt(1/8).
    const likelihood = minimize(parabola, { x: 1 }, { method: lbfgsb(), meaning: "negative-log-likelihood" });
    expect(likelihood.standardErrors().x.item()).toBeCloseTo(0.25, 14);
    expect(minimize(parabola, { x: 1 }).standardErrors().x.item()).toBeCloseTo(Math.sqrt(1 / 8), 14);
  });

  it("prints a table that a person can read", () => {
    const fit = minimize(chi2, lamp.defaults, { spec: lamp });
    const [table] = fit.summary().split("\n\n");
    expect(table).toMatchInlineSnapshot(`
      "parameter   value  error     unit
      amplitude   2.550  ± 0.027   mJy
      rate       0.4050  ± 0.0064  1/day
      colour          3  ± ∞              unconstrained"
    `);
  });

  it("agrees with least squares", () => {
    const [smooth, squares] = [minimize(chi2, lamp.defaults, { spec: lamp }), leastSquares(residuals, lamp.defaults)];
    expect(smooth.value).toBeCloseTo(squares.value, 12);
    for (const path of ["amplitude", "rate"] as const) {
      // An error is some percent of its parameter: agreement to a millionth of it.
      expect(smooth.params[path].item()).toBeCloseTo(squares.params[path].item(), 8);
    }
  });
});

describe("errors of minimize", () => {
  const start = { x: 0, y: 0 };
  it("name an unknown free parameter, and the known ones", () => {
    expect(() => minimize(rosenbrock, start, { free: ["x", "z"] })).toThrowErrorMatchingInlineSnapshot(
      `[OptionError: OptionError in minimize(): free names z, which the parameters do not have. The parameters are x, y.]`,
    );
  });

  it("name an unknown bound", () => {
    expect(() => minimize(rosenbrock, start, { bounds: { Y: [0, 1] } })).toThrowErrorMatchingInlineSnapshot(
      `[OptionError: OptionError in minimize(): bounds names Y, which the parameters do not have. The parameters are x, y.]`,
    );
  });

  it("name a start outside of the bounds", () => {
    expect(() => minimize(rosenbrock, start, { bounds: { y: [1, 2] } })).toThrowErrorMatchingInlineSnapshot(
      `[ParameterError: ParameterError at y in minimize(): expected a start inside of the bounds [1, 2], received 0.]`,
    );
  });

  it("name bounds that are no interval", () => {
    expect(() => minimize(rosenbrock, start, { bounds: { y: [2, 1] } })).toThrowErrorMatchingInlineSnapshot(
      `[OptionError: OptionError at bounds.y in minimize(): expected [lower, upper], two numbers with lower <= upper, received [2, 1]. Where there is no bound, write -Infinity or Infinity.]`,
    );
  });

  it("name a start that is not a number", () => {
    expect(() => minimize(rosenbrock, { x: Number.NaN, y: 0 })).toThrowErrorMatchingInlineSnapshot(
      `[ParameterError: ParameterError at x in minimize(): expected a finite number to start from, received NaN.]`,
    );
  });

  it("say when nothing is free", () => {
    expect(() => minimize(rosenbrock, start, { free: [] })).toThrowErrorMatchingInlineSnapshot(
      `[ParameterError: ParameterError in minimize(): there is nothing to fit: no parameter is free. The parameters are x, y.]`,
    );
  });
});
