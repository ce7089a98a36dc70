/** Implicit derivatives against closed forms, against differentiating through the solver, and against differences. */

import {
  add,
  type Arr,
  array,
  checkGrads,
  cond,
  cos,
  div,
  exp,
  grad,
  hessian,
  implicit,
  jacobian,
  jit,
  jvp,
  matMul,
  mul,
  scan,
  sin,
  sqrt,
  stopGradient,
  sub,
  sum,
  vmap,
  linalg,
} from "fluxion";
import { describe, expect, it } from "vitest";
import { expectClose } from "../support/arrays.ts";
import { messageOf } from "../support/message-of.ts";
import { expectRelative } from "../support/relative.ts";

// A solution exact to rounding gives derivatives of a few units in the last place.
const rounding = 8 * Number.EPSILON;

/** x³ = a, by Newton's method: a loop that nobody should differentiate. */
const cubeRoot = implicit.root(
  (x: Arr, a: Arr) => x.pow(3).sub(a),
  (a: Arr) => scan((x) => sub(x, div(x.pow(3).sub(a), x.square().mul(3))), a, { length: 40 }).carry,
);

describe("implicit.root", () => {
  it("has the value of the solver and the derivatives of the equation", () => {
    const [a, x] = [5.3, Math.cbrt(5.3)];
    expectRelative(cubeRoot(array(a)), x, rounding);
    expectRelative(grad(cubeRoot)(a), x / (3 * a), rounding);
    expectRelative(hessian(cubeRoot)(a), (-2 * x) / (9 * a * a), rounding);
    const first = (y: Arr) => grad(cubeRoot)(y);
    const third = grad((y: Arr) => grad(first)(y));
    expectRelative(third(a), (10 * x) / (27 * a ** 3), rounding);
    // Forward over reverse is `hessian`; here reverse over forward, and forward over forward.
    const slope = (y: Arr) => jvp(cubeRoot, [y], [1]).tangent;
    expectRelative(grad(slope)(a), (-2 * x) / (9 * a * a), rounding);
    expectRelative(jvp(slope, [a], [1]).tangent, (-2 * x) / (9 * a * a), rounding);
  });

  it("never differentiates the solver", () => {
    // floor has no derivative: reaching it would be an error.
    const root = implicit.root(
      (x: Arr, a: Arr) => x.square().sub(a),
      (a: Arr) => sqrt(a).add(a.floor().mul(0)),
    );
    expectRelative(grad(root)(4), 0.25, 0);
    // A solver that reads nothing returns a solution that was found elsewhere.
    const known = implicit.root(
      (x: Arr, a: Arr) => x.square().sub(a),
      (_a: Arr) => array(3),
    );
    expectRelative(grad(known)(9), 1 / 6, 0);
  });

  it("solves trees of several shapes", () => {
    // A u + v 1 = b, sum(u) = c: u on a line, v its multiplier.
    const matrix = array([
      [3, 1],
      [1, 2],
    ]);
    type Unknowns = { u: Arr; v: Arr };
    type Params = { b: Arr; c: Arr };
    const bordered = (p: Params) => {
      const unit = linalg.solve(matrix, array([1, 1]));
      const free = linalg.solve(matrix, p.b);
      const v = div(sub(sum(free), p.c), sum(unit));
      return { u: sub(free, mul(v, unit)), v };
    };
    const balanced = implicit.root(
      ({ u, v }: Unknowns, p: Params) => ({ u: add(matMul(matrix, u), v).sub(p.b), v: sum(u).sub(p.c) }),
      bordered,
    );
    const params = { b: array([1, -2]), c: array(0.7) };
    const ours = jacobian(balanced)(params);
    const through = jacobian(bordered)(params);
    // Two ways through linear systems with condition 4.
    expectClose(
      [ours.u.b, ours.u.c, ours.v.b, ours.v.c],
      [through.u.b, through.u.c, through.v.b, through.v.c],
      4 * rounding,
    );
    checkGrads(
      (p: Params) => {
        const { u, v } = balanced(p);
        return add(sum(sin(u).mul(array([1, 2]))), v.square());
      },
      [params],
      { order: 2 },
    );
  });

  it("differentiates in what the residual closes over, and not in what the solver alone reads", () => {
    const viaClosure = (a: Arr) =>
      implicit.root(
        (x: Arr) => x.square().sub(a),
        () => sqrt(a),
      )();
    expectRelative(grad(viaClosure)(4), 0.25, 0);
    expectRelative(hessian(viaClosure)(4), -1 / 32, rounding);
    const started = implicit.root(
      (x: Arr, a: Arr, _start: Arr) => x.square().sub(a),
      (a: Arr, start: Arr) => scan((x) => div(add(x, div(a, x)), 2), start, { length: 30 }).carry,
    );
    expectRelative(grad(started, { argument: 1 })(4, 3), 0, 0);
    expect(() => grad((x: Arr) => viaClosure(stopGradient(x)))(4)).not.toThrow();
  });

  it("stands inside another solution", () => {
    // y² = a and x² = y: x is the fourth root.
    const inner = implicit.root(
      (y: Arr, a: Arr) => y.square().sub(a),
      (a: Arr) => sqrt(a),
    );
    const outer = implicit.root(
      (x: Arr, a: Arr) => x.square().sub(inner(a)),
      (a: Arr) => sqrt(sqrt(a)),
    );
    expectRelative(grad(outer)(16), 1 / 32, rounding);
    expectRelative(hessian(outer)(16), (-3 / 16) * 16 ** -1.75, rounding);
  });

  it("stands inside loops and branches", () => {
    const twice = (a: Arr) => scan((x) => cubeRoot(x), a, { length: 2 }).carry;
    expectRelative(grad(twice)(7), 7 ** (1 / 9 - 1) / 9, rounding);
    const either = (a: Arr) =>
      cond(
        a.greater(1),
        () => cubeRoot(a),
        () => a,
      );
    expectRelative(jit(grad(either))(8), 1 / 12, rounding);
    expectRelative(jit(grad(either))(0.5), 1, 0);
  });

  it("maps over stacks, each system by itself, and compiles", () => {
    const a = array([1, 8, 27]);
    const slopes = [1 / 3, 1 / 12, 1 / 27];
    expectRelative(vmap(grad(cubeRoot))(a), slopes, rounding);
    expectRelative(grad((y: Arr) => vmap(cubeRoot)(y).sum())(a), slopes, rounding);
    expectRelative(jit(vmap(grad(cubeRoot)))(a), slopes, rounding);
    expectRelative(
      hessian((y: Arr) => vmap(cubeRoot)(y).sum())(a),
      [-2 / 9, 0, 0, 0, (-2 * 2) / (9 * 64), 0, 0, 0, (-2 * 3) / (9 * 729)],
      rounding,
    );
    // Two batch axes, one of them shared by the unknowns' coefficient.
    const scaled = implicit.root(
      (x: Arr, y: Arr, s: Arr) => x.square().mul(s).sub(y),
      (y: Arr, s: Arr) => sqrt(div(y, s)),
    );
    const table = vmap(vmap(scaled, { in: [null, 0] }), { in: [0, null] });
    const total = (y: Arr, s: Arr) => table(y, s).sum();
    const [y, s] = [array([1, 4, 9]), array([1, 4])];
    // d/dy sqrt(y / s) = 1 / (2 sqrt(y s)), summed over s
    expectRelative(grad(total)(y, s), [0.75, 0.375, 0.25], rounding);
  });

  it("keeps f32", () => {
    const root = implicit.root(
      (x: Arr, a: Arr) => x.square().sub(a),
      (a: Arr) => sqrt(a),
    );
    const slope = grad(root)(array(4, { dtype: "f32" }));
    expect(slope.dtype).toBe("f32");
    expect(slope.item()).toBe(0.25);
  });

  it("has an infinite or undefined derivative where the Jacobian is singular", () => {
    const root = implicit.root(
      (x: Arr, a: Arr) => x.square().sub(a),
      (a: Arr) => sqrt(a),
    );
    expect(Number.isFinite(grad(root)(0).item())).toBe(false);
  });

  it("names the leaf that does not fit", () => {
    const solution = (a: Arr) => ({ x: a, y: [a] });
    type Solution = ReturnType<typeof solution>;
    const wrongTree = implicit.root<Solution, [Arr]>(({ x }) => ({ x }) as Solution, solution);
    expect(messageOf(() => wrongTree(array(1)))).toMatchInlineSnapshot(
      `"TreeError at residual.y in implicit.root(): expected a list of 1, received nothing. (1 other leaf agrees.)"`,
    );
    const wrongShape = implicit.root<Solution, [Arr]>(({ x, y }) => ({ x, y: [add(y[0]!, array([1, 2]))] }), solution);
    expect(messageOf(() => wrongShape(array(1)))).toMatchInlineSnapshot(
      `"ShapeError at residual.y[0] in implicit.root(): expected f64[], received f64[2]."`,
    );
    const whole = implicit.root<Arr, [Arr]>(
      (n) => n,
      (a) => a.cast("i32"),
    );
    expect(messageOf(() => whole(array(1)))).toMatchInlineSnapshot(
      `"DTypeError at solution in implicit.root(): expected f64 or f32: an unknown moves with the parameters, received i32[]."`,
    );
    const nothing = implicit.root<object, [Arr]>(
      () => ({}),
      () => ({}),
    );
    expect(messageOf(() => nothing(array(1)))).toMatchInlineSnapshot(
      `"TreeError at solution in implicit.root(): expected at least one leaf, received {}."`,
    );
  });
});

describe("implicit.fixedPoint", () => {
  type Orbit = { mean: Arr; eccentricity: Arr };
  const step = (anomaly: Arr, { mean, eccentricity }: Orbit) => add(mean, mul(eccentricity, sin(anomaly)));
  const iterate = (length: number) => (orbit: Orbit) =>
    scan((anomaly) => step(anomaly, orbit), orbit.mean, { length }).carry;
  const anomaly = implicit.fixedPoint(step, iterate(60));
  const orbit = { mean: 1.1, eccentricity: 0.3 };

  it("solves Kepler's equation with its derivatives", () => {
    const E = anomaly({ mean: array(1.1), eccentricity: array(0.3) }).item();
    expectRelative(E - 0.3 * Math.sin(E), 1.1, rounding);
    const { mean, eccentricity } = grad(anomaly)(orbit);
    expectRelative(mean, 1 / (1 - 0.3 * Math.cos(E)), rounding);
    expectRelative(eccentricity, Math.sin(E) / (1 - 0.3 * Math.cos(E)), rounding);
    checkGrads(anomaly, [orbit], { order: 2 });
    checkGrads(
      (o: Orbit) =>
        vmap(anomaly, { in: [{ mean: 0, eccentricity: null }] })(o)
          .square()
          .sum(),
      [{ mean: array([0.2, 1, 4]), eccentricity: 0.5 }],
    );
  });

  it("agrees with differentiating through the iteration, which has converged", () => {
    const through = grad(iterate(60))(orbit);
    const ours = jit(grad(anomaly))(orbit);
    // Both end within a few roundings of the limit.
    expectClose([ours.mean, ours.eccentricity], [through.mean, through.eccentricity], 4 * rounding);
  });

  it("names the leaf that the step changes", () => {
    const grows = implicit.fixedPoint(
      (x: { a: Arr }) => ({ a: x.a.expandDims(0) }),
      () => ({ a: array(1) }),
    );
    expect(messageOf(() => grows())).toMatchInlineSnapshot(
      `"ShapeError at step.a in implicit.fixedPoint(): expected f64[], received f64[1]."`,
    );
  });
});

describe("implicit.argmin", () => {
  it("differentiates a ridge regression as its closed form", () => {
    const design = array([
      [1, 0.2],
      [1, 1.1],
      [1, 2.3],
      [1, 2.9],
    ]);
    const data = array([0.3, 1, 2.8, 3.1]);
    const objective = (w: Arr, ridge: Arr) =>
      matMul(design, w).sub(data).square().sum().add(w.square().sum().mul(ridge)).mul(0.5);
    const normal = (ridge: Arr) =>
      linalg.solve(
        matMul(design.T, design).add(
          mul(
            ridge,
            array([
              [1, 0],
              [0, 1],
            ]),
          ),
        ),
        matMul(design.T, data),
      );
    const weights = implicit.argmin(objective, normal);
    // The normal matrix has condition 20.
    expectClose([jacobian(weights)(0.4)], [jacobian(normal)(0.4)], 20 * rounding);
    const second = (f: (ridge: Arr) => Arr) => hessian((ridge: Arr) => f(ridge).dot(array([1, 2])))(0.4);
    expectClose([second(weights)], [second(normal)], 100 * rounding);
  });

  it("gives the envelope theorem: the objective at its minimum moves as if the minimiser stood still", () => {
    const objective = (x: Arr, a: Arr) => exp(x).sub(mul(x, a));
    const minimiser = implicit.argmin(objective, (a: Arr) => a.log());
    const least = (a: Arr) => objective(minimiser(a), a);
    // a − a log a, whose slope is −log a and whose curvature −1 / a
    expectRelative(grad(least)(2.5), -Math.log(2.5), rounding);
    expectRelative(hessian(least)(2.5), -1 / 2.5, rounding);
    expectRelative(grad((a: Arr) => cos(minimiser(a)))(2.5), -Math.sin(Math.log(2.5)) / 2.5, rounding);
  });

  it("refuses an objective that is no scalar", () => {
    const vector = implicit.argmin(
      (x: Arr, a: Arr) => x.sub(a).square(),
      (a: Arr) => a,
    );
    expect(messageOf(() => vector(array([1, 2])))).toMatchInlineSnapshot(
      `"ShapeError in grad(): the function must return a scalar. Expected f64[], received f64[2]. Reduce the result, for example with sum; for the derivative of each element use jacobian."`,
    );
  });
});
