/** Linearisation of a scan: a loop of values that keeps what a second loop, linear in the tangents, reads back. */

import { traceClosed } from "../../../program/close.ts";
import { type Operand, type Program, Variable } from "../../../program/program.ts";
import { prune } from "../../../program/prune.ts";
import { pushForward } from "../../../interpreters/push-forward.ts";
import type { JointResult, Tangent, Value } from "../../../program/primitive.ts";
import { keptValues } from "./kept-values.ts";
import { movingCarries } from "./moving-carries.ts";
import {
  bodyTypes,
  compact,
  expandMask,
  type Parts,
  type RunScan,
  type ScanAttributes,
  split,
  zeroOr,
} from "./parts.ts";
import { wantedOutputs } from "./wanted-outputs.ts";

/**
 * The loop of values runs first and keeps some of the values of every step (kept-values.ts); the loop of tangents reads them back and
 * computes again what else it needs of the step. What is kept takes no more memory than the carries would.
 */
export function linearize(
  run: RunScan,
  operands: readonly Value[],
  tangents: readonly Tangent[],
  attributes: ScanAttributes,
  read: readonly boolean[],
): JointResult {
  const { body, constantCount } = attributes;
  const values = split(operands, attributes);
  const given = split(tangents, attributes);
  const types = split(bodyTypes(attributes), attributes);
  const wanted = wantedOutputs(attributes, read);
  const moving = movingCarries(attributes, tangents, "linearize", wanted);
  const masks = {
    constants: given.constants.map((each) => each !== null),
    carries: moving,
    xs: given.xs.map((each) => each !== null),
  };
  const step = stepWithTangents(attributes, masks, wanted);

  const kept = keptValues({
    ...step,
    tangents: Object.values(step.tangents).flat(),
    candidates: new Set(step.inBody.keys()),
  });
  const keepingBody: Program = {
    ...body,
    outputs: [...body.outputs, ...kept.map((value) => step.inBody.get(value)!)],
  };
  const results = run(operands, { ...attributes, body: keepingBody });
  const outputs = results.slice(0, body.outputs.length);
  const keptResults = results.slice(body.outputs.length);

  const tangentCarryCount = moving.filter(Boolean).length;
  const tangentResults = run(
    [
      ...values.constants,
      ...compact(given.constants),
      ...moving.flatMap((holds, i) => (holds ? [zeroOr(given.carries[i] ?? null, types.carries[i]!)] : [])),
      ...values.xs,
      ...keptResults,
      ...compact(given.xs),
    ],
    {
      ...attributes,
      body: readingBody(step, kept),
      constantCount: constantCount + step.tangents.constants.length,
      carryCount: tangentCarryCount,
    },
  );
  return {
    outputs,
    tangents: [
      ...expandMask(moving, tangentResults.slice(0, tangentCarryCount)),
      ...expandMask(step.movingYs, tangentResults.slice(tangentCarryCount)),
    ],
  };
}

/** A step and its tangents, traced side by side. */
interface LinearizedStep {
  readonly program: Program;
  readonly constants: readonly Variable[];
  readonly carries: readonly Variable[];
  readonly xs: readonly Variable[];
  readonly tangents: Parts<Variable>;
  /** Tangents of the carries that move, then of the ys that move. */
  readonly outputs: readonly Operand[];
  readonly movingYs: readonly boolean[];
  /** Values that the step itself computes: carries too, and what each is called in its body. */
  readonly inBody: ReadonlyMap<Variable, Variable>;
}

function stepWithTangents(
  { body, constantCount, carryCount }: ScanAttributes,
  masks: Parts<boolean>,
  wanted: readonly boolean[],
): LinearizedStep {
  const types = split(bodyTypes({ body }), { constantCount, carryCount });
  const computed = body.equations.flatMap(({ results }) => results);
  const masked = <T>(parts: readonly T[], mask: readonly boolean[]): T[] => parts.filter((_, i) => mask[i]);
  const primals = body.inputs.map(({ type }) => type);
  const tangentTypes = (["constants", "carries", "xs"] as const).flatMap((part) => masked(types[part], masks[part]));
  let movingYs: boolean[] = [];
  const program = traceClosed([...primals, ...tangentTypes], (inputs) => {
    let at = primals.length;
    const tangentsOf = (mask: readonly boolean[]): Tangent[] => {
      const count = mask.filter(Boolean).length;
      return expandMask(mask, inputs.slice(at, (at += count)));
    };
    const result = pushForward(
      { ...body, outputs: [...body.outputs, ...computed] },
      inputs.slice(0, primals.length),
      [...tangentsOf(masks.constants), ...tangentsOf(masks.carries), ...tangentsOf(masks.xs)],
      "linearize",
      { wanted },
    );
    const carries = result.tangents.slice(0, carryCount);
    const ys = result.tangents.slice(carryCount, body.outputs.length);
    movingYs = ys.map((each) => each !== null);
    return [
      ...masks.carries.flatMap((holds, i) => (holds ? [zeroOr(carries[i] ?? null, types.carries[i]!)] : [])),
      ...compact(ys),
      ...result.outputs.slice(body.outputs.length),
    ];
  });
  const outputCount = program.outputs.length - computed.length;
  const inputs = split(program.inputs.slice(0, primals.length), { constantCount, carryCount });
  const inBody = new Map<Variable, Variable>();
  inputs.carries.forEach((carry, i) => inBody.set(carry, body.inputs[constantCount + i]!));
  program.outputs.slice(outputCount).forEach((value, i) => {
    if (value instanceof Variable && !program.inputs.includes(value) && !inBody.has(value)) {
      inBody.set(value, computed[i]!);
    }
  });
  const tangentInputs = program.inputs.slice(primals.length);
  const counts = { constants: masks.constants.filter(Boolean).length, carries: masks.carries.filter(Boolean).length };
  const tangents = split(tangentInputs, { constantCount: counts.constants, carryCount: counts.carries });
  return { program, ...inputs, tangents, outputs: program.outputs.slice(0, outputCount), movingYs, inBody };
}

/** The step of the loop of tangents: constants, their tangents | tangents of carries | xs, what was kept, tangents of xs. */
function readingBody(step: LinearizedStep, kept: readonly Variable[]): Program {
  const read = new Map(kept.map((value) => [value, new Variable(value.type)]));
  const renamed = (operand: Operand): Operand =>
    operand instanceof Variable ? (read.get(operand) ?? operand) : operand;
  return prune({
    inputs: [
      ...step.constants,
      ...step.tangents.constants,
      ...step.tangents.carries,
      ...step.xs,
      ...read.values(),
      ...step.tangents.xs,
    ],
    constants: step.program.constants,
    equations: step.program.equations.map((equation) => ({
      ...equation,
      operands: equation.operands.map(renamed),
    })),
    outputs: step.outputs.map(renamed),
  });
}
