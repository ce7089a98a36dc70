/** The first NaN or infinity: named by equation, step of the loop, line and operands. */

import {
  type Arr,
  array,
  cast,
  cond,
  customVjp,
  firstInfinity,
  firstNaN,
  grad,
  jit,
  less,
  log,
  scan,
  switchCase,
  vmap,
  where,
  whileLoop,
  errors,
} from "fluxion";
import { describe, expect, it } from "vitest";
import { messageOf } from "../support/message-of.ts";

/** Lines move when this file is edited; that they are in this file is what matters. */
const text = (error: errors.NumericError | undefined): string | undefined =>
  error?.message.replace(/\.ts:\d+:\d+/, ".ts");

describe("firstNaN", () => {
  it("names the equation, the element, the operands and the line", () => {
    const f = (x: Arr) => x.mul(2).log().sum();
    expect(text(firstNaN(f)(array([1, 0.5, -0.25])))).toMatchInlineSnapshot(
      `"NumericError in firstNaN() (tests/transforms/numeric-faults.test.ts): the first NaN is c[2] of \`c: f64[3] = log b\`. Received b from -0.5 to 2, b[2] = -0.5. \`log\` has no real value below zero. Keep the argument away from there: bound it with max, or choose with where before the operation, not after."`,
    );
    expect(firstNaN(f)(array([1, 0.5, 0.25]))).toBeUndefined();
  });

  it("says that an argument or a known array holds NaN", () => {
    const p = { star: { mass: array([1, NaN]) } };
    expect(text(firstNaN((params: typeof p) => params.star.mass.mul(2))(p))).toMatchInlineSnapshot(
      `"NumericError at params.star.mass in firstNaN(): this argument holds NaN at [1] already."`,
    );
    const known = array([NaN, 1]);
    expect(text(firstNaN((x: Arr) => x.mul(known))(array([1, 2])))).toMatchInlineSnapshot(
      `"NumericError in firstNaN(): the known array \`b\`, which the function closes over, holds NaN already."`,
    );
  });

  it("looks into loops, forwards and backwards, and branches", () => {
    const shrink = (x: Arr) => scan((c: Arr) => c.sub(0.1).sqrt(), x, { length: 10 }).carry;
    expect(text(firstNaN(shrink)(0.11))).toMatchInlineSnapshot(
      `"NumericError in firstNaN() (tests/transforms/numeric-faults.test.ts): the first NaN is e of \`e: f64[] = sqrt d\`, in step 2 of 10 of \`b: f64[] = scan[length=10 constantCount=0 carryCount=1] a\`. Received d = -2.7755575615628914e-17. \`sqrt\` has no real value below zero. Keep the argument away from there: bound it with max, or choose with where before the operation, not after."`,
    );
    const branching = (x: Arr) =>
      scan(
        (c: Arr) =>
          cond(
            less(c, 0.1),
            (u: Arr) => u.sub(1).sqrt(),
            (u: Arr) => u.mul(0.5),
            c,
          ),
        x,
        { length: 10 },
      ).carry;
    expect(text(firstNaN(branching)(1))).toMatchInlineSnapshot(
      `"NumericError in firstNaN() (tests/transforms/numeric-faults.test.ts): the first NaN is h of \`h: f64[] = sqrt g\`, within \`e: f64[] = cond d c\`, in step 5 of 10 of \`b: f64[] = scan[length=10 constantCount=0 carryCount=1] a\`. Received g = -0.9375. \`sqrt\` has no real value below zero. Keep the argument away from there: bound it with max, or choose with where before the operation, not after."`,
    );
    const until = (x: Arr) =>
      whileLoop(
        (c) => less(c, 100),
        (c) => switchCase(cast(c, "i32"), [(u) => u.add(1), (u) => u.sub(2).sqrt(), (u) => u], c),
        x,
      );
    expect(text(firstNaN(until)(0.5))).toMatchInlineSnapshot(
      `"NumericError in firstNaN() (tests/transforms/numeric-faults.test.ts): the first NaN is n of \`n: f64[] = sqrt m\`, within \`i: f64[] = switchCase h e\`, in step 2 of \`b: f64[] = whileLoop[constantCount=0] a\`. Received m = -0.5. \`sqrt\` has no real value below zero. Keep the argument away from there: bound it with max, or choose with where before the operation, not after."`,
    );
    const fromTheEnd = (xs: Arr) => scan((c: Arr, x: Arr) => c.add(x.log()), array(0), { xs, reverse: true }).carry;
    expect(text(firstNaN(fromTheEnd)(array([1, -1, 2])))).toMatchInlineSnapshot(
      `"NumericError in firstNaN() (tests/transforms/numeric-faults.test.ts): the first NaN is f of \`f: f64[] = log e\`, in step 2 of 3 of \`c: f64[] = scan[length=3 reverse constantCount=0 carryCount=1] b a\`. Received e = -1. \`log\` has no real value below zero. Keep the argument away from there: bound it with max, or choose with where before the operation, not after."`,
    );
  });

  it("goes on outside of a loop that was given NaN", () => {
    const constant = (x: Arr) => {
      const y = x.log();
      return scan((c: Arr) => c.add(y), array(0), { length: 3 }).carry;
    };
    expect(text(firstNaN(constant)(-1))).toMatchInlineSnapshot(
      `"NumericError in firstNaN() (tests/transforms/numeric-faults.test.ts): the first NaN is c of \`c: f64[] = log a\`. Received a = -1. \`log\` has no real value below zero. Keep the argument away from there: bound it with max, or choose with where before the operation, not after."`,
    );
    const stacked = (x: Arr) => scan((c: Arr, row: Arr) => c.add(row), array(0), { xs: x.log() }).carry;
    expect(firstNaN(stacked)(array([1, 2, -3]))?.message).toContain("log a");
    const unrolled = (x: Arr) => scan((c: Arr) => c, x.log(), { length: 0 }).carry;
    expect(firstNaN(unrolled)(-1)?.message).toContain("log a");
  });

  it("finds what the derivative made, at the line of the operation that it is of", () => {
    const length = (x: Arr) => x.square().sum().sqrt();
    const found = firstNaN(grad(length))(array([0, 0]));
    expect(text(found)).toMatchInlineSnapshot(
      `"NumericError in firstNaN() (tests/transforms/numeric-faults.test.ts): the first NaN is l[0] of \`l: f64[2] = mul k d\`. Received k all Infinity, k[0] = Infinity; d all 0, d[0] = 0. 0 times infinity: a derivative that is infinite there, or an overflow before. Infinities met; jit(f, { debug: "infinity" }) finds where they come from."`,
    );
    expect(found?.details.site).toMatch(/numeric-faults\.test\.ts/);
  });

  it("passes over NaN that no result takes in", () => {
    expect(firstNaN((x: Arr) => where(less(x, 0), 0, log(x)))(array([1, -1]))).toBeUndefined();
  });

  it("looks into a branch that differs along a batch, and names the operation in it", () => {
    const f = vmap((x: Arr) =>
      cond(
        x.less(0),
        (y: Arr) => y.sqrt().mul(2),
        (y: Arr) => y.square(),
        x,
      ),
    );
    const message = firstNaN(f)(array([3, 1, -4]))?.message;
    expect(message).toContain("sqrt");
    expect(message).toContain("`sqrt` has no real value below zero");
    expect(message).not.toContain("of `e: f64[3] = switchEach");
  });

  it("looks into functions with a derivative of their own, and stacks of them", () => {
    const custom = customVjp((x: Arr) => x.log(), {
      forward: (x) => ({ value: x.log(), residuals: x }),
      backward: (x, cotangent) => [cotangent.div(x)],
    });
    expect(firstNaN((x: Arr) => custom(x))(-1)?.message).toContain("log");
    expect(firstNaN(vmap((x: Arr) => x.sqrt().mul(2)))(array([1, -4]))?.message).toContain("= sqrt a");
  });
});

describe("firstInfinity", () => {
  it("finds infinities as well", () => {
    expect(text(firstInfinity((x: Arr) => x.exp().sub(1))(800))).toMatchInlineSnapshot(
      `"NumericError in firstInfinity() (tests/transforms/numeric-faults.test.ts): the first Infinity is b of \`b: f64[] = exp a\`. Received a = 800. The value is beyond the range of the element type: work with logarithms, or rescale."`,
    );
    expect(text(firstInfinity(grad((x: Arr) => x.square().sum().sqrt()))(array([0, 0])))).toMatchInlineSnapshot(
      `"NumericError in firstInfinity() (tests/transforms/numeric-faults.test.ts): the first Infinity is i of \`i: f64[] = div b h\`. Received b = 1; h = 0. The denominator is zero."`,
    );
    expect(firstInfinity((x: Arr) => x.exp().reciprocal())(800)).toBeUndefined();
  });
});

describe("jit with debug", () => {
  it("throws where the result would hold one", () => {
    const f = jit((x: Arr) => x.log(), { debug: "nan" });
    expect(f(1).item()).toBe(0);
    expect(f(0).item()).toBe(-Infinity);
    const thrown = messageOf(() => f(-1)).replace(/\.ts:\d+:\d+/, ".ts");
    expect(thrown).toMatchInlineSnapshot(
      `"NumericError in jit() (tests/transforms/numeric-faults.test.ts): the first NaN is b of \`b: f64[] = log a\`. Received a = -1. \`log\` has no real value below zero. Keep the argument away from there: bound it with max, or choose with where before the operation, not after."`,
    );
    expect(() => jit((x: Arr) => x.log(), { debug: "infinity" })(0)).toThrow(errors.NumericError);
  });

  it("refuses what it does not know", () => {
    expect(messageOf(() => jit((x: Arr) => x, { debug: "NaN" as "nan" }))).toMatchInlineSnapshot(
      `"OptionError at debug in jit(): expected "nan" or "infinity", received the string "NaN". Did you mean "nan"?"`,
    );
  });
});
