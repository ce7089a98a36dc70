/** Batch descent: one batch is minimize, the mean of batches its minimum, and a cut run goes on to the same bits. */
import { memoryStore } from "../../../run/memory-store.ts";
import { describe, expect, expectTypeOf, it } from "vitest";
import { type Arr, array, linspace, streams } from "fluxion";
import { adam, batchDescent, miniBatches, minimize, schedules, sgd } from "fluxion/inference";
import { type AdamState, digest, runSteps } from "fluxion/inference/methods";

type Line = Readonly<{ slope: Arr; offset: Arr }>;
type Data = Readonly<{ x: Arr; y: Arr }>;
const x = linspace(-1, 1, 60);
const data = {
  x,
  y: x
    .mul(2)
    .add(1)
    .add(array(streams.normals(streams.key("noise"), 60)).mul(0.1)),
};
const loss = ({ slope, offset }: Line, d: Data): Arr => d.x.mul(slope).add(offset).sub(d.y).square().mean();
const start = { slope: 0, offset: 0 };

describe("batchDescent", () => {
  it("with one batch of everything is minimize, bit for bit", () => {
    const method = adam({
      learningRate: schedules.exponential({ start: 0.1, factor: 0.5, over: 20 }),
      maxGradientNorm: 1,
    });
    const descent = batchDescent(loss, start, { method, batch: () => data });
    let state = descent.start();
    expectTypeOf(state).toEqualTypeOf<AdamState>();
    for (let step = 0; step < 40; step++) ({ state } = descent.step(state));
    const whole = minimize((p: Line) => loss(p, data), start, { method, stop: { maxSteps: 40, gradientTolerance: 0 } });
    expect(descent.params(state).slope.item()).toBe(whole.state.point[0]);
    expect(descent.params(state).offset.item()).toBe(whole.state.point[1]);
  });

  it("comes to the least squares of all rows as the rate falls", () => {
    const method = sgd({ learningRate: schedules.exponential({ start: 0.3, factor: 0.5, over: 300 }) });
    const descent = batchDescent(loss, start, { method, batch: miniBatches(data, { size: 10, run: { seed: 1 } }) });
    let state = descent.start();
    for (let step = 0; step < 3000; step++) ({ state } = descent.step(state));
    const exact = minimize((p: Line) => loss(p, data), start).params;
    // At the end the rate is 3e-4, and the noise of a batch some 0.03: steps of 1e-5 a coordinate, a hundred of which wander 1e-4.
    expect(descent.params(state).slope.item()).toBeCloseTo(exact.slope.item(), 3);
    expect(descent.params(state).offset.item()).toBeCloseTo(exact.offset.item(), 3);
  });

  it("keeps to bounds and to what is free", () => {
    const options = { method: adam({ learningRate: 0.1 }), batch: () => data };
    const descent = batchDescent(loss, start, { ...options, bounds: { slope: [0, 0.5] }, free: ["slope"] });
    let state = descent.start();
    for (let step = 0; step < 20; step++) ({ state } = descent.step(state));
    expect([descent.params(state).slope.item(), descent.params(state).offset.item()]).toEqual([0.5, 0]);
  });

  it("goes on to the same bits after a cut, in runSteps too", async () => {
    const make = () =>
      batchDescent(loss, start, {
        method: adam({ learningRate: 0.05 }),
        batch: miniBatches(data, { size: 7, run: { seed: "cut" } }),
      });
    const whole = make();
    let state = whole.start();
    for (let step = 0; step < 30; step++) ({ state } = whole.step(state));
    const first = make();
    let part = first.start();
    for (let step = 0; step < 13; step++) ({ state: part } = first.step(part));
    const second = make();
    let rest = structuredClone(part);
    for (let step = 13; step < 30; step++) ({ state: rest } = second.step(rest));
    expect(rest.point).toEqual(state.point);

    const descent = make();
    const identity = { question: "line", method: "adam", options: {}, parameters: ["line"], inputs: digest("line") };
    const file = memoryStore();
    const rules = (maxSteps: number) => ({ maxSteps, judge: () => null });
    await runSteps(descent, () => descent.start(), rules(13), { identity, run: { resume: { file } } });
    const run = await runSteps(descent, () => descent.start(), rules(30), { identity, run: { resume: { file } } });
    expect(run.state.point).toEqual(state.point);
  });
});

describe("miniBatches", () => {
  it("passes through all rows in each round, in another order", () => {
    const batch = miniBatches({ row: array([0, 1, 2, 3, 4, 5]) }, { size: 2, run: { seed: "rounds" } });
    const round = (first: number): number[] => [0, 1, 2].flatMap((k) => Array.from(batch(first + k).row.toArray()));
    expect(round(0).toSorted()).toEqual([0, 1, 2, 3, 4, 5]);
    expect(round(3).toSorted()).toEqual([0, 1, 2, 3, 4, 5]);
    expect(round(0)).not.toEqual(round(3));
    // A pure function of the step: asked again, in any order, it says the same.
    expect(round(0)).toEqual(
      Array.from(
        miniBatches({ row: array([0, 1, 2, 3, 4, 5]) }, { size: 6, run: { seed: "rounds" } })(0).row.toArray(),
      ),
    );
  });

  it("keeps the rows of leaves together", () => {
    const batch = miniBatches(
      {
        a: array([
          [0, 0],
          [1, 10],
          [2, 20],
        ]),
        b: array([0, 1, 2]),
      },
      { size: 2, run: { seed: 3 } },
    )(0);
    expect(batch.a.slice(null, 0).toNested()).toEqual(batch.b.toNested());
    expect(batch.a.shape).toEqual([2, 2]);
  });

  it("says what it takes", () => {
    expect(() =>
      miniBatches({ x: array([1, 2]), y: array([1]) }, { size: 1, run: { seed: 1 } }),
    ).toThrowErrorMatchingInlineSnapshot(
      `[ShapeError: ShapeError at data.y in miniBatches(): expected 2 rows, as data.x has, received shape [1].]`,
    );
    expect(() =>
      miniBatches({ x: array([1, 2]), n: 3 }, { size: 1, run: { seed: 1 } }),
    ).toThrowErrorMatchingInlineSnapshot(
      `[ShapeError: ShapeError at data.n in miniBatches(): expected an array of rows, received shape [].]`,
    );
    expect(() => miniBatches(array([1, 2]), { size: 3, run: { seed: 1 } })).toThrowErrorMatchingInlineSnapshot(
      `[OptionError: OptionError at size in miniBatches(): expected a whole number from 1 to 2, received the number 3.]`,
    );
  });
});
