/** Parts: what is joined and taken apart again, and the sums of padded parts that the derivatives of slices are. */

import { isFloat } from "../../../array/dtype.ts";
import { Literal, type Operand } from "../../../program/program.ts";
import {
  concatenate,
  type ConcatenateAttributes,
  pad,
  type SliceAttributes,
} from "../../../primitives/movement/parts.ts";
import { isOf } from "../../../program/equation-of.ts";
import type { Rewriter } from "../rewriter.ts";

type Numbers = readonly number[];

/** Where a padded array lies along the one axis on which it is padded. */
interface Part {
  readonly x: Operand;
  readonly axis: number;
  readonly start: number;
  readonly end: number;
  /** Zeros after it. */
  readonly after: number;
}

/** Sums of more parts than this are left alone, so that the search stays short. */
const MAXIMUM_TERMS = 16;

/** A slice that stays within one operand of a concatenation is a slice of that operand. */
export function sliceOfConcatenation(x: Operand, attributes: SliceAttributes, rewriter: Rewriter): Operand | undefined {
  const joined = rewriter.definition(x);
  if (!isOf(concatenate, joined)) return undefined;
  const { axis } = joined.attributes;
  const { starts, limits } = attributes;
  let first = 0;
  for (const operand of joined.operands) {
    const end = first + operand.type.shape[axis]!;
    const shift = first;
    if (starts[axis]! >= first && limits[axis]! <= end && first < end) {
      const shifted = (bounds: Numbers): number[] =>
        bounds.map((bound, each) => (each === axis ? bound - shift : bound));
      return rewriter.apply("slice", [operand], { ...attributes, starts: shifted(starts), limits: shifted(limits) });
    }
    first = end;
  }
  return undefined;
}

/** Concatenations along the same axis are one. */
export function nestedConcatenation(
  operands: readonly Operand[],
  { axis }: ConcatenateAttributes,
  rewriter: Rewriter,
): Operand | undefined {
  const isNested = (operand: Operand): boolean => {
    const joined = rewriter.definition(operand);
    return isOf(concatenate, joined) && joined.attributes.axis === axis;
  };
  if (!operands.some(isNested)) return undefined;
  const flat = operands.flatMap((operand) => (isNested(operand) ? rewriter.definition(operand)!.operands : [operand]));
  return rewriter.apply("concatenate", flat, { axis });
}

/**
 * pad(x) + pad(y) is a concatenation where the parts lie side by side; with more terms, any two of them, since each element
 * of the sum has one term that is not a zero of the padding. Adding zero first keeps the bits: -0 + 0 = 0.
 */
export function sumOfParts(x: Operand, y: Operand, rewriter: Rewriter): Operand | undefined {
  const terms: Operand[] = [];
  if (!collectParts(x, terms, rewriter) || !collectParts(y, terms, rewriter)) return undefined;
  const parts = terms.map((term) => partOf(term, rewriter));
  if (!areApart(parts)) return undefined;
  for (let i = 0; i < parts.length; i++) {
    for (let j = i + 1; j < parts.length; j++) {
      const joined = join(parts[i]!, parts[j]!, rewriter);
      if (joined === undefined) continue;
      return terms
        .filter((_, k) => k !== i && k !== j)
        .reduce((sum, term) => rewriter.apply("add", [sum, term]), joined);
    }
  }
  return undefined;
}

/** Adds the terms of a sum to `terms`; false at once when one of them is no padded part. */
function collectParts(x: Operand, terms: Operand[], rewriter: Rewriter): boolean {
  const equation = rewriter.definition(x);
  // The second operand first: in a long sum it is a single term, which most often answers.
  if (equation?.primitive.name === "add") {
    const [left, right] = equation.operands;
    return collectParts(right!, terms, rewriter) && collectParts(left!, terms, rewriter);
  }
  terms.push(x);
  return terms.length <= MAXIMUM_TERMS && partOf(x, rewriter) !== undefined;
}

function partOf(x: Operand, rewriter: Rewriter): Part | undefined {
  const equation = rewriter.definition(x);
  if (!isOf(pad, equation)) return undefined;
  const { low, high, interior } = equation.attributes;
  const axes = low.map((_, axis) => axis).filter((axis) => low[axis] !== 0 || high[axis] !== 0);
  if (axes.length !== 1 || interior.some((width) => width !== 0)) return undefined;
  const [axis] = axes as [number];
  const inner = equation.operands[0]!;
  const start = low[axis]!;
  return { x: inner, axis, start, end: start + inner.type.shape[axis]!, after: high[axis]! };
}

/** True when all are parts along one axis and no two overlap. */
function areApart(parts: readonly (Part | undefined)[]): parts is readonly Part[] {
  return parts.every(
    (part, i) =>
      part !== undefined &&
      parts.slice(0, i).every((other) => {
        if (other === undefined || other.axis !== part.axis) return false;
        return part.end <= other.start || other.end <= part.start;
      }),
  );
}

/** Two parts that lie side by side as one padded part. */
function join(a: Part, b: Part, rewriter: Rewriter): Operand | undefined {
  const [first, second] = a.start < b.start ? [a, b] : [b, a];
  if (first.end !== second.start) return undefined;
  const { axis } = first;
  const joined = rewriter.apply(
    "concatenate",
    [first, second].map(({ x }) => withoutMinusZero(x, rewriter)),
    { axis },
  );
  return rewriter.apply("pad", [joined], {
    low: joined.type.shape.map((_, each) => (each === axis ? first.start : 0)),
    high: joined.type.shape.map((_, each) => (each === axis ? second.after : 0)),
    interior: joined.type.shape.map(() => 0),
  });
}

/** x + 0, which is x but for -0; x itself when it is such a sum already. */
export function withoutMinusZero(x: Operand, rewriter: Rewriter): Operand {
  if (!isFloat(x.type.dtype) || holdsNoMinusZero(x, rewriter)) return x;
  return rewriter.apply("add", [x, new Literal(0, x.type.dtype)]);
}

function holdsNoMinusZero(x: Operand, rewriter: Rewriter): boolean {
  const equation = rewriter.definition(x);
  switch (equation?.primitive.name) {
    case "add":
      return equation.operands.some((operand) => operand instanceof Literal && Object.is(operand.value, 0));
    case "reshape":
    case "concatenate":
      return equation.operands.every((operand) => holdsNoMinusZero(operand, rewriter));
    default:
      return false;
  }
}
