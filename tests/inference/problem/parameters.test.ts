/** Parameters of a fit: bounds and free parameters chosen by path, and what is said of choices that make no sense. */
import { describe, expect, it } from "vitest";
import { type Arr, array, positive, spec } from "fluxion";
import { fisher, laplace, leastSquares, minimize, sample, unconstrain, type MinimizeOptions } from "fluxion/inference";

interface Model {
  readonly x: Arr;
  readonly halo: { readonly mass: Arr; readonly radius: Arr };
}
/** Least at x = (1, 2, 3), mass 4, radius 5. */
const bowl = ({ x, halo }: Model): Arr =>
  x
    .sub(array([1, 2, 3]))
    .square()
    .sum()
    .add(halo.mass.sub(4).square())
    .add(halo.radius.sub(5).square());
const start = { x: array([0, 0, 0]), halo: { mass: 0, radius: 0 } };

describe("bounds by path", () => {
  it("of one number of an array take the place of the array's", () => {
    const fit = minimize(bowl, start, { bounds: { x: [-9, 2.5], "x[0]": [-1, 0.5] } });
    const [first, second, third] = fit.params.x.toArray();
    expect([first, third]).toEqual([0.5, 2.5]);
    // A fit ends when the next step is worth less than 1e-15 of the value: some 1e-8 of a parameter.
    expect(second).toBeCloseTo(2, 7);
    expect(fit.boundsReached).toEqual([
      { path: "x[0]", side: "max" },
      { path: "x[2]", side: "max" },
    ]);
  });

  it("of a number of a matrix go by both indices, with or without a space", () => {
    const square = ({ m }: { readonly m: Arr }): Arr => m.sub(1).square().sum();
    for (const path of ["m[1, 0]", "m[1,0]"]) {
      const fit = minimize(
        square,
        {
          m: array([
            [0, 0],
            [0, 0],
          ]),
        },
        { bounds: { [path]: [-1, 0.25] } },
      );
      expect(fit.params.m.toNested()).toEqual([
        [1, 1],
        [0.25, 1],
      ]);
    }
  });

  it("that are equal hold a number, and nothing is said of widening them", () => {
    const fit = minimize(bowl, start, { bounds: { "x[1]": [0, 0] } });
    expect(fit.params.x.toNested()).toEqual([1, 0, 3]);
    expect(fit.boundsReached).toEqual([]);
    expect(fit.summary()).toContain("held by equal bounds");
  });

  it("of one number reach samplers through its own bijector", () => {
    const space = unconstrain<Model>(start, { bounds: { "x[1]": [-1, 3], "x[2]": [-2, Infinity] } });
    const numbers = space.numbersAt(new Float64Array(space.size));
    // At u = 0: the middle of an interval, one above a lower bound, zero without any.
    expect(Array.from(numbers)).toEqual([0, 1, -1, 0, 0]);
    expect(space.coordinates.map(({ path }) => path)).toEqual(["x[0]", "x[1]", "x[2]", "halo.mass", "halo.radius"]);
  });

  it("cannot hold part of an array in a sampler", () => {
    const density = (p: Model): Arr => bowl(p).neg();
    expect(() => sample(density, start, { bounds: { "x[1]": [0, 0] } })).toThrowErrorMatchingInlineSnapshot(
      `[ParameterError: ParameterError at x[1] in sample(): its bounds are equal, those of the rest of x are not. To hold one number of an array, take it out of the array: a leaf of its own, or a constant.]`,
    );
  });

  it("are two numbers", () => {
    const fit = (bounds: unknown) => () =>
      minimize(bowl, start, { bounds } as MinimizeOptions<Model, never, never> as object);
    expect(fit({ x: [0, null] })).toThrowErrorMatchingInlineSnapshot(
      `[OptionError: OptionError at bounds.x in minimize(): expected [lower, upper], two numbers with lower <= upper, received [0, null]. Where there is no bound, write -Infinity or Infinity.]`,
    );
    expect(fit({ x: ["0", "1"] })).toThrowErrorMatchingInlineSnapshot(
      `[OptionError: OptionError at bounds.x in minimize(): expected [lower, upper], two numbers with lower <= upper, received [the string "0", the string "1"]. Where there is no bound, write -Infinity or Infinity.]`,
    );
    expect(fit({ x: 2 })).toThrowErrorMatchingInlineSnapshot(
      `[OptionError: OptionError at bounds.x in minimize(): expected [lower, upper], two numbers with lower <= upper, received the number 2. Where there is no bound, write -Infinity or Infinity.]`,
    );
    expect(fit({ x: [0, Number.NaN] })).toThrowErrorMatchingInlineSnapshot(
      `[OptionError: OptionError at bounds.x in minimize(): expected [lower, upper], two numbers with lower <= upper, received [0, NaN]. Where there is no bound, write -Infinity or Infinity.]`,
    );
    expect(fit({ "x[3]": [0, 1] })).toThrowErrorMatchingInlineSnapshot(
      `[OptionError: OptionError in minimize(): bounds names x[3], which the parameters do not have. The parameters are x, halo.mass, halo.radius; one number of an array is x[0].]`,
    );
  });
});

describe("free parameters", () => {
  it("are chosen with all that is below a name", () => {
    const fit = minimize(bowl, start, { free: ["halo"] });
    expect(fit.params.x.toNested()).toEqual([0, 0, 0]);
    expect([fit.params.halo.mass.item(), fit.params.halo.radius.item()]).toEqual([4, 5]);
    const information = fisher(({ halo }: Model) => halo.mass.add(halo.radius.mul(2)), fit.params, {
      free: ["*.mass"],
    });
    expect(information.paths).toEqual(["halo.mass"]);
  });

  it("are named in a list, and exist", () => {
    expect(() => minimize(bowl, start, { free: "halo" as unknown as string[] })).toThrowErrorMatchingInlineSnapshot(
      `[OptionError: OptionError at free in minimize(): expected a list, received the string "halo".]`,
    );
    expect(() => leastSquares(({ x }: Model) => x, start, { free: ["y"] })).toThrowErrorMatchingInlineSnapshot(
      `[OptionError: OptionError in leastSquares(): free names y, which the parameters do not have. The parameters are halo.mass, halo.radius, x.]`,
    );
    expect(() => laplace(bowl, start, { free: ["x[0]"] })).toThrowErrorMatchingInlineSnapshot(
      `[OptionError: OptionError in laplace(): free names x[0], which the parameters do not have. The parameters are halo.mass, halo.radius, x. The numbers of an array are free together; equal bounds hold one of them.]`,
    );
  });
});

describe("a spec", () => {
  it("has no leaf that the parameters do not", () => {
    const lamp = spec({ flux: positive({ default: 1 }) });
    const fit = () =>
      minimize((p: { flux: Arr }) => p.flux, { fluxes: 1 } as unknown as { flux: number }, { spec: lamp });
    expect(fit).toThrowErrorMatchingInlineSnapshot(
      `[ParameterError: ParameterError in minimize(): the spec has flux, which the parameters do not have. The parameters are fluxes.]`,
    );
  });
});
