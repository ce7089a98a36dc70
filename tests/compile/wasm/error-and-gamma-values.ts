/** Special values of erf, erfc, lgamma (C99 Annex F) and digamma (SciPy). */

const inf = Infinity;
const largest = Number.MAX_VALUE;
const tiny = Number.MIN_VALUE;

export const errorAndGamma: Record<"digamma" | "erf" | "erfc" | "lgamma", [x: number, value: number][]> = {
  digamma: [
    [0, -inf],
    [-0, inf],
    [-1, NaN],
    [-(2 ** 60), NaN],
    [tiny, -inf],
    [1, -0.5772156649015329],
    [-0.5, 0.03648997397857652],
    [largest, 709.782712893384],
    [inf, inf],
    [-inf, NaN],
    [NaN, NaN],
  ],
  erf: [
    [0, 0],
    [-0, -0],
    [tiny, tiny],
    [-tiny, -tiny],
    [6, 1],
    [-largest, -1],
    [inf, 1],
    [-inf, -1],
    [NaN, NaN],
  ],
  erfc: [
    [0, 1],
    [-0, 1],
    [tiny, 1],
    [27.3, 0],
    [27.22, 5e-324],
    [largest, 0],
    [-7, 2],
    [inf, 0],
    [-inf, 2],
    [NaN, NaN],
  ],
  lgamma: [
    [0, inf],
    [-0, inf],
    [1, 0],
    [2, 0],
    [3, Math.LN2],
    [-1, inf],
    [-2, inf],
    [-(2 ** 53), inf],
    [-largest, inf],
    [tiny, 744.4400719213812],
    [-tiny, 744.4400719213812],
    [-0.5, 1.2655121234846454],
    [largest, inf],
    [inf, inf],
    [-inf, inf],
    [NaN, NaN],
  ],
};
