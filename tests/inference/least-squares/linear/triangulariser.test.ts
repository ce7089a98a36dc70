/** The triangles of machine code against those of the loops: the same normal equations, the same right-hand sides. */
import { expect, it } from "vitest";
import { triangulariser } from "../../../../inference/least-squares/linear/triangulariser.ts";
import { triangulariseColumns } from "../../../../inference/linear-algebra/triangularise.ts";
import { leastSquares, levenbergMarquardt } from "fluxion/inference";
import { type Arr, array, exp, linspace, outer, zeros } from "fluxion";
import { normals } from "../../random.ts";

it("finds the same triangle but for signs of rows, and reduces further right-hand sides alike", () => {
  const [m, n] = [2600, 64];
  const next = normals("triangulariser");
  const columns = Float64Array.from({ length: m * n }, next);
  const offset = Float64Array.from({ length: m }, next);
  const right = Float64Array.from({ length: m }, next);
  const compiled = triangulariser()(columns.slice(), offset, n);
  const plain = triangulariseColumns(columns.slice(), offset, n);
  // Sums of 2600 products of order one.
  compiled.rows.forEach((row, i) => {
    const sign = Math.sign(row[i]! * plain.rows[i]![i]!);
    row.forEach((value, j) => expect(value).toBeCloseTo(sign * plain.rows[i]![j]!, 11));
    expect(compiled.offset[i]).toBeCloseTo(sign * plain.offset[i]!, 11);
  });
  const [reduced, expected] = [compiled.reduce(right), plain.reduce(right)];
  compiled.rows.forEach((row, i) => {
    const sign = Math.sign(row[i]! * plain.rows[i]![i]!);
    expect(reduced[i]).toBeCloseTo(sign * expected[i]!, 11);
  });
});

it.each(["none", "geodesic"] as const)("fits many residuals and parameters, with acceleration %s", (acceleration) => {
  // Lines of known place and width, whose heights are exponentials of the parameters.
  const [lines, channels] = [64, 2600];
  const x = linspace(0, lines, channels);
  const shape = exp(
    outer(x, array(new Float64Array(lines).fill(1)))
      .sub(linspace(0.5, lines - 0.5, lines))
      .square()
      .mul(-2),
  );
  const truth = linspace(-1, 1, lines);
  const model = (p: { height: Arr }): Arr => shape.mul(exp(p.height)).sum([1]);
  const data = model({ height: truth });
  const method = levenbergMarquardt({ acceleration });
  const fit = leastSquares((p: { height: Arr }) => model(p).sub(data), { height: zeros([lines]) }, { method });
  expect(fit.status).toBe("converged");
  fit.params.height.toArray().forEach((height, i) => expect(height).toBeCloseTo(truth.toArray()[i]!, 9));
});
