/** Checkpoints of loops and functions: the same values and derivatives in less memory. */

import {
  type Arr,
  add,
  arange,
  array,
  checkGrads,
  checkpoint,
  emit,
  grad,
  hvp,
  jit,
  jvp,
  mul,
  ones,
  scan,
  showCompiled,
  sin,
  trace,
  valueAndGrad,
  vmap,
  zeros,
} from "fluxion";
import { describe, expect, it } from "vitest";
import { optimizeAndPlan } from "../../src/compile/wasm/compile-wasm.ts";
import { messageOf } from "../support/message-of.ts";
import { expectTree, plain } from "../support/trees.ts";

type Checkpoint = boolean | number;

/** A pendulum that loses a little: nonlinear in the state and in the parameter. */
const swing =
  (length: number, checkpoint: Checkpoint, reverse = false) =>
  (p: { angle: Arr; rate: Arr; kicks: Arr; pull: Arr }) =>
    scan(
      ({ angle, rate }: { angle: Arr; rate: Arr }, kick: Arr) => {
        const next = rate.sub(sin(angle).mul(p.pull)).mul(0.99).add(kick);
        return emit({ angle: angle.add(next.mul(0.1)), rate: next }, angle.square());
      },
      { angle: p.angle, rate: p.rate },
      { xs: p.kicks, length, reverse, checkpoint },
    );

const energy =
  (...setup: Parameters<typeof swing>) =>
  (p: Parameters<ReturnType<typeof swing>>[0]) => {
    const { carry, ys } = swing(...setup)(p);
    return carry.angle.square().sum().add(carry.rate.sum()).add(ys.mean());
  };

const start = (length: number, size = 3) => ({
  angle: arange(size).mul(0.3).add(0.1),
  rate: ones([size]),
  kicks: arange(length).mul(0.01),
  pull: array(0.2),
});

/** Bytes of the compiled program, constants aside. */
const bytesOf = <P>(f: (p: P) => Arr, p: P): number =>
  optimizeAndPlan(trace(grad(f) as (p: P) => unknown)(p as never).program).layout.arenaBytes;

describe("a scan with checkpoints", () => {
  it.each([
    [36, true, false],
    [36, true, true],
    [37, true, false],
    [37, true, true],
    [37, 10, true],
    [37, 36, false],
    [37, 500, false],
    [2, true, false],
    [1, true, true],
    [0, true, false],
  ] as const)(
    "of %i steps (checkpoint %s, reverse %s) has the same values, bit for bit",
    (length, checkpoint, reverse) => {
      const whole = swing(length, false, reverse);
      const kept = swing(length, checkpoint, reverse);
      const bits = (tree: unknown): string => JSON.stringify(tree, (_, each: unknown) => hexOf(each));
      const p = start(length);
      expect(bits(jit(kept)(p))).toBe(bits(jit(whole)(p)));
      expect(bits(kept(start(length)))).toBe(bits(whole(start(length))));
    },
  );

  it.each([36, 37, 41])("of %i steps has the same derivatives to rounding", (length) => {
    const p = start(length);
    for (const reverse of [false, true]) {
      const expected = jit(valueAndGrad(energy(length, false, reverse)))(p);
      // What all steps share adds up segment by segment, in another order.
      expectTree(jit(valueAndGrad(energy(length, true, reverse)))(p), plain(expected), 1e-13);
    }
  });

  it("differentiates forward, twice, and maps", () => {
    checkGrads(energy(12, true), [start(12)], { order: 2 });
    const along = (checkpoint: Checkpoint): unknown => plain(hvp(energy(30, checkpoint))(start(30), start(30)));
    expectTree(along(true), along(false), 1e-12);
    const pushed = (checkpoint: Checkpoint): Arr => jvp(energy(30, checkpoint), [start(30)], [start(30)]).tangent;
    expectTree(pushed(true), pushed(false).item(), 1e-14);
    const mapped = (checkpoint: Checkpoint): Arr =>
      jit(grad((pulls: Arr) => vmap((pull: Arr) => energy(30, checkpoint)({ ...start(30), pull }))(pulls).sum()))(
        array([0.1, 0.2, 0.3]),
      );
    expectTree(mapped(true), plain(mapped(false)), 1e-12);
  });

  it("keeps as many carries as the square root of its steps", () => {
    const size = 100;
    const bytes = (length: number, checkpoint: Checkpoint): number =>
      bytesOf((x: Arr) => scan((s) => sin(s).mul(1.01), x, { length, checkpoint }).carry.sum(), zeros([size]));
    const carry = 8 * size;
    for (const length of [100, 400, 1600, 6400]) {
      // Ends of segments, steps of one segment, and a few arrays to work with.
      expect(bytes(length, true)).toBeLessThan((2 * Math.sqrt(length) + 8) * carry * 1.05);
    }
    // Four times the steps take twice the memory.
    expect(bytes(6400, true) / bytes(1600, true)).toBeLessThan(2.1);
    expect(bytes(1600, false)).toBeGreaterThan(1600 * carry);
    // A prime number of steps, and segments of a length asked for.
    expect(bytes(1601, true)).toBeLessThan(100 * carry);
    expect(bytes(1600, 200)).toBeLessThan((200 + 8 + 8) * carry * 1.05);
  });

  it("says what a segment may be", () => {
    expect(messageOf(() => scan((s) => s, 0, { length: 10, checkpoint: 2.5 }))).toMatchInlineSnapshot(
      `"OptionError at checkpoint in scan(): expected a whole number of at least 1, received the number 2.5."`,
    );
  });
});

describe("checkpoint of a function", () => {
  const layer = (x: Arr): Arr => sin(sin(sin(x).mul(1.5)).add(0.2)).mul(x.exp());

  it("has the same values and derivatives", () => {
    const whole = (x: Arr): Arr => layer(layer(x)).sum();
    const kept = (x: Arr): Arr => checkpoint(layer)(checkpoint(layer)(x)).sum();
    const x = array([0.1, 0.4, -0.3]);
    expectTree([kept(x), jit(kept)(x)], [whole(x).item(), whole(x).item()], 0);
    const expected = grad(whole)(x).toNested();
    expectTree(
      [grad(kept)(x), jit(grad(kept))(x), vmap(grad((v: Arr) => kept(v)))(x)],
      [expected, expected, expected],
      1e-14,
    );
    checkGrads(kept, [x], { order: 2 });
    expectTree(jit(hvp(kept))(x, ones([3])), plain(hvp(whole)(x, ones([3]))), 1e-13);
  });

  it("takes and gives trees, nests, and closes over values that move", () => {
    const f = (a: Arr, b: Arr): Arr => {
      const inner = checkpoint((x: Arr) => sin(mul(x, b)));
      return checkpoint(({ u }: { u: Arr }) => ({ v: add(inner(u), b) }))({ u: a }).v;
    };
    // f = sin(a b) + b
    expectTree(jit(grad(f))(2, 3), 3 * Math.cos(6));
    expectTree(jit(grad(f, { argument: 1 }))(2, 3), 2 * Math.cos(6) + 1);
  });

  it("keeps nothing of a function but its arguments", () => {
    const block = (x: Arr): Arr => {
      let y = x;
      // The sum ends each loop nest, so that every layer is an array in memory.
      for (let i = 0; i < 10; i++) y = sin(y).mul(y.sum());
      return y;
    };
    const chain =
      (wrap: (f: (x: Arr) => Arr) => (x: Arr) => Arr) =>
      (x: Arr): Arr => {
        let y = x;
        for (let i = 0; i < 10; i++) y = wrap(block)(y);
        return y.sum();
      };
    const x = zeros([1000]);
    const whole = bytesOf(
      chain((f) => f),
      x,
    );
    const kept = bytesOf(chain(checkpoint), x);
    // 100 layers against 10 arguments and the 10 layers of one block.
    expect(whole).toBeGreaterThan(90 * 8000);
    expect(kept).toBeLessThan(35 * 8000);
    expect(showCompiled(grad(chain(checkpoint)))(x)).toContain("at once");
  });
});

function hexOf(value: unknown): unknown {
  if (!(typeof value === "object" && value !== null && "toArray" in value)) return value;
  const data = (value as Arr).toArray();
  return [...new Uint8Array(data.buffer, data.byteOffset, data.byteLength)].join();
}
