/** Lowering of linear algebra: f32 is computed in f64 and rounded once; operands are read where they lie if they can be. */

import type { QrAttributes } from "../../../primitives/linear-algebra/qr.ts";
import type { TriangularAttributes } from "../../../primitives/linear-algebra/triangular-solve.ts";
import type { ArrayType } from "../../../array/shape.ts";
import type { Operand } from "../../schedule/operation.ts";
import type { Lowering, RegionBuilder } from "../../schedule/region-builder.ts";
import { broadcastView, transposeView, type View } from "../../schedule/view.ts";
import { convert } from "../elementwise/logic.ts";
import { emitUpperCholesky } from "./cholesky.ts";
import { eighScratch, emitEigh } from "./eigh.ts";
import { emitLu, emitSolve } from "./lu.ts";
import { emitMatMul, emitMatVec, emitVecMat, packedSize } from "./mat-mul.ts";
import { emitIntegerMatMul } from "./integer-mat-mul.ts";
import { emitQr, qrScratch } from "./qr.ts";
import { emitSvd } from "./svd.ts";
import { emitTriangularSolve } from "./triangular-solve.ts";

const f64 = ({ shape }: ArrayType): ArrayType => ({ shape, dtype: "f64" });

/** The operand in f64: a view where it is that already. */
function inF64(builder: RegionBuilder, operand: Operand, type: ArrayType): View {
  const view = builder.view(operand, type);
  return type.dtype === "f64" ? view : builder.elementwise("convert", convert, [view], f64(type));
}

/** The operand in f64, in a buffer that may be overwritten. */
function overwritable(builder: RegionBuilder, operand: Operand, type: ArrayType): View {
  return type.dtype === "f64" ? builder.copy(operand, type) : inF64(builder, operand, type);
}

/** An f64 result as the type that was asked for. */
function result(builder: RegionBuilder, value: View, type: ArrayType): View[] {
  return [type.dtype === "f64" ? value : builder.elementwise("convert", convert, [value], type)];
}

/** True when neighbours along an axis lie side by side. */
const isUnit = (view: View, axis: number): boolean => view.shape.at(axis)! <= 1 || view.strides.at(axis) === 1;

export const matMul: Lowering = (builder, [left, right], { operands, results }) => {
  const [aType, bType] = operands.map((operand) => operand.type) as [ArrayType, ArrayType];
  const { type } = results[0]!;
  if (type.dtype === "i32") return [integerMatMul(builder, [left!, right!], [aType, bType], type)];
  const a = inF64(builder, left!, aType);
  const b = inF64(builder, right!, bType);
  const c = builder.allocate(f64(type));
  if (type.shape.at(-1) === 1) addMatVec(builder, a, b, c);
  else if (type.shape.at(-2) === 1) addMatVec(builder, swapped(b), swapped(a), swapped(c));
  else {
    const size = packedSize(aType.shape.at(-1)!, bType.shape.at(-1)!);
    const stack = type.shape.slice(0, -2);
    const scratch = builder.allocate({ shape: [...stack.map(() => 1), size, 1], dtype: "f64" });
    const packed = broadcastView(scratch, [...stack, size, 1]);
    builder.add({
      kind: "routine",
      name: "matMul",
      reads: [a, b],
      writes: [packed, c],
      emit: (f, context) => {
        emitMatMul(f, context, a, b, packed, c);
      },
    });
  }
  return result(builder, c, type);
};

/** y = A x for columns x and y: by rows or by columns of A, whichever lie in one piece. */
function addMatVec(builder: RegionBuilder, a: View, x: View, y: View): void {
  const byRows = isUnit(a, -1);
  const matrix = byRows || isUnit(a, -2) ? a : builder.copy(a, { shape: a.shape, dtype: "f64" });
  const dots = byRows || matrix !== a;
  const vector = dots && !isUnit(x, -2) ? builder.copy(x, { shape: x.shape, dtype: "f64" }) : x;
  builder.add({
    kind: "routine",
    name: dots ? "matVec" : "vecMat",
    reads: [matrix, vector],
    writes: [y],
    emit: (f, context) => {
      if (dots) emitMatVec(f, context, matrix, vector, y);
      else emitVecMat(f, context, swapped(vector), swapped(matrix), swapped(y));
    },
  });
}

/** The transposes of a stack of matrices. */
function swapped(view: View): View {
  const rank = view.shape.length;
  return transposeView(
    view,
    view.shape.map((_, axis) => (axis < rank - 2 ? axis : 2 * rank - 3 - axis)),
  );
}

function integerMatMul(
  builder: RegionBuilder,
  operands: readonly Operand[],
  types: readonly ArrayType[],
  type: ArrayType,
): View {
  const [a, b] = operands.map((operand, i) => builder.view(operand, types[i]!)) as [View, View];
  const c = builder.allocate(type);
  builder.add({
    kind: "routine",
    name: "matMul",
    reads: [a, b],
    writes: [c],
    emit: (f, context) => {
      emitIntegerMatMul(f, context, a, b, c);
    },
  });
  return c;
}

/** L is computed as its transpose U, whose rows lie in one piece; only the lower triangle of A is read. */
export const cholesky: Lowering = (builder, [a], { operands, results }) => {
  const { type } = results[0]!;
  const matrices = overwritable(builder, swapped(builder.view(a!, operands[0]!.type)), operands[0]!.type);
  builder.add({
    kind: "routine",
    name: "cholesky",
    reads: [matrices],
    writes: [matrices],
    emit: (f, context) => {
      emitUpperCholesky(f, context, matrices);
    },
  });
  return result(builder, swapped(matrices), type);
};

export const triangularSolve: Lowering<TriangularAttributes> = (builder, [t, b], { operands, attributes, results }) => {
  const { type } = results[0]!;
  const given = inF64(builder, t!, operands[0]!.type);
  const triangles = isUnit(given, -1) || isUnit(given, -2) ? given : builder.copy(given, f64(operands[0]!.type));
  const solutions = overwritable(builder, b!, operands[1]!.type);
  builder.add({
    kind: "routine",
    name: "triangularSolve",
    reads: [triangles, solutions],
    writes: [solutions],
    emit: (f, context) => {
      emitTriangularSolve(f, context, triangles, solutions, attributes);
    },
  });
  return result(builder, solutions, type);
};

export const solve: Lowering = (builder, [a, b], { operands, results }) => {
  const { type } = results[0]!;
  const matrices = overwritable(builder, a!, operands[0]!.type);
  const solutions = overwritable(builder, b!, operands[1]!.type);
  builder.add({
    kind: "routine",
    name: "solve",
    reads: [matrices, solutions],
    writes: [matrices, solutions],
    emit: (f, context) => {
      emitSolve(f, context, matrices, solutions);
    },
  });
  return result(builder, solutions, type);
};

/** Memory of `size` elements that the matrices of a stack use one after another. */
function scratchFor(builder: RegionBuilder, stack: readonly number[], size: number): View {
  const scratch = builder.allocate({ shape: [...stack.map(() => 1), size], dtype: "f64" });
  return broadcastView(scratch, [...stack, size]);
}

export const lu: Lowering = (builder, [a], { operands, results }) => {
  const [factorsType, permutationType, parityType] = results.map(({ type }) => type) as [
    ArrayType,
    ArrayType,
    ArrayType,
  ];
  const matrices = overwritable(builder, a!, operands[0]!.type);
  const permutation = builder.allocate(permutationType);
  const parity = builder.allocate(f64(parityType));
  builder.add({
    kind: "routine",
    name: "lu",
    reads: [matrices],
    writes: [matrices, permutation, parity],
    emit: (f, context) => {
      emitLu(f, context, matrices, permutation, parity);
    },
  });
  return [...result(builder, matrices, factorsType), permutation, ...result(builder, parity, parityType)];
};

/** Without Q where the pass that leaves out dead code has seen that nobody reads it. */
export const qr: Lowering<QrAttributes> = (builder, [a], { operands, attributes, results }) => {
  const isWhole = attributes.triangleOnly !== true;
  const qType = operands[0]!.type;
  const rType = results.at(-1)!.type;
  const matrices = overwritable(builder, a!, qType);
  const q = isWhole ? builder.allocate(f64(qType)) : null;
  const r = builder.allocate(f64(rType));
  const scratch = scratchFor(builder, qType.shape.slice(0, -2), qrScratch(qType.shape.at(-1)!));
  builder.add({
    kind: "routine",
    name: "qr",
    reads: [matrices],
    writes: [matrices, ...(q === null ? [] : [q]), r, scratch],
    emit: (f, context) => {
      emitQr(f, context, { matrices, q, r, scratch });
    },
  });
  return [...(q === null ? [] : result(builder, q, qType)), ...result(builder, r, rType)];
};

export const eigh: Lowering = (builder, [a], { operands, results }) => {
  const [valuesType, vectorsType] = results.map(({ type }) => type) as [ArrayType, ArrayType];
  const matrices = overwritable(builder, a!, operands[0]!.type);
  const [values, rows] = [builder.allocate(f64(valuesType)), builder.allocate(f64(vectorsType))];
  const scratch = scratchFor(builder, vectorsType.shape.slice(0, -2), eighScratch(vectorsType.shape.at(-1)!));
  builder.add({
    kind: "routine",
    name: "eigh",
    reads: [matrices],
    writes: [matrices, values, rows, scratch],
    emit: (f, context) => {
      emitEigh(f, context, { matrices, values, rows, scratch });
    },
  });
  return [...result(builder, values, valuesType), ...result(builder, swapped(rows), vectorsType)];
};

export const svd: Lowering = (builder, [a], { operands, results }) => {
  const [uType, sType, vtType] = results.map(({ type }) => type) as [ArrayType, ArrayType, ArrayType];
  const given = operands[0]!.type;
  const [stack, [m, n]] = [given.shape.slice(0, -2), given.shape.slice(-2) as [number, number]];
  // The shorter side is turned: columns of a tall matrix, rows of a wide one.
  const rowsAreLeft = m >= n;
  const shortest = Math.min(m, n);
  const view = builder.view(a!, given);
  const rows = overwritable(builder, rowsAreLeft ? swapped(view) : view, {
    shape: [...stack, shortest, Math.max(m, n)],
    dtype: given.dtype,
  });
  const values = builder.allocate(f64(sType));
  const turns = builder.allocate({ shape: [...stack, shortest, shortest], dtype: "f64" });
  builder.add({
    kind: "routine",
    name: "svd",
    reads: [rows],
    writes: [rows, values, turns],
    emit: (f, context) => {
      emitSvd(f, context, { rows, values, turns, rowsAreLeft });
    },
  });
  const [u, vt] = rowsAreLeft ? [rows, turns] : [turns, rows];
  return [...result(builder, swapped(u), uType), ...result(builder, values, sType), ...result(builder, vt, vtType)];
};
