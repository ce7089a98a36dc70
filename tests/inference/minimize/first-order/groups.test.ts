/** Groups: which leaves a path takes, how they move, and what is said of paths that take none. */
import { describe, expect, it } from "vitest";
import { type Arr, array } from "fluxion";
import { adam, adamW, minimize, schedules, sgd } from "fluxion/inference";

interface Scene {
  readonly halo: { readonly mass: Arr; readonly radius: Arr };
  readonly lens: readonly { readonly mass: Arr; readonly shear: Arr }[];
  readonly haloes: Arr;
}
/** Every slope is -1 at the start, and stays so. */
const slide = ({ halo, lens, haloes }: Scene): Arr =>
  lens.reduce((sum, { mass, shear }) => sum.add(mass).add(shear.sum()), halo.mass.add(halo.radius).add(haloes)).neg();
const start = {
  halo: { mass: 0, radius: 0 },
  lens: [
    { mass: 0, shear: array([0, 0]) },
    { mass: 0, shear: array([0, 0]) },
  ],
  haloes: 0,
};
const scene = (method: ReturnType<typeof sgd>, steps: number): Scene =>
  minimize(slide, start, { method, stop: { maxSteps: steps } }).params;

describe("groups", () => {
  it("move by rates of their own, the first that takes a leaf", () => {
    const groups = [
      { paths: "lens[0].mass", learningRate: 5 },
      { paths: ["lens[*]", "halo.mass"], learningRate: 2 },
    ];
    const { halo, lens, haloes } = scene(sgd({ learningRate: 1, groups }), 3);
    expect([halo.mass.item(), halo.radius.item(), haloes.item()]).toEqual([6, 3, 3]);
    expect(lens.map(({ mass, shear }) => [mass.item(), shear.toNested()])).toEqual([
      [15, [6, 6]],
      [6, [6, 6]],
    ]);
  });

  it("begin late, with the first step of their schedule and fresh moments", () => {
    const rate = schedules.piecewise([
      [0, 1],
      [2, 0.25],
    ]);
    const groups = [{ paths: "halo", learningRate: rate, start: 3 }];
    const radii: number[] = [];
    minimize(slide, start, {
      method: sgd({ learningRate: 1, groups }),
      stop: { maxSteps: 6 },
      onStep: ({ params }) => radii.push(params.halo.radius.item()),
    });
    expect(radii).toEqual([0, 0, 0, 1, 2, 2.25]);
    // Adam's first step is the learning rate at any step, if its moments begin there.
    const late = minimize(slide, start, {
      method: adam({ learningRate: 0.5, epsilon: 0, groups: [{ paths: "halo.mass", start: 7 }] }),
      stop: { maxSteps: 8 },
    }).params;
    expect(late.halo.mass.item()).toBeCloseTo(0.5, 14);
    expect(late.halo.radius.item()).toBeCloseTo(4, 13);
  });

  it("count in the length of the gradient from their start on", () => {
    // One slope of 1 among four, then among all eight that there are.
    const groups = [{ paths: "lens", start: 1, learningRate: 0 }];
    const clipping: number[] = [];
    minimize(slide, start, {
      method: sgd({ learningRate: 1, maxGradientNorm: 1, groups }),
      stop: { maxSteps: 2 },
      onStep: ({ info }) => clipping.push(info.clipping),
    });
    expect(clipping).toEqual([1 / Math.sqrt(3), 1 / Math.sqrt(9)]);
  });

  it("decay by weights of their own", () => {
    const level = (p: { readonly a: Arr; readonly b: Arr; readonly c: Arr }): Arr => p.a.add(p.b).add(p.c).mul(1e-30);
    const method = adamW({
      learningRate: 0.1,
      weightDecay: 0.5,
      // Slopes of 1e-30 are nothing beside this.
      epsilon: 1,
      groups: [
        { paths: "b", weightDecay: 0 },
        { paths: "c", learningRate: 0.2 },
      ],
    });
    const { point } = minimize(
      level,
      { a: 8, b: 8, c: 8 },
      { method, stop: { maxSteps: 1, gradientTolerance: 0 } },
    ).state;
    expect(Array.from(point)).toEqual([8 * 0.95, 8, 8 * 0.9]);
  });

  it("name the paths that match nothing", () => {
    const named = (...paths: string[]) => sgd({ groups: paths.map((path) => ({ paths: path })) });
    expect(() => scene(named("halo.mas"), 1)).toThrowErrorMatchingInlineSnapshot(
      `[OptionError: OptionError at groups[0].paths in sgd(): "halo.mas" matches no free parameter. The free parameters are halo.mass, halo.radius, lens[0].mass, lens[0].shear, lens[1].mass, lens[1].shear, haloes.]`,
    );
    expect(() => scene(named("lens", "lens[0].mass"), 1)).toThrowErrorMatchingInlineSnapshot(
      `[OptionError: OptionError at groups[1].paths in sgd(): "lens[0].mass" matches only lens[0].mass, taken by a group before it. A leaf belongs to the first group that takes it: put the narrower group first.]`,
    );
    const fixed = { method: adam({ groups: [{ paths: "halo.mass" }] }), free: ["halo.radius", "haloes"] };
    expect(() => minimize(slide, start, fixed)).toThrowErrorMatchingInlineSnapshot(
      `[OptionError: OptionError at groups[0].paths in adam(): "halo.mass" matches no free parameter. The free parameters are halo.radius, haloes.]`,
    );
    expect(() =>
      scene(sgd({ groups: [{ paths: "halo", learningRate: Number.NaN }] }), 1),
    ).toThrowErrorMatchingInlineSnapshot(
      `[OptionError: OptionError at groups[0].learningRate in sgd(): expected a learning rate from 0, received the number NaN.]`,
    );
  });
});
