/** Contraction of factors with named axes: sums and diagonals of one, products of two. */

import type { Arr } from "../../array/arr.ts";
import { matMul } from "../../primitives/linear-algebra/mat-mul.ts";
import { bindOne } from "../../program/bind.ts";
import { mul } from "../elementwise/arithmetic.ts";
import { reshapeTo, transposeTo } from "../../primitives/movement/shape.ts";
import { diagonal } from "../linear-algebra/diagonals.ts";
import { sum } from "../reduction/reduction.ts";
import type { Label } from "./subscripts.ts";

/** An array whose axes are named. */
export interface Factor {
  readonly value: Arr;
  readonly labels: readonly Label[];
}

/** The axes in the order of `labels`, each of which the factor has. */
export function arrange({ value, labels }: Factor, order: readonly Label[]): Arr {
  return transposeTo(
    value,
    order.map((label) => labels.indexOf(label)),
  );
}

/** Axes of one name become their diagonal. */
export function takeDiagonals(factor: Factor): Factor {
  const { value, labels } = factor;
  const second = labels.findIndex((label, axis) => labels.indexOf(label) !== axis);
  if (second < 0) return factor;
  const first = labels.indexOf(labels[second]!);
  const others = labels.map((_, axis) => axis).filter((axis) => axis !== first && axis !== second);
  return takeDiagonals({
    value: diagonal(transposeTo(value, [...others, first, second])),
    labels: [...others.map((axis) => labels[axis]!), labels[first]!],
  });
}

/** Axes that have length 1 where their index is longer are dropped: the factor is constant along it. */
export function dropBroadcastAxes(factor: Factor, lengths: ReadonlyMap<Label, number>): Factor {
  const { value, labels } = factor;
  const kept = labels.flatMap((label, axis) => (value.shape[axis] === lengths.get(label) ? [axis] : []));
  if (kept.length === labels.length) return factor;
  return {
    value: reshapeTo(
      value,
      kept.map((axis) => value.shape[axis]!),
    ),
    labels: kept.map((axis) => labels[axis]!),
  };
}

/** Sums over the indices that nothing else needs. */
export function sumOut({ value, labels }: Factor, needed: ReadonlySet<Label>): Factor {
  const axes = labels.flatMap((label, axis) => (needed.has(label) ? [] : [axis]));
  if (axes.length === 0) return { value, labels };
  return { value: sum(value, axes), labels: labels.filter((label) => needed.has(label)) };
}

/**
 * The product of two factors, summed over the indices that they share and nothing else needs: a matrix product where there is
 * something to sum and something left, else a product element by element.
 */
export function contractPair(
  left: Factor,
  right: Factor,
  needed: ReadonlySet<Label>,
  lengths: ReadonlyMap<Label, number>,
): Factor {
  const shared = left.labels.filter((label) => right.labels.includes(label));
  const batch = shared.filter((label) => needed.has(label));
  const summed = shared.filter((label) => !needed.has(label));
  const ofLeft = left.labels.filter((label) => !shared.includes(label));
  const ofRight = right.labels.filter((label) => !shared.includes(label));
  const shape = (labels: readonly Label[]): number[] => labels.map((label) => lengths.get(label)!);
  const size = (labels: readonly Label[]): number => shape(labels).reduce((product, length) => product * length, 1);
  if (summed.length === 0 || ofLeft.length + ofRight.length === 0) {
    const a = reshapeTo(arrange(left, [...batch, ...summed, ...ofLeft]), [
      ...shape([...batch, ...summed, ...ofLeft]),
      ...ofRight.map(() => 1),
    ]);
    const b = reshapeTo(arrange(right, [...batch, ...summed, ...ofRight]), [
      ...shape([...batch, ...summed]),
      ...ofLeft.map(() => 1),
      ...shape(ofRight),
    ]);
    return sumOut({ value: mul(a, b), labels: [...batch, ...summed, ...ofLeft, ...ofRight] }, needed);
  }
  const rows = reshapeTo(arrange(left, [...batch, ...ofLeft, ...summed]), [size(batch), size(ofLeft), size(summed)]);
  const columns = reshapeTo(arrange(right, [...batch, ...summed, ...ofRight]), [
    size(batch),
    size(summed),
    size(ofRight),
  ]);
  const labels = [...batch, ...ofLeft, ...ofRight];
  return { value: reshapeTo(bindOne(matMul, [rows, columns], {}), shape(labels)), labels };
}
