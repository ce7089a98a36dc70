/** Truncated conjugate gradients: in the ball, on the sphere, and along negative curvature. */
import { describe, expect, it } from "vitest";
import { norm } from "../../../../inference/linear-algebra/vectors.ts";
import { type TruncatedProblem, truncatedStep } from "../../../../inference/minimize/newton/truncated-cg.ts";

const diagonal = (curvatures: readonly number[], gradient: readonly number[], more: Partial<TruncatedProblem> = {}) =>
  truncatedStep({
    offset: new Float64Array(gradient.length),
    gradient: Float64Array.from(gradient),
    product: (vector) => vector.map((x, i) => curvatures[i]! * x),
    free: new Uint8Array(gradient.length).fill(1),
    radius: 100,
    tolerance: 1e-12,
    maxProducts: 100,
    ...more,
  });

describe("truncatedStep", () => {
  it("finds the minimum of a convex model in as many products as it has curvatures", () => {
    const { step, image, outcome, products } = diagonal([1, 4, 4, 1], [1, -8, 4, 2]);
    expect(outcome).toBe("solved");
    expect(products).toBe(2);
    Array.from(step).forEach((x, i) => expect(x).toBeCloseTo([-1, 2, -1, -2][i]!, 13));
    Array.from(image).forEach((x, i) => expect(x).toBeCloseTo([-1, 8, -4, -2][i]!, 13));
  });

  it("stops on the sphere, offset and all", () => {
    const first = diagonal([1, 1], [-3, -4], { radius: 2.5 });
    expect(first.outcome).toBe("boundary");
    expect(Array.from(first.step)).toEqual([expect.closeTo(1.5, 14), expect.closeTo(2, 14)]);
    const offset = Float64Array.of(0, 2);
    const second = diagonal([1, 1], [-10, 0], { radius: 2.5, offset });
    expect(Array.from(second.step)).toEqual([expect.closeTo(1.5, 14), 0]);
  });

  it("follows negative curvature to the sphere", () => {
    const { step, outcome } = diagonal([-1, 2], [1, 0], { radius: 3 });
    expect(outcome).toBe("negative-curvature");
    expect(Array.from(step)).toEqual([-3, 0]);
  });

  it("moves what is free alone", () => {
    const { step } = diagonal([1, 1, 1], [1, 1, 1], { free: Uint8Array.of(1, 0, 1) });
    expect(Array.from(step)).toEqual([-1, 0, -1]);
  });

  it("takes a straight line where second derivatives do not exist, and stops when out of products", () => {
    const broken = diagonal([Number.NaN], [2], { radius: 5 });
    expect([broken.outcome, broken.step[0]]).toEqual(["negative-curvature", -5]);
    const short = diagonal([1, 10, 100], [1, 1, 1], { maxProducts: 1 });
    expect([short.outcome, short.products]).toEqual(["exhausted", 1]);
    // The minimum along the gradient: 3 / 111 of it.
    expect(Array.from(short.step, (x) => x * 111)).toEqual([-3, -3, -3].map((x): unknown => expect.closeTo(x, 13)));
  });

  it("lowers the model more, the wider the ball", () => {
    const curvatures = [1, 3, 10, 30];
    const gradient = [5, -3, 2, 1];
    const falls = [0.1, 0.5, 1, 2, 6].map((radius) => {
      const { step, image } = diagonal(curvatures, gradient, { radius });
      expect(norm(step)).toBeLessThanOrEqual(radius * (1 + 1e-14));
      return step.reduce((sum, x, i) => sum + gradient[i]! * x + 0.5 * x * image[i]!, 0);
    });
    for (let k = 1; k < falls.length; k++) expect(falls[k]!).toBeLessThan(falls[k - 1]!);
    // The free minimum is 5.1 away: -½ sum g² / a.
    expect(falls.at(-1)).toBeCloseTo(-0.5 * (25 + 3 + 0.4 + 1 / 30), 12);
  });
});
