/** Programs as text: what a person reads to debug. */

import { type Arr, array, cond, emit, greater, grad, mul, ones, scan, trace } from "fluxion";
import { describe, expect, it } from "vitest";

describe("the text of a program", () => {
  it("has one equation a line, with types, and says which input is which leaf", () => {
    const model = (p: { H0: Arr; Om0: Arr }, z: Arr): Arr => mul(p.H0, p.Om0.mul(z.add(1).pow(3)).add(0.7).sqrt());
    expect(String(trace(model)({ H0: 70, Om0: 0.3 }, ones([3])))).toMatchInlineSnapshot(`
      "// a = arguments[0].H0, b = arguments[0].Om0, c = arguments[1]
      (a: f64[], b: f64[], c: f64[3]) => {
        d: f64[3] = add c 1
        e: f64[3] = pow d 3
        f: f64[1] = reshape[shape=[1]] b
        g: f64[3] = broadcastTo[shape=[3]] f
        h: f64[3] = mul g e
        i: f64[3] = add h 0.7
        j: f64[3] = sqrt i
        k: f64[1] = reshape[shape=[1]] a
        l: f64[3] = broadcastTo[shape=[3]] k
        m: f64[3] = mul l j
        return m
      }"
    `);
  });

  it("writes small constants out, and of large ones the type", () => {
    const [small, large] = [array([1, -0, NaN]), ones([20])];
    expect(String(trace((x: Arr) => small.mul(x).sum().add(large.mul(x).sum()))(1))).toMatchInlineSnapshot(`
      "(a: f64[]) => {
        const b: f64[3] = [1, -0, NaN]
        const c: f64[20] = known
        d: f64[1] = reshape[shape=[1]] a
        e: f64[3] = broadcastTo[shape=[3]] d
        f: f64[3] = mul b e
        g: f64[] = reduceSum[axes=[0]] f
        h: f64[1] = reshape[shape=[1]] a
        i: f64[20] = broadcastTo[shape=[20]] h
        j: f64[20] = mul c i
        k: f64[] = reduceSum[axes=[0]] j
        l: f64[] = add g k
        return l
      }"
    `);
  });

  it("indents the programs inside loops and branches; no name is used twice", () => {
    const f = (p: { a: Arr; b: Arr }): unknown =>
      scan(
        (s) =>
          emit(
            mul(s, p.a),
            cond(
              greater(s, 1),
              () => s.sin(),
              () => s,
            ),
          ),
        p.b,
        { length: 3, reverse: true },
      );
    expect(String(trace(f)({ a: 1, b: 2 }))).toMatchInlineSnapshot(`
      "// a = params.a, b = params.b
      (a: f64[], b: f64[]) => {
        c: f64[], d: f64[3] = scan[length=3 reverse constantCount=1 carryCount=1] a b
          body = (e: f64[], f: f64[]) => {
            g: f64[] = mul f e
            h: bool[] = greater f 1
            i: f64[] = cond h f
              onTrue = (j: f64[]) => {
                k: f64[] = sin j
                return k
              }
              onFalse = (l: f64[]) => {
                return l
              }
            return g, i
          }
        return c, d
      }"
    `);
  });

  it("shows a derivative as a program like any other", () => {
    expect(String(trace(grad((x: Arr) => x.square().sum()))(ones([2])))).toMatchInlineSnapshot(`
      "(a: f64[2]) => {
        const b: f64[2] = [1, 1]
        c: f64[2] = mul 2 a
        d: f64[2] = mul b c
        return d
      }"
    `);
  });
});
