/** A value that lies inside of a joined array stays what it is for as long as somebody reads it. */
import {
  type Arr,
  array,
  concat,
  dynamicUpdateSlice,
  exp,
  forLoop,
  grad,
  jit,
  pad,
  scan,
  scatterAdd,
  scatterSet,
  sin,
  square,
  stack,
  sum,
  tanh,
  whileLoop,
  linalg,
  fft,
} from "fluxion";
import { leastSquaresSolve } from "fluxion/inference";
import { describe, expect, it } from "vitest";
import { expectSame } from "./support.ts";

const x = array([0.3, -0.5]);
const halve = (c: Arr): Arr => c.mul(0.5);

/** What makes one array of two, each computed or given. */
const joins: Readonly<Record<string, (a: Arr, b: Arr) => Arr>> = {
  concat: (a, b) => concat([a, b]),
  "concat, computed first": (a, b) => concat([b, a]),
  stack: (a, b) => stack([a, b]),
  "stack along columns": (a, b) => stack([a, b], 1),
  pad: (_, b) => pad(b, [[1, 2]]),
  "a join of joins": (a, b) => concat([concat([b, a]), a]),
  fourier: (_, b) => {
    const { re, im } = fft.fft(b);
    return concat([re, im]);
  },
};

/** What may write over its operand. */
const consumers: Readonly<Record<string, (joined: Arr) => Arr>> = {
  "carry of scan": (j) => scan(halve, j, { length: 2 }).carry,
  "carry of scan, no step": (j) => scan(halve, j, { length: 0 }).carry,
  "carry of forLoop": (j) => forLoop(0, 2, (_, c: Arr) => halve(c), j),
  "carry of whileLoop": (j) =>
    whileLoop(
      (c: Arr) => sum(square(c)).greater(0.1),
      (c: Arr) => halve(c),
      j,
    ),
  "carry updated in part": (j) =>
    scan((c: Arr) => scatterSet(c, array([0], { dtype: "i32" }), c.slice([1, 2])), j, { length: 2 }).carry,
  scatterSet: (j) => scatterSet(j, array([0], { dtype: "i32" }), j.slice([1, 2]).mul(3)),
  scatterAdd: (j) => scatterAdd(j, array([0, 0], { dtype: "i32" }), j.slice([0, 2])),
  dynamicUpdateSlice: (j) =>
    dynamicUpdateSlice(
      j,
      j.slice([1, 2]).mul(3),
      j.shape.map(() => 0),
    ),
  "a second join": (j) => scan(halve, concat([j, j.mul(2)]), { length: 1 }).carry,
};

/** A matrix of the elements, well conditioned and symmetric where `symmetric`. */
const matrixOf = (j: Arr): Arr => {
  const row = j.reshape(j.size).slice([0, 2]);
  return stack([
    concat([row.slice([0, 1]).add(4), row.slice([1, 2])]),
    concat([row.slice([1, 2]), row.slice([0, 1]).add(6)]),
  ]);
};
const routines: Readonly<Record<string, (a: Arr) => Arr>> = {
  solve: (a) => linalg.solve(a, a.slice(0)),
  inv: linalg.inv,
  det: linalg.det,
  triangularSolve: (a) => linalg.triangularSolve(a, a.slice(0)),
  lu: (a) => linalg.lu(a).upper,
  qr: (a) => linalg.qr(a).r,
  cholesky: linalg.cholesky,
  eigh: (a) => linalg.eigh(a).values,
  svd: (a) => linalg.svd(a).s,
};

describe("a value joined with others", () => {
  it("is returned as it was when a scan consumes the joined array", () => {
    const f = (x: Arr) => {
      const e = exp(x);
      return [scan(halve, concat([x, e]), { length: 1 }).carry, e];
    };
    const [carry, e] = jit(f)(x);
    // exp(0.3) and exp(-0.5); library exponentials are within a last place of each other.
    expect(e!.toNested()).toEqual([expect.closeTo(Math.exp(0.3), 14), expect.closeTo(Math.exp(-0.5), 14)]);
    expect(carry!.slice([0, 2]).toNested()).toEqual([0.15, -0.25]);
  });

  it("is what its derivative reads: exp and tanh keep their results", () => {
    for (const g of [exp, tanh]) {
      const f = (x: Arr): Arr => sum(square(scan(halve, concat([x, g(x)]), { length: 1 }).carry));
      // d/dx (x² + g²)/4 = (x + g g')/2.
      const slope = (t: number) =>
        g === exp ? (t + Math.exp(2 * t)) / 2 : (t + Math.tanh(t) * (1 - Math.tanh(t) ** 2)) / 2;
      expect(jit(grad(f))(x).toNested()).toEqual([0.3, -0.5].map((t): unknown => expect.closeTo(slope(t), 14)));
    }
  });

  it("does not stop a fit that is one program: sin(x/2) = sin 1 from 0.3 has the root 2", () => {
    const fit = jit((start: Arr) => leastSquaresSolve((t: Arr) => sin(t.div(2)).sub(Math.sin(1)).reshape(1), start))(
      array(0.3),
    );
    // The fit stops when steps are below 1e-8 of the parameter.
    expect(fit.params.item()).toBeCloseTo(2, 7);
  });

  it("is that in every join and for every consumer, read before, after and by a derivative", () => {
    for (const join of Object.values(joins)) {
      for (const [name, consume] of Object.entries(consumers)) {
        const f = (x: Arr): Arr[] => {
          const e = exp(x);
          const joined = join(x, e);
          const consumed = consume(joined);
          return [consumed, e, e.mul(3), joined.mul(2), sum(consumed)];
        };
        expectSame(f, [x], 1e-14);
        // A loop that data end has no reverse derivative.
        if (name === "carry of whileLoop") continue;
        expectSame(
          (x: Arr) =>
            grad((y: Arr) =>
              f(y)
                .map((each) => sum(sin(each)))
                .reduce((a, b) => a.add(b)),
            )(x),
          [x],
          1e-13,
        );
      }
    }
  });

  it("is that when a routine takes the joined array for its own", () => {
    for (const join of Object.values(joins)) {
      for (const routine of Object.values(routines)) {
        const f = (x: Arr): Arr[] => {
          const e = exp(x);
          const a = matrixOf(join(x, e));
          return [routine(a), e, a, e.mul(a.sum())];
        };
        expectSame(f, [x], 1e-13);
        expectSame((x: Arr) => grad((y: Arr) => sum(f(y)[0]!).add(sum(square(f(y)[3]!))))(x), [x], 1e-12);
      }
    }
  });
});
