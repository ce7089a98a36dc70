/** Functions of matrices: exponential, square root, logarithm, and any function of symmetric matrices. */

import type { Arr } from "../../array/arr.ts";
import type { ArrLike } from "../../array/arr-like.ts";
import { describeType, ShapeError } from "../../errors/index.ts";
import { asRow, matrixTranspose } from "../../primitives/linear-algebra/matrix.ts";
import { eigh } from "../../primitives/linear-algebra/eigh.ts";
import { expm as expmPrimitive } from "../../primitives/linear-algebra/matrix-exponential.ts";
import { bind, bindOne } from "../../program/bind.ts";
import { abs, add, mul, neg } from "../elementwise/arithmetic.ts";
import { stopGradient, where } from "../elementwise/choice.ts";
import { greater, less, logicalAnd } from "../elementwise/comparison.ts";
import { log } from "../elementwise/exponential.ts";
import { sqrt } from "../elementwise/powers.ts";
import { max } from "../reduction/reduction.ts";
import { matMul } from "./products.ts";
import { squareMatricesOf } from "./stacks.ts";

/**
 * Eigenvalues nearer to each other than this fraction of their magnitudes count as equal in derivatives: there the quotient f[w, w'] has lost
 * half of its digits, and f' beside them is as good.
 */
const NEARNESS = 2 ** -27;

/**
 * Matrix exponential e^A = Σ Aᵏ / k! of a square matrix, symmetric or not, by scaling, the Padé approximant of degree 13 and squaring.
 * Derivatives, the Fréchet derivative L(A, E) and its own, are exact to any order in both modes.
 *
 * @param a  shape [..., n, n]
 * @returns  shape [..., n, n]
 * @throws   ShapeError unless the matrices are square
 * @example
 * ```ts
 * import { array, linalg } from "fluxion";
 * console.log(linalg.expm(array([[0, 1], [0, 0]])).toNested()); // → [ [ 1, 1 ], [ 0, 1 ] ]
 * ```
 * @see      Higham (2005), SIAM J. Matrix Anal. Appl. 26, 1179; derivative: Mathias (1996), ibid. 17, 610
 */
export function expm(a: ArrLike): Arr {
  return bindOne(expmPrimitive, [squareMatricesOf("expm", a)], {});
}

/**
 * A function of a symmetric matrix: V diag(f(w)) Vᵀ for A = V diag(w) Vᵀ. A is taken as (A + Aᵀ) / 2, so that the derivative is symmetric.
 *
 * Derivatives are those of Daleckii and Krein: along E they are V (f[w_i, w_j] · Vᵀ E V) Vᵀ with divided differences f[w, w'] =
 * (f(w) - f(w')) / (w - w'), and f'(w) between equal eigenvalues, where they are right up to the third. Between eigenvalues that are nearly
 * equal, with a gap of the fraction g, first derivatives keep at least eight digits, and second ones are good to 1e-16 / g².
 *
 * @param f  of eigenvalues, element by element: shape [..., n] to [..., n]
 * @param a  symmetric, shape [..., n, n]
 * @returns  shape [..., n, n]
 * @throws   ShapeError unless the matrices are square and f keeps the shape
 * @example
 * ```ts
 * import { type Arr, array, eye, grad, sum, linalg } from "fluxion";
 * const inverse = (a: Arr): Arr => linalg.funm((w: Arr) => w.reciprocal(), a);
 * console.log(inverse(array([[2, 0], [0, 4]])).toNested()); // → [ [ 0.5, 0 ], [ 0, 0.25 ] ]
 * const weights = array([[1, 3], [3, 5]]);
 * console.log(grad((a: Arr) => sum(inverse(a).mul(weights)))(eye(2)).toNested()); // → [ [ -1, -3 ], [ -3, -5 ] ]
 * ```
 * @see      Higham (2008), Functions of Matrices, theorem 3.11
 */
export function funm(f: (eigenvalues: Arr) => Arr, a: ArrLike): Arr {
  return spectralFunction("funm", f, a);
}

/**
 * Square root of a symmetric positive semidefinite matrix: the one with X X = A and no negative eigenvalue. Eigenvalues that are negative by
 * rounding alone count as zero. Derivatives as of funm; infinite or NaN where A is singular.
 *
 * @param a  symmetric, shape [..., n, n]; taken as (A + Aᵀ) / 2
 * @returns  shape [..., n, n]; NaN where A has a negative eigenvalue
 * @throws   ShapeError unless the matrices are square
 * @example
 * ```ts
 * import { array, matMul, linalg } from "fluxion";
 * const root = linalg.sqrtm(array([[2, 1], [1, 2]]));
 * console.log(Array.from(matMul(root, root).toArray(), (x) => x.toFixed(3))); // → [ '2.000', '1.000', '1.000', '2.000' ]
 * ```
 */
export function sqrtm(a: ArrLike): Arr {
  return spectralFunction("sqrtm", (w) => sqrt(withoutRounding(w)), a);
}

/**
 * Logarithm of a symmetric positive definite matrix: the symmetric X with e^X = A. Derivatives as of funm.
 *
 * @param a  symmetric, shape [..., n, n]; taken as (A + Aᵀ) / 2
 * @returns  shape [..., n, n]; NaN or infinite unless A is positive definite
 * @throws   ShapeError unless the matrices are square
 * @example
 * ```ts
 * import { array, linalg } from "fluxion";
 * const back = linalg.expm(linalg.logm(array([[2, 1], [1, 2]])));
 * console.log(Array.from(back.toArray(), (x) => x.toFixed(3))); // → [ '2.000', '1.000', '1.000', '2.000' ]
 * ```
 */
export function logm(a: ArrLike): Arr {
  return spectralFunction("logm", log, a);
}

function spectralFunction(name: string, f: (eigenvalues: Arr) => Arr, a: ArrLike): Arr {
  const x = squareMatricesOf(name, a);
  const symmetric = add(mul(x, 0.5), mul(matrixTranspose(x), 0.5));
  const [values, vectors] = bind(eigh, [symmetric], { nearness: NEARNESS }) as [Arr, Arr];
  const images = f(values);
  if (images.shape.length !== values.rank || images.shape.some((length, axis) => length !== values.shape[axis])) {
    throw new ShapeError({
      where: name,
      expected: `f to keep the shape of the eigenvalues, ${describeType(values)}`,
      received: describeType(images),
      hint: "Write f element by element: (w) => w.exp().",
    });
  }
  return matMul(mul(vectors, asRow(images)), matrixTranspose(vectors));
}

/** Eigenvalues with those that are negative by no more than rounding put to zero. */
function withoutRounding(values: Arr): Arr {
  if (values.size === 0) return values;
  const known = stopGradient(values);
  const rounding = mul(
    max(abs(known), -1, { keepDims: true }),
    8 * values.shape.at(-1)! * (values.dtype === "f32" ? 2 ** -23 : 2 ** -52),
  );
  return where(logicalAnd(less(known, 0), greater(known, neg(rounding))), 0, values);
}
