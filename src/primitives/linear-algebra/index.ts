/** The primitives of linear algebra, listed. */

export { cholesky } from "./cholesky.ts";
export { cofactors, det, logAbsDet } from "./determinant.ts";
export { eigh } from "./eigh.ts";
export { inverse } from "./inverse.ts";
export { lu } from "./lu.ts";
export { matMul } from "./mat-mul.ts";
export { expm, expmFrechet } from "./matrix-exponential.ts";
export { pseudoInverse } from "./pseudo-inverse.ts";
export { qr } from "./qr.ts";
export { solve } from "./solve.ts";
export { svd } from "./svd.ts";
export { triangularSolve } from "./triangular-solve.ts";
