/** Limits of quotients 0 / 0 in tangents: what follows an equation, differentiated once more where its results are split. */

import { type Arr } from "../array/arr.ts";
import { zerosOf } from "../array/zeros.ts";
import { scalar } from "../program/bind.ts";
import { traceClosed, traceOnTypes } from "../program/close.ts";
import type { LimitCombining, LimitTangents, Tangent, Value } from "../program/primitive.ts";
import { type Program, Variable } from "../program/program.ts";
import { prune } from "../program/prune.ts";
import { type Environment, evaluate } from "./evaluate.ts";

/** Terms of the tangents of an equation's results that are still to be divided. */
export interface OpenLimit {
  readonly tangents: LimitTangents;
  readonly combining: LimitCombining;
  /** Where the equation stands in its program. */
  readonly position: number;
}

/** Tangents of the outputs of a program, as push-forward computes them. */
type Push = (program: Program, primals: readonly Value[], tangents: readonly Tangent[]) => readonly Tangent[];

/** How programs are differentiated: R in the mode of the whole, and what is linear in a term along the split, with all its outputs. */
export interface Pushes {
  readonly tangents: Push;
  readonly alongSplit: Push;
}

/**
 * The tangents of a program's outputs with the limits of those quotients that one equation left: Σ_k ∂ᵏ D R[term_k] / ∂εᵏ, R being
 * what follows the equation (see LimitTangents). What is linear in the terms stays so, since only its coefficients move with ε. All
 * terms but the first vanish, and are written down when somebody asks for their derivatives.
 */
export function withLimit(
  program: Program,
  { position, tangents: { split, gaps, term, orders }, combining: { add, vanish, lazyProgram } }: OpenLimit,
  values: Environment<Value>,
  tangents: readonly Tangent[],
  push: Pushes,
): readonly Tangent[] {
  const { results } = program.equations[position]!;
  const rest = restOf(program, position);
  const types = rest.inputs.map(({ type }) => type);
  const primals = rest.inputs.map(({ type }, i) => {
    const value = values.read(rest.inputs[i]!);
    return typeof value === "number" ? scalar(value, type.dtype) : value;
  });
  const first = term(1, gaps);
  const moves = results.flatMap((_, i) => (first[i] == null ? [] : [i]));
  const block = moves.map((i) => results[i]!.type);
  const ofTerm = (tangent: readonly Tangent[]): Arr[] => moves.map((i) => tangent[i]!);
  const along = [...rest.inputs.map((_, i) => split[i] ?? null), ...block.map(() => null)];

  // D R[t], linear in t, of those outputs that move.
  let outputs: readonly number[] = [];
  const linear = traceClosed([...types, ...block], (inputs) => {
    const t = inputs.slice(types.length);
    const directions = rest.inputs.map((_, i) => (moves.includes(i) ? t[moves.indexOf(i)]! : null));
    const pushed = push.tangents(rest, inputs.slice(0, types.length), directions);
    outputs = pushed.flatMap((tangent, i) => (tangent === null ? [] : [i]));
    return outputs.map((i) => pushed[i]!);
  });
  const outputTypes = outputs.map((i) => rest.outputs[i]!.type);
  /** ∂ᵏ D R[t] / ∂εᵏ. */
  const derivative = (k: number, given: readonly Value[], t: readonly Arr[]): readonly Tangent[] => {
    let current = linear;
    for (let i = 1; i < k; i++) {
      const before = current;
      current = traceClosed([...types, ...block], (inputs) =>
        push.alongSplit(before, inputs, along).map((tangent, o) => tangent ?? zerosOf(outputTypes[o]!)),
      );
    }
    return push.alongSplit(current, [...given, ...t], along);
  };

  const sum = [...tangents];
  const include = (found: readonly Tangent[]): void => {
    outputs.forEach((output, i) => {
      const [before, limit] = [sum[output] ?? null, found[i] ?? null];
      sum[output] = before === null || limit === null ? (before ?? limit) : add(before, limit);
    });
  };
  include(derivative(1, primals, ofTerm(first)));
  const gapTypes = gaps.map(({ shape, dtype }) => ({ shape, dtype }));
  for (let k = 2; k <= orders && outputs.length > 0; k++) {
    const { program: ofGaps, captures } = traceOnTypes(gapTypes, (inputs) => ofTerm(term(k, inputs)));
    const operands = [...primals, ...captures, ...gaps];
    const vanished = lazyProgram(outputTypes, () =>
      traceClosed([...types, ...ofGaps.inputs.map(({ type }) => type)], (inputs) => {
        const t = evaluate(ofGaps, inputs.slice(types.length));
        return derivative(k, inputs.slice(0, types.length), t).map((each, o) => each ?? zerosOf(outputTypes[o]!));
      }),
    );
    const positions = gaps.map((_, i) => operands.length - gaps.length + i);
    include(vanish(operands, { term: vanished, gaps: positions, order: k - 1 }));
  }
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
