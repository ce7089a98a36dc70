/** Limits of quotients 0 / 0 in tangents: what follows an equation, differentiated once more where its results are split. */

import type { Arr } from "../array/arr.ts";
import { traceClosed } from "../program/close.ts";
import type { LimitTangents, Tangent, Value } from "../program/primitive.ts";
import { type Program, Variable } from "../program/program.ts";
import { prune } from "../program/prune.ts";
import type { Environment } from "./evaluate.ts";

/** Terms of the tangents of an equation's results that are still to be divided. */
export interface OpenLimit extends Pick<LimitTangents, "terms" | "split"> {
  /** Where the equation stands in its program. */
  readonly position: number;
  readonly add: (a: Arr, b: Arr) => Arr;
}

/** Tangents of the outputs of a program, as push-forward computes them. */
type Push = (program: Program, primals: readonly Value[], tangents: readonly Tangent[]) => readonly Tangent[];

/** How a program that is linear in terms is differentiated: in the mode of the whole, or along the split with all its outputs. */
export interface Pushes {
  readonly tangents: Push;
  readonly alongSplit: Push;
}

/** A program of the values that R reads and of terms, in blocks, with tangents of those outputs of R that move. */
interface LinearInTerms {
  readonly program: Program;
  readonly outputs: readonly number[];
}

/**
 * The tangents of a program's outputs with the limits of those quotients that one equation left: Σ_k ∂ᵏ D R[terms_k] / ∂εᵏ, R being
 * what follows the equation (see LimitTangents). What is linear in the terms stays so, since only its coefficients move with ε.
 */
export function withLimit(
  program: Program,
  { position, terms, split, add }: OpenLimit,
  values: Environment<Value>,
  tangents: readonly Tangent[],
  push: Pushes,
): readonly Tangent[] {
  const { results } = program.equations[position]!;
  const rest = restOf(program, position);
  const primals = rest.inputs.map((variable) => values.read(variable));
  const moves = results.flatMap((_, i) => (terms[0]![i] == null ? [] : [i]));
  const block = moves.map((i) => results[i]!.type);
  const alongSplit = rest.inputs.map((_, i) => split[i] ?? null);

  // D R[t], linear in t.
  let linear = traced(rest, [block], (given, t) => {
    const along = rest.inputs.map((_, i) => (moves.includes(i) ? t[moves.indexOf(i)]! : null));
    return push.tangents(rest, given, along);
  });
  // With k blocks: Σ ∂ʲ D R[t_j] / ∂εʲ, j from k to 1. Its derivative along the split, and in the last block along a new one, has one more.
  const step = (given: readonly Value[], blocks: readonly (readonly Arr[])[], next: readonly Tangent[]) => {
    const still = blocks.slice(0, -1).flatMap((each) => each.map(() => null));
    return push.alongSplit(linear.program, [...given, ...blocks.flat()], [...alongSplit, ...still, ...next]);
  };
  const none = block.map(() => null);
  for (let k = 1; k < terms.length; k++) {
    const isFirst = k === 1;
    const blocks = Array.from({ length: k }, () => block);
    const before = linear;
    const after = traced(rest, blocks, (given, flat) => {
      const each = blocks.map((_, i) => flat.slice(i * block.length, (i + 1) * block.length));
      return isFirst ? step(given, each, none) : step(given, each.slice(0, -1), each.at(-1)!);
    });
    linear = { program: after.program, outputs: after.outputs.map((i) => before.outputs[i]!) };
  }
  const termOf = (k: number): Arr[] => moves.map((i) => terms[k]![i]!);
  const known = terms.map((_, k) => termOf(k)).reverse();
  const found = terms.length === 1 ? step(primals, known, none) : step(primals, known.slice(0, -1), known.at(-1)!);

  const sum = [...tangents];
  linear.outputs.forEach((output, i) => {
    const [before, limit] = [sum[output] ?? null, found[i] ?? null];
    sum[output] = before === null || limit === null ? (before ?? limit) : add(before, limit);
  });
  return sum;
}

/** What follows an equation, as a program of its results and of all other values that are read there. */
function restOf({ inputs, constants, equations, outputs }: Program, position: number): Program {
  const { results } = equations[position]!;
  const rest = prune({ inputs, constants, equations: equations.slice(position + 1), outputs });
  const known = new Set<Variable>([...results, ...rest.constants.map(({ variable }) => variable)]);
  const read = new Set<Variable>();
  const visit = (operand: Program["outputs"][number]): void => {
    if (operand instanceof Variable && !known.has(operand)) read.add(operand);
  };
  for (const equation of rest.equations) {
    equation.operands.forEach(visit);
    for (const result of equation.results) known.add(result);
  }
  rest.outputs.forEach(visit);
  return { ...rest, inputs: [...results, ...read] };
}

/** The program of tangents of R from values and blocks of terms, of those that there are. */
function traced(
  rest: Program,
  blocks: readonly (readonly Variable["type"][])[],
  body: (given: readonly Arr[], terms: readonly Arr[]) => readonly Tangent[],
): LinearInTerms {
  const count = rest.inputs.length;
  let outputs: number[] = [];
  const program = traceClosed([...rest.inputs.map(({ type }) => type), ...blocks.flat()], (inputs) => {
    const tangents = body(inputs.slice(0, count), inputs.slice(count));
    outputs = tangents.flatMap((tangent, i) => (tangent === null ? [] : [i]));
    return outputs.map((i) => tangents[i]!);
  });
  return { program, outputs };
}
