/** Newton-CG on trees: saddles, bounds, and how few gradients it takes. */
import { describe, expect, it } from "vitest";
import { type Arr, array, exp } from "fluxion";
import { lbfgsb, minimize, newtonCg } from "fluxion/inference";
import { negativeCurvature } from "../../../../inference/minimize/newton/lowest-curvature.ts";

describe("newtonCg", () => {
  const valley = ({ x }: { readonly x: Arr }): Arr => {
    const [head, tail] = [x.slice([0, -1]), x.slice([1, null])];
    return tail.sub(head.square()).square().mul(100).add(head.sub(1).square()).sum();
  };

  it("takes a third of the gradients of L-BFGS-B in a bent valley of 100 dimensions", () => {
    const start = { x: array(new Array<number>(100).fill(0.5)) };
    const [newton, secant] = [
      minimize(valley, start, { method: newtonCg() }),
      minimize(valley, start, { method: lbfgsb() }),
    ];
    expect([newton.status, secant.status]).toEqual(["converged", "converged"]);
    for (const x of newton.params.x.toArray()) expect(x).toBeCloseTo(1, 10);
    expect(3 * newton.evaluations.gradient).toBeLessThan(1.2 * secant.evaluations.gradient);
    expect(newton.evaluations.hessianProduct).toBeGreaterThan(newton.steps);
    expect(newton.summary()).toMatch(/by newton-cg with \d+ values, \d+ gradients, \d+ Hessian products\.$/);
  });

  it("squares its error near the minimum", () => {
    const bowl = ({ x, y }: { readonly x: Arr; readonly y: Arr }): Arr =>
      exp(x)
        .sub(x)
        .add(exp(y.mul(2).sub(x)).sub(y.mul(2).sub(x)));
    const fit = minimize(bowl, { x: 1, y: 2 }, { method: newtonCg() });
    // The minimum is at zero: the last two gains in accuracy make more than ten digits of two.
    const slopes = fit.history.map(({ gradientNorm }) => gradientNorm);
    expect(slopes.at(-1)!).toBeLessThan(1e-8);
    expect(slopes.at(-3)!).toBeGreaterThan(1e-5);
  });

  it("leaves a saddle along any direction, to either side that bounds allow", () => {
    // Saddle at zero, minima at x = ±1 along (1, 1) / sqrt(2).
    const pass = ({ x, y }: { readonly x: Arr; readonly y: Arr }): Arr => {
      const along = x.add(y).div(2);
      return along.square().sub(1).square().add(x.sub(y).square());
    };
    const free = minimize(pass, { x: 0, y: 0 }, { method: newtonCg() });
    expect(free.status).toBe("converged");
    expect(Math.abs(free.params.x.item())).toBeCloseTo(1, 9);
    expect(free.params.y.item()).toBeCloseTo(free.params.x.item(), 9);
    for (const sign of [-1, 1]) {
      const range = sign < 0 ? ([-4, 0] as const) : ([0, 4] as const);
      const fit = minimize(pass, { x: 0, y: 0 }, { method: newtonCg(), bounds: { x: range, y: range } });
      expect(fit.params.x.item()).toBeCloseTo(sign, 9);
      expect(fit.status).toBe("converged");
    }
    // From the stable side every gradient leads into the saddle.
    const valley = minimize(pass, { x: 3, y: -3 }, { method: newtonCg() });
    expect(valley.value).toBeLessThan(1e-18);
    expect(minimize(pass, { x: 3, y: -3 }).value).toBeCloseTo(1, 12);
  });

  it("meets an exact bound that the free minimum lies beyond, and leaves one that it started on", () => {
    const bowl = ({ x, y, z }: { readonly x: Arr; readonly y: Arr; readonly z: Arr }): Arr =>
      x.sub(5).square().add(y.add(x).square()).add(z.sub(0.5).square());
    const bounds = { x: [-1, 0.1], y: [-0.05, 7], z: [0, 1] } as const;
    const fit = minimize(bowl, { x: -1, y: 7, z: 1 }, { method: newtonCg(), bounds });
    expect([fit.params.x.item(), fit.params.y.item()]).toEqual([0.1, -0.05]);
    expect(fit.params.z.item()).toBeCloseTo(0.5, 12);
    expect(fit.boundsReached).toEqual([
      { path: "x", side: "max" },
      { path: "y", side: "min" },
    ]);
  });
});

describe("negativeCurvature", () => {
  const free = (n: number): Uint8Array => new Uint8Array(n).fill(1);
  it("finds the one direction that curves down among many", () => {
    const curvatures = Array.from({ length: 12 }, (_, i) => (i === 7 ? -0.01 : 1 + i));
    const found = negativeCurvature((v) => v.map((x, i) => curvatures[i]! * x), free(12))!;
    expect(found.curvature).toBeCloseTo(-0.01, 10);
    expect(Math.abs(found.direction[7]!)).toBeCloseTo(1, 10);
  });

  it("finds none where there is none, or where it is held", () => {
    expect(negativeCurvature((v) => v.map((x, i) => (1 + i) * x), free(5))).toBeNull();
    expect(negativeCurvature((v) => v.map(() => 0), free(5))).toBeNull();
    const held = free(3);
    held[1] = 0;
    expect(negativeCurvature((v) => v.map((x, i) => (i === 1 ? -x : x)), held)).toBeNull();
    expect(negativeCurvature((v) => v.map(() => Number.NaN), free(2))).toBeNull();
  });
});
