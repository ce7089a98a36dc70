/** Specs: what a declaration says, what its types are, and how values are checked against it. */
import { describe, expect, expectTypeOf, it } from "vitest";
import {
  type Arr,
  array,
  bijectors,
  bounded,
  type ParameterOptions,
  positive,
  type PositiveOptions,
  real,
  spec,
} from "fluxion";
import { messageOf } from "../support/message-of.ts";

const expansion = spec(
  {
    H0: bounded(20, 150, { unit: "km/s/Mpc", default: 67.4, doc: "Hubble constant" }),
    Om0: bounded(0.01, 0.99, { default: 0.315 }),
    Obh2: bounded(0.005, 0.1, { default: 0.02237 }),
  },
  { name: "lcdm" },
);
const halo = spec({
  offset: real({ unit: "mag", default: -0.5 }),
  lens: [{ mass: positive({ unit: "Msun", default: 1e12 }) }, { mass: positive({ unit: "Msun", default: 2e12 }) }],
});

describe("a spec", () => {
  it("gives defaults, bounds and a list of its parameters in the order in which it was written", () => {
    expect(expansion.defaults).toEqual({ H0: array(67.4), Om0: array(0.315), Obh2: array(0.02237) });
    expect(expansion.lowerBounds).toEqual({ H0: array(20), Om0: array(0.01), Obh2: array(0.005) });
    expect(expansion.upperBounds).toEqual({ H0: array(150), Om0: array(0.99), Obh2: array(0.1) });
    expect(expansion.leaves.map((leaf) => leaf.default)).toEqual([67.4, 0.315, 0.02237]);
    expect(expansion.leaves[0]).toMatchObject({
      path: "H0",
      name: "H0",
      unit: "km/s/Mpc",
      lower: 20,
      upper: 150,
      default: 67.4,
      doc: "Hubble constant",
    });
    expect(expansion.leaves.map(({ path }) => path)).toEqual(["H0", "Om0", "Obh2"]);
  });

  it("is a tree like any other", () => {
    expect(halo.leaves.map(({ path, name, lower, upper }) => [path, name, lower, upper])).toEqual([
      ["offset", "offset", -Infinity, Infinity],
      ["lens[0].mass", "mass", 0, Infinity],
      ["lens[1].mass", "mass", 0, Infinity],
    ]);
    expect(spec([real({ default: 1 })]).leaves[0]).toMatchObject({ path: "[0]", name: "[0]" });
    expect(spec({ more: real({ default: 1 }), ...expansion.parameters }).leaves.map(({ path }) => path)).toEqual([
      "more",
      "H0",
      "Om0",
      "Obh2",
    ]);
  });

  it("is frozen", () => {
    expect([halo, halo.defaults, halo.defaults.lens, halo.defaults.lens[0], halo.leaves].every(Object.isFrozen)).toBe(
      true,
    );
  });

  it("has the type of its values", () => {
    expectTypeOf<typeof expansion.params>().toEqualTypeOf<{
      readonly H0: Arr;
      readonly Om0: Arr;
      readonly Obh2: Arr;
    }>();
    expectTypeOf(halo.defaults.lens[1].mass).toEqualTypeOf<Arr>();
    expectTypeOf<(typeof halo.params)["lens"]["length"]>().toEqualTypeOf<2>();
    expectTypeOf(halo.defaults).toEqualTypeOf<typeof halo.params>();
    const misspelt = [
      // @ts-expect-error a list of two has no third
      () => halo.defaults.lens[2],
      // @ts-expect-error an option that does not exist
      () => real({ default: 1, units: "K" }),
      // @ts-expect-error a parameter starts somewhere
      () => real({ unit: "K" }),
    ];
    expectTypeOf(misspelt).toBeArray();
  });
});

describe("with", () => {
  it("changes defaults by path and leaves the spec as it is", () => {
    const other = halo.with({ "lens[1].mass": 3e12, offset: 0 });
    expect(other.defaults.lens[1].mass.item()).toBe(3e12);
    expect(other.leaves.map((leaf) => leaf.default)).toEqual([0, 1e12, 3e12]);
    expect(halo.defaults.lens[1].mass.item()).toBe(2e12);
    expectTypeOf(other).toEqualTypeOf(halo);
  });

  it("names what it does not know and what is out of bounds", () => {
    expect(
      [
        messageOf(() => expansion.with({ Hubble: 70 })),
        messageOf(() => halo.with({ "lens[2].mass": 70 })),
        messageOf(() => expansion.with({ H0: 10 })),
        messageOf(() => expansion.with({ H0: "70" })),
      ].join("\n"),
    ).toMatchInlineSnapshot(`
      "ParameterError in with(): unknown parameter Hubble. The parameters of lcdm are H0, Om0, Obh2.
      ParameterError in with(): unknown parameter lens[2].mass. The parameters are offset, lens[0].mass, lens[1].mass.
      ParameterError at H0: Parameter H0=10 outside physical bounds [20, 150] for lcdm model (km/s/Mpc).
      ParameterError at H0 in with(): expected a number, received the string "70"."
    `);
  });
});

describe("check", () => {
  it("admits numbers and arrays inside of the bounds, and the bounds", () => {
    expansion.check({ H0: 20, Om0: array(0.99), Obh2: 0.02 });
    halo.check(halo.defaults);
  });

  it("says what is wrong with each value", () => {
    const values = { H0: 70, Om0: 0.3, Obh2: 0.02 };
    const check = (changes: object): string =>
      messageOf(() => {
        expansion.check({ ...values, ...changes });
      });
    expect(
      [
        check({ H0: 10 }),
        check({ H0: array(10), Om0: 1 }),
        check({ Obh2: Number.NaN }),
        check({ H0: array([70, 71]) }),
        check({ H0: true }),
        check({ Hubble: 70 }),
        check({ H0: { value: 70 } }),
        check({ H0: "70" }),
        messageOf(() => {
          expansion.check({ H0: 70 } as never);
        }),
        messageOf(() => {
          halo.check({ offset: 0, lens: [{ mass: 1 }, { mass: 0 }] });
        }),
      ].join("\n"),
    ).toMatchInlineSnapshot(`
      "ParameterError at H0: Parameter H0=10 outside physical bounds [20, 150] for lcdm model (km/s/Mpc).
      ParameterError: Parameter H0=10 outside physical bounds [20, 150] for lcdm model (km/s/Mpc); Parameter Om0=1 outside physical bounds [0.01, 0.99] for lcdm model.
      ParameterError at Obh2: Parameter Obh2=NaN outside physical bounds [0.005, 0.1] for lcdm model.
      ParameterError at H0: Parameter H0 must be one number and is f64[2].
      ParameterError at H0: Parameter H0 must be one number and is true.
      ParameterError in check(): unknown parameter Hubble. The parameters of lcdm are H0, Om0, Obh2.
      ParameterError in check(): unknown parameter H0.value, missing parameter H0. The parameters of lcdm are H0, Om0, Obh2.
      TreeError at H0 in check(): expected an Arr, a number or a boolean, or a plain object or list of these, received the string "70". Keep names and labels outside of the tree.
      ParameterError in check(): missing parameters Om0, Obh2. The parameters of lcdm are H0, Om0, Obh2.
      ParameterError at lens[1].mass: Parameter lens[1].mass=0 outside physical bounds (0, Infinity) (Msun)."
    `);
  });
});

describe("declarations that cannot be", () => {
  it("are refused where they are written", () => {
    const options = { default: 1 };
    expect(
      [
        messageOf(() => real({ default: 1, units: "K" } as ParameterOptions)),
        messageOf(() => real({ unit: "K" } as unknown as ParameterOptions)),
        messageOf(() => real({ default: "1" } as unknown as ParameterOptions)),
        messageOf(() => real({ default: Number.NaN })),
        messageOf(() => real({ default: 1, doc: 3 } as unknown as ParameterOptions)),
        messageOf(() => real(3 as unknown as ParameterOptions)),
        messageOf(() => positive({ default: 0 })),
        messageOf(() => positive({ default: 1, bijector: "softplus" } as unknown as PositiveOptions)),
        messageOf(() => bounded(0, 0.5, options)),
        messageOf(() => bounded(2, 0, options)),
        messageOf(() => bounded(0, Infinity, options)),
        messageOf(() => bounded(options as never, 0, options)),
      ].join("\n"),
    ).toMatchInlineSnapshot(`
      "OptionError at units in real(): there is no option units. Did you mean unit? The options are unit, doc, label, default, shape, dtype, prior.
      OptionError at default in real(): the option default is missing. It has no default.
      ParameterError at default in real(): expected a finite number, a list of them, or NO_DEFAULT, received the string "1".
      ParameterError at default in real(): expected a finite number, received the number NaN.
      OptionError at doc in real(): expected a string, received the number 3.
      OptionError at options in real(): expected an object of options, received the number 3.
      ParameterError at default in positive(): expected a finite number in (0, Infinity), received the number 0.
      OptionError at bijector in positive(): expected an object, received the string "softplus".
      ParameterError at default in bounded(): expected a finite number in [0, 0.5], received the number 1.
      ParameterError in bounded(): expected two finite bounds, the lower first, received the number 2 and the number 0. Use real for a parameter without bounds, positive for one above zero.
      ParameterError in bounded(): expected two finite bounds, the lower first, received the number 0 and the number Infinity. Use real for a parameter without bounds, positive for one above zero.
      ParameterError in bounded(): expected two finite bounds, the lower first, received an object with key default and the number 0. Use real for a parameter without bounds, positive for one above zero."
    `);
  });

  it("are named by path when something in a spec is no parameter", () => {
    expect(
      [
        messageOf(() => spec({ halo: { mass: 3 as never } })),
        messageOf(() => spec({ lens: [real({ default: 1 }), undefined as never] })),
        messageOf(() => spec({ cosmology: expansion as never })),
      ].join("\n"),
    ).toMatchInlineSnapshot(`
      "ParameterError at halo.mass in spec(): expected a parameter such as real({ default: 0 }), or an object or list of parameters, received the number 3.
      ParameterError at lens[1] in spec(): expected a parameter such as real({ default: 0 }), or an object or list of parameters, received nothing.
      ParameterError at cosmology in spec(): expected a parameter such as real({ default: 0 }), or an object or list of parameters, received a Spec. To include another spec, use its parameters."
    `);
  });
});

it("positive parameters may choose their bijector", () => {
  expect(positive({ default: 1 }).bijector).toBe(bijectors.exponential);
  expect(positive({ default: 1, bijector: bijectors.softplus }).bijector).toBe(bijectors.softplus);
});
