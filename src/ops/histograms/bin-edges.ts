/** The edges and weights of a histogram, checked and brought to one element type. */

import { Arr } from "../../array/arr.ts";
import type { ArrLike } from "../../array/arr-like.ts";
import { type DType, isFloat } from "../../array/dtype.ts";
import { arrayFor } from "../../array/from-data.ts";
import { broadcastShapes, sameShape } from "../../array/shape.ts";
import { describeType, ParameterError, ShapeError } from "../../errors/index.ts";
import { broadcastTo } from "../movement/broadcast.ts";
import { reshapeTo } from "../../primitives/movement/shape.ts";
import { cast } from "../elementwise/cast.ts";
import { asArr, commonDType, operandOf } from "../operands.ts";

/** Edges of bins: an array [k + 1], or a list of numbers. */
export type BinEdges = Arr | readonly number[];

/** Positions as one row, and edges, in the floating-point type in which they meet. */
export function positionsAndEdges(where: string, x: ArrLike, edges: BinEdges): readonly [Arr, Arr] {
  const bounds = edges instanceof Arr ? edges : arrayFor(where, edges);
  if (bounds.rank !== 1 || bounds.size < 2) {
    const expected = "[k + 1] with k >= 1, a bin between each two of them";
    throw new ShapeError({ where, path: "edges", expected, received: describeType(bounds) });
  }
  checkAscending(where, bounds);
  const positions = operandOf(where, x);
  const common = commonDType([positions, bounds], false, where);
  const dtype: DType = isFloat(common) ? common : "f64";
  return [cast(reshapeTo(positions, [positions.size]), dtype), cast(bounds, dtype)];
}

/** Edges whose values are not known while tracing are taken on trust. */
function checkAscending(where: string, edges: Arr): void {
  if (edges.isTracer) return;
  const values = edges.toArray();
  for (let i = 1; i < values.length; i++) {
    if (values[i]! >= values[i - 1]!) continue;
    throw new ParameterError({
      where,
      path: `edges[${i}]`,
      expected: `at least edges[${i - 1}] = ${values[i - 1]!}`,
      received: String(values[i]),
    });
  }
}

/** A weight for each position, as one row. */
export function weightsFor(where: string, x: ArrLike, weights: ArrLike): Arr {
  const { shape, size } = asArr(x);
  const given = operandOf(where, weights);
  const common = broadcastShapes(given.shape, shape);
  if (common === undefined || !sameShape(common, shape)) {
    throw new ShapeError({
      where,
      path: "weights",
      expected: `a weight for each position of shape [${shape.join(", ")}]`,
      received: describeType(given),
    });
  }
  return reshapeTo(broadcastTo(given, shape), [size]);
}
