/** What drawn programs are made of: operations on values of three kinds that stay moderate, whatever they are applied to. */

import {
  type Arr,
  argmax,
  array,
  broadcastTo,
  cast,
  concat,
  cond,
  cumsum,
  diag,
  dynamicSlice,
  dynamicUpdateSlice,
  emit,
  exp,
  eye,
  flip,
  forLoop,
  grad,
  hessian,
  jvp,
  less,
  logicalAnd,
  logicalNot,
  logicalOr,
  mapLoop,
  matMul,
  mod,
  moveAxis,
  pad,
  reshape,
  roll,
  scan,
  scatterAdd,
  scatterSet,
  sin,
  sort,
  square,
  stack,
  sum,
  switchCase,
  take,
  tanh,
  tile,
  vmap,
  where,
  whileLoop,
  linalg,
} from "fluxion";

/** The values of a program so far. Integers and bools are exact on every target, so only they decide anything. */
export interface Values {
  readonly floats: Arr[];
  readonly integers: Arr[];
  readonly bools: Arr[];
}

/** One step of a program: which operation, on which values so far, with what parameters. */
export interface Instruction {
  readonly operation: number;
  readonly first: number;
  readonly second: number;
  readonly parameter: number;
  /** Which steps the bodies of loops and branches are made of. */
  readonly body: readonly number[];
}

const MAXIMUM_SIZE = 300;
const MAXIMUM_RANK = 4;

export const pick = <T>(values: readonly T[], index: number): T => values[index % values.length]!;

/** The axis that a parameter names. */
const axisOf = (x: Arr, parameter: number): number => parameter % x.rank;

/** Another value brought to the shape of x: as it is, its first element repeated, or broadcast along the leading axes. */
const like = (y: Arr, x: Arr): Arr => {
  if (y.shape.join() === x.shape.join()) return y;
  if (y.size === 0 || x.size === 0) return x;
  if (y.rank < x.rank && y.shape.every((length, axis) => length === x.shape[axis + x.rank - y.rank])) {
    return broadcastTo(y, x.shape);
  }
  return broadcastTo(
    y
      .reshape(y.size)
      .slice([0, 1])
      .reshape(...x.shape.map(() => 1)),
    x.shape,
  );
};

const range = (n: number): number[] => Array.from({ length: n }, (_, i) => i);

const flat = (x: Arr): Arr => reshape(x, [x.size]);

/** Up to n elements in one axis, at least one. */
const vector = (x: Arr, n: number): Arr => {
  const elements = flat(x);
  return elements.size === 0 ? elements.sum().reshape(1) : elements.slice([0, Math.min(n, elements.size)]);
};

/** A well-conditioned matrix [n, n] of up to three rows, made of any values. */
const matrix = (x: Arr): Arr => {
  const n = x.size >= 9 ? 3 : x.size >= 4 ? 2 : 1;
  return tanh(vector(x, n * n))
    .mul(0.3)
    .reshape(n, n)
    .add(eye(n).cast(x.dtype).mul(2));
};

const symmetric = (x: Arr): Arr => {
  const a = matrix(x);
  const n = a.shape[0]!;
  // Eigenvalues a unit apart: vectors and derivatives are well defined.
  return a.add(a.T).add(diag(array([0, 2, 4].slice(0, n), { dtype: x.dtype })));
};

/** A step that keeps the shape and type of `c`; loops, branches and maps are made of these. */
type BodyStep = (c: Arr, x: Arr) => Arr;

const bodySteps: readonly BodyStep[] = [
  (c) => c.mul(0.5),
  (c, x) => c.mul(0.5).add(sin(like(x, c))),
  (c) => tanh(c),
  (c) => sin(c).mul(c).mul(0.5),
  (c, x) => c.sub(like(x, c)).mul(0.25),
  (c) => (c.rank === 0 ? c : concat([c, tanh(c)]).slice([c.shape[0]!, null])),
  (c) => (c.rank === 0 ? c : concat([sin(c), c]).slice([0, c.shape[0]!])),
  (c) => (c.rank === 0 ? c : flip(c, 0)),
  (c) => (c.rank === 0 ? c : roll(c, 1)),
  (c) => (c.rank === 0 ? c : cumsum(c, 0).mul(0.2)),
  (c) => c.sub(sum(c).mul(0.1)),
  (c) =>
    stack([c, sin(c)])
      .sum(0)
      .mul(0.5),
  (c, x) =>
    c.rank === 0 || c.shape[0] === 0 ? c : scatterSet(c, array([0], { dtype: "i32" }), like(x, c).slice([0, 1])),
  (c) =>
    c.rank === 0 || c.shape[0] === 0
      ? c
      : scatterAdd(c, array([0, 0], { dtype: "i32" }), concat([c, c]).slice([0, 2]).mul(0.1)),
  (c) =>
    c.rank === 0 || c.shape[0] === 0
      ? c
      : dynamicUpdateSlice(c, tanh(c).slice([0, 1]), [c.shape[0]! - 1, ...c.shape.slice(1).map(() => 0)]),
  (c, x) => scan((d) => d.mul(0.5).add(sin(like(x, d)).mul(0.1)), c, { length: 2 }).carry,
  (c, x) =>
    cond(
      less(sum(c), 0.371),
      (d: Arr) => d.mul(0.5),
      (d: Arr) => tanh(d.add(like(x, d))),
      c,
    ),
  (c) =>
    c.rank === 0 || c.shape[0] === 0
      ? c
      : scan((d: Arr, row: Arr) => emit(d.mul(0.5).add(row), sin(d)), c.slice(0), { xs: c, reverse: true }).ys,
];

/** The steps that `codes` name, one after another. */
const runBody = (codes: readonly number[], c: Arr, x: Arr): Arr =>
  codes.reduce((value, code) => pick(bodySteps, code)(value, x).cast(c.dtype), c);

type FloatOperation = (x: Arr, y: Arr, parameter: number, body: readonly number[]) => Arr | readonly Arr[];

const movements: readonly FloatOperation[] = [
  (x) => (x.rank === 0 ? x : x.T),
  (x, _, parameter) => (x.rank === 0 ? x : flip(x, axisOf(x, parameter))),
  (x) => flat(x),
  (x, _, parameter) => reshape(x, insertOne(x.shape, parameter)),
  (x, _, parameter) => (x.rank === 0 ? x : x.slice(...partOf(x, parameter))),
  (x, _, parameter) => (x.rank < 2 ? x : moveAxis(x, 0, axisOf(x, parameter))),
  (x, _, parameter) =>
    x.rank === 0
      ? x
      : pad(
          x,
          x.shape.map((): [number, number] => [parameter % 2, parameter % 3]),
        ),
  (x, y, parameter) => (x.rank === 0 ? x : concat([x, like(y, x)], axisOf(x, parameter))),
  (x, y, parameter) => stack([like(y, x), x], parameter % (x.rank + 1)),
  (x, _, parameter) => (x.rank === 0 ? x : tile(x, [1 + (parameter % 2), ...x.shape.slice(1).map(() => 1)])),
  (x, _, parameter) => (x.rank === 0 ? x : broadcastTo(x.sum(axisOf(x, parameter), { keepDims: true }), x.shape)),
  (x, _, parameter) =>
    x.rank === 0 || x.shape[0] === 0 ? x : take(x, array([0, parameter % x.shape[0]!, 0], { dtype: "i32" })),
];

const smooth: readonly FloatOperation[] = [
  (x, y) => x.add(like(y, x)),
  (x, y) => x.sub(like(y, x)),
  (x, y) => tanh(x).mul(like(y, x)),
  (x) => x.neg(),
  (x) => tanh(x),
  (x) => exp(tanh(x)),
  (x) => sin(x),
  (x) => square(tanh(x)),
  (x) => square(x).add(1).sqrt(),
  (x) => square(x).add(1).log(),
  (x, y) => x.div(square(like(y, x)).add(1)),
  (x, _, parameter) => x.add(parameter / 4),
  (x, _, parameter) => x.mul((parameter - 3) / 4),
  (x, _, parameter) => (x.rank === 0 ? x : x.sum(axisOf(x, parameter)).mul(0.5)),
  (x) => x.sum().mul(0.25),
  (x, _, parameter) => (x.rank === 0 || x.size === 0 ? x : x.max(axisOf(x, parameter))),
  (x, _, parameter) => (x.rank === 0 || x.size === 0 ? x : x.mean(axisOf(x, parameter))),
  (x, _, parameter) => (x.rank === 0 ? x : cumsum(x, axisOf(x, parameter)).mul(0.3)),
  (x, y) => matMul(reshape(vector(x, 4), [-1, 1]), tanh(reshape(vector(y, 3), [1, -1]))),
  (x, y) => matMul(matrix(x), matrix(like(y, x))),
];

const inPlace: readonly FloatOperation[] = [
  (x, y) =>
    x.rank === 0 || x.shape[0] === 0 ? x : scatterSet(x, array([0], { dtype: "i32" }), like(y, x).slice([0, 1])),
  (x, y) =>
    x.rank === 0 || x.shape[0] === 0
      ? x
      : scatterAdd(x, array([0, 0], { dtype: "i32" }), concat([like(y, x), x]).slice([0, 2])),
  (x, y) =>
    x.rank === 0 || x.size === 0
      ? x
      : dynamicUpdateSlice(
          x,
          like(y, x).slice([0, 1]),
          x.shape.map((n, i) => (i === 0 ? n - 1 : 0)),
        ),
  (x, _, parameter) =>
    x.rank === 0 || x.size === 0
      ? x
      : dynamicSlice(
          x,
          x.shape.map(() => parameter % 2),
          x.shape.map((n) => Math.max(1, n - 1)),
        ),
  (x, y) => {
    const a = matrix(x);
    return linalg.solve(a, tanh(a.slice(0)).add(sum(like(y, x)).mul(0.1)));
  },
  (x) => linalg.inv(matrix(x)),
  (x) => linalg.det(matrix(x)),
  (x) => {
    const { lower, upper } = linalg.lu(matrix(x));
    return matMul(lower, upper);
  },
  (x) => square(linalg.qr(matrix(x)).r),
  (x) => linalg.triangularSolve(matrix(x), tanh(matrix(x)), { lower: true }),
  (x) => linalg.cholesky(symmetric(x).add(eye(symmetric(x).shape[0]!).cast(x.dtype).mul(2))),
  (x) => linalg.eigh(symmetric(x)).values,
  (x) => (x.rank === 0 ? x : sort(x)),
];

const control: readonly FloatOperation[] = [
  (x, y, parameter, body) => scan((c) => runBody(body, c, y), x, { length: parameter }).carry,
  (x, y, _, body) => {
    if (x.rank === 0 || x.shape[0] === 0) return x;
    const { carry, ys } = scan(
      (c: Arr, row: Arr) => emit(runBody(body, c, y), row.sub(c.mul(0.5)).cast(x.dtype)),
      x.slice(0),
      {
        xs: x,
        reverse: true,
      },
    );
    return [ys, carry];
  },
  (x, y, parameter, body) => forLoop(0, parameter % 4, (_, c) => runBody(body, c, y), x),
  (x, y, _, body) =>
    cond(
      less(sum(x), 0.371),
      (c: Arr) => runBody(body, c, y),
      (c: Arr) => c.mul(0.5),
      x,
    ),
  (x, y, parameter, body) =>
    switchCase(
      parameter % 3,
      [(c: Arr) => c.mul(0.5), (c: Arr) => runBody(body, c, y), (c: Arr) => runBody(body.slice(1), c, y)],
      x,
    ),
  (x, y, _, body) => (x.rank === 0 || x.shape[0] === 0 ? x : vmap((c: Arr) => runBody(body, c, y))(x)),
  (x, y, _, body) => (x.rank === 0 || x.shape[0] === 0 ? x : mapLoop((c: Arr) => runBody(body, c, y), x)),
  // The join that a loop consumes and the value in it that is read afterwards.
  (x, y, parameter, body) => {
    const e = exp(tanh(x));
    const joined = parameter % 2 === 0 ? stack([x, e]) : stack([e, x, like(y, x)]);
    return [scan((c) => runBody(body, c, y), joined, { length: 1 + (parameter % 3) }).carry, e];
  },
];

/** Derivatives inside of a program, of functions that hold loops, branches, joins. */
const derivatives: readonly FloatOperation[] = [
  (x, y, _, body) => grad((c: Arr) => sum(square(runBody(body, c, y))).mul(0.3))(x),
  (x, y, parameter, body) =>
    grad((c: Arr) =>
      sum(sin(scan((d) => runBody(body, d, y), stack([c, exp(tanh(c))]), { length: parameter % 3 }).carry)),
    )(x),
  (x, y, _, body) =>
    x.rank === 0 || x.shape[0] === 0
      ? x
      : grad((c: Arr) => sum(vmap((d: Arr) => scan((e) => runBody(body, e, y), d, { length: 2 }).carry)(c)))(x),
  (x, y, _, body) => vmap(grad((c: Arr) => sum(square(runBody(body, c, y))).mul(0.3)))(stack([x, tanh(x)])),
  (x, y, _, body) => {
    const start = vector(x, 3);
    return hessian((c: Arr) => sum(sin(scan((d) => runBody(body, d, y), c, { length: 2 }).carry)))(start).mul(0.1);
  },
  (x, y, _, body) => {
    const { value, tangent } = jvp((c: Arr) => runBody(body, c, y), [x], [like(y, x)]);
    return [value, tangent];
  },
];

/** Loops that data end have no reverse derivative. */
const forwardOnly: readonly FloatOperation[] = [
  (x, y, _, body) =>
    (
      whileLoop(
        ({ count }: { count: Arr; value: Arr }) => less(count, 3),
        ({ count, value }: { count: Arr; value: Arr }) => ({ count: count.add(1), value: runBody(body, value, y) }),
        { count: array(0, { dtype: "i32" }), value: x },
      ) as { value: Arr }
    ).value,
];

/** Operations between kinds: integers and bools out of each other, floats chosen by them. */
type MixedOperation = (values: Values, instruction: Instruction) => Partial<Record<keyof Values, Arr>>;

const mixed: readonly MixedOperation[] = [
  ({ integers }, { first, second }) => {
    const x = pick(integers, first);
    return { integers: mod(x.add(like(pick(integers, second), x)), 17) };
  },
  ({ integers }, { first, parameter }) => ({ integers: mod(pick(integers, first).mul(parameter - 3), 11) }),
  ({ integers }, { first }) => ({ integers: mod(sum(pick(integers, first)), 7) }),
  ({ integers }, { first, parameter }) => {
    const x = pick(integers, first);
    return { integers: x.rank === 0 || x.size === 0 ? x : cast(argmax(x, axisOf(x, parameter)), "i32") };
  },
  ({ integers }, { first, second }) => {
    const x = pick(integers, first);
    return { integers: x.rank === 0 ? x : concat([x, like(pick(integers, second), x)]) };
  },
  ({ integers }, { first, parameter }) => ({
    integers: mod(scan((c) => mod(c.mul(3).add(1), 23), pick(integers, first), { length: parameter }).carry, 9),
  }),
  ({ integers }, { first, parameter }) => ({ bools: less(pick(integers, first), parameter) }),
  ({ bools }, { first, second }) => {
    const x = pick(bools, first);
    return { bools: logicalAnd(x, like(pick(bools, second), x)) };
  },
  ({ bools }, { first, second }) => {
    const x = pick(bools, first);
    return { bools: logicalOr(logicalNot(x), like(pick(bools, second), x)) };
  },
  ({ bools }, { first }) => {
    const x = pick(bools, first);
    return { bools: x.rank === 0 || x.shape[0] === 0 ? logicalNot(x) : concat([x, flip(x, 0)]) };
  },
  ({ bools }, { first }) => ({ integers: cast(pick(bools, first), "i32") }),
  ({ floats, bools }, { first, second, parameter }) => {
    const x = pick(floats, first);
    return { floats: where(like(pick(bools, parameter), x), x, like(pick(floats, second), x).mul(0.5)) };
  },
  ({ floats, integers }, { first, second }) => {
    const x = pick(floats, first);
    return { floats: x.add(cast(like(pick(integers, second), x), x.dtype).mul(0.125)) };
  },
  ({ floats, integers }, { first, second }) => {
    const x = pick(floats, first);
    return { floats: x.rank === 0 || x.size === 0 ? x : take(x, mod(vector(pick(integers, second), 3), x.shape[0]!)) };
  },
  ({ floats, bools }, { first, second, parameter, body }) => {
    const x = pick(floats, first);
    const y = pick(floats, second);
    const flag = flat(pick(bools, parameter));
    return flag.size === 0
      ? { floats: x }
      : {
          floats: cond(
            flag.slice(0),
            (c: Arr) => runBody(body, c, y),
            (c: Arr) => c.neg(),
            x,
          ),
        };
  },
  // A branch that differs along a batch.
  ({ floats, bools }, { first, second, parameter, body }) => {
    const x = pick(floats, first);
    const y = pick(floats, second);
    const flag = pick(bools, parameter);
    if (x.rank === 0 || x.size === 0 || flag.size === 0) return { floats: x };
    const flags = concat([
      vector(flag, 1),
      less(vector(cast(flag, "i32"), 1).add(array(range(x.shape[0]!), { dtype: "i32" })), 2),
    ]);
    return {
      floats: vmap((chosen: Arr, c: Arr) =>
        cond(
          chosen,
          (d: Arr) => runBody(body, d, y),
          (d: Arr) => d.mul(0.5),
          c,
        ),
      )(flags.slice([0, x.shape[0]!]), x),
    };
  },
];

const insertOne = (shape: readonly number[], parameter: number): number[] => {
  const at = parameter % (shape.length + 1);
  return [...shape.slice(0, at), 1, ...shape.slice(at)];
};

/** Every second element, or all but the first, of each axis. */
const partOf = (x: Arr, parameter: number): [number | null, number | null, number][] =>
  x.shape.map((_, axis) => ((parameter + axis) % 2 === 0 ? [null, null, 2] : [1, null, 1]));

const reversible = [...movements, ...smooth, ...inPlace, ...control, ...derivatives];
const everything = [...reversible, ...forwardOnly];

/** Numbers an instruction's `operation` may have. */
export const operationCount = everything.length + mixed.length;

/** Adds what an instruction computes to the values, unless it is too large to go on with. */
export function perform(values: Values, instruction: Instruction, differentiated: boolean): void {
  const { operation, first, second, parameter, body } = instruction;
  const add = (kind: keyof Values, result: Arr): void => {
    if (result.size <= MAXIMUM_SIZE && result.rank <= MAXIMUM_RANK) values[kind].push(result);
  };
  const index = operation % operationCount;
  if (index < mixed.length) {
    const made = mixed[index]!(values, instruction);
    for (const kind of ["floats", "integers", "bools"] as const) if (made[kind] !== undefined) add(kind, made[kind]);
    return;
  }
  const operations = differentiated ? reversible : everything;
  const x = pick(values.floats, first);
  const made = pick(operations, index - mixed.length)(x, pick(values.floats, second), parameter, body);
  for (const each of Array.isArray(made) ? (made as readonly Arr[]) : [made as Arr]) add("floats", each.cast(x.dtype));
}
