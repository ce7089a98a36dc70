/** Quantiles, covariances, weighted means, statistics of what is not missing: values by NumPy 2.4, derivatives, edge cases. */

import { type Arr, array, arange, checkGrads, grad, jit, vmap, zeros, statistics } from "fluxion";
import { describe, expect, it } from "vitest";
import { expectClose } from "../support/arrays.ts";
import { messageOf } from "../support/message-of.ts";

const x = array([
  [3, 1, 4, 1.5],
  [9, 2, 6, 5],
  [3.5, 8, -9, 7],
]);

/** Compiled and mapped over a stack: sums of a dozen terms in another order. */
function expectEverywhere(f: (x: Arr) => Arr): void {
  expectClose([jit(f)(x)], [f(x)], 1e-15);
  const stack = arange(3).reshape(3, 1, 1).mul(x.sin()).add(x);
  const mapped = vmap(f)(stack);
  [0, 1, 2].forEach((i) => expectClose([mapped.slice(i)], [f(stack.slice(i))], 1e-14));
  expectClose([jit(vmap(f))(stack)], [mapped], 1e-14);
}

// Two roundings where NumPy and we add in another order.
const close = (received: Arr, expected: Arr): void => expectClose([received], [expected], 4e-16);

describe("quantile", () => {
  it("is NumPy's linear method", () => {
    close(statistics.quantile(x, [0.1, 0.37, 0.9]), array([1.05, 3.035, 7.9]));
    close(statistics.quantile(x, 0.3, 0), array([3.3, 1.6, -1.2, 3.6]));
    close(
      x.quantile([0.25, 0.6], 1),
      array([
        [1.375, 4.25, 0.375],
        [2.7, 5.8, 6.3],
      ]),
    );
    close(statistics.percentile(x, 84), array(7.24));
    close(x.percentile(array([84, 0])), array([7.24, -9]));
    expect(statistics.median(x, 0).toNested()).toEqual([3.5, 2, 4, 5]);
    expect(x.median().item()).toBe(3.75);
    expect(statistics.quantile(x, zeros([2, 3]), 1).shape).toEqual([2, 3, 3]);
    expect(statistics.quantile(x, [0.5], [0, 1], { keepDims: true }).toNested()).toEqual([[[3.75]]]);
  });

  it("is exact at elements, and of equal ones", () => {
    expect(statistics.quantile(array([0.1, 0.1, 0.1]), [0, 0.3, 0.77, 1]).toNested()).toEqual([0.1, 0.1, 0.1, 0.1]);
    expect(statistics.quantile(array([5, 1, 3]), [0, 0.5, 1]).toNested()).toEqual([1, 3, 5]);
    expect(statistics.quantile(array([7]), [0, 0.2, 1]).toNested()).toEqual([7, 7, 7]);
  });

  it("knows infinities and NaN", () => {
    expect(statistics.quantile(array([1, Infinity, Infinity]), [0, 0.5, 0.75, 1]).toNested()).toEqual([
      1,
      Infinity,
      Infinity,
      Infinity,
    ]);
    expect(statistics.quantile(array([-Infinity, 1, 2]), [0, 0.25, 0.5]).toNested()).toEqual([-Infinity, -Infinity, 1]);
    expect(statistics.quantile(array([1, NaN]), [0, 1]).toNested()).toEqual([NaN, NaN]);
    expect(statistics.median(array([[1, NaN], [1, 2]]), 1).toNested()).toEqual([NaN, 1.5]); // prettier-ignore
  });

  it("passes derivatives to the elements around it, and by q the slope between them", () => {
    // Position 0.3 · 3 = 0.9 in (1, 2, 4, 8).
    const slopes = grad((a: Arr) => statistics.quantile(a, 0.3))(array([4, 1, 8, 2])).toArray();
    expect(slopes[1]).toBeCloseTo(0.1, 15);
    expect(slopes[3]).toBeCloseTo(0.9, 15);
    expect([slopes[0], slopes[2]]).toEqual([0, 0]);
    expect(grad((q: Arr) => statistics.quantile(array([4, 1, 8, 2]), q))(0.3).item()).toBe(3);
    expect(grad((a: Arr) => statistics.median(a))(array([4, 1, 8, 2])).toNested()).toEqual([0.5, 0, 0, 0.5]);
    checkGrads((a: Arr) => statistics.quantile(a, [0.2, 0.45, 0.9], 0).square().sum(), [x], { order: 2 });
  });

  it("runs compiled and mapped, for a q that is not known too", () => {
    expectEverywhere((a) => statistics.quantile(a, [0.2, 0.7], 1));
    expectEverywhere((a) => statistics.median(a, 0));
    expect(jit((q: Arr) => statistics.quantile(x, q))(0.37).item()).toBe(statistics.quantile(x, 0.37).item());
  });

  it("keeps element types", () => {
    expect(statistics.quantile(array([1, 2], { dtype: "i32" }), 0.5).dtype).toBe("f64");
    expect(statistics.quantile(array([1, 2], { dtype: "f32" }), 0.25).dtype).toBe("f32");
  });

  it("refuses fractions that are none, and nothing", () => {
    expect(messageOf(() => statistics.quantile(x, 84))).toMatchInlineSnapshot(
      `"ParameterError at q in quantile(): expected 0 to 1, received 84."`,
    );
    expect(messageOf(() => statistics.percentile(x, [5, NaN]))).toMatchInlineSnapshot(
      `"ParameterError at q in percentile(): expected 0 to 100, received NaN."`,
    );
    expect(messageOf(() => statistics.median(zeros([2, 0]), 1))).toMatchInlineSnapshot(
      `"ShapeError in median(): expected at least one element, received f64[2, 0]."`,
    );
  });
});

describe("cov and corrcoef", () => {
  it("are NumPy's", () => {
    expectClose(
      [statistics.cov(x)],
      [
        array([
          [1.8958333333333333, 2.75, -9.854166666666666],
          [2.75, 8.333333333333332, -7.916666666666666],
          [-9.854166666666666, -7.916666666666666, 61.229166666666664],
        ]),
      ],
      4e-16,
    );
    close(statistics.cov(x, { variables: "columns", correction: 0 }).slice(0), array([7.388888888888889, -2.611111111111111, 9.777777777777779, 1.4166666666666665])); // prettier-ignore
    close(statistics.cov(x, { weights: array([1, 2, 0.5, 1.5]) }).slice(1), array([3.078571428571428, 9.728571428571428, -8.814285714285715])); // prettier-ignore
    close(statistics.corrcoef(x).slice(2), array([-0.9146199108595557, -0.350472388159464, 1]));
    close(statistics.cov(x.slice(1)), array(25 / 3));
    expect(statistics.corrcoef(x.slice(1)).item()).toBe(1);
  });

  it("stay within -1 and 1, and have no value without variation", () => {
    const line = array([0.1, 0.2, 0.7]);
    for (const slope of [3, -0.3]) {
      const [, r] = statistics
        .corrcoef(array([[...line.toArray()], [...line.mul(slope).toArray()]]))
        .slice(0)
        .toArray();
      expect(Math.abs(r!)).toBeLessThanOrEqual(1);
      expect(r).toBeCloseTo(Math.sign(slope), 15);
    }
    expect(statistics.corrcoef(array([[1, 1], [1, 2]])).toNested()).toEqual([[NaN, NaN], [NaN, 1]]); // prettier-ignore
    expect(statistics.cov(array([[1], [2]])).toNested()).toEqual([[NaN, NaN], [NaN, NaN]]); // prettier-ignore
  });

  it("differentiate, compile, and take stacks", () => {
    expectEverywhere((a) => statistics.cov(a));
    expectEverywhere((a) => statistics.corrcoef(a, { variables: "columns" }));
    expect(
      statistics
        .cov(array([x.toNested(), x.mul(2).toNested()] as number[][][]))
        .slice(1)
        .toNested(),
    ).toEqual(statistics.cov(x).mul(4).toNested());
    checkGrads(
      (a: Arr) =>
        statistics
          .cov(a, { weights: a.slice(0) })
          .square()
          .sum(),
      [x],
      { order: 2 },
    );
    checkGrads((a: Arr) => statistics.corrcoef(a).slice(0, 1), [x]);
  });

  it("say what does not fit", () => {
    expect(messageOf(() => statistics.cov(x, { weights: [1, 2, 3] as never }))).toMatchInlineSnapshot(
      `"DTypeError in cov(): expected an Arr or a number, received a list of 3. Make an array with array(data)."`,
    );
    expect(messageOf(() => statistics.cov(x, { weights: array([1, 2, 3]) }))).toMatchInlineSnapshot(
      `"ShapeError at weights in cov(): expected a weight for each of the 4 observations, received f64[3]."`,
    );
    expect(messageOf(() => statistics.cov(x, { rowvar: false } as never))).toMatchInlineSnapshot(
      `"OptionError at rowvar in cov(): there is no option rowvar. The options are variables, correction, weights."`,
    );
  });
});

describe("average", () => {
  it("weighs elements along an axis, or each", () => {
    close(statistics.average(x, 0, { weights: array([1, 2, 3]) }), array([5.25, 4.833333333333333, -1.8333333333333333, 5.416666666666667])); // prettier-ignore
    close(x.average(null, { weights: x.abs() }), array(3.7033898305084745));
    expect(statistics.average(array([1, 2, 6])).item()).toBe(3);
    expect(statistics.average(x, 1, { weights: array([0, 1, 0, 0]), keepDims: true }).toNested()).toEqual([
      [1],
      [2],
      [8],
    ]);
    expect(statistics.average(array([1, 2]), 0, { weights: array([1, -1]) }).item()).toBe(-Infinity);
    expectEverywhere((a) => statistics.average(a, 1, { weights: a.square() }));
    checkGrads((a: Arr, w: Arr) => statistics.average(a, 0, { weights: w }).square().sum(), [x, array([1, 2, 3])], {
      order: 2,
    });
    expect(messageOf(() => statistics.average(x, 0, { weights: array([1, 2]) }))).toMatchInlineSnapshot(
      `"ShapeError at weights in average(): expected a shape that broadcasts to that of f64[3, 4], or a number for each position of the axis, received f64[2]."`,
    );
  });
});

describe("statistics of what is not NaN", () => {
  const y = array([
    [1, NaN, 3],
    [NaN, NaN, 5],
  ]);

  it("leave NaN out", () => {
    expect(statistics.nanMean(y, 1).toNested()).toEqual([2, 5]);
    expect(statistics.nanSum(y, 0).toNested()).toEqual([1, 0, 8]);
    expect(statistics.nanVariance(y, 0).toNested()).toEqual([0, NaN, 1]);
    expect(statistics.nanStandardDeviation(y, null, { correction: 1 }).item()).toBe(2);
    expect(statistics.nanMax(y, 0).toNested()).toEqual([1, NaN, 5]);
    expect(statistics.nanMin(y, 1, { keepDims: true }).toNested()).toEqual([[1], [5]]);
    expect(statistics.nanMean(array([NaN])).item()).toBeNaN();
    for (const f of [statistics.nanMean, statistics.nanSum, statistics.nanVariance, statistics.nanMax]) {
      expect(jit((a: Arr) => f(a, 0))(y).toNested()).toEqual(f(y, 0).toNested());
    }
  });

  it("pass derivatives to what is there", () => {
    expect(grad((a: Arr) => statistics.nanMean(a))(y).toNested()).toEqual([[1 / 3, 0, 1 / 3], [0, 0, 1 / 3]]); // prettier-ignore
    expect(grad((a: Arr) => statistics.nanMax(a, 1).sum())(y).toNested()).toEqual([[0, 0, 1], [0, 0, 1]]); // prettier-ignore
    expect(grad((a: Arr) => statistics.nanVariance(a))(y).toNested()).toEqual([[-4 / 3, 0, 0], [0, 0, 4 / 3]]); // prettier-ignore
  });
});
