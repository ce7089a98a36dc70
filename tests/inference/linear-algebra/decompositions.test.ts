/** Decompositions against their defining equations. */
import { describe, expect, it } from "vitest";
import { factoriseLu, solveLu } from "../../../inference/linear-algebra/dense-lu.ts";
import { singularValues } from "../../../inference/linear-algebra/singular-values.ts";
import { triangularise } from "../../../inference/linear-algebra/triangularise.ts";
import { maxNorm, norm } from "../../../inference/linear-algebra/vectors.ts";
import { normals } from "../random.ts";

const shapes = [
  { m: 7, n: 3 },
  { m: 4, n: 4 },
  { m: 2, n: 5 },
  { m: 1, n: 1 },
];

describe("LU factors", () => {
  it.each([1, 2, 5, 20])("solve systems of %d to rounding, where pivots have to be looked for too", (n) => {
    const next = normals(`lu ${n}`);
    const matrix = Float64Array.from({ length: n * n }, next);
    // The first pivot is zero where there is another.
    if (n > 1) matrix[0] = 0;
    const right = Float64Array.from({ length: n }, next);
    const x = solveLu(factoriseLu(matrix.slice(), n)!, right);
    for (let i = 0; i < n; i++) {
      let left = -right[i]!;
      let terms = Math.abs(right[i]!);
      for (let j = 0; j < n; j++) {
        left += matrix[i * n + j]! * x[j]!;
        terms += Math.abs(matrix[i * n + j]! * x[j]!);
      }
      // The backward error of elimination with row exchanges: growth is below ten here.
      expect(Math.abs(left)).toBeLessThan(10 * n * 2 ** -53 * terms);
    }
  });

  it("are none for a matrix without full rank, or with a number that is none", () => {
    expect(factoriseLu(Float64Array.of(1, 2, 2, 4), 2)).toBeNull();
    expect(factoriseLu(Float64Array.of(Number.NaN, 2, 2, 4), 2)).toBeNull();
  });
});

describe("triangularise", () => {
  it.each(shapes)("keeps products and lengths of a $m by $n system", ({ m, n }) => {
    const next = normals(`triangularise ${m} ${n}`);
    const matrix = Float64Array.from({ length: m * n }, next);
    const offset = Float64Array.from({ length: m }, next);
    const { rows, offset: reduced } = triangularise(matrix, offset, n);
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < n; j++) {
        let expected = 0;
        for (let k = 0; k < m; k++) expected += matrix[k * n + i]! * matrix[k * n + j]!;
        const found = rows.reduce((sum, row) => sum + row[i]! * row[j]!, 0);
        expect(found).toBeCloseTo(expected, 13);
        if (i > j && i < rows.length) expect(rows[i]![j]).toBe(0);
      }
      let expected = 0;
      for (let k = 0; k < m; k++) expected += matrix[k * n + i]! * offset[k]!;
      expect(rows.reduce((sum, row, k) => sum + row[i]! * reduced[k]!, 0)).toBeCloseTo(expected, 13);
    }
  });

  it("passes over columns of zeros", () => {
    const { rows } = triangularise(Float64Array.of(0, 1, 0, 2, 0, 2), Float64Array.of(1, 1, 1), 2);
    expect(rows.flatMap((row) => Array.from(row)).every(Number.isFinite)).toBe(true);
    expect(Math.hypot(rows[0]![1]!, rows[1]![1]!)).toBeCloseTo(3, 14);
  });
});

describe("singular values", () => {
  it.each(shapes)("put a $m by $n matrix together again", ({ m, n }) => {
    const next = normals(`singular ${m} ${n}`);
    const rows = Array.from({ length: m }, () => Float64Array.from({ length: n }, next));
    const { values, left, right } = singularValues(rows);
    expect(values).toHaveLength(Math.min(m, n));
    expect(Array.from(values)).toEqual(Array.from(values).sort((a, b) => b - a));
    rows.forEach((row, i) =>
      row.forEach((expected, j) => {
        const found = values.reduce((sum, sigma, k) => sum + sigma * left[k]![i]! * right[k]![j]!, 0);
        expect(found).toBeCloseTo(expected, 13);
      }),
    );
  });

  it("are those of a known matrix", () => {
    // [[3, 0], [4, 5]] has singular values sqrt(45) and sqrt(5).
    const { values } = singularValues([
      [3, 0],
      [4, 5],
    ]);
    expect(values[0]).toBeCloseTo(Math.sqrt(45), 14);
    expect(values[1]).toBeCloseTo(Math.sqrt(5), 14);
  });

  it("of nothing are none", () => {
    expect(singularValues([]).values).toHaveLength(0);
  });
});

describe("vectors", () => {
  it("measure lengths beyond the range of squares", () => {
    expect(norm(Float64Array.of(3e200, 4e200))).toBeCloseTo(5e200, -187);
    expect(norm(Float64Array.of(3e-200, 4e-200)) / 5e-200).toBeCloseTo(1, 14);
    expect(norm(new Float64Array(2))).toBe(0);
    expect(maxNorm(Float64Array.of(1, Number.NaN, 3))).toBeNaN();
  });
});
