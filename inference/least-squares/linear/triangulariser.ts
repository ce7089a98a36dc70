/** Triangulariser: reduces the linear model of every step to a triangle, by machine code where there is enough to do. */
import { concat, reshape, transpose } from "../../../src/index.ts";
import { compileVectors, type VectorFunction, qr } from "../../../src/internal.ts";
import { type Triangularised, triangulariseColumns } from "../../linear-algebra/triangularise.ts";
import { dot } from "../../linear-algebra/vectors.ts";

/** As `triangulariseColumns`; the columns may be written over. */
export type Triangulariser = (columns: Float64Array, offset: Float64Array, n: number) => Triangularised;

/**
 * m n² from which compiling is worth it, some thirty milliseconds in a new process: for 10 000 x 50 loops in JavaScript take 23 ms a step and
 * machine code 10, for 2000 x 200 65 and 23. Narrow systems gain little.
 */
const fewest = 1e7;

/** One for a fit, whose steps all have the same shape. */
export function triangulariser(): Triangulariser {
  let known: { readonly m: number; readonly n: number; readonly reduce: Triangulariser } | null = null;
  return (columns, offset, n) => {
    const m = offset.length;
    if (m <= n || m * n * n < fewest) return triangulariseColumns(columns, offset, n);
    if (known?.m !== m || known.n !== n) known = { m, n, reduce: compiledTriangulariser(m, n) };
    return known.reduce(columns, offset, n);
  };
}

/** By the QR factors of the engine, with the right-hand side as one more column. */
function compiledTriangulariser(m: number, n: number): Triangulariser {
  const options = { fixed: [], target: undefined, where: "leastSquares" } as const;
  const triangle = compileVectors(
    ([columns, right]) => qr(concat([transpose(reshape(columns!, [n, m])), reshape(right!, [m, 1])], 1)).r,
    { ...options, sizes: [m * n, m] },
  );
  /** The rows of Qᵀ, for further right-hand sides, compiled when one is first asked for. */
  let basis: VectorFunction | undefined;
  return (columns, offset) => {
    const [r] = triangle(columns, offset);
    const width = n + 1;
    const rows = Array.from({ length: n }, (_, i) => r!.slice(i * width, i * width + n));
    const reduced = Float64Array.from({ length: n }, (_, i) => r![i * width + n]!);
    let q: Float64Array | undefined;
    return {
      rows,
      offset: reduced,
      reduce: (right) => {
        basis ??= compileVectors(([given]) => transpose(qr(transpose(reshape(given!, [n, m]))).q), {
          ...options,
          sizes: [m * n],
        });
        q ??= basis(columns)[0]!;
        return Float64Array.from({ length: n }, (_, i) => dot(q!.subarray(i * m, (i + 1) * m), right));
      },
    };
  };
}
