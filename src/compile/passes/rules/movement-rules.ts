/** Movement rules: reshapes, transposes and broadcasts that undo or continue one another. */

import { sameShape } from "../../../array/shape.ts";
import type { Operand } from "../../../program/program.ts";
import { broadcastTo, flip, reshape, transpose } from "../../../primitives/movement/shape.ts";
import type { ReductionAttributes } from "../../../primitives/reduction/family.ts";
import type { AttributesOf, PrimitiveName } from "../../../primitives/registry.ts";
import { isOf } from "../../../program/equation-of.ts";
import type { Attributes, Primitive } from "../../../program/primitive.ts";
import type { Draft, Rewriter } from "../rewriter.ts";
import { nestedConcatenation, sliceOfConcatenation, withoutMinusZero } from "./parts-rules.ts";

type Numbers = readonly number[];
type MovementRule<A extends Attributes> = (x: Operand, draft: DraftOf<A>, rewriter: Rewriter) => Operand | undefined;

/** An equation of a primitive with these attributes, before its results are named. */
interface DraftOf<A extends Attributes> extends Draft {
  readonly attributes: A;
}

const isRange = (numbers: Numbers): boolean => numbers.every((value, i) => value === i);
const allEqual = (numbers: Numbers, value: number): boolean => numbers.every((each) => each === value);

/** The movement of the same kind that made an operand. */
function inner<A extends Attributes>(
  primitive: Primitive<A>,
  x: Operand,
  rewriter: Rewriter,
): { readonly x: Operand; readonly attributes: A } | undefined {
  const equation = rewriter.definition(x);
  return isOf(primitive, equation) ? { x: equation.operands[0]!, attributes: equation.attributes } : undefined;
}

/** The one element that is reduced. */
const reduction: MovementRule<ReductionAttributes> = (x, { attributes: { axes }, types: [type] }, rewriter) => {
  if (axes.length === 0) return x;
  return axes.every((axis) => x.type.shape[axis] === 1)
    ? rewriter.apply("reshape", [x], { shape: type!.shape })
    : undefined;
};

/** A sum begins with 0, so that it never is -0. */
const sumOfOne: MovementRule<ReductionAttributes> = (x, draft, rewriter) => {
  const element = reduction(x, draft, rewriter);
  return element === undefined ? undefined : withoutMinusZero(element, rewriter);
};

const rules: { readonly [P in PrimitiveName]?: MovementRule<AttributesOf<P>> } = {
  reshape: (x, { types: [type] }, rewriter) => {
    if (sameShape(x.type.shape, type!.shape)) return x;
    const before = inner(reshape, x, rewriter);
    return before === undefined ? undefined : rewriter.apply("reshape", [before.x], { shape: type!.shape });
  },
  broadcastTo: (x, { types: [type] }, rewriter) => {
    if (sameShape(x.type.shape, type!.shape)) return x;
    const before = inner(broadcastTo, x, rewriter);
    return before === undefined ? undefined : rewriter.apply("broadcastTo", [before.x], { shape: type!.shape });
  },
  transpose: (x, { attributes: { permutation } }, rewriter) => {
    if (isRange(permutation)) return x;
    const before = inner(transpose, x, rewriter);
    if (before === undefined) return undefined;
    const first = before.attributes.permutation;
    return rewriter.apply("transpose", [before.x], { permutation: permutation.map((axis) => first[axis]!) });
  },
  flip: (x, { attributes: { axes } }, rewriter) => {
    if (axes.every((axis) => x.type.shape[axis]! <= 1)) return x;
    const before = inner(flip, x, rewriter);
    if (before === undefined) return undefined;
    const first = before.attributes.axes;
    // An axis turned twice is as it was.
    const once = [...axes.filter((axis) => !first.includes(axis)), ...first.filter((axis) => !axes.includes(axis))];
    return rewriter.apply("flip", [before.x], { axes: once.sort((a, b) => a - b) });
  },
  slice: (x, draft, rewriter) => {
    const isWhole = sameShape(x.type.shape, draft.types[0]!.shape) && allEqual(draft.attributes.starts, 0);
    return isWhole ? x : sliceOfConcatenation(x, draft.attributes, rewriter);
  },
  pad: (x, { types: [type] }) => (sameShape(x.type.shape, type!.shape) ? x : undefined),
  concatenate: (x, draft, rewriter) =>
    draft.operands.length === 1 ? x : nestedConcatenation(draft.operands, draft.attributes, rewriter),
  reduceSum: sumOfOne,
  reduceProd: reduction,
  reduceMax: reduction,
  reduceMin: reduction,
};

export function movementRule(draft: Draft, rewriter: Rewriter): Operand | undefined {
  // A primitive's equations have its attributes.
  const rule = rules[draft.primitive.name as PrimitiveName] as MovementRule<Attributes> | undefined;
  return rule?.(draft.operands[0]!, draft, rewriter);
}
