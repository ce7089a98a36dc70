/** The primitives of linear algebra, listed. */

export { cholesky } from "./cholesky.ts";
export { matMul } from "./mat-mul.ts";
export { solve } from "./solve.ts";
export { triangularSolve } from "./triangular-solve.ts";
