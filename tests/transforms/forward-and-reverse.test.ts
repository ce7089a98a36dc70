/** jvp, linearize and vjp: closed forms, and the identity that ties them together. */

import { type Arr, array, exp, jit, jvp, linearize, matMul, mul, sin, sum, vjp } from "fluxion";
import { describe, expect, expectTypeOf, it } from "vitest";
import { messageOf } from "../support/message-of.ts";
import { expectTree } from "../support/trees.ts";

interface Pair {
  readonly u: Arr;
  readonly v: Arr;
}

/** (p, x) -> { product: u x, list: [sin v, Σ x] } */
const f = (p: Pair, x: Arr): { product: Arr; list: readonly [Arr, Arr] } => ({
  product: mul(p.u, x),
  list: [sin(p.v), sum(x)],
});
const p = { u: 2, v: array([0.1, 0.2]) };
const x = array([3, 4, 5]);

describe("jvp", () => {
  it("gives the value and its derivative along the tangents, as trees like the value", () => {
    const { value, tangent } = jvp(f, [p, x], [{ u: 1, v: array([1, -1]) }, array([0.5, 0, 0])]);
    expectTypeOf(tangent).toEqualTypeOf<{ product: Arr; list: readonly [Arr, Arr] }>();
    expectTree(value, { product: [6, 8, 10], list: [[Math.sin(0.1), Math.sin(0.2)], 12] });
    // d(u x) = du x + u dx; d sin v = cos v dv; d Σ x = Σ dx
    expectTree(tangent, { product: [4, 4, 5], list: [[Math.cos(0.1), -Math.cos(0.2)], 0.5] });
  });

  it("gives zeros where nothing moves, and for results that cannot move", () => {
    const g = (t: Arr): readonly Arr[] => [t.greater(0), t.cast("i32"), array(7), t];
    const { tangent } = jvp(g, [2], [1]);
    expect(tangent).toEqual([array(false), array(0, { dtype: "i32" }), array(0), array(1)]);
  });

  it("takes the tangent of an integer leaf as zero", () => {
    const g = (t: Arr, n: Arr): Arr => t.mul(n);
    expectTree(jvp(g, [2, array(3, { dtype: "i32" })], [1, 0]).tangent, 3);
  });
});

describe("linearize", () => {
  it("is the derivative as a linear map, at one point", () => {
    const { value, pushforward } = linearize(f, p, x);
    expectTree(value, { product: [6, 8, 10], list: [[Math.sin(0.1), Math.sin(0.2)], 12] });
    const first = pushforward({ u: 1, v: array([0, 0]) }, array([0, 0, 0]));
    const second = pushforward({ u: 0, v: array([0, 2]) }, array([1, 1, 1]));
    expectTree(first, { product: [3, 4, 5], list: [[0, 0], 0] });
    expectTree(second, { product: [2, 2, 2], list: [[0, 2 * Math.cos(0.2)], 3] });
  });

  it("does not run the function again", () => {
    let traces = 0;
    const { pushforward } = linearize((t: Arr) => {
      traces += 1;
      return exp(t);
    }, 1);
    expectTree([pushforward(1), pushforward(3)], [Math.E, 3 * Math.E]);
    expect(traces).toBe(1);
  });
});

describe("vjp", () => {
  it("takes cotangents of the result back to all arguments", () => {
    const { value, pullback } = vjp(f, p, x);
    expectTypeOf(pullback).returns.toEqualTypeOf<[Pair, Arr]>();
    expectTree(value, { product: [6, 8, 10], list: [[Math.sin(0.1), Math.sin(0.2)], 12] });
    const [ofPair, ofX] = pullback({ product: array([1, 0, -1]), list: [array([2, 0]), 10] });
    expectTree(ofPair, { u: 3 - 5, v: [2 * Math.cos(0.1), 0] });
    expectTree(ofX, [2 + 10, 10, -2 + 10]);
  });

  it("can be pulled back more than once, and inside jit", () => {
    const row = jit(
      (t: Arr, ct: Arr) =>
        vjp(
          (s: Arr) =>
            matMul(
              array([
                [1, 2],
                [3, 4],
              ]),
              s,
            ),
          t,
        ).pullback(ct)[0],
    );
    expectTree(
      [row(array([5, 6]), array([1, 0])), row(array([5, 6]), array([0, 1]))],
      [
        [1, 2],
        [3, 4],
      ],
    );
  });

  it("gives integer leaves zeros of their type", () => {
    const [, ofIndex] = vjp((t: Arr, n: Arr) => t.mul(n), 2, array([1, 2], { dtype: "i32" })).pullback(array([1, 1]));
    expect(ofIndex).toEqual(array([0, 0], { dtype: "i32" }));
  });

  it("is the transpose of the linear map", () => {
    // <w, J t> = <Jᵀ w, t>
    const tangents = [{ u: 0.3, v: array([-1, 2]) }, array([0.7, -0.2, 0.4])] as const;
    const cotangent = { product: array([0.9, -0.4, 0.2]), list: [array([1.5, 0.5]), -0.7] as const };
    const pushed = linearize(f, p, x).pushforward(...tangents);
    const [back, backX] = vjp(f, p, x).pullback(cotangent);
    const left = sum(mul(cotangent.product, pushed.product))
      .add(sum(mul(cotangent.list[0], pushed.list[0])))
      .add(mul(cotangent.list[1], pushed.list[1]));
    const right = mul(back.u, tangents[0].u)
      .add(sum(mul(back.v, tangents[0].v)))
      .add(sum(mul(backX, tangents[1])));
    expectTree(left, right.item());
  });
});

describe("tangents and cotangents that do not fit", () => {
  it("are named by leaf", () => {
    expect(messageOf(() => jvp(f, [p, x], [{ u: array([1]), v: array([1, 1]) }, x]))).toMatchInlineSnapshot(
      `"ShapeError at tangents[0].u in jvp(): expected f64[], received f64[1]."`,
    );
    expect(messageOf(() => jvp(f, [p, x], [{ u: 1 } as unknown as Pair, x]))).toMatchInlineSnapshot(
      `"TreeError at tangents[0].v in jvp(): expected a leaf, received nothing. (2 other leaves agree.)"`,
    );
    expect(messageOf(() => linearize(f, p, x).pushforward(p, array([1])))).toMatchInlineSnapshot(
      `"ShapeError at tangents[1] in pushforward(): expected f64[3], received f64[1]."`,
    );
    expect(messageOf(() => vjp(f, p, x).pullback({ product: x, list: [array([1, 1]), x] }))).toMatchInlineSnapshot(
      `"ShapeError at cotangent.list[1] in vjp(): expected f64[], received f64[3]."`,
    );
    expect(messageOf(() => vjp(f, p, x).pullback({ product: x } as never))).toMatchInlineSnapshot(
      `"TreeError at cotangent.list in vjp(): expected a list of 2, received nothing. (1 other leaf agrees.)"`,
    );
  });
});
