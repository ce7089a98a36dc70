/** Eigenbases: round trips, whitening, truncation, and what has no positive eigenvalue. */
import { describe, expect, it } from "vitest";
import { type Arr, array, grad, jit, stack } from "fluxion";
import { eigenbasis, fisher, leastSquares, minimize, observedInformation } from "fluxion/inference";

type Optics = Readonly<{ scale: Arr; modes: Arr; pointing: Readonly<{ x: Arr; y: Arr }> }>;

/** Parameters in units that span five decades (ten in the information), strongly mixed: a linear model with a known information matrix. */
const units = [1e-3, 1, 10, 1e-1, 1e2];
const mixing = array([
  [1, 0.3, -0.2, 0.5, 0.1],
  [0.2, 1, 0.4, -0.3, 0.6],
  [-0.5, 0.6, 1, 0.1, -0.2],
  [0.3, -0.8, 0.2, 1, 0.4],
  [0.7, 0.1, -0.4, 0.9, 1],
  [0.4, 0.5, 0.6, -0.7, 0.8],
]);
const start: Optics = { scale: array(2e-3), modes: array([1, 20]), pointing: { x: array(0.3), y: array(-200) } };
const flat = (p: Optics): Arr => stack([p.modes.slice(0), p.modes.slice(1), p.pointing.x, p.pointing.y, p.scale]);
const order = [1, 2, 3, 4, 0].map((k) => units[k]!);
const residuals = (p: Optics): Arr => mixing.matMul(flat(p).sub(flat(start)).div(array(order)));
const information = fisher(residuals, start);

describe.each(["whitened", "plain"] as const)("%s eigenbasis", (coordinates) => {
  describe.each(["diagonal", "none"] as const)("with scaling %s", (scaling) => {
    const basis = eigenbasis(information, { coordinates, scaling });

    it("goes to a tree and back", () => {
      expect(basis.size).toBe(5);
      const z = array([0.3, -1.2, 0.7, 2, -0.4]);
      const there = basis.toTree(z);
      const back = basis.fromTree(there).toArray();
      // The reference is 1e5 units of the smallest direction, which leaves eleven of sixteen digits.
      z.toArray().forEach((value, k) => {
        expect(back[k]).toBeCloseTo(value, 10);
      });
      expect(basis.toTree(basis.origin)).toEqual(start);
    });

    it("diagonalises the information", () => {
      const inside = fisher((z: Arr) => residuals(basis.toTree(z)), basis.origin);
      const cells = inside.information.toNested() as number[][];
      const eigenvalues = basis.directions.map(({ eigenvalue }) => eigenvalue);
      cells.forEach((row, i) =>
        row.forEach((value, j) => {
          const expected = i === j ? (coordinates === "whitened" ? 1 : eigenvalues[i]!) : 0;
          const size = coordinates === "whitened" ? 1 : Math.sqrt(eigenvalues[i]! * eigenvalues[j]!);
          // Without scaling lengths span five decades, and each component of a vector carries an error of 1e-16 of the longest.
          const tolerance = scaling === "none" ? 1e-10 : 1e-12;
          expect(Math.abs(value - expected) / size).toBeLessThan(tolerance);
        }),
      );
    });
  });
});

describe("eigenbasis", () => {
  it("makes half the squared length of the coordinates the negative log-likelihood", () => {
    const basis = eigenbasis(information);
    const z = [0.3, -1.2, 0.7, 2, -0.4];
    const chi2 = residuals(basis.toTree(array(z)))
      .square()
      .sum()
      .item();
    expect(chi2 / z.reduce((sum, value) => sum + value * value, 0)).toBeCloseTo(1, 11);
    expect(basis.conditionNumber).toBe(1);
  });

  it("lets gradient descent with step η shrink the error by 1 - η", () => {
    const basis = eigenbasis(information);
    const slope = jit(grad((z: Arr) => residuals(basis.toTree(z)).square().sum().mul(0.5)));
    let z = array([1, -2, 3, 0.5, -1]);
    for (let step = 0; step < 3; step++) z = z.sub(slope(z).mul(0.25));
    z.toArray().forEach((value, k) => {
      expect(value).toBeCloseTo([1, -2, 3, 0.5, -1][k]! * 0.75 ** 3, 11);
    });
  });

  it("does not depend on units when it scales", () => {
    const unitless = fisher((p: Optics) => mixing.matMul(flat(p)), {
      scale: 0,
      modes: array([0, 0]),
      pointing: { x: 0, y: 0 },
    });
    const [ours, plain] = [information, unitless].map((from) => eigenbasis(from, { coordinates: "plain" }));
    ours!.directions.forEach(({ eigenvalue, text }, k) => {
      expect(eigenvalue / plain!.directions[k]!.eigenvalue).toBeCloseTo(1, 12);
      expect(text).toBe(plain!.directions[k]!.text);
    });
    expect(ours!.conditionNumber / plain!.conditionNumber).toBeCloseTo(1, 12);
    expect(eigenbasis(information, { coordinates: "plain", scaling: "none" }).conditionNumber).toBeGreaterThan(1e9);
  });

  it("is a space to fit in, also where it is truncated", () => {
    const curved = (p: Optics): Arr => residuals(p).add(residuals(p).square().mul(0.05)).sub(0.3);
    const direct = leastSquares(curved, start);
    const basis = eigenbasis(fisher(curved, start));
    const fit = minimize((z: Arr) => curved(basis.toTree(z)).square().sum(), basis.origin);
    expect(fit.status).toBe("converged");
    expect(fit.value / direct.value).toBeCloseTo(1, 12);
    const best = flat(basis.toTree(fit.params)).toArray();
    flat(direct.params)
      .toArray()
      .forEach((value, k) => {
        expect(Math.abs(best[k]! - value) / order[k]!).toBeLessThan(1e-6);
      });
    const two = eigenbasis(fisher(curved, start), { count: 2 });
    expect(two.size).toBe(2);
    expect(two.explain).toMatch(/^2 of 5 directions kept. Left out: /);
    const shorter = minimize((z: Arr) => curved(two.toTree(z)).square().sum(), two.origin);
    expect(shorter.value).toBeGreaterThan(direct.value);
    // What is projected out and in again stays.
    const projected = two.toTree(two.fromTree(direct.params));
    expect(Array.from(two.fromTree(projected).toArray())).toEqual(
      Array.from(two.fromTree(direct.params).toArray(), (value): unknown => expect.closeTo(value, 9)),
    );
  });

  it("keeps what a threshold asks for, and never nothing", () => {
    // The spectrum of a 23-parameter telescope: fifteen eigenvalues above 1e4, a gap, eight below 1e3.
    const spectrum = [
      ...[2.77e14, 1.07e12, 4.05e11, 3.88e11, 1.91e11, 4.04e10, 1.68e9],
      ...[3.6e7, 3.1e7, 2.7e7, 2.2e7, 1.8e7, 1.4e7, 1.1e7, 8.7e6],
      ...[6.9e2, 1.4e2, 1.1e2, 38, 33, 28, 23, 0.4],
    ];
    const roots = array(spectrum.map(Math.sqrt));
    const telescope = fisher((p: { readonly theta: Arr }) => p.theta.mul(roots), {
      theta: array(spectrum.map(() => 0)),
    });
    const plain = { scaling: "none" } as const;
    expect(eigenbasis(telescope, { ...plain, threshold: 1e4 }).size).toBe(15);
    expect(eigenbasis(telescope, { ...plain, threshold: 1e4, count: 7 }).size).toBe(7);
    expect(eigenbasis(telescope, { ...plain, threshold: 1e20 }).size).toBe(1);
    const basis = eigenbasis(telescope, { ...plain, coordinates: "plain" });
    basis.directions.forEach(({ eigenvalue, text }, k) => {
      expect(eigenvalue / spectrum[k]!).toBeCloseTo(1, 13);
      expect(text).toBe(`theta[${k}]`);
    });
    // Diagonal scaling takes all of the condition number of a diagonal matrix.
    expect(eigenbasis(telescope, { coordinates: "plain" }).conditionNumber).toBeCloseTo(1, 12);
  });

  it("names what has no positive eigenvalue, and holds it", () => {
    type Four = Readonly<{ a: Arr; b: Arr; c: Arr; d: Arr }>;
    const blind = fisher((p: Four): Arr => stack([p.a.add(p.b), p.c]), { a: 1, b: 2, c: 3, d: 4 });
    const basis = eigenbasis(blind);
    expect(basis.size).toBe(2);
    expect(basis.explain).toMatchInlineSnapshot(
      `"2 of 4 directions kept. Not determined, held at the reference: 0.71 a - 0.71 b; d; add data or a prior to free them."`,
    );
    const moved = basis.toTree(array([1, 1]));
    expect([moved.d.item(), moved.a.sub(moved.b).item()]).toEqual([4, -1]);
    const saddle = observedInformation((p: Four) => p.a.square().sub(p.b.square()).add(p.c.square()), {
      ...{ a: 0, b: 0, c: 0, d: 0 },
    });
    for (const scaling of ["diagonal", "none"] as const) {
      const kept = eigenbasis(saddle, { scaling });
      expect(kept.directions.map(({ text, fate }) => `${text} ${fate}`)).toEqual(
        expect.arrayContaining(["a kept", "c kept", "b not-positive", "d not-positive"]),
      );
    }
    expect(() =>
      eigenbasis(observedInformation((p: { readonly a: Arr }) => p.a.square().neg(), { a: 0 })),
    ).toThrowErrorMatchingInlineSnapshot(
      `[FitError: FitError in eigenbasis(): no direction of a has a positive eigenvalue. Add data or a prior, or take the information at another point.]`,
    );
    expect(() => eigenbasis(blind, { count: 0 })).toThrowErrorMatchingInlineSnapshot(
      `[OptionError: OptionError at count in eigenbasis(): expected a whole number of at least 1, received the number 0.]`,
    );
    expect(() => basis.fromTree({ a: 1, b: 2, c: array([1, 2]), d: 3 })).toThrowErrorMatchingInlineSnapshot(
      `[ShapeError: ShapeError at c in fromTree(): expected [], received [2].]`,
    );
  });
});
