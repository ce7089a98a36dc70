/** Loops and branches compiled: carries updated in place only where nothing reads the old value any more. */

import {
  type Arr,
  arange,
  array,
  concat,
  cond,
  emit,
  forLoop,
  grad,
  greater,
  jit,
  less,
  matMul,
  scan,
  showCompiled,
  take,
  valueAndGrad,
  zeros,
} from "fluxion";
import { describe, expect, it } from "vitest";
import { primitives } from "../../src/primitives/registry.ts";
import { bindOne } from "../../src/program/bind.ts";
import { bytesOf, expectSame, uniform } from "./support.ts";

const x = uniform([9], 1);
const y = uniform([9], 2);
const rows = uniform([6, 4], 3);

describe("scan", () => {
  it("carries one array", () => {
    expectSame((a) => scan((c) => c.mul(0.5).add(a), a, { length: 11 }).carry, [x]);
    expectSame((a) => scan((c) => c.mul(0.5).add(1), a, { length: 0 }).carry, [x]);
    expectSame((a) => scan((c) => c.mul(0.5).add(1), a, { length: 1 }).carry, [x]);
  });

  it("exchanges carries", () => {
    const swap = (a: Arr, b: Arr): Arr[] => {
      const { carry } = scan(({ p, q }) => ({ p: q, q: p }), { p: a, q: b }, { length: 3 });
      return [carry.p, carry.q];
    };
    expectSame(swap, [x, y]);
    const rotate = (a: Arr, b: Arr): Arr[] => {
      const start = { p: a, q: b, r: a.mul(b) };
      const { carry } = scan(({ p, q, r }) => ({ p: q.add(1), q: r, r: p }), start, { length: 5 });
      return [carry.p, carry.q, carry.r];
    };
    expectSame(rotate, [x, y]);
  });

  it("reads the old carry after, beside and across the new one", () => {
    // A later loop nest (the sum) needs the old p while the new one is computed from other elements of it.
    const crossing = (a: Arr): Arr[] => {
      const step = ({ p, s }: { p: Arr; s: Arr }) => ({
        p: p.slice([null, null, -1]).mul(0.5).add(p.sum()),
        s: s.add(p.sum()),
      });
      const { carry } = scan(step, { p: a, s: array(0) }, { length: 4 });
      return [carry.p, carry.s];
    };
    expectSame(crossing, [x], 1e-13);
    const normalised = (a: Arr): Arr => scan((c) => c.div(c.abs().sum()).add(c.T), a, { length: 3 }).carry;
    expectSame(normalised, [x], 1e-13);
    const product = (a: Arr): Arr => scan((c) => matMul(c, c).mul(0.1), a.slice([0, 4]), { length: 4 }).carry;
    expectSame(product, [rows], 1e-12);
  });

  it("emits old carries, new carries, both and inputs", () => {
    const outputs = (r: Arr): Arr[] => {
      const { carry, ys } = scan(
        (c: Arr, row: Arr) => {
          const next = c.mul(0.5).add(row);
          return emit(next, { before: c, after: next, again: next, row, sum: next.sum() });
        },
        zeros([4]),
        { xs: r },
      );
      return [carry, ys.before, ys.after, ys.again, ys.row, ys.sum];
    };
    expectSame(outputs, [rows], 1e-14);
  });

  it("runs from the last step to the first", () => {
    const backwards = (r: Arr): Arr[] => {
      const { carry, ys } = scan((c: Arr, row: Arr) => emit(c.mul(0.5).add(row), c.sub(row)), zeros([4]), {
        xs: r,
        reverse: true,
      });
      return [carry, ys];
    };
    expectSame(backwards, [rows]);
  });

  it("nests, with views of outer stacks inside", () => {
    const nested = (r: Arr): Arr[] => {
      const { carry, ys } = scan(
        (c: Arr, row: Arr) => {
          const inner = scan((d: Arr, element: Arr) => emit(d.mul(0.9).add(element), d.add(c)), c, { xs: row });
          return emit(inner.carry, inner.ys.sum());
        },
        array(0.25),
        { xs: r.T, reverse: true },
      );
      return [carry, ys];
    };
    expectSame(nested, [rows], 1e-13);
    const triple = (a: Arr): Arr =>
      scan((c) => scan((d) => scan((e) => e.mul(0.9).add(c), d, { length: 2 }).carry, c, { length: 3 }).carry, a, {
        length: 2,
      }).carry;
    expectSame(triple, [x]);
  });

  it("keeps stacks of an inner loop as steps of an outer one", () => {
    const stacks = (r: Arr): Arr => {
      const { ys } = scan(
        (c: Arr, row: Arr) => {
          const inner = scan((d: Arr, element: Arr) => emit(d.add(element), d), c, { xs: row });
          return emit(inner.carry, inner.ys);
        },
        array(0),
        { xs: r },
      );
      return ys;
    };
    expectSame(stacks, [rows]);
  });

  it("takes what does not change out of the loop", () => {
    const invariant = (a: Arr, b: Arr): Arr =>
      scan(({ c, k }) => ({ c: c.add(b.exp().mul(k)), k }), { c: a, k: array(2) }, { length: 5 }).carry.c;
    expectSame(invariant, [x, y], 1e-14);
  });

  it("carries integers and bools", () => {
    const count = (a: Arr): Arr[] => {
      const start = { n: array(0, { dtype: "i32" }), any: less(a, -10) };
      const { carry } = scan(({ n }) => ({ n: n.add(3), any: greater(a, n.cast("f64")) }), start, { length: 4 });
      return [carry.n, carry.any];
    };
    expectSame(count, [x]);
  });

  it("hands results to later loops", () => {
    const chained = (r: Arr): Arr[] => {
      const first = scan((c: Arr, row: Arr) => emit(c.add(row), c.mul(row)), zeros([4]), { xs: r });
      const second = scan((c: Arr, row: Arr) => emit(c.sub(row), row.mul(2)), first.carry, {
        xs: first.ys,
        reverse: true,
      });
      return [first.carry, second.carry, second.ys, first.ys.sum(0)];
    };
    expectSame(chained, [rows], 1e-14);
  });

  it("differentiates in reverse, through loops in loops", () => {
    const loss = (a: Arr): Arr =>
      scan((c) => scan((d) => d.mul(0.5).add(d.sin().mul(a)), c, { length: 3 }).carry, a, { length: 4 })
        .carry.square()
        .sum();
    expectSame(
      (a) => {
        const { value, grad: gradient } = valueAndGrad(loss)(a);
        return [value, gradient];
      },
      [x],
      1e-13,
    );
    expectSame((a) => grad((b: Arr) => grad(loss)(b).square().sum())(a), [x.slice([0, 3])], 1e-12);
  });

  it("starts again from the same state at each call", () => {
    const f = jit((a: Arr) => scan((c) => c.mul(a), a, { length: 6 }).carry);
    const first = f(x);
    f(y);
    expect(bytesOf(f(x))).toEqual(bytesOf(first));
  });
});

describe("cond", () => {
  const choose = (p: Arr, a: Arr): Arr[] => {
    const { doubled, sum } = cond(
      greater(p, 0),
      (v: Arr) => ({ doubled: v.mul(2), sum: v.sum() }),
      (v: Arr) => ({ doubled: v, sum: array(0) }),
      a,
    );
    return [doubled, sum.add(1), a];
  };

  it("runs the branch that the predicate chooses", () => {
    expectSame(choose, [array(1), x], 1e-14);
    expectSame(choose, [array(-1), x]);
    expectSame(choose, [array(NaN), x]);
  });

  it("stands in a loop and holds one", () => {
    const looped = (a: Arr): Arr[] => {
      const { carry, ys } = scan(
        (c: Arr, i: Arr) => {
          const next = cond(
            less(i, 3),
            (v: Arr) => scan((d) => d.mul(0.5), v, { length: 2 }).carry,
            (v: Arr) => v.add(a),
            c,
          );
          return emit(next, next.max());
        },
        a,
        { xs: arange(6) },
      );
      return [carry, ys];
    };
    expectSame(looped, [x]);
  });
});

describe("a carry that is joined from parts", () => {
  const n = 6;
  const state = uniform([2 * n], 11);
  const steps =
    (body: (s: Arr) => Arr, length = 4) =>
    (x: Arr) =>
      scan(body, x, { length }).carry;

  /** What a step of the loop copies, from the listing of loop nests. */
  const copiesInLoop = (f: (x: Arr) => Arr, x: Arr): number => {
    const [, loop] = showCompiled(f)(x).split("times\n");
    return loop!.split("\n").filter((line) => line.includes(": copy;")).length;
  };

  it("is written in place where each part has read what it overwrites", () => {
    const leapfrog = steps((s) => {
      const [q, p] = [s.slice([0, n]), s.slice([n, 2 * n])];
      const moved = q.add(p.mul(0.1));
      return concat([moved, p.sub(moved.mul(0.1))]);
    });
    expectSame(leapfrog, [state]);
    expect(copiesInLoop(leapfrog, state)).toBe(0);
    // Columns of rows: parts that lie between one another.
    const columns = steps((s) => {
      const [q, p] = [s.slice([0, null], [0, 2]), s.slice([0, null], [2, 4])];
      return concat([q.add(p.mul(0.1)), p.sub(q.mul(0.1))], 1);
    });
    const rowsOfState = uniform([3, 4], 12);
    expectSame(columns, [rowsOfState]);
    expect(copiesInLoop(columns, rowsOfState)).toBe(0);
    // A new part from a sum over the other, which is written in a later loop nest.
    const sums = steps((s) => {
      const [a, b] = [s.slice([0, n]), s.slice([n, 2 * n])];
      return concat([a.mul(0.5), b.add(a.sum())]);
    });
    expectSame(sums, [state], 1e-14);
  });

  it("keeps the parts that a step leaves as they were", () => {
    const half = steps((s) => concat([s.slice([0, n]), s.slice([n, 2 * n]).mul(0.5)]));
    expectSame(half, [state]);
    expect(copiesInLoop(half, state)).toBe(0);
  });

  it("is changed in place where a step writes a few of its elements", () => {
    const update = (s: Arr, value: Arr, i: Arr): Arr =>
      bindOne(primitives.dynamicUpdateSlice, [s, value.reshape([1]), i.reshape([1])], {});
    const recurrence = (x: Arr): Arr => forLoop(1, 2 * n, (i, s) => update(s, take(s, i.sub(1)).mul(0.5).add(1), i), x);
    expectSame(recurrence, [state]);
    expect(copiesInLoop(recurrence, state)).toBe(0);
    // The old array is wanted after the change: it must be kept.
    const both = (x: Arr): Arr =>
      forLoop(
        0,
        2 * n,
        (i, { s, t }) => {
          const changed = update(s, s.sum().mul(0.1), i);
          return { s: changed, t: t.add(changed.sum().mul(s)) };
        },
        { s: x, t: x },
      ).t;
    expectSame(both, [state], 1e-12);
    const emitted = (x: Arr): Arr =>
      scan((s: Arr, i: Arr) => emit(update(s, s.sum(), i), s), x, { xs: array([0, 3, 1], { dtype: "i32" }) }).ys;
    expectSame(emitted, [state], 1e-13);
  });

  it("is copied where a part would be overwritten before it is read", () => {
    const exchanged = steps((s) => concat([s.slice([n, 2 * n]), s.slice([0, n])]).mul(0.5));
    expectSame(exchanged, [state]);
    const rolled = steps((s) => concat([s.slice([1, null]), s.slice([0, 1])]));
    expectSame(rolled, [state]);
    const backwards = steps((s) => concat([s.slice([0, n]).flip(), s.slice([n, 2 * n]).flip()]).add(1));
    expectSame(backwards, [state]);
    const overlapping = steps((s) =>
      concat([s.slice([0, n]).mul(s.slice([n - 1, 2 * n - 1])), s.slice([n, 2 * n]).add(1)]),
    );
    expectSame(overlapping, [state]);
    const gathered = steps((s) => concat([take(s, [5, 4, 3, 2, 1, 0]), s.slice([n, 2 * n]).sin()]), 3);
    expectSame(gathered, [state], 1e-15);
    const products = steps((s) => {
      const [a, b] = [s.slice([0, 4]).reshape([2, 2]), s.slice([4, 8]).reshape([2, 2])];
      return concat([matMul(a, b).reshape([4]), matMul(b, a).reshape([4])]).mul(0.3);
    });
    expectSame(products, [uniform([8], 13)], 1e-13);
    const later = steps((s) => {
      // The second part reads the first as it was, in a loop nest of its own.
      const [a, b] = [s.slice([0, n]), s.slice([n, 2 * n])];
      const scale = a.square().sum();
      return concat([a.mul(0.9), b.add(a.div(scale))]);
    });
    expectSame(later, [state], 1e-14);
  });
});
