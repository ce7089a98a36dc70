/** Movement rules: reshapes, transposes and broadcasts that undo or continue one another. */

import { sameShape } from "../../../array/shape.ts";
import type { Operand } from "../../../program/program.ts";
import type { Draft, Rewriter } from "../rewriter.ts";
import { nestedConcatenation, sliceOfConcatenation, withoutMinusZero } from "./parts-rules.ts";

type Numbers = readonly number[];
type MovementRule = (x: Operand, draft: Draft, rewriter: Rewriter) => Operand | undefined;

const isRange = (numbers: Numbers): boolean => numbers.every((value, i) => value === i);
const allEqual = (numbers: Numbers, value: number): boolean => numbers.every((each) => each === value);

/** The movement of the same kind that made an operand. */
function inner(
  name: string,
  x: Operand,
  rewriter: Rewriter,
): { x: Operand; attributes: Draft["attributes"] } | undefined {
  const equation = rewriter.definition(x);
  return equation?.primitive.name === name ? { x: equation.operands[0]!, attributes: equation.attributes } : undefined;
}

/** The one element that is reduced. */
const reduction: MovementRule = (x, { attributes, types: [type] }, rewriter) => {
  const axes = attributes["axes"] as Numbers;
  if (axes.length === 0) return x;
  return axes.every((axis) => x.type.shape[axis] === 1)
    ? rewriter.apply("reshape", [x], { shape: type!.shape })
    : undefined;
};

/** A sum begins with 0, so that it never is -0. */
const sumOfOne: MovementRule = (x, draft, rewriter) => {
  const element = reduction(x, draft, rewriter);
  return element === undefined ? undefined : withoutMinusZero(element, rewriter);
};

const rules: Readonly<Record<string, MovementRule>> = {
  reshape: (x, { types: [type] }, rewriter) => {
    if (sameShape(x.type.shape, type!.shape)) return x;
    const before = inner("reshape", x, rewriter);
    return before === undefined ? undefined : rewriter.apply("reshape", [before.x], { shape: type!.shape });
  },
  broadcastTo: (x, { types: [type] }, rewriter) => {
    if (sameShape(x.type.shape, type!.shape)) return x;
    const before = inner("broadcastTo", x, rewriter);
    return before === undefined ? undefined : rewriter.apply("broadcastTo", [before.x], { shape: type!.shape });
  },
  transpose: (x, { attributes }, rewriter) => {
    const permutation = attributes["permutation"] as Numbers;
    if (isRange(permutation)) return x;
    const before = inner("transpose", x, rewriter);
    if (before === undefined) return undefined;
    const first = before.attributes["permutation"] as Numbers;
    return rewriter.apply("transpose", [before.x], { permutation: permutation.map((axis) => first[axis]!) });
  },
  flip: (x, { attributes }, rewriter) => {
    const axes = attributes["axes"] as Numbers;
    if (axes.every((axis) => x.type.shape[axis]! <= 1)) return x;
    const before = inner("flip", x, rewriter);
    if (before === undefined) return undefined;
    const first = before.attributes["axes"] as Numbers;
    // An axis turned twice is as it was.
    const once = [...axes.filter((axis) => !first.includes(axis)), ...first.filter((axis) => !axes.includes(axis))];
    return rewriter.apply("flip", [before.x], { axes: once.sort((a, b) => a - b) });
  },
  slice: (x, draft, rewriter) => {
    const isWhole =
      sameShape(x.type.shape, draft.types[0]!.shape) && allEqual(draft.attributes["starts"] as Numbers, 0);
    return isWhole ? x : sliceOfConcatenation(x, draft, rewriter);
  },
  pad: (x, { types: [type] }) => (sameShape(x.type.shape, type!.shape) ? x : undefined),
  concatenate: (x, draft, rewriter) => (draft.operands.length === 1 ? x : nestedConcatenation(draft, rewriter)),
  reduceSum: sumOfOne,
  reduceProd: reduction,
  reduceMax: reduction,
  reduceMin: reduction,
};

export function movementRule(draft: Draft, rewriter: Rewriter): Operand | undefined {
  return rules[draft.primitive.name]?.(draft.operands[0]!, draft, rewriter);
}
