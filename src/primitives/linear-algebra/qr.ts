/** qr: orthonormal columns times an upper triangle. */

import { perColumn } from "../work.ts";
import { matrixTranspose, strictlyLower } from "./matrix.ts";
import { stacks } from "../batching.ts";
import type { Arr } from "../../array/arr.ts";
import { describeType, ShapeError } from "../../errors/index.ts";
import { add, sub } from "../elementwise/arithmetic.ts";
import { bindOne } from "../../program/bind.ts";
import { nonlinear, rule } from "../../program/derivative.ts";
import type { Primitive } from "../../program/primitive.ts";
import { matmul } from "./mat-mul.ts";
import { checkMatrices, eachMatrixTo, matrixDomain } from "./matrices.ts";
import { applyReflection, reflect } from "./reflections.ts";
import { powerOfTwoScale } from "./scaling.ts";
import { triangularSolve } from "./triangular-solve.ts";

/** Set where nobody reads Q, by `narrow` alone. */
export type QrAttributes = Readonly<{ triangleOnly?: true }>;

/** A = Q R for A of shape [..., m, n], m >= n: Q of shape [..., m, n], and R of shape [..., n, n] with a diagonal >= 0. */
export const qr: Primitive<QrAttributes> = {
  name: "qr",
  outputTypes([a]) {
    checkMatrices("qr", [a!], true);
    const [m, n] = a!.shape.slice(-2) as [number, number];
    if (m < n) {
      throw new ShapeError({ where: "qr", expected: "at least as many rows as columns", received: describeType(a!) });
    }
    return [a!, { shape: [...a!.shape.slice(0, -2), n, n], dtype: a!.dtype }];
  },
  reference([a], _attributes, types) {
    const [m, n] = a!.shape.slice(-2) as [number, number];
    return eachMatrixTo([a!], qr.outputTypes(types, {}), ([matrix], [q, r]) => {
      const factors = factorise(Float64Array.from(matrix!), m, n);
      q!.set(factors.q);
      r!.set(factors.r);
    });
  },
  // dA R⁻¹ = dQ + Q dR R⁻¹. With S = Qᵀ dA R⁻¹: Qᵀ dQ is the antisymmetric Ω that agrees with S below the diagonal, the rest of S is
  // dR R⁻¹, and what dA R⁻¹ has outside of the columns of Q goes to dQ.
  derivative: rule((_operands, [dA], { outputs }) => {
    if (dA == null) return [null, null];
    const [q, r] = outputs as readonly [Arr, Arr];
    const scaled = matrixTranspose(
      bindOne(triangularSolve, [r, matrixTranspose(dA)], { lower: false, transposed: true }),
    );
    const inner = matmul(matrixTranspose(q), scaled);
    const below = strictlyLower(inner);
    const turn = sub(below, matrixTranspose(below));
    const stretch = sub(inner, turn);
    return [add(scaled, matmul(q, sub(turn, inner))), matmul(stretch, r)];
  }),
  transposition: nonlinear,
  batch: stacks,
  // To form Q takes as long as to find R.
  narrow: (equation, isRead) => {
    const [q, r] = equation.results;
    if (isRead(q!)) return equation;
    return { ...equation, attributes: { ...equation.attributes, triangleOnly: true }, results: [r!] };
  },
  family: "linear-algebra",
  work: perColumn,
  commutes: false,
  programs: { kind: "none" },
  fault: {},
  check: () => [
    { label: "square", operands: [matrixDomain(3, 3, "diagonally-dominant")], attributes: {}, order: 2 },
    { label: "tall", operands: [matrixDomain(4, 2)], attributes: {}, order: 2 },
    { label: "larger", operands: [matrixDomain(17, 11)], attributes: {}, order: 0 },
  ],
};

/** Householder's reflections column by column; A is overwritten. */
function factorise(a: Float64Array, m: number, n: number): { readonly q: Float64Array; readonly r: Float64Array } {
  const scale = powerOfTwoScale(a);
  for (let i = 0; i < a.length; i++) a[i]! /= scale;
  const [images, betas] = [new Float64Array(n), new Float64Array(n)];
  for (let k = 0; k < n; k++) {
    const at = k * n + k;
    const { image, beta } = reflect(a, at, n, m - k);
    images[k] = image;
    betas[k] = beta;
    applyReflection({ data: a, start: at + 1, stride: n, rows: m - k, width: n - k - 1 }, a, at, n, beta);
  }
  const q = new Float64Array(m * n);
  for (let k = n - 1; k >= 0; k--) {
    const at = k * n + k;
    q[at] = 1;
    applyReflection({ data: q, start: at, stride: n, rows: m - k, width: n - k }, a, at, n, betas[k]!);
  }
  const r = new Float64Array(n * n);
  for (let k = 0; k < n; k++) {
    const sign = images[k]! < 0 ? -1 : 1;
    r[k * n + k] = sign * images[k]! * scale;
    for (let j = k + 1; j < n; j++) r[k * n + j] = sign * a[k * n + j]! * scale;
    for (let i = 0; i < m; i++) q[i * n + k]! *= sign;
  }
  return { q, r };
}
