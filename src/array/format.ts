/** Printing: the text of an array, with aligned columns and long axes shortened. */
import type { HostArray } from "./host-array.ts";
import type { DType } from "./dtype.ts";
import { type ArrayType, rowMajorStrides, sizeOf } from "./shape.ts";
import { toArray } from "./conversion.ts";
import { describeType } from "../errors/index.ts";

/** Digits after the point, at most. */
const precision = 8;
/** An array with more elements than this is shortened, */
const threshold = 1000;
/** to so many entries at either end of a long axis. */
const edge = 3;
const lineWidth = 100;

/**
 * `f64[3] [1.5, 2.0, 3.0]`; from two axes on, the type stands on a line of its own. A traced array prints as
 * `traced f64[3]`. A scalar shows every digit; arrays show up to eight decimals.
 */
export function formatArr(arr: ArrayType, host: HostArray | undefined): string {
  const type = describeType(arr);
  if (host === undefined) return `traced ${type}`;
  const elements = toArray(host, arr.dtype, "toString");
  const size = sizeOf(arr.shape);
  const rank = arr.shape.length;
  if (rank === 0) return `${type} ${formatScalar(elements[0]!, arr.dtype)}`;
  if (size === 0) return `${type} []`;
  const shown = arr.shape.map((length) => shownPositions(length, size > threshold));
  const strides = rowMajorStrides(arr.shape);
  const values: number[] = [];
  collectShown(elements, shown, strides, 0, 0, values);
  const cells = formatCells(values, arr.dtype);
  const text = layOut(shown, cells, 0, { next: 0 });
  return rank === 1 && !text.includes("\n") && type.length + text.length < lineWidth
    ? `${type} ${text}`
    : `${type}\n${text}`;
}

/** Positions of an axis that are printed; `gap` stands for those left out. */
const gap = -1;

function shownPositions(length: number, shorten: boolean): readonly number[] {
  const all = Array.from({ length }, (_, index) => index);
  return shorten && length > 2 * edge + 1 ? [...all.slice(0, edge), gap, ...all.slice(-edge)] : all;
}

function collectShown(
  elements: ArrayLike<number>,
  shown: readonly (readonly number[])[],
  strides: readonly number[],
  axis: number,
  start: number,
  values: number[],
): void {
  if (axis === shown.length) {
    values.push(elements[start]!);
    return;
  }
  for (const position of shown[axis]!) {
    if (position !== gap) collectShown(elements, shown, strides, axis + 1, start + position * strides[axis]!, values);
  }
}

function layOut(
  shown: readonly (readonly number[])[],
  cells: readonly string[],
  axis: number,
  cursor: { next: number },
): string {
  const entries = shown[axis]!.map((position) => {
    if (position === gap) return "…";
    return axis === shown.length - 1 ? cells[cursor.next++]! : layOut(shown, cells, axis + 1, cursor);
  });
  if (axis < shown.length - 1) {
    // Blocks of rows are set apart by an empty line for every axis above the last two.
    const separator = `,${"\n".repeat(shown.length - 1 - axis)}${" ".repeat(axis + 1)}`;
    return `[${entries.join(separator)}]`;
  }
  return `[${wrapped(entries, axis + 1)}]`;
}

/** Breaks a row that is too long for a line; what follows is indented below its first entry. */
function wrapped(entries: readonly string[], indent: number): string {
  const lines: string[] = [];
  let line = "";
  for (const entry of entries) {
    if (line !== "" && indent + line.length + entry.length + 3 > lineWidth) {
      lines.push(line);
      line = "";
    }
    line = line === "" ? entry : `${line}, ${entry}`;
  }
  lines.push(line);
  return lines.join(`,\n${" ".repeat(indent)}`);
}

function formatScalar(value: number, dtype: DType): string {
  if (dtype === "bool") return String(value !== 0);
  if (dtype === "f32" && Number.isFinite(value)) return shortestSingle(value);
  return Object.is(value, -0) ? "-0" : String(value);
}

/** The shortest decimal that reads back as the same float32. */
function shortestSingle(value: number): string {
  for (let digits = 1; digits < 9; digits++) {
    const text = value.toPrecision(digits);
    if (Math.fround(Number(text)) === value) return String(Number(text));
  }
  return String(Number(value.toPrecision(9)));
}

/** The texts of all values shown, in one format and padded to one width. */
function formatCells(values: readonly number[], dtype: DType): string[] {
  const format =
    dtype === "bool" || dtype === "i32" ? (value: number) => formatScalar(value, dtype) : chooseFormat(values);
  const texts = values.map(format);
  const width = Math.max(...texts.map((text) => text.length));
  return texts.map((text) => text.padStart(width));
}

/** Fixed point unless numbers are very large, very small or of very different size (NumPy's rule). */
function chooseFormat(values: readonly number[]): (value: number) => string {
  const finite = values.filter(Number.isFinite);
  const sizes = finite.map(Math.abs).filter((size) => size > 0);
  const largest = Math.max(...sizes);
  const smallest = Math.min(...sizes);
  const whole = finite.every(Number.isInteger);
  const scientific = sizes.length > 0 && (largest >= 1e8 || (!whole && (smallest < 1e-4 || largest / smallest > 1e6)));
  if (scientific) {
    const digits = Math.max(...finite.map((value) => mantissaDigits(value)));
    return (value) => (Number.isFinite(value) ? exponential(value, digits) : String(value));
  }
  const decimals = Math.max(0, ...finite.map((value) => fractionDigits(value)));
  return (value) => {
    if (!Number.isFinite(value)) return String(value);
    return (Object.is(value, -0) ? "-" : "") + value.toFixed(decimals);
  };
}

/** `1.5e-05`: the exponent has two digits at least, so that columns align. */
function exponential(value: number, digits: number): string {
  const text = value.toExponential(digits).replace(/e([+-])(\d)$/, "e$10$2");
  return Object.is(value, -0) ? `-${text}` : text;
}

function fractionDigits(value: number): number {
  return (
    value
      .toFixed(precision)
      .replace(/\.?0+$/, "")
      .split(".")[1]?.length ?? 0
  );
}

function mantissaDigits(value: number): number {
  const [mantissa = ""] = value.toExponential(precision).split("e");
  return mantissa.replace(/\.?0+$/, "").split(".")[1]?.length ?? 0;
}
