/** Linear algebra as users call it, listed. */

export {
  cholesky,
  type EigenSystem,
  eigh,
  eigvalsh,
  lu,
  type LuFactors,
  qr,
  type QrFactors,
  type SingularValueDecomposition,
  svd,
  svdvals,
} from "./decompositions.ts";
export { diag, diagonal, diagonalMatrix, matrixTrace } from "./diagonals.ts";
export {
  det,
  inv,
  type LinearLeastSquaresOptions,
  logDetOfPositiveDefinite,
  lstsq,
  matrixPower,
  matrixRank,
  pinv,
  type RankOptions,
  type SignedLogDet,
  slogdet,
} from "./inverses.ts";
export { expm, funm, logm, sqrtm } from "./matrix-functions.ts";
export { dot, kron, matMul, outer, vdot } from "./products.ts";
export { choleskySolve, solve, triangularSolve, type TriangularOptions } from "./systems.ts";
export { tril, triu } from "./triangles.ts";
