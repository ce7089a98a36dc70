/** What the compiler infers of transformations: numbers may be handed in for arrays, results are arrays. */

import { type Arr, array, cond, emit, grad, hessian, jacobian, jit, jvp, scan, valueAndGrad, vjp, vmap } from "fluxion";
import { describe, expectTypeOf, it } from "vitest";

interface Params {
  readonly mass: Arr;
  readonly pair: readonly [Arr, Arr];
}
const f = ({ mass, pair }: Params, x: Arr): Arr => mass.mul(pair[0]).add(pair[1].mul(x));
const point = { mass: 1, pair: [2, array(3)] } as const;

describe("types", () => {
  it("of gradients are those of the argument", () => {
    expectTypeOf(grad(f)(point, 4)).toEqualTypeOf<Params>();
    expectTypeOf(grad(f, { argument: 1 })(point, 4)).toEqualTypeOf<Arr>();
    expectTypeOf(valueAndGrad(f)(point, 4).grad).toEqualTypeOf<Params>();
    expectTypeOf(grad(grad((x: Arr) => x.pow(3)))(2)).toEqualTypeOf<Arr>();
    expectTypeOf(jit(vmap(grad((x: Arr) => x.pow(3))))(array([2]))).toEqualTypeOf<Arr>();
    expectTypeOf(vjp(f, point, 4).pullback(1)).toEqualTypeOf<[Params, Arr]>();
    expectTypeOf(jvp(f, [point, 4], [point, 1]).tangent).toEqualTypeOf<Arr>();
    expectTypeOf(hessian(f)(point, 4).pair[0].mass).toEqualTypeOf<Arr>();
    expectTypeOf(jacobian((x: Arr) => ({ y: x, n: 2 }))(1)).toEqualTypeOf<{ readonly y: Arr; readonly n: Arr }>();
  });

  it("of arguments refuse what is no leaf, and keys that are not there", () => {
    expectTypeOf(grad(f)).parameter(0).not.toEqualTypeOf<Params>();
    expectTypeOf<{ mass: string; pair: [1, 2] }>().not.toExtend<
      Parameters<ReturnType<typeof grad<[Params, Arr]>>>[0]
    >();
    expectTypeOf<{ mass: 1 }>().not.toExtend<Parameters<ReturnType<typeof grad<[Params, Arr]>>>[0]>();
  });

  it("of loops follow the carry and what is emitted", () => {
    const pair = scan(([a, b]) => [b, a.add(b)], [0, 1], { length: 3 });
    expectTypeOf(pair.carry).toEqualTypeOf<readonly [Arr, Arr]>();
    expectTypeOf(pair.ys).toEqualTypeOf<undefined>();
    const both = scan((s, x) => emit(s.add(x), { s }), 0, { xs: array([1]) });
    expectTypeOf(both.carry).toEqualTypeOf<Arr>();
    expectTypeOf(both.ys).toEqualTypeOf<{ s: Arr }>();
  });

  it("of branches are trees of arrays", () => {
    expectTypeOf(
      cond(
        true,
        () => ({ n: 1, x: array(2) }),
        () => ({ n: 2, x: array(3) }),
      ),
    ).toEqualTypeOf<{ n: Arr; x: Arr }>();
    expectTypeOf(jit((x: Arr) => ({ x, on: true }))(1)).toEqualTypeOf<{ x: Arr; on: Arr }>();
  });
});
