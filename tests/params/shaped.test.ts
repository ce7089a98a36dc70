/** Shaped parameters: vectors with units, bounds and priors, what has no default, and what selects a program. */
import { describe, expect, expectTypeOf, it } from "vitest";
import {
  type Arr,
  array,
  type ArrLike,
  bounded,
  choice,
  correlation,
  NO_DEFAULT,
  ordered,
  positive,
  real,
  simplex,
  spec,
  sub,
  whole,
} from "fluxion";
import { messageOf } from "../support/message-of.ts";

/** log density of a normal distribution but for its constant. */
const normal = (mean: number, deviation: number) => ({
  logDensity: (x: ArrLike): Arr => sub(x, mean).div(deviation).square().mul(-0.5),
});

const schools = spec(
  {
    mean: real({ unit: "points", default: 0, prior: normal(0, 5) }),
    spread: positive({ unit: "points", default: 5, label: "τ" }),
    effects: real({ shape: [3], unit: "points", default: 0, doc: "effect of each school", prior: normal(1, 2) }),
    shares: bounded(0, [1, 2], { default: [0.5, 1] }),
  },
  { name: "schools" },
);

describe("shaped parameters", () => {
  it("have a shape, from the option, the default or the bounds, and keep what is said of them", () => {
    expect(schools.leaves.map(({ path, shape, unit, label }) => [path, shape, unit, label])).toEqual([
      ["mean", [], "points", "mean"],
      ["spread", [], "points", "τ"],
      ["effects", [3], "points", "effects"],
      ["shares", [2], "", "shares"],
    ]);
    expect(schools.defaults.effects).toEqual(array([0, 0, 0]));
    expect(schools.lowerBounds.shares).toEqual(array([0, 0]));
    expect(schools.upperBounds.shares).toEqual(array([1, 2]));
    expect(real({ default: [1, 2], dtype: "f32" }).default).toEqual(array([1, 2], { dtype: "f32" }));
    expect(bounded([0, 1], [1, 3], { default: NO_DEFAULT }).shape).toEqual([2]);
  });

  it("are checked number by number", () => {
    const check = (changes: object): string =>
      messageOf(() => {
        schools.check({ ...schools.defaults, ...changes });
      });
    schools.check(schools.defaults);
    expect(
      [
        check({ shares: array([0.5, 2.5]) }),
        check({ effects: array([1, 2]), mean: array([1]) }),
        check({ effects: 1 }),
        messageOf(() => schools.with({ effects: [1, 2] })),
        messageOf(() => bounded(0, [1, 2], { default: [0.5, 3] })),
        messageOf(() => real({ shape: [2], default: [1, 2, 3] })),
        messageOf(() => real({ shape: [0], default: 0 })),
        messageOf(() => bounded([0, 1], [1, 1], { default: 0.5 })),
        messageOf(() => real({ default: 0, prior: 3 as never })),
      ].join("\n"),
    ).toMatchInlineSnapshot(`
      "ParameterError at shares[1]: Parameter shares[1]=2.5 outside physical bounds [0, 2] for schools model.
      ParameterError: Parameter mean must be one number and is f64[1]; Parameter effects must be numbers of shape [3] and is f64[2].
      ParameterError at effects: Parameter effects must be numbers of shape [3] and is the number 1.
      ParameterError at default in with(): expected one number, or values of shape [3], received shape [2]. The option shape says how many values there are: real({ shape: [8], default: 0 }).
      ParameterError at default[1] in bounded(): expected a finite number in [0, 2], received the number 3.
      ParameterError at default in real(): expected one number, or values of shape [2], received shape [3]. The option shape says how many values there are: real({ shape: [8], default: 0 }).
      OptionError at shape[0] in real(): expected a whole number of at least 1, received the number 0.
      ParameterError in bounded(): expected two finite bounds, the lower first, received [0, 1] and [1, 1]. Use real for a parameter without bounds, positive for one above zero.
      OptionError at prior in real(): expected a prior, such as distributions.normal(), received the number 3."
    `);
    expect(schools.with({ effects: [1, 2, 3], shares: 0.25 }).defaults.shares).toEqual(array([0.25, 0.25]));
  });

  it("may be without a default, which is said of all together", () => {
    const open = spec({
      mass: positive({ default: NO_DEFAULT }),
      lens: [{ shear: real({ shape: [2], default: NO_DEFAULT }) }],
      slope: real({ default: 1 }),
    });
    expect(messageOf(() => open.defaults)).toMatchInlineSnapshot(
      `"ParameterError in defaults(): no default for mass, lens[0].shear. Give a value to each: spec.with({ mass: ..., "lens[0].shear": ... })."`,
    );
    const closed = open.with({ mass: 2, "lens[0].shear": [0.1, 0] });
    expect(closed.defaults.lens[0].shear).toEqual(array([0.1, 0]));
    expectTypeOf(closed).toEqualTypeOf(open);
  });

  it("whose numbers constrain each other have defaults and refuse what does not fit", () => {
    expect(simplex(4).default).toEqual(array([0.25, 0.25, 0.25, 0.25]));
    expect(simplex([2, 2]).shape).toEqual([2, 2]);
    expect(
      [
        messageOf(() => simplex(3, { default: [0.5, 0.6, 0.2] })),
        messageOf(() => simplex(1)),
        messageOf(() => ordered(2, { default: [1, 0] })),
        messageOf(() =>
          correlation(2, {
            default: [
              [1, 0],
              [0.6, 0.9],
            ],
          }),
        ),
        messageOf(() => {
          const weights = spec({ weights: simplex(2) });
          weights.check({ weights: array([0.5, 0.6]) });
        }),
      ].join("\n"),
    ).toMatchInlineSnapshot(`
      "ParameterError at default in simplex(): expected positive components that add up to 1, received [0.5, 0.6, 0.2].
      ParameterError in simplex(): expected a length of 2 or more, or a shape that ends in one, received 1.
      ParameterError at default in ordered(): expected components in rising order, received [1, 0].
      ParameterError at default in correlation(): expected a lower triangular matrix with rows of length 1 and a positive diagonal, received [1, 0, 0.6, 0.9].
      ParameterError at weights: Parameter weights must be positive components that add up to 1 and is [0.5, 0.6]."
    `);
  });
});

describe("structural parameters", () => {
  const halo = spec({
    profile: choice(["nfw", "core"], { default: "nfw", doc: "form of the density" }),
    mass: positive({ default: 1 }),
    inner: { count: whole(1, 5, { structural: true, default: 2 }), slope: real({ default: -1 }) },
    epoch: whole(0, 10, { default: 3 }),
  });

  it("stand in the structure, numeric ones in the values", () => {
    expect(halo.structure).toEqual({ profile: "nfw", inner: { count: 2 } });
    expect(halo.leaves.map(({ path }) => path)).toEqual(["mass", "inner.slope", "epoch"]);
    expect(halo.structural).toEqual(["profile", "inner.count"]);
    expect(halo.defaults).toEqual({
      mass: array(1),
      inner: { slope: array(-1) },
      epoch: array(3, { dtype: "i32" }),
    });
    expectTypeOf<typeof halo.params>().toEqualTypeOf<{
      readonly mass: Arr;
      readonly inner: { readonly slope: Arr };
      readonly epoch: Arr;
    }>();
    expectTypeOf(halo.structure.profile).toEqualTypeOf<"nfw" | "core">();
    expectTypeOf(halo.structure.inner.count).toEqualTypeOf<number>();
    expectTypeOf(schools.structure).toEqualTypeOf<Readonly<Record<never, never>>>();
  });

  it("are chosen by path", () => {
    const cored = halo.with({ profile: "core", "inner.count": 4, epoch: 5 });
    expect(cored.structure).toEqual({ profile: "core", inner: { count: 4 } });
    expect(cored.defaults.epoch.item()).toBe(5);
    expect(
      [
        messageOf(() => halo.with({ profile: "cusp" })),
        messageOf(() => halo.with({ "inner.count": 2.5 })),
        messageOf(() => halo.with({ epoch: 2.5 })),
        messageOf(() => whole(0, 3, { default: 4 })),
        messageOf(() => choice([], { default: "a" as never })),
        messageOf(() => spec([choice(["a"], { default: "a" })])),
      ].join("\n"),
    ).toMatchInlineSnapshot(`
      "ParameterError at profile in with(): expected "nfw" or "core", received the string "cusp".
      ParameterError at inner.count in with(): expected a whole number in [1, 5], received the number 2.5.
      ParameterError at epoch: Parameter epoch must be a whole number in [0, 10] and is the number 2.5.
      ParameterError at default in whole(): expected a whole number in [0, 3], received the number 4.
      ParameterError in choice(): expected a list of values to choose from, received an empty list.
      ParameterError at [0] in spec(): a structural parameter must have a name. Write it in an object, not in a list: the values of a spec leave it out."
    `);
  });
});

describe("specs of specs", () => {
  const base = spec({ halo: { mass: positive({ default: 1 }) }, noise: positive({ default: 2 }) }, { name: "base" });

  it("merge, with objects that both have joined", () => {
    const both = base.merge(spec({ halo: { slope: real({ default: -1 }) }, extra: real({ default: 3 }) }));
    expect(both.leaves.map(({ path }) => path)).toEqual(["halo.mass", "halo.slope", "noise", "extra"]);
    expect(both.name).toBe("base");
    expectTypeOf<typeof both.params>().toEqualTypeOf<{
      readonly halo: { readonly mass: Arr; readonly slope: Arr };
      readonly noise: Arr;
      readonly extra: Arr;
    }>();
  });

  it("extend and subset", () => {
    const more = base.extend({ extra: real({ default: 3 }) });
    expect(more.defaults.extra.item()).toBe(3);
    expectTypeOf(more.defaults.halo.mass).toEqualTypeOf<Arr>();
    const less = more.subset("extra", "halo");
    expect(less.leaves.map(({ path }) => path)).toEqual(["halo.mass", "extra"]);
    expectTypeOf<typeof less.params>().toEqualTypeOf<{
      readonly halo: { readonly mass: Arr };
      readonly extra: Arr;
    }>();
    // @ts-expect-error the spec does not have it
    const misspelt = (): unknown => more.subset("halos");
    expect([messageOf(misspelt), messageOf(() => base.extend({ noise: real({ default: 0 }) }))].join("\n"))
      .toMatchInlineSnapshot(`
      "ParameterError in subset(): the spec does not have halos. The names at its top are halo, noise, extra.
      ParameterError at noise in extend(): both have it. To replace a parameter, write spec({ ...base.parameters, name: ... })."
    `);
  });
});

describe("logPrior", () => {
  it("adds the priors up, over all elements", () => {
    const params = { ...schools.defaults, mean: array(5), effects: array([1, 3, -1]) };
    // -(5/5)²/2 - (0 + 1 + 1)/2
    expect(schools.logPrior(params).item()).toBe(-1.5);
    expect(schools.hasPriors).toBe(true);
    expect(
      spec({ x: real({ default: 0 }) })
        .logPrior({ x: array(1) })
        .item(),
    ).toBe(0);
  });
});
