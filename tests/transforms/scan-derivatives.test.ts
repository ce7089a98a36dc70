/** Loops: values and derivatives of scan in every form its operands can take, against plain loops and closed forms. */

import {
  add,
  type Arr,
  array,
  checkGrads,
  concat,
  cond,
  emit,
  grad,
  hessian,
  jacobian,
  jit,
  jvp,
  less,
  matMul,
  mul,
  ones,
  scan,
  sin,
  sum,
  take,
  valueAndGrad,
  vjp,
  vmap,
  zeros,
} from "fluxion";
import { describe, expect, it } from "vitest";
import { messageOf } from "../support/message-of.ts";
import { expectTree } from "../support/trees.ts";

const i32 = (value: number): Arr => array(value, { dtype: "i32" });

describe("the value of a scan", () => {
  const step = (s: number, x: number): number => 0.9 * s + Math.sin(x);
  const xs = [0.1, 0.7, -0.4, 2];

  it.each([false, true])("is that of a loop, ys where their step is (reverse: %s)", (reverse) => {
    let s = 0.5;
    const ys = new Array<number>(4);
    for (let k = 0; k < 4; k++) {
      const at = reverse ? 3 - k : k;
      ys[at] = s * xs[at]!;
      s = step(s, xs[at]!);
    }
    const run = (start: Arr, inputs: Arr): unknown =>
      scan((c, x) => emit(mul(c, 0.9).add(sin(x)), mul(c, x)), start, { xs: inputs, reverse });
    expectTree(run(array(0.5), array(xs)), { carry: s, ys });
    expectTree(jit(run)(0.5, array(xs)), { carry: s, ys });
  });

  it("keeps trees as carries, inputs and outputs, and widens numbers to arrays", () => {
    const { carry, ys } = scan(
      ({ position, velocity: [v] }, { kick }) =>
        emit({ position: add(position, v), velocity: [add(v, kick)] as const }, { where: [position] as const }),
      { position: 0, velocity: [1] },
      { xs: { kick: array([1, 2, 3]) } },
    );
    expectTree({ carry, ys }, { carry: { position: 0 + 1 + 2 + 4, velocity: [7] }, ys: { where: [[0, 1, 3]] } });
  });

  it("runs no step at all, or one", () => {
    expectTree(
      scan((s, x) => emit(add(s, x), s), 3, { xs: zeros([0]) }),
      { carry: 3, ys: [] },
    );
    expectTree(scan((s) => mul(s, 2), 3, { length: 0 }).carry, 3);
    expectTree(jit((s: Arr) => scan((c) => emit(mul(c, 2), c), s, { length: 1 }))(3), { carry: 6, ys: [3] });
  });

  it("may emit what depends on nothing", () => {
    expectTree(scan((s) => emit(s, { one: 1, list: array([1, 2]) }), 0, { length: 2 }).ys, {
      one: [1, 1],
      list: [
        [1, 2],
        [1, 2],
      ],
    });
  });
});

describe("the derivative of a scan", () => {
  it("in the initial carry and in a constant: s -> a s, n times", () => {
    const f = ({ s, a }: { s: Arr; a: Arr }): Arr => scan((c) => mul(a, c), s, { length: 5 }).carry;
    expectTree(valueAndGrad(f)({ s: 2, a: 3 }), { value: 486, grad: { s: 243, a: 5 * 2 * 81 } });
    // Second derivatives of s a⁵: s s 0, s a 5 a⁴, a a 20 s a³.
    expectTree(hessian(f)({ s: 2, a: 3 }), { s: { s: 0, a: 405 }, a: { s: 405, a: 1080 } });
  });

  it("in the xs, from either end", () => {
    // Horner: s -> s t + x gives Σ x_k t^(n-1-k), from the end Σ x_k t^k.
    const coefficients = array([1, -2, 0.5, 3]);
    for (const reverse of [false, true]) {
      const polynomial = (xs: Arr, t: Arr): Arr => scan((s, x) => add(mul(s, t), x), 0, { xs, reverse }).carry;
      const powers = [0, 1, 2, 3].map((k) => 2 ** (reverse ? k : 3 - k));
      expectTree(grad(polynomial)(coefficients, 2), powers);
      const slope = [0, 1, 2, 3].reduce((total, k) => {
        const power = reverse ? k : 3 - k;
        return total + (power === 0 ? 0 : coefficients.slice(k).item() * power * 2 ** (power - 1));
      }, 0);
      expectTree(grad(polynomial, { argument: 1 })(coefficients, 2), slope);
      expectTree(hessian(polynomial, { argument: 1 })(coefficients, 2), reverse ? 1 + 18 * 2 : 6 * 2 - 4);
    }
  });

  it("through the ys, the carry, both or neither", () => {
    const run = (x: Arr): { carry: Arr; ys: { square: Arr; same: Arr } } =>
      scan((s) => emit(mul(s, x), { square: s.square(), same: array(7) }), 1, { length: 3 });
    // carry x³; squares 1, x², x⁴
    expectTree(grad((x: Arr) => run(x).carry)(2), 12);
    expectTree(grad((x: Arr) => run(x).ys.square.sum())(2), 2 * 2 + 4 * 8);
    expectTree(grad((x: Arr) => run(x).carry.add(run(x).ys.square.slice(1)))(2), 12 + 4);
    expectTree(grad((x: Arr) => run(x).ys.same.sum())(2), 0);
    expectTree(jacobian((x: Arr) => run(x).ys.square)(2), [0, 4, 32]);
  });

  it("through sums of prefixes is a triangle of ones", () => {
    const prefixSums = (xs: Arr): Arr => scan((s, x) => emit(add(s, x), add(s, x)), 0, { xs }).ys;
    const suffixSums = (xs: Arr): Arr => scan((s, x) => emit(add(s, x), add(s, x)), 0, { xs, reverse: true }).ys;
    expectTree(jacobian(prefixSums)(array([5, 6, 7])), [
      [1, 0, 0],
      [1, 1, 0],
      [1, 1, 1],
    ]);
    expectTree(jacobian(suffixSums)(array([5, 6, 7])), [
      [1, 1, 1],
      [0, 1, 1],
      [0, 0, 1],
    ]);
  });

  it("with carries that do not move: a counter beside a sum", () => {
    // Σ_k k x for k = 0 … 4, with k counted in i32
    const f = (x: Arr): Arr =>
      scan(
        ({ k, total }) => ({ k: add(k, 1), total: add(total, mul(k, x)) }),
        { k: i32(0), total: array(0) },
        { length: 5 },
      ).carry.total;
    expectTree([grad(f)(2), jvp(f, [2], [1]).tangent, jit(grad(f))(2)], [10, 10, 10]);
    const square = (x: Arr): Arr => f(x).square();
    expectTree(grad(grad(square))(2), 200);
  });

  it("with a carry whose tangent starts at zero and is fed by another", () => {
    // x moves velocity, velocity moves position one step later.
    const f = (kick: Arr): Arr =>
      scan(
        ({ q, v, unmoved }) => ({ q: add(q, v), v: add(v, kick), unmoved: mul(unmoved, 2) }),
        { q: 0, v: 0, unmoved: 1 },
        { length: 4 },
      ).carry.q;
    expectTree([grad(f)(1), jvp(f, [1], [1]).tangent], [6, 6]);
  });

  it("with several carries that swap", () => {
    const f = (x: Arr, y: Arr): readonly [Arr, Arr] => scan(([a, b]) => [b, mul(a, b)], [x, y], { length: 3 }).carry;
    // (x, y) -> (y, xy) -> (xy, xy²) -> (xy², x²y³)
    expectTree(f(array(2), array(3)), [18, 108]);
    expectTree(jacobian(f)(2, 3), [9, 4 * 27]);
    expectTree(jacobian(f, { argument: 1 })(2, 3), [12, 3 * 4 * 9]);
  });

  it("reading a closed-over array at an index that counts", () => {
    const f = (table: Arr): Arr =>
      scan(
        ({ k, product }) => ({ k: add(k, 1), product: mul(product, take(table, k)) }),
        { k: i32(0), product: 1 },
        { length: 3 },
      ).carry.product;
    expectTree(grad(f)(array([2, 3, 5, 7])), [15, 10, 6, 0]);
  });

  it("is the matrix power's", () => {
    const a = array([
      [0.6, 0.2],
      [-0.3, 0.9],
    ]);
    const f = (m: Arr): Arr =>
      sum(
        scan(
          (p) => matMul(p, m),
          array([
            [1, 0],
            [0, 1],
          ]),
          { length: 4 },
        ).carry,
      );
    checkGrads(f, [a], { order: 2 });
  });

  it("is what differences say, of a leapfrog in a potential, in every argument", () => {
    const orbit = (p: { strength: Arr; start: { q: Arr; v: Arr } }): Arr => {
      const dt = 0.1;
      const pull = (q: Arr): Arr => mul(p.strength, q).div(add(1, q.square().sum()).pow(1.5)).neg();
      const { carry, ys } = scan(
        ({ q, v }) => {
          const half = add(v, mul(pull(q), dt / 2));
          const next = add(q, mul(half, dt));
          return emit({ q: next, v: add(half, mul(pull(next), dt / 2)) }, next.square().sum());
        },
        p.start,
        { length: 20 },
      );
      return carry.q.dot(carry.v).add(ys.sum());
    };
    checkGrads(orbit, [{ strength: 2, start: { q: array([1, 0.2]), v: array([-0.1, 0.8]) } }], { order: 2 });
  });

  it("is zero or one for a loop of no steps", () => {
    const f = (s: Arr, a: Arr): Arr => scan((c) => mul(a, c), s, { length: 0 }).carry;
    expectTree([grad(f)(2, 3), grad(f, { argument: 1 })(2, 3)], [1, 0]);
    const overEmpty = (s: Arr, xs: Arr): Arr => scan((c, x) => emit(mul(c, x), x), s, { xs }).carry;
    expectTree([grad(overEmpty)(2, zeros([0])), grad(overEmpty, { argument: 1 })(2, zeros([0]))], [1, []]);
    expectTree(grad((s: Arr) => scan((c) => mul(c, c), s, { length: 1 }).carry)(3), 6);
  });
});

describe("loops in loops and branches", () => {
  it("a scan in a scan", () => {
    // inner: s -> s a, twice; outer thrice: s a⁶
    const f = ({ s, a }: { s: Arr; a: Arr }): Arr =>
      scan((c) => scan((d) => mul(d, a), c, { length: 2 }).carry, s, { length: 3 }).carry;
    expectTree(grad(f)({ s: 2, a: 1.5 }), { s: 1.5 ** 6, a: 12 * 1.5 ** 5 });
    expectTree(hessian(f)({ s: 2, a: 1.5 }), {
      s: { s: 0, a: 6 * 1.5 ** 5 },
      a: { s: 6 * 1.5 ** 5, a: 60 * 1.5 ** 4 },
    });
    expectTree(jit(vmap(grad(f), { in: [{ s: 0, a: null }] }))({ s: array([1, 2]), a: 1.5 }).a, [
      6 * 1.5 ** 5,
      12 * 1.5 ** 5,
    ]);
  });

  it("a scan over the outer xs, stacked twice", () => {
    const f = (rows: Arr): Arr =>
      scan((s, row) => emit(s, scan((t, x) => mul(t, x), 1, { xs: row }).carry), 0, { xs: rows }).ys.sum();
    expectTree(
      grad(f)(
        array([
          [2, 3],
          [4, 5],
        ]),
      ),
      [
        [3, 2],
        [5, 4],
      ],
    );
  });

  it("a branch in a scan, taken by the carry", () => {
    // Collatz-like on reals: halve above 1, else treble: each branch leaves its factor in the derivative.
    const f = (x: Arr): Arr =>
      scan(
        (s) =>
          cond(
            less(s, 1),
            () => mul(s, 3),
            () => mul(s, 0.5),
          ),
        x,
        { length: 4 },
      ).carry;
    // 0.8 -> 2.4 -> 1.2 -> 0.6 -> 1.8: 3 · 0.5 · 0.5 · 3; 4 -> 2 -> 1 -> 0.5 -> 1.5: 0.5 · 0.5 · 0.5 · 3
    expectTree([f(array(0.8)), grad(f)(0.8), jvp(f, [0.8], [1]).tangent], [1.8, 2.25, 2.25]);
    expectTree(vmap(grad(f))(array([0.8, 4])), [2.25, 0.375]);
  });

  it("a scan in a branch", () => {
    const f = (x: Arr, n: Arr): Arr =>
      cond(
        less(n, 2),
        () => scan((s) => mul(s, x), x, { length: 2 }).carry,
        () => x.square(),
      );
    expectTree(jit(grad(f))(3, 1), 27);
    expectTree(jit(grad(f))(3, 5), 6);
  });
});

describe("mapped loops", () => {
  const decay = (rate: Arr, xs: Arr): { carry: Arr; ys: Arr } =>
    scan((s, x) => emit(add(mul(s, rate), x), mul(s, x)), 1, { xs });

  it("are loops of each element, whichever operand is mapped", () => {
    const rates = array([0.5, 2]);
    const xs = array([
      [1, 2, 3],
      [4, 5, 6],
    ]);
    const one = (rate: number, row: readonly number[]): { carry: number; ys: number[] } => {
      let s = 1;
      const ys = row.map((x) => {
        const y = s * x;
        s = s * rate + x;
        return y;
      });
      return { carry: s, ys };
    };
    const rows = xs.toNested() as number[][];
    const stacked = (results: readonly { carry: number; ys: number[] }[]): unknown => ({
      carry: results.map(({ carry }) => carry),
      ys: results.map(({ ys }) => ys),
    });
    expectTree(vmap(decay)(rates, xs), stacked([one(0.5, rows[0]!), one(2, rows[1]!)]));
    expectTree(vmap(decay, { in: [0, null] })(rates, xs.slice(0)), stacked([one(0.5, rows[0]!), one(2, rows[0]!)]));
    expectTree(vmap(decay, { in: [null, 0] })(2, xs), stacked([one(2, rows[0]!), one(2, rows[1]!)]));
    expectTree(jit(vmap(decay, { in: [null, 1] }))(2, xs.T), stacked([one(2, rows[0]!), one(2, rows[1]!)]));
  });

  it("differentiate, before or after mapping", () => {
    const f = (rate: Arr, xs: Arr): Arr => decay(rate, xs).ys.sum();
    const [rates, xs] = [
      array([0.5, 2]),
      array([
        [1, 2, 3],
        [4, 5, 6],
      ]),
    ];
    const mappedGradient = vmap(grad(f))(rates, xs);
    const gradientOfMapped = grad((r: Arr) => sum(vmap(f)(r, xs)))(rates);
    expectTree(mappedGradient, gradientOfMapped.toNested());
    checkGrads((r: Arr, x: Arr) => sum(vmap(f)(r, x)), [rates, xs], { order: 2 });
  });

  it("keep a carry unmapped until it is fed by a mapped one", () => {
    const f = (x: Arr): Arr =>
      scan(({ a, b, c }) => ({ a: add(a, 1), b: add(b, c), c: x }), { a: 0, b: 0, c: 0 }, { length: 3 }).carry.b;
    expectTree(vmap(f)(array([5, 7])), [10, 14]);
  });
});

describe("pulling back through loops", () => {
  it("gives the cotangents of carry, constants and xs at once", () => {
    const f = (s: Arr, a: Arr, xs: Arr): { carry: Arr; ys: Arr } =>
      scan((c, x) => emit(add(mul(a, c), x), c), s, { xs });
    // c₁ = a s + x₀, carry = a c₁ + x₁, ys = [s, c₁]
    const [s, a, xs] = vjp(f, 2, 3, array([4, 5])).pullback({ carry: 10, ys: array([1, 2]) });
    const ofFirst = 10 * 3 + 2;
    expectTree([s, a, xs], [ofFirst * 3 + 1, 10 * 10 + ofFirst * 2, [ofFirst, 10]]);
  });
});

describe("what a scan refuses", () => {
  const steps = { length: 2 };
  it("a carry that changes", () => {
    expect(messageOf(() => scan((s) => concat([s, s]), array([1]), steps))).toMatchInlineSnapshot(
      `"ShapeError at carry in scan(): expected f64[1], as at the start, received f64[2]. A carry keeps its shape; start with an array of the final shape (zeros or broadcastTo), or emit what grows."`,
    );
    expect(messageOf(() => scan(({ n }) => ({ n: mul(n, 0.5) }), { n: i32(1) }, steps))).toMatchInlineSnapshot(
      `"DTypeError at carry.n in scan(): expected i32[], as at the start, received f64[]. Start with cast(x, "f64"), or cast the new carry back."`,
    );
    expect(
      messageOf(() => scan(({ x }) => ({ x, y: x }) as unknown as { x: Arr }, { x: 1 }, steps)),
    ).toMatchInlineSnapshot(
      `"TreeError in scan(): trees differ at carry.y: initial has nothing, the carry returned by the body has a leaf traced f64[]. (1 other leaf agrees.)"`,
    );
    expect(
      messageOf(() => scan((s: readonly Arr[]) => [s[0]!] as const as never, [1, 2], steps)),
    ).toMatchInlineSnapshot(
      `"TreeError in scan(): trees differ at carry[1]: initial has a leaf 2, the carry returned by the body has nothing. (1 other leaf agrees.)"`,
    );
    expect(messageOf(() => scan(() => undefined as unknown as Arr, 1, steps))).toMatchInlineSnapshot(
      `"TreeError at carry in scan(): expected an Arr, a number or a boolean, or a plain object or list of these, received nothing. Give it a value, or leave the key out."`,
    );
  });

  it("steps that disagree", () => {
    expect(messageOf(() => scan((s) => s, 1, {}))).toMatchInlineSnapshot(
      `"ShapeError in scan(): expected a number of steps: options.length, or options.xs with a leading axis, received neither."`,
    );
    expect(messageOf(() => scan((s) => s, 1, { length: 2.5 }))).toMatchInlineSnapshot(
      `"OptionError at length in scan(): expected a whole number of at least 0, received the number 2.5."`,
    );
    expect(messageOf(() => scan((s) => s, 1, { xs: { a: ones([3]), b: ones([2]) } }))).toMatchInlineSnapshot(
      `"ShapeError at xs.b in scan(): expected 3 steps, as xs.a says, received f64[2]."`,
    );
    expect(messageOf(() => scan((s) => s, 1, { xs: ones([3]), length: 2 }))).toMatchInlineSnapshot(
      `"ShapeError at xs in scan(): expected 2 steps, as length says, received f64[3]."`,
    );
    expect(messageOf(() => scan((s) => s, 1, { xs: [ones([3]), 2] }))).toMatchInlineSnapshot(
      `"ShapeError at xs[1] in scan(): expected a leading axis, one slice for each step, received f64[]. A value that is the same in every step is simply used inside the body."`,
    );
  });
});
