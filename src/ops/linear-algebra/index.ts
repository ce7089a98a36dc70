/** Linear algebra as users call it, listed. */

export { diag, diagonal, diagonalMatrix, matrixTrace } from "./diagonals.ts";
export { cholesky } from "./factors.ts";
export { dot, kron, matMul, outer, vdot } from "./products.ts";
export { choleskySolve, solve, triangularSolve, type TriangularOptions } from "./systems.ts";
export { tril, triu } from "./triangles.ts";
