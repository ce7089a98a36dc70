/** expm: the exponential of square matrices, and its Fréchet derivative, linear in the direction. */

import { type Arr } from "../../array/arr.ts";
import { zerosOf } from "../../array/zeros.ts";
import { bind, bindOne } from "../../program/bind.ts";
import { traceClosed } from "../../program/close.ts";
import { knownValue, nonlinear, rule, transposeRule } from "../../program/derivative.ts";
import type { Primitive, Value } from "../../program/primitive.ts";
import { stacks } from "../batching.ts";
import { referenceOf } from "../control/composite.ts";
import { whileLoop } from "../control/while-loop.ts";
import { abs, add, div, max, mul, sub } from "../elementwise/arithmetic.ts";
import { greater, less, logicalAnd, select } from "../elementwise/comparison.ts";
import { exp2, log2 } from "../elementwise/exponential.ts";
import type { NoAttributes } from "../elementwise/family.ts";
import { ceil } from "../elementwise/rounding.ts";
import { joined } from "../movement/parts.ts";
import { reduceSum } from "../movement/shape.ts";
import { reduceMax } from "../reduction/reductions.ts";
import { perSweep } from "../work.ts";
import { matmul } from "./mat-mul.ts";
import { checkMatrices, checkSquare, matrixDomain } from "./matrices.ts";
import { asColumn, identityLike, matrixPart, matrixTranspose } from "./matrix.ts";
import { solve } from "./solve.ts";

/** Numerator of the [13/13] Padé approximant of e^x, lowest power first; with alternating signs the denominator. */
const PADE = [
  64764752532480000, 32382376266240000, 7771770303897600, 1187353796428800, 129060195264000, 10559470521600,
  670442572800, 33522128640, 1323241920, 40840800, 960960, 16380, 182, 1,
] as const;

/** Up to this 1-norm the approximant is exact to rounding (Higham 2005, table 2.3). */
const LARGEST_NORM = 5.371920351148152;

/** Numbers [...], one a matrix, to multiply matrices [..., n, n] with. */
const perMatrix = (x: Arr): Arr => asColumn(asColumn(x));

/** The largest element of all, as a scalar. */
const largestOfAll = (x: Arr): Arr => reduceMax(x, { axes: x.shape.map((_, axis) => axis) });

/** Σ_k PADE[first + 2 k] powers_k. */
function combination(powers: readonly Arr[], first: number): Arr {
  return powers.map((power, k) => mul(power, PADE[first + 2 * k]!)).reduce((sum, each) => add(sum, each));
}

/** e^A = (r(A / 2^s))^(2^s), with r the Padé approximant and s such that A / 2^s is small. */
function expand([given]: readonly Value[]): readonly Arr[] {
  const a = given as Arr;
  if (a.size === 0) return [a];
  const { rank } = a;
  const norm = reduceMax(reduceSum(abs(a), { axes: [rank - 2] }), { axes: [rank - 2] });
  const isFinite = less(norm, Infinity);
  const squarings = select(isFinite, max(ceil(log2(div(select(isFinite, norm, 1), LARGEST_NORM))), 0), 0) as Arr;
  const small = mul(a, perMatrix(exp2(mul(squarings, -1))));
  const square = matmul(small, small);
  const fourth = matmul(square, square);
  const sixth = matmul(fourth, square);
  const identity = add(mul(a, 0), identityLike(a));
  const low = [identity, square, fourth, sixth];
  const high = [square, fourth, sixth];
  const odd = matmul(small, add(matmul(sixth, combination(high, 9)), combination(low, 1)));
  const even = add(matmul(sixth, combination(high, 8)), combination(low, 0));
  const approximant = bindOne(solve, [sub(even, odd), add(even, odd)], {});

  const types = [squarings, squarings, approximant, largestOfAll(squarings)].map(({ shape, dtype }) => ({
    shape,
    dtype,
  }));
  const condition = traceClosed(types, ([, step, , most]) => [less(largestOfAll(step!), most!)]);
  const body = traceClosed(types, ([count, step, power, most]) => [
    add(step!, 1),
    select(perMatrix(less(step!, count!)), matmul(power!, power!), power!),
    most!,
  ]);
  const operands = [squarings, zerosOf(squarings), approximant, largestOfAll(squarings)];
  return [bind(whileLoop, operands, { condition, body, constantCount: 1 })[1]!];
}

export const expm: Primitive<NoAttributes> = {
  name: "expm",
  outputTypes([a]) {
    checkMatrices("expm", [a!], true);
    checkSquare("expm", a!);
    return [a!];
  },
  reference: referenceOf(expand),
  expand,
  derivative: rule(([a], [dA]) => [dA == null ? null : bindOne(expmFrechet, [a!, dA], {})]),
  transposition: nonlinear,
  batch: stacks,
  family: "linear-algebra",
  work: perSweep,
  commutes: false,
  programs: { kind: "none" },
  fault: {},
  check: () => [
    { label: "expm", operands: [matrixDomain(3, 3)], attributes: {}, order: 2 },
    { label: "squared", operands: [{ ...matrixDomain(3, 3), low: -6, high: 2 }], attributes: {}, order: 1 },
  ],
};

/** [[A, E], [0, A]]: of it a function f has f(A) on the diagonal, and above that the derivative of f at A along E. */
function block(a: Arr, e: Arr): Arr {
  const { rank } = a;
  return joined([joined([a, e], rank - 1), joined([mul(a, 0), a], rank - 1)], rank - 2);
}

/** The upper right quarter. */
function corner(x: Arr): Arr {
  const n = x.shape.at(-1)! / 2;
  return matrixPart(x, [0, n], [n, 2 * n]);
}

function expandFrechet([a, e]: readonly Value[]): readonly Arr[] {
  const [matrices, direction] = [a as Arr, e as Arr];
  if (matrices.size === 0) return [direction];
  const { rank } = direction;
  // The direction is brought to magnitude 1, so that it does not count in the number of squarings.
  const size = reduceMax(abs(direction), { axes: [rank - 2, rank - 1] });
  const scale = perMatrix(select(logicalAnd(greater(size, 0), less(size, Infinity)), size, 1) as Arr);
  return [mul(corner(expand([block(matrices, div(direction, scale))])[0]!), scale)];
}

/** L(A, E), the derivative of expm at A along E. */
export const expmFrechet: Primitive<NoAttributes> = {
  name: "expmFrechet",
  called: "the derivative of expm",
  outputTypes([a, e]) {
    checkMatrices("expm", [a!, e!], true);
    checkSquare("expm", a!);
    return [e!];
  },
  reference: referenceOf(expandFrechet),
  expand: expandFrechet,
  // Along E it is linear; at A the derivative along F is the corner of L([[A, E], [0, A]], [[F, 0], [0, F]]).
  derivative: rule(([a, e], [dA, dE]) => {
    const along = dE == null ? null : bindOne(expmFrechet, [a!, dE], {});
    if (dA == null) return [along];
    const zero = zerosOf(dA);
    const moved = corner(bindOne(expmFrechet, [block(a as Arr, e as Arr), block(dA, zero)], {}));
    return [along === null ? moved : add(along, moved)];
  }),
  transposition: transposeRule(([ct], [a]) => [
    null,
    bindOne(expmFrechet, [matrixTranspose(knownValue(a) as Arr), ct!], {}),
  ]),
  batch: stacks,
  family: "linear-algebra",
  work: perSweep,
  commutes: false,
  programs: { kind: "none" },
  fault: {},
  check: () => [{ label: "expmFrechet", operands: [matrixDomain(2, 2), matrixDomain(2, 2)], attributes: {}, order: 2 }],
};
