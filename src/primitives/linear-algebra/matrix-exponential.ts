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
  const squarings = select(isFinite, max(ceil(log2(div(select(isFinite, norm, 1), LARGEST_NORM))), 0), 0);
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

/** [[E, 0], [0, E]]. */
function twice(e: Arr): Arr {
  const zero = mul(e, 0);
  return joined([joined([e, zero], e.rank - 1), joined([zero, e], e.rank - 1)], e.rank - 2);
}

function expandFrechet(operands: readonly Value[]): readonly Arr[] {
  const [matrices, ...directions] = operands as readonly [Arr, ...Arr[]];
  const n = matrices.shape.at(-1)!;
  if (matrices.size === 0) return [matrices];
  // Directions are brought to magnitude 1, so that they do not count in the number of squarings.
  const scales = directions.map((direction) => {
    const size = reduceMax(abs(direction), { axes: [direction.rank - 2, direction.rank - 1] });
    return perMatrix(select(logicalAnd(greater(size, 0), less(size, Infinity)), size, 1));
  });
  let [nested, unit] = [matrices, directions.map((direction, i) => div(direction, scales[i]!))];
  while (unit.length > 0) {
    const [next, ...others] = unit as [Arr, ...Arr[]];
    nested = block(nested, next);
    unit = others.map(twice);
  }
  const whole = expand([nested])[0]!;
  const width = whole.shape.at(-1)!;
  return [scales.reduce((corner, scale) => mul(corner, scale), matrixPart(whole, [0, n], [width - n, width]))];
}

/** D_p(A; E_1, …, E_p), the derivative of expm at A along p directions: linear in each, and the same in any order. */
export const expmFrechet: Primitive<NoAttributes> = {
  name: "expmFrechet",
  called: "the derivative of expm",
  outputTypes(operands) {
    checkMatrices("expm", operands, true);
    checkSquare("expm", operands[0]!);
    return [operands[0]!];
  },
  reference: referenceOf(expandFrechet),
  expand: expandFrechet,
  // A further direction where A moves; where a direction moves, that of its tangent.
  derivative: rule((operands, tangents) => {
    const terms = tangents.flatMap((tangent, i): Arr[] => {
      if (tangent === null) return [];
      const along = i === 0 ? [...operands, tangent] : operands.with(i, tangent);
      return [bindOne(expmFrechet, along, {})];
    });
    return [terms.length === 0 ? null : terms.reduce((sum, each) => add(sum, each))];
  }),
  // <C, D_p(A; …, E_i, …)> = <D_p(Aᵀ; …, C, …), E_i> with the other directions transposed.
  transposition: transposeRule(([ct], operands) =>
    operands.map((operand, i) => {
      if (operand.kind === "known") return null;
      const others = operands.map((each, k) => (k === i ? ct! : matrixTranspose(knownValue(each) as Arr)));
      return bindOne(expmFrechet, others, {});
    }),
  ),
  batch: stacks,
  family: "linear-algebra",
  work: perSweep,
  commutes: false,
  programs: { kind: "none" },
  fault: {},
  check: () => [
    { label: "one direction", operands: [2, 2].map(() => matrixDomain(2, 2)), attributes: {}, order: 2 },
    { label: "two directions", operands: [2, 2, 2].map(() => matrixDomain(2, 2)), attributes: {}, order: 1 },
  ],
};
