/** multiStart: all minima, told apart whatever their scale, with what could not be finished. */
import { describe, expect, it } from "vitest";
import { type Arr, array, bounded, cos, spec } from "fluxion";
import { minimize, multiStart, nelderMead, newtonCg } from "fluxion/inference";

/** Himmelblau's function: four minima of value 0, one at (3, 2). */
const himmelblau = ({ x, y }: { readonly x: Arr; readonly y: Arr }): Arr =>
  x.square().add(y).sub(11).square().add(x.add(y.square()).sub(7).square());
const box = { x: [-5, 5], y: [-5, 5] } as const;
const spread = { initial: { x: 0, y: 0 }, count: 20, box };
const seeded = { run: { seed: "himmelblau" } };
const published = [
  [-3.77931, -3.283186],
  [-2.805118, 3.131312],
  [3, 2],
  [3.584428, -1.848126],
];

describe("multiStart", () => {
  it("finds the four minima of Himmelblau's function, each once", () => {
    const found = multiStart(himmelblau, spread, seeded);
    const points = found.minima.map(({ solution: { params } }) => [params.x.item(), params.y.item()]);
    points.sort((a, b) => a[0]! - b[0]!);
    expect(points).toHaveLength(4);
    // Published to seven digits.
    points.forEach((point, k) => point.forEach((x, i) => expect(x).toBeCloseTo(published[k]![i]!, 5)));
    const starts = found.minima.flatMap((minimum) => minimum.starts);
    expect(starts.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, k) => k));
    expect(found.status).toBe("found");
    expect(found.explain).toMatch(/^20 of 20 starts came to 4 minima; the lowest, .*, was reached by \d+\.$/);
  });

  it("gives the same twice, and each fit is what minimize gives", () => {
    const [once, again] = [multiStart(himmelblau, spread, seeded), multiStart(himmelblau, spread, seeded)];
    expect(again.minima.map(({ solution }) => solution.state)).toEqual(
      once.minima.map(({ solution }) => solution.state),
    );
    const [first] = once.minima;
    const alone = minimize(himmelblau, once.starts[first!.starts[0]!]!);
    expect(alone.status).toBe("converged");
    expect(alone.params.x.item()).toBeCloseTo(first!.solution.params.x.item(), 7);
    const seeds = multiStart(himmelblau, { ...spread }, { run: { seed: "other" } });
    expect(seeds.starts[0]!.x.item()).not.toBe(once.starts[0]!.x.item());
  });

  it("spreads its starts over every part of the range of every parameter", () => {
    const { starts } = multiStart(himmelblau, { ...spread, count: 10 }, { ...seeded, stop: { maxSteps: 0 } });
    for (const name of ["x", "y"] as const) {
      const parts = starts.map((start) => Math.floor(start[name].item() + 5)).toSorted((a, b) => a - b);
      expect(parts).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    }
  });

  it("sorts minima by their value, and counts who came to each", () => {
    const wells = (p: { readonly x: Arr }): Arr => p.x.square().sub(1).square().add(p.x.mul(0.2));
    const { minima } = multiStart(wells, [{ x: 2 }, { x: -3 }, { x: 0.9 }, { x: -0.5 }, { x: 1.2 }]);
    expect(minima.map(({ starts }) => starts)).toEqual([
      [1, 3],
      [0, 2, 4],
    ]);
    expect(minima[0]!.solution.value).toBeLessThan(minima[1]!.solution.value);
  });

  it("tells minima apart whatever the units", () => {
    // Minima of cos(x / u) / scale at odd multiples of pi u.
    for (const unit of [1e-12, 1, 1e12]) {
      const waves = (p: { readonly x: Arr }): Arr =>
        cos(p.x.div(unit))
          .mul(unit)
          .add(2 * unit);
      const initial = { x: 5 * unit };
      const found = multiStart(waves, { initial, count: 12, box: { x: [unit, 19 * unit] } }, { run: { seed: 3 } });
      const inUnits = found.minima.map(({ solution }) => solution.params.x.item() / unit / Math.PI);
      expect(new Set(inUnits.map((x) => Math.round(x))).size).toBe(found.minima.length);
      for (const x of inUnits) expect(Math.abs(Math.round(x)) % 2).toBe(1);
      expect(found.minima.length).toBeGreaterThanOrEqual(3);
    }
  });

  it("takes ranges from bounds, any method, and keeps fixed leaves", () => {
    const described = spec({ x: bounded(-5, 5, { default: 0 }), y: bounded(0, 5, { default: 1 }) });
    for (const method of [newtonCg(), nelderMead()]) {
      const found = multiStart(
        himmelblau,
        { initial: described.defaults, count: 8 },
        { run: { seed: 1 }, spec: described, method: method as ReturnType<typeof newtonCg> },
      );
      expect(found.status).toBe("found");
      for (const { solution } of found.minima) expect(solution.params.y.item()).toBeGreaterThanOrEqual(0);
    }
    const one = multiStart(himmelblau, { ...spread, box: { x: [-5, 5] }, count: 4 }, { ...seeded, free: ["x"] });
    expect(one.starts.map((start) => start.y.item())).toEqual([0, 0, 0, 0]);
  });

  it("says which starts did not arrive, and why", () => {
    const half = (p: { readonly x: Arr }): Arr => p.x.log().square();
    const found = multiStart(half, [{ x: -1 }, { x: 3 }, { x: -2 }]);
    expect(found.unfinished.map(({ start, solution }) => [start, solution.status])).toEqual([
      [0, "non-finite"],
      [2, "non-finite"],
    ]);
    expect(found.explain).toMatchInlineSnapshot(
      `"1 of 3 starts came to one minimum; the lowest, 0, was reached by 1. It was found once: more starts may find a lower one. Not arrived: 2 non-finite; the first says: Not started: the objective or its gradient with respect to x is not finite at the initial parameters; start elsewhere, or look for NaN in the data: firstNaN says where it begins."`,
    );
    const none = multiStart(half, [{ x: -1 }]);
    expect(none.status).toBe("none");
    expect(none.explain).toMatchInlineSnapshot(
      `"The start came to no minimum. Not arrived: 1 non-finite; the first says: Not started: the objective or its gradient with respect to x is not finite at the initial parameters; start elsewhere, or look for NaN in the data: firstNaN says where it begins."`,
    );
  });

  it("stops when told to, between starts and within one", () => {
    const controller = new AbortController();
    const heard: number[] = [];
    const found = multiStart(himmelblau, spread, {
      onSolution: ({ start }) => {
        heard.push(start);
        if (start === 2) controller.abort();
      },
      run: { signal: controller.signal },
    });
    expect([found.status, heard]).toEqual(["cancelled", [0, 1, 2]]);
    expect(found.minima.flatMap(({ starts }) => starts)).toHaveLength(3);
    expect(found.explain).toMatch(/Cancelled before 17 starts\.$/);
  });
});

describe("errors of multiStart", () => {
  it("name the parameter without a range", () => {
    const open = { initial: { x: 0, y: 0 }, count: 2, box: { x: [0, 1] } } as const;
    expect(() => multiStart(himmelblau, open)).toThrowErrorMatchingInlineSnapshot(
      `[OptionError: OptionError at y in multiStart(): expected a finite range to start in, received [-Infinity, Infinity]. Give one in starts.box: { "y": [lower, upper] }.]`,
    );
    const misspelt = { ...open, box: { ...box, z: [0, 1] as const } };
    expect(() => multiStart(himmelblau, misspelt)).toThrowErrorMatchingInlineSnapshot(
      `[OptionError: OptionError at starts.box in multiStart(): it names z, which is no free parameter. The free parameters are x, y.]`,
    );
    expect(() => multiStart(himmelblau, { ...spread, count: 0 })).toThrowErrorMatchingInlineSnapshot(
      `[OptionError: OptionError at starts.count in multiStart(): expected a whole number of at least 1, received the number 0.]`,
    );
  });

  it("name the start that is unlike the others", () => {
    const sum = (p: { readonly x: Arr; readonly y: Arr }): Arr => p.x.square().sum().add(p.y.square());
    const uneven = [
      { x: array([1, 2]), y: 1 },
      { x: array([1, 2, 3]), y: 1 },
    ];
    expect(() => multiStart(sum, uneven)).toThrowErrorMatchingInlineSnapshot(
      `[ParameterError: ParameterError at starts[1] in multiStart(): expected parameters like those of starts[0], x of 2, y of 1, received x of 3, y of 1.]`,
    );
    const fixed = [
      { x: 1, y: 1 },
      { x: 1, y: 2 },
    ];
    expect(() => multiStart(sum, fixed, { free: ["x"] })).toThrowErrorMatchingInlineSnapshot(
      `[ParameterError: ParameterError at starts[1] in multiStart(): a fixed parameter differs from that of starts[0]. Fixed parameters are part of the objective: minimise each by itself, or free them.]`,
    );
    expect(() => multiStart(sum, [])).toThrowErrorMatchingInlineSnapshot(
      `[OptionError: OptionError at starts in multiStart(): expected at least one start, received an empty list.]`,
    );
  });
});
