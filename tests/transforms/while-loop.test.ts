/** whileLoop: values, derivatives in forward mode, maps with conditions of their own, and what it refuses. */

import {
  add,
  all,
  type Arr,
  array,
  checkpoint,
  cond,
  grad,
  greater,
  hessian,
  hvp,
  jacobian,
  jit,
  jvp,
  less,
  linearize,
  logicalAnd,
  mul,
  scan,
  showCompiled,
  sqrt,
  stopGradient,
  sub,
  trace,
  valueAndJacobian,
  vjp,
  vmap,
  where,
  whileLoop,
  zeros,
} from "fluxion";
import { describe, expect, expectTypeOf, it } from "vitest";
import { messageOf } from "../support/message-of.ts";
import { expectTree } from "../support/trees.ts";

/** x doubled until it passes 100. */
const double = (x: Arr): Arr =>
  whileLoop(
    (v) => less(v, 100),
    (v) => mul(v, 2),
    x,
  );

/** Newton's iteration for the square root, until it stands still. */
const heron = (a: Arr): Arr =>
  whileLoop(
    ({ x, before }) => greater(x.sub(before).abs(), mul(1e-12, x)),
    ({ x }) => ({ x: x.add(a.div(x)).mul(0.5), before: x }),
    { x: a.add(1).mul(0.5), before: a.mul(0) },
  ).x;

describe("the carry after the last step", () => {
  it("is that of a loop in JavaScript", () => {
    expectTree([double(array(3)), jit(double)(3), jit(double)(1e-3), jit(double)(200)], [192, 192, 131.072, 200]);
    expectTree(
      [1e-8, 0.3, 2, 1e10].map((a) => jit(heron)(a)),
      [1e-4, Math.sqrt(0.3), Math.SQRT2, 1e5],
    );
  });

  it("is a tree, of any element types, and numbers are widened", () => {
    const collatz = (n: Arr): { n: Arr; steps: Arr } =>
      whileLoop(
        ({ n: each }) => greater(each, 1),
        ({ n: each, steps }) => {
          const half = each.div(2).floor();
          const odd = greater(sub(each, mul(half, 2)), 0);
          return {
            n: cond(
              odd,
              () => each.mul(3).add(1),
              () => half,
            ),
            steps: add(steps, 1),
          };
        },
        { n, steps: array(0, { dtype: "i32" }) },
      );
    // 27 is known for its 111 steps.
    expectTree(
      [collatz(array(27)), jit(collatz)(27)],
      [
        { n: 1, steps: 111 },
        { n: 1, steps: 111 },
      ],
    );
    expect(jit(collatz)(27).steps.dtype).toBe("i32");
    expectTypeOf(
      whileLoop(
        () => false,
        (c) => c,
        { a: 1, b: [2] },
      ).a,
    ).toEqualTypeOf<Arr>();
  });

  it("may read outer values in condition and body, known and unknown", () => {
    const f = (limit: Arr, factor: Arr): Arr =>
      whileLoop(
        (v) => less(v.sum(), limit),
        (v) => mul(v, factor).add(array([0, 1])),
        array([1, 1]),
      );
    // [1, 1] -> [2, 3] -> [4, 7]
    expectTree(
      [f(array(10), array(2)), jit(f)(10, 2)],
      [
        [4, 7],
        [4, 7],
      ],
    );
  });

  it("is the first one where the condition does not hold at the start, and stops at maxSteps", () => {
    expectTree(jit((x: Arr) => whileLoop(() => array(false), mulTwo, x))(5), 5);
    const bounded = (x: Arr): Arr => whileLoop(() => true, mulTwo, x, { maxSteps: 5 });
    expectTree([bounded(array(3)), jit(bounded)(3)], [96, 96]);
    expectTree(jit((x: Arr) => whileLoop(() => true, mulTwo, x, { maxSteps: 0 }))(3), 3);
    expectTree(jit((x: Arr) => whileLoop((v) => less(v, 10), mulTwo, x, { maxSteps: 50 }))(3), 12);
  });

  it("exchanges carries, keeps those that no step changes, and drops those that nobody reads", () => {
    const fibonacci = (limit: Arr): Arr =>
      whileLoop(
        ({ b }) => less(b, limit),
        ({ a, b, c, unread }) => ({ a: b, b: a.add(b).add(c), c, unread: unread.sin() }),
        { a: 0, b: 1, c: 0, unread: zeros([1000]) },
      ).b;
    expectTree(jit(fibonacci)(1000), 1597);
    const shown = showCompiled(fibonacci)(1000);
    expect(shown).not.toContain("sin");
    expect(shown).not.toContain("f64[1000]");
  });

  it("computes once what is the same in every step", () => {
    const f = (x: Arr, a: Arr): Arr =>
      whileLoop(
        (v) => less(v.sum(), 10),
        (v) => v.add(a.exp().sum()),
        x,
      );
    const [before, after] = showCompiled(f)(zeros([4]), zeros([9])).split("while");
    expect(before).toContain("exp");
    expect(after).not.toContain("exp");
    expectTree(jit(f)(zeros([4]), zeros([9])), [9, 9, 9, 9]);
  });
});

const mulTwo = (v: Arr): Arr => mul(v, 2);

describe("nested loops and branches", () => {
  it("run as they are written", () => {
    // A loop in a branch in a loop in a scan: each step doubles until past the limit, then halves while above it.
    const step = (x: Arr, limit: Arr): Arr =>
      whileLoop(
        ({ turns }) => less(turns, 2),
        ({ v, turns }) => ({
          v: cond(
            less(v, limit),
            () => whileLoop((u) => less(u, limit), mulTwo, v),
            () => scan((u) => u.mul(0.5), v, { length: 2 }).carry,
          ),
          turns: turns.add(1),
        }),
        { v: x, turns: 0 },
      ).v;
    const f = (x: Arr, limits: Arr): Arr => scan((v, limit: Arr) => step(v, limit), x, { xs: limits }).carry;
    // 3 -> 12 -> 3 at 10; 3 -> 24 -> 6 at 20; 6 -> 1.5 -> 6 at 5
    expectTree([f(array(3), array([10, 20, 5])), jit(f)(3, array([10, 20, 5]))], [6, 6]);
    const tangent = jit((x: Arr) => jvp((v: Arr) => f(v, array([10, 20, 5])), [x], [1]).tangent)(3);
    expectTree(tangent, 2);
    // Mapped, each element has its own path through all of them.
    const expected = [3, 7, 0.1, 50].map((x) => f(array(x), array([10, 20, 5])).item());
    const mapped = jit(vmap(f, { in: [0, null] }));
    expectTree(mapped(array([3, 7, 0.1, 50]), array([10, 20, 5])), expected);
  });
});

describe("derivatives of the steps that were taken", () => {
  const slope = (f: (x: Arr) => Arr) => jit((x: Arr) => jvp(f, [x], [1]).tangent);

  it("follow tangents forward", () => {
    // x doubled six times, or not at all.
    expectTree([slope(double)(3), slope(double)(200)], [64, 1]);
    expectTree(jit((a: Arr) => jvp(heron, [a], [1]).tangent)(2), 1 / (2 * Math.SQRT2));
    const second = jvp((a: Arr) => jvp(heron, [a], [1]).tangent, [2], [1]).tangent;
    // d² sqrt(a) = -1/4 a^(-3/2)
    expect(second.item()).toBeCloseTo(-0.25 * 2 ** -1.5, 12);
  });

  it("pass constants of the body, and carries that begin to move later", () => {
    const power = (c: Arr): Arr =>
      whileLoop(
        ({ k }) => less(k, 5),
        ({ p, k }) => ({ p: p.mul(c), k: k.add(1) }),
        { p: 1, k: 0 },
      ).p;
    expectTree(slope(power)(3), 405);
  });

  it("are refused in reverse mode, with a way out", () => {
    expect(messageOf(() => grad(double)(3))).toMatchInlineSnapshot(
      `"DerivativeError at params in whileLoop(): reverse mode needs every step again, and their number is not known before the loop runs. Use forward mode (jvp, linearize, jacobian), scan or forLoop with a fixed number of steps, or, where the loop solves an equation, implicit.root or implicit.fixedPoint."`,
    );
    const deep = (p: { a: Arr; b: Arr }): Arr => scan((s) => s.add(double(p.b)), p.a, { length: 2 }).carry;
    expect(messageOf(() => jit(grad(deep))({ a: 1, b: 2 }))).toMatchInlineSnapshot(
      `"DerivativeError at params.b in whileLoop(): reverse mode needs every step again, and their number is not known before the loop runs. Use forward mode (jvp, linearize, jacobian), scan or forLoop with a fixed number of steps, or, where the loop solves an equation, implicit.root or implicit.fixedPoint."`,
    );
  });

  it("pass in reverse mode by loops on what does not move", () => {
    const f = (x: Arr): Arr => mul(x, double(stopGradient(x)));
    expectTree([grad(f)(3), jit(grad(f))(3)], [192, 192]);
    const counted = (x: Arr, y: Arr): Arr => mul(x, double(y));
    expectTree(jit(grad(counted))(2, 3), 192);
  });
});

/** x halved while it is above one, and how often. 5 -> 0.625 in three halvings, 3 -> 0.75 in two. */
const halve = (x: Arr): { value: Arr; count: Arr } =>
  whileLoop(
    ({ value }) => greater(value, 1),
    ({ value, count }) => ({ value: value.mul(0.5), count: count.add(array(1, { dtype: "i32" })) }),
    { value: x, count: array(0, { dtype: "i32" }) },
  );
const halved = (x: Arr): Arr => halve(x).value;

describe("the linear map at a point", () => {
  it("is that of the steps which were taken there", () => {
    const { value, pushforward } = linearize(halved, 5);
    expectTree([value, pushforward(1), pushforward(-4)], [0.625, 0.125, -0.5]);
    expectTree(jit((x: Arr, t: Arr) => linearize(halved, x).pushforward(t))(5, 2), 0.25);
  });

  it("is a Jacobian matrix, by rows as by columns", () => {
    expectTree([jacobian(halved)(5), jit(jacobian(halved))(5), jacobian(halved)(0.5)], [0.125, 0.125, 1]);
    // |x|² = 5, halved three times: one result of two arguments, for which there is no way back.
    const ofSquare = (x: Arr): Arr => halved(x.square().sum());
    expectTree(
      [jacobian(ofSquare)(array([1, 2])), jit(jacobian(ofSquare))(array([1, 2]))],
      [
        [0.25, 0.5],
        [0.25, 0.5],
      ],
    );
    expectTree(jit(jacobian(jacobian(ofSquare)))(array([1, 2])), [
      [0.25, 0],
      [0, 0.25],
    ]);
    expectTree(valueAndJacobian(ofSquare)(array([1, 2])), { value: 0.625, jacobian: [0.25, 0.5] });
  });

  it("passes scan, branches, checkpoints, maps and other loops", () => {
    const xs = array([5, 3, 0.5]);
    expectTree(
      [vmap(jacobian(halved))(xs), jit(vmap(jacobian(halved)))(xs)],
      [
        [0.125, 0.25, 1],
        [0.125, 0.25, 1],
      ],
    );
    expectTree(linearize(vmap(halved), xs).pushforward(array([8, 8, 8])), [1, 2, 8]);
    // 5 -> 0.625 -> 2.5 -> 0.625 -> 2.5
    const inScan = (x: Arr): Arr => scan((v) => halved(v).mul(4), x, { length: 2 }).carry;
    const inBranch = (x: Arr): Arr =>
      cond(
        greater(x, 2),
        () => halved(x).mul(8),
        () => x,
      );
    const inLoop = (x: Arr): Arr =>
      whileLoop(
        ({ k }) => less(k, 2),
        ({ v, k }) => ({ v: halved(v).mul(4), k: add(k, 1) }),
        { v: x, k: 0 },
      ).v;
    const slopes = (f: (x: Arr) => Arr): Arr[] => [
      linearize(f, 5).pushforward(1),
      jit(jacobian(f))(5),
      jvp(f, [5], [1]).tangent,
    ];
    expectTree(slopes(inScan), [0.5, 0.5, 0.5]);
    expectTree(slopes(inBranch), [1, 1, 1]);
    expectTree(slopes(inLoop), [0.5, 0.5, 0.5]);
    expectTree(slopes(checkpoint(halved)), [0.125, 0.125, 0.125]);
    expectTree(vmap(jacobian(inBranch))(array([5, 1.5])), [1, 1]);
  });

  it("carries no tangents that nobody reads", () => {
    // One loop of the values and one of both, in which the sine of what is not asked for has no derivative.
    const f = (x: Arr): Arr =>
      whileLoop(
        ({ value }) => greater(value, 1),
        ({ value, other }) => ({ value: value.mul(0.5), other: other.sin() }),
        { value: x, other: x },
      ).value;
    expect(String(trace((x: Arr) => jvp(f, [x], [1]).tangent)(5))).not.toContain("cos");
  });
});

describe("reverse mode where nothing flows through the loop", () => {
  it("passes counts", () => {
    // d/dx 3 x² at 5
    const f = (x: Arr): Arr => x.square().mul(halve(x).count);
    expectTree([grad(f)(5), jit(grad(f))(5)], [30, 30]);
    expectTree([hessian(f)(5), hvp(f)(5, 2), jit(hvp(f))(5, 2)], [6, 12, 12]);
    expectTree(
      [vmap(grad(f))(array([5, 3, 0.5])), jit(vmap(grad(f)))(array([5, 3, 0.5]))],
      [
        [30, 12, 0],
        [30, 12, 0],
      ],
    );
    expectTree(jit(grad(checkpoint(f)))(5), 30);
  });

  it("passes results that are compared, held fixed or not read", () => {
    const compared = (x: Arr): Arr => where(greater(halved(x), 0.6), x.square(), x);
    const fixed = (x: Arr): Arr => x.mul(stopGradient(halved(x)));
    const rounded = (x: Arr): Arr => x.mul(halved(x).mul(8).cast("i32"));
    expectTree([grad(compared)(5), jit(grad(fixed))(5), grad(rounded)(5)], [10, 0.625, 5]);
    const { value, pullback } = vjp((x: Arr) => ({ count: halve(x).count, square: x.square() }), 5);
    expectTree([value, pullback({ count: 0, square: 1 })], [{ count: 3, square: 25 }, [10]]);
  });

  it("passes carries of a loop around it that do not reach the result", () => {
    type Carry = { x: Arr; rest: Arr; count: Arr };
    const repeated = (start: Arr): Carry =>
      scan(
        ({ x, count }: Carry) => {
          const { value, count: more } = halve(x);
          return { x: x.mul(2), rest: value, count: count.add(more) };
        },
        { x: start, rest: start, count: array(0, { dtype: "i32" }) },
        { length: 3 },
      ).carry;
    // 5, 10, 20 are halved 3 + 4 + 5 times.
    const f = (x: Arr): Arr => {
      const { x: end, count } = repeated(x);
      return end.mul(count);
    };
    expectTree([grad(f)(5), jit(grad(f))(5)], [96, 96]);
    // The linear map has tangents of all that is returned; a way back is asked for what has a cotangent.
    const { pullback } = vjp(
      (x: Arr) => scan((v) => ({ a: v.a.mul(3), b: halved(v.a) }), { a: x, b: x }, { length: 2 }).carry.a,
      5,
    );
    expectTree(pullback(1), [9]);
    expect(messageOf(() => grad((x: Arr) => repeated(x).rest)(5))).toContain(
      "DerivativeError at params in whileLoop()",
    );
  });
});

describe("a mapped loop", () => {
  const xs = array([3, 150, 0.1, 99]);
  const expected = [192, 150, 102.4, 198];

  it("goes on for each element as long as its own condition holds", () => {
    expectTree([vmap(double)(xs), jit(vmap(double))(xs)], [expected, expected]);
    expectTree(jit(vmap(heron))(array([1e-8, 0.3, 1e10])), [1e-4, Math.sqrt(0.3), 1e5]);
    const slopes = jvp(vmap(double), [xs], [array([1, 1, 1, 1])]).tangent;
    expectTree(slopes, [64, 1, 1024, 2]);
  });

  it("stays one loop where the condition is shared", () => {
    const f = (x: Arr, y: Arr): { x: Arr; y: Arr } =>
      whileLoop(
        (c) => less(c.x, 100),
        (c) => ({ x: mul(c.x, 2), y: add(c.y, 1) }),
        { x, y },
      );
    expectTree(jit(vmap(f, { in: [null, 0], out: { x: null, y: 0 } }))(3, array([0, 10])), { x: 192, y: [6, 16] });
  });

  it("maps over limits, vectors and two axes", () => {
    const f = (v: Arr, limit: Arr): Arr =>
      whileLoop(
        (c) => less(c.sum(), limit),
        (c) => c.mul(2),
        v,
      );
    expectTree(jit(vmap(f, { in: [null, 0] }))(array([1, 2]), array([2, 5, 100])), [
      [1, 2],
      [2, 4],
      [64, 128],
    ]);
    const grid = array([
      [3, 150],
      [0.1, 99],
    ]);
    expectTree(jit(vmap(vmap(double)))(grid), [
      [192, 150],
      [102.4, 198],
    ]);
  });

  it("does not let elements that are done spoil others", () => {
    // Beyond its end the body has NaN: sqrt of a negative number.
    const f = (x: Arr): Arr =>
      whileLoop(
        (v) => greater(v, 1),
        (v) => sqrt(v.sub(1)),
        x,
      );
    const g = (x: number): number => (x > 1 ? g(Math.sqrt(x - 1)) : x);
    expectTree(jit(vmap(f))(array([0.5, 5, 40])), [0.5, g(5), g(40)]);
  });
});

describe("what whileLoop refuses", () => {
  const loop = (body: (c: { a: Arr; b: Arr }) => unknown): string =>
    messageOf(() => whileLoop((c) => less(c.a, 1), body as never, { a: 0, b: zeros([2]) }));

  it("a carry that changes, named by leaf", () => {
    expect(loop(({ a, b }) => ({ a, b: b.sum() }))).toMatchInlineSnapshot(
      `"ShapeError at carry.b in whileLoop(): expected f64[2], as at the start, received f64[]. A carry keeps its shape; start with an array of the final shape (zeros or broadcastTo)."`,
    );
    expect(loop(({ a, b }) => ({ a: a.cast("f32"), b }))).toMatchInlineSnapshot(
      `"DTypeError at carry.a in whileLoop(): expected f64[], as at the start, received f32[]. Start with cast(x, "f32"), or cast the new carry back."`,
    );
    expect(loop(({ a }) => ({ a }))).toMatchInlineSnapshot(
      `"TreeError in whileLoop(): trees differ at carry.b: initial has a leaf f64[2], the carry returned by the body has nothing. (1 other leaf agrees.)"`,
    );
  });

  it("conditions that are no scalar, and step counts that are none", () => {
    expect(messageOf(() => whileLoop((c) => less(c, 1), mulTwo, zeros([2])))).toMatchInlineSnapshot(
      `"ShapeError in whileLoop(): expected a scalar from the condition, received bool[2]. Say when to stop for all elements together with any or all, or map the loop over them with vmap."`,
    );
    expectTree(
      whileLoop((c) => logicalAnd(all(less(c, 4)), true), mulTwo, array([1, 2])),
      [2, 4],
    );
    expect(messageOf(() => whileLoop(() => true, mulTwo, 1, { maxSteps: 1.5 }))).toMatchInlineSnapshot(
      `"OptionError at maxSteps in whileLoop(): expected a whole number of at least 0, received the number 1.5."`,
    );
  });
});

it("prints condition and body", () => {
  expect(String(trace(double)(1))).toMatchInlineSnapshot(`
    "(a: f64[]) => {
      b: f64[] = whileLoop[constantCount=0] a
        condition = (c: f64[]) => {
          d: bool[] = less c 100
          return d
        }
        body = (e: f64[]) => {
          f: f64[] = mul e 2
          return f
        }
      return b
    }"
  `);
});
