/** unconstrain: trees with constraints as flat vectors, and log densities over them. */
import { describe, expect, it } from "vitest";
import {
  type Arr,
  array,
  bijectors,
  bounded,
  checkGrads,
  grad,
  jit,
  linspace,
  positive,
  real,
  spec,
  vmap,
  special,
} from "fluxion";
import { unconstrain } from "fluxion/inference";
import { messageOf } from "../../support/message-of.ts";

const { ordered, simplex } = bijectors;
const halo = spec({
  mass: positive({ unit: "Msun", default: 2 }),
  shape: { slope: bounded(0, 3, { default: 1 }), flattening: bounded(-1, 1, { default: 0.5 }) },
  scatter: positive({ default: 1, bijector: bijectors.softplus }),
  offset: real({ unit: "km/s", default: -4 }),
});

describe("unconstrain", () => {
  it("reads bijectors from the spec, in the order in which it was written", () => {
    const space = unconstrain(halo.defaults, { spec: halo });
    const u = array([0.3, -1.1, 0.4, 0.2, 2]);
    const flat = space.constrain(u);
    const paths = space.coordinates.map(({ path }) => path);
    expect(paths).toEqual(["mass", "shape.slope", "shape.flattening", "scatter", "offset"]);
    const [slope, flattening] = [bijectors.scaledLogistic(0, 3), bijectors.scaledLogistic(-1, 1)];
    expect(flat.mass.item()).toBe(Math.exp(0.3));
    expect(flat.shape.slope.item()).toBe(slope.forward(-1.1).item());
    expect(flat.shape.flattening.item()).toBe(flattening.forward(0.4).item());
    expect(flat.scatter.item()).toBe(bijectors.softplus.forward(0.2).item());
    expect(flat.offset.item()).toBe(2);
    const terms = [slope.logDetJacobian(-1.1), flattening.logDetJacobian(0.4), bijectors.softplus.logDetJacobian(0.2)];
    // The same terms in another order.
    expect(space.logDetJacobian(u).item()).toBeCloseTo(0.3 + terms.reduce((sum, term) => sum + term.item(), 0), 14);
    expect(space.unconstrainedPaths).toEqual(paths);
  });

  it("starts at the initial parameters and finds its way back", () => {
    const space = unconstrain(halo.defaults, { spec: halo });
    const again = space.paramsAt(space.start);
    expect(again.mass.item()).toBeCloseTo(2, 14);
    expect(again.shape.slope.item()).toBeCloseTo(1, 14);
    expect(again.offset.item()).toBe(-4);
    expect(space.vectorOf(space.numbersAt(space.start))).toEqual(space.start);
    expect(space.movedInside).toEqual([]);
  });

  it("makes a density of u: it integrates to one", () => {
    // Gamma(3, 2) of a positive number, Beta(2, 5) of one in (0, 1).
    const gamma = (p: { x: Arr }): Arr =>
      p.x
        .log()
        .mul(2)
        .sub(p.x.mul(2))
        .add(3 * Math.LN2)
        .sub(special.lgamma(3));
    const beta = (p: { x: Arr }): Arr => p.x.log().add(p.x.neg().log1p().mul(4)).add(Math.log(30));
    for (const [density, range] of [
      [gamma, [0, Infinity]],
      [beta, [0, 1]],
    ] as const) {
      const space = unconstrain<{ x: Arr }>({ x: 0.5 }, { bounds: { x: range } });
      const of = space.logDensity(density);
      const step = 1 / 16;
      const grid = linspace(-40, 40, 80 / step + 1).reshape(-1, 1);
      const total = vmap((u: Arr) => of(u).exp())(grid)
        .sum()
        .mul(step)
        .item();
      // The trapezoidal rule on a smooth density that falls off faster than exp(-|u|) both ways: what it misses is rounding.
      expect(total).toBeCloseTo(1, 13);
    }
  });

  it("takes vectors in order and on a simplex, beside fixed leaves", () => {
    const initial = { cuts: array([-1, 0, 2]), weights: array([0.2, 0.3, 0.5]), known: array([7, 8]), last: 3 };
    type Mixture = Readonly<{ cuts: Arr; weights: Arr; known: Arr; last: Arr }>;
    const space = unconstrain<Mixture>(initial, {
      constraints: { cuts: ordered, weights: simplex },
      free: ["cuts", "weights", "last"],
      bounds: { last: [0, 10] },
    });
    expect(space.size).toBe(6);
    expect(space.coordinates.map(({ path }) => path)).toEqual([
      "cuts[0]",
      "cuts[1]",
      "cuts[2]",
      "weights[0]",
      "weights[1]",
      "weights[2]",
      "last",
    ]);
    expect(space.unconstrainedPaths).toEqual(["cuts[0]", "cuts[1]", "cuts[2]", "weights[0]", "weights[1]", "last"]);
    const back = space.paramsAt(space.start);
    [-1, 0, 2].forEach((cut, k) => expect(back.cuts.slice(k).item()).toBeCloseTo(cut, 14));
    [0.2, 0.3, 0.5].forEach((weight, k) => expect(back.weights.slice(k).item()).toBeCloseTo(weight, 14));
    expect(back.known.toNested()).toEqual([7, 8]);
    const density = space.logDensity(({ cuts, weights, known, last }) =>
      cuts.square().sum().neg().add(weights.log().sum()).sub(known.sum().mul(last)),
    );
    checkGrads((u: Arr) => density(u), [array(space.start)], { order: 2 });
  });

  it("compiles, fixed leaves being inputs", () => {
    const space = unconstrain<{ a: Arr; b: Arr }>({ a: 2, b: 5 }, { free: ["a"], bounds: { a: [1, Infinity] } });
    const density = space.logDensity(({ a, b }) => a.mul(b).neg());
    const compiled = jit(grad((u: Arr, fixed: readonly Arr[]) => density(u, fixed)));
    // d/du [-(1 + e^u) b + u] at u = 0.
    expect(compiled(array([0]), [array(5)]).toNested()).toEqual([-4]);
    expect(compiled(array([0]), [array(7)]).toNested()).toEqual([-6]);
  });

  it("leaves what has no constraint alone, bit for bit", () => {
    const space = unconstrain<{ x: Arr }>({ x: array([0.1, 1e300]) });
    const density = space.logDensity(({ x }) => x.slice(0));
    expect(density(array([0.1, 0])).item()).toBe(0.1);
    expect(space.numbersAt(Float64Array.of(0.1, 1e300))).toEqual(Float64Array.of(0.1, 1e300));
    expect(space.logDetJacobian(array([1, 2])).item()).toBe(0);
  });

  it("holds a parameter between equal bounds", () => {
    const space = unconstrain<{ a: Arr; b: Arr }>({ a: 2, b: 5 }, { bounds: { a: [2, 2] } });
    expect(space.coordinates.map(({ path }) => path)).toEqual(["b"]);
    expect(space.paramsAt(Float64Array.of(1)).a.item()).toBe(2);
  });

  it("moves a start on a bound inside and says so", () => {
    const start = halo.with({ "shape.slope": 3 }).defaults;
    const space = unconstrain(start, { spec: halo });
    expect(space.movedInside).toEqual(["shape.slope"]);
    expect(space.paramsAt(space.start).shape.slope.item()).toBeCloseTo(2.997, 12);
    const atZero = unconstrain<typeof halo.params>({ ...halo.defaults, mass: array(0) }, { spec: halo });
    // A thousandth of the default.
    expect(atZero.paramsAt(atZero.start).mass.item()).toBeCloseTo(2e-3, 15);
  });

  it("says what does not fit", () => {
    const open = (options: Parameters<typeof unconstrain>[1], initial: Record<string, unknown> = {}): string =>
      messageOf(() => unconstrain({ rate: 1, weights: array([0.5, 0.5]), ...initial }, options));
    expect(open({ constraints: { weight: simplex } })).toMatchInlineSnapshot(
      `"OptionError in unconstrain(): constraints names weight, which is no free parameter. The free parameters are rate, weights."`,
    );
    expect(open({ constraints: { rate: simplex } })).toMatchInlineSnapshot(
      `"ParameterError at rate in unconstrain(): expected a vector of length 2 or more for simplex, received shape []."`,
    );
    expect(open({ constraints: { weights: simplex } }, { weights: array([0.5, 0.6]) })).toMatchInlineSnapshot(
      `"ParameterError at weights in unconstrain(): expected positive components that add up to 1, received [0.5, 0.6]."`,
    );
    expect(open({ constraints: { weights: ordered } })).toMatchInlineSnapshot(
      `"ParameterError at weights in unconstrain(): expected components in rising order, received [0.5, 0.5]."`,
    );
    expect(open({ constraints: { rate: bijectors.softplus } }, { rate: -1 })).toMatchInlineSnapshot(
      `"ParameterError at rate in unconstrain(): expected values inside of the range of softplus, received [-1]."`,
    );
    expect(open({ constraints: { weights: ordered }, bounds: { weights: [0, 1] } })).toMatchInlineSnapshot(
      `"OptionError at weights in unconstrain(): both constraints and bounds are given; one must go."`,
    );
    expect(open({ bounds: { rate: [1, Infinity] } })).toMatchInlineSnapshot(
      `"ParameterError at rate in unconstrain(): expected a start inside of the bounds (1, Infinity), received 1, which is on one. Start from a value of the size that you expect."`,
    );
    expect(open({ bounds: { rate: [1, 1], weights: [0.5, 0.5] } })).toMatchInlineSnapshot(
      `"ParameterError in unconstrain(): there is nothing free: the bounds of every parameter are equal."`,
    );
  });
});
