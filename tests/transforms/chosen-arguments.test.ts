/** Derivatives by several arguments at once, and what functions hand through beside their value. */

import {
  type Arr,
  array,
  floor,
  grad,
  hessian,
  histogram,
  hvp,
  jacobian,
  jit,
  valueAndGrad,
  valueAndJacobian,
  vmap,
} from "fluxion";
import { describe, expect, expectTypeOf, it } from "vitest";
import { messageOf } from "../support/message-of.ts";

// f = a b² + sum(c) a, so f_a = b² + sum(c), f_b = 2 a b, f_c = a.
const f = (a: Arr, b: Arr, c: Arr): Arr => a.mul(b.square()).add(c.sum().mul(a));
const at = [2, 3, array([4, 5])] as const;

describe("several arguments", () => {
  it("give a tuple of gradients, in the order asked for", () => {
    const slopes = grad(f, { argument: [2, 0] })(...at);
    expectTypeOf(slopes).toEqualTypeOf<readonly [Arr, Arr]>();
    expect(slopes.map((slope) => slope.toNested())).toEqual([[2, 2], 18]);
    const { value, grad: all } = jit(valueAndGrad(f, { argument: [0, 1, 2] }))(...at);
    expect([value.item(), all[0].item(), all[1].item(), all[2].toNested()]).toEqual([36, 18, 12, [2, 2]]);
    expect(grad(f, { argument: [1] })(...at).length).toBe(1);
  });

  it("take trees", () => {
    const g = (p: { x: Arr; y: Arr }, n: Arr, q: readonly [Arr, Arr]): Arr => p.x.mul(p.y).mul(q[1]).add(q[0].mul(n));
    const [q, p] = grad(g, { argument: [2, 0] })({ x: 2, y: 3 }, 7, [5, 11]);
    expectTypeOf(p).toEqualTypeOf<{ x: Arr; y: Arr }>();
    expect([q[0].item(), q[1].item(), p.x.item(), p.y.item()]).toEqual([7, 6, 33, 22]);
  });

  it("give Jacobians, Hessians and their products in that order too", () => {
    const y = (a: Arr, b: Arr): Arr => a.mul(b.slice([null, null, -1]));
    const [a, b] = [array([1, 2]), array([3, 5])];
    const [byB, byA] = jacobian(y, { argument: [1, 0] })(a, b);
    expect([byB.toNested(), byA.toNested()]).toEqual([[[0, 1], [2, 0]], [[5, 0], [0, 3]]]); // prettier-ignore
    // More inputs than outputs: reverse mode.
    const { value, jacobian: rows } = valueAndJacobian((u: Arr, v: Arr) => u.mul(v).sum().expandDims(0), { argument: [1, 0] })(a, b); // prettier-ignore
    expect([value.toNested(), rows[0].toNested(), rows[1].toNested()]).toEqual([[13], [[1, 2]], [[3, 5]]]);

    // f_aa = 0, f_ab = 2 b, f_bb = 2 a.
    const second = hessian(f, { argument: [1, 0] })(...at);
    expect([second[0][0].item(), second[0][1].item(), second[1][0].item(), second[1][1].item()]).toEqual([4, 6, 6, 0]);
    const product = hvp(f, { argument: [1, 0] })(...at, [1, 10]);
    expect([product[0].item(), product[1].item()]).toEqual([64, 6]);
  });

  it("must be there, each once", () => {
    expect(messageOf(() => grad(f, { argument: [0, 3] })(...at))).toMatchInlineSnapshot(
      `"DerivativeError in grad(): expected an argument from 0 to 2, received 3."`,
    );
    expect(messageOf(() => grad(f, { argument: [0, 0] }))).toMatchInlineSnapshot(
      `"OptionError at argument in grad(): expected the position of an argument, such as 0, or several, such as [0, 2], received [0, 0]."`,
    );
    expect(messageOf(() => grad(f, { argument: [] as const }))).toMatchInlineSnapshot(
      `"OptionError at argument in grad(): expected the position of an argument, such as 0, or several, such as [0, 2], received []."`,
    );
    expect(messageOf(() => grad(f, { argument: "b" as never }))).toMatchInlineSnapshot(
      `"OptionError at argument in grad(): expected the position of an argument, such as 0, or several, such as [0, 2], received the string "b"."`,
    );
    expect(messageOf(() => hessian(f, { arguments: [0] } as never))).toMatchInlineSnapshot(
      `"OptionError at arguments in hessian(): there is no option arguments. Did you mean argument? The options are argument."`,
    );
  });
});

describe("functions that return { value, aux }", () => {
  const misfit = (slope: Arr, x: Arr) => {
    const prediction = slope.mul(x);
    return {
      value: prediction.sub(1).square().sum(),
      aux: { prediction, count: x.size, bins: histogram(prediction, [0, 3, 6]) },
    };
  };
  const x = array([1, 2]);

  it("are differentiated by the value, and hand aux through", () => {
    const result = valueAndGrad(misfit)(2, x);
    expectTypeOf(result.aux.count).toEqualTypeOf<Arr>();
    expect([result.value.item(), result.grad.item(), result.aux.count.item()]).toEqual([10, 14, 2]);
    expect(result.aux.prediction.toNested()).toEqual([2, 4]);
    // Counts have no derivative, and need none.
    expect(result.aux.bins.toNested()).toEqual([1, 1]);
    const { grad: slopes, aux } = grad(misfit, { argument: [1, 0] })(2, x);
    expect([slopes[0].toNested(), slopes[1].item(), aux.prediction.toNested()]).toEqual([[4, 12], 14, [2, 4]]);
  });

  it("compile, map and nest", () => {
    expect(jit(valueAndGrad(misfit))(2, x).aux.prediction.toNested()).toEqual([2, 4]);
    const mapped = vmap(grad(misfit), { in: [0, null] })(array([2, 3]), x);
    expect([mapped.grad.toNested(), mapped.aux.prediction.toNested()]).toEqual([[14, 24], [[2, 4], [3, 6]]]); // prettier-ignore
    // aux of the inner derivative moves with the outer: d/ds Σ prediction² = 2 s Σ x².
    const outer = (slope: Arr): Arr => grad(misfit)(slope, x).aux.prediction.square().sum();
    expect(grad(outer)(2).item()).toBe(20);
    expect(jit(grad(outer))(2).item()).toBe(20);
  });

  it("may leave out what does not depend on the argument", () => {
    const { aux, grad: slope } = grad((a: Arr) => ({ value: a.square(), aux: [floor(a), 7] as const }))(1.5);
    expect([aux[0].item(), aux[1].item(), slope.item()]).toEqual([1, 7, 3]);
    expect(valueAndGrad((a: Arr) => ({ value: a.square(), aux: {} }))(1.5).grad.item()).toBe(3);
  });

  it("must have a scalar for a value", () => {
    expect(messageOf(() => grad((a: Arr) => ({ value: a, aux: 1 }))(x))).toMatchInlineSnapshot(
      `"ShapeError in grad(): the function must return a scalar. Expected f64[], received f64[2]. Reduce the result, for example with sum; for the derivative of each element use jacobian."`,
    );
    expect(messageOf(() => grad((a: Arr) => [a, a] as never)(1))).toMatchInlineSnapshot(
      `"ShapeError in grad(): the function must return a scalar. Expected f64[], received a tree of 2 leaves. What else is computed on the way can be returned as { value, aux }."`,
    );
  });
});
