/** Loops: what does not change from step to step moves out of a scan; known operands and predicates move in. */

import { type Equation, Literal, type Operand, type Program, Variable } from "../../program/program.ts";
import { prune } from "../../program/prune.ts";
import type { Attributes } from "../../primitives/primitive.ts";
import { type Draft, Rewriter } from "./rewriter.ts";
import { repeatedScalar, simplificationRule } from "./simplify.ts";

interface Scan {
  readonly body: Program;
  readonly constants: readonly Operand[];
  readonly carries: readonly Operand[];
  readonly stacks: readonly Operand[];
}

function scanOf({ operands, attributes }: Pick<Draft, "operands" | "attributes">): Scan {
  const constantCount = attributes["constantCount"] as number;
  const carryCount = attributes["carryCount"] as number;
  return {
    body: attributes["body"] as Program,
    constants: operands.slice(0, constantCount),
    carries: operands.slice(constantCount, constantCount + carryCount),
    stacks: operands.slice(constantCount + carryCount),
  };
}

/**
 * Simplifies a scan. Carries that no step changes become constants; constants and stacks that repeat one scalar become that
 * scalar; equations of the body that read nothing of the step are computed once, before the loop.
 */
export function simplifyScan(draft: Draft, rewriter: Rewriter): readonly Operand[] {
  const { body, constants, carries } = scanOf(draft);
  return simplifyWithFixed(draft, rewriter, unchangedCarries(body.outputs, body, constants.length, carries.length));
}

function simplifyWithFixed(draft: Draft, rewriter: Rewriter, fixed: readonly boolean[]): readonly Operand[] {
  const { body, constants, carries, stacks } = scanOf(draft);
  const inner = new Rewriter(simplificationRule);
  const invariants = new Invariants(rewriter, inner);
  const keptCarries: Variable[] = [];
  const keptStacks: Variable[] = [];
  const stackOperands: Operand[] = [];
  body.inputs.forEach((variable, i) => {
    const carry = i - constants.length;
    const stack = carry - carries.length;
    if (carry < 0) invariants.bring(variable, constants[i]!);
    else if (stack < 0) {
      if (fixed[carry]) invariants.bring(variable, carries[carry]!);
      else keptCarries.push(variable);
    } else {
      const scalar = repeatedScalar(stacks[stack]!, rewriter);
      if (scalar === undefined) {
        keptStacks.push(variable);
        stackOperands.push(stacks[stack]!);
      } else invariants.bringScalar(variable, scalar);
    }
  });
  inner.write(body);
  const outputs = body.outputs.map((operand) => inner.read(operand));
  const fixedNow = unchangedCarries(outputs, body, constants.length, carries.length);
  if (fixedNow.some((holds, i) => holds && !fixed[i])) {
    return simplifyWithFixed(
      draft,
      rewriter,
      fixed.map((holds, i) => holds || fixedNow[i]!),
    );
  }
  const stepOutputs = outputs.filter((_, i) => fixed[i] !== true);
  const written = prune({
    inputs: [...keptCarries, ...keptStacks],
    constants: [],
    equations: inner.equations,
    outputs: stepOutputs,
  });
  const hoisted = invariants.hoist(written, new Set([...keptCarries, ...keptStacks]));
  const attributes: Attributes = {
    ...draft.attributes,
    body: {
      ...hoisted.body,
      inputs: [...hoisted.constants.map(({ inner: each }) => each), ...keptCarries, ...keptStacks],
    },
    constantCount: hoisted.constants.length,
    carryCount: keptCarries.length,
  };
  const results = rewriter.add({
    primitive: draft.primitive,
    operands: [
      ...hoisted.constants.map(({ outside }) => outside),
      ...carries.filter((_, i) => fixed[i] !== true),
      ...stackOperands,
    ],
    attributes,
    types: draft.types.filter((_, i) => fixed[i] !== true),
  });
  let next = 0;
  return draft.types.map((_, i) => (fixed[i] === true ? carries[i]! : results[next++]!));
}

/** Which carries every step hands on as they came. */
function unchangedCarries(
  outputs: readonly Operand[],
  { inputs }: Program,
  constantCount: number,
  carryCount: number,
): boolean[] {
  return outputs.slice(0, carryCount).map((operand, i) => operand === inputs[constantCount + i]);
}

/** Values of a loop's body that are the same in every step, and what they are outside of it. */
class Invariants {
  readonly #outer: Rewriter;
  readonly #inner: Rewriter;
  readonly #outside = new Map<Variable, Operand>();
  readonly #insideOf = new Map<Operand, Variable>();

  constructor(outer: Rewriter, inner: Rewriter) {
    this.#outer = outer;
    this.#inner = inner;
  }

  /** `variable` of the body is `operand` outside. */
  bring(variable: Variable, operand: Operand): void {
    const scalar = repeatedScalar(operand, this.#outer);
    if (scalar === undefined || operand.type.shape.length === 0) this.#inner.replace(variable, this.#inside(operand));
    else this.bringScalar(variable, scalar);
  }

  /** `variable` of the body repeats a scalar of outside. */
  bringScalar(variable: Variable, scalar: Operand): void {
    const { shape } = variable.type;
    let value = this.#inside(scalar);
    if (shape.length > 0) {
      value = this.#inner.apply("reshape", [value], { shape: shape.map(() => 1) });
      value = this.#inner.apply("broadcastTo", [value], { shape });
    }
    this.#inner.replace(variable, value);
  }

  /** Takes equations on invariant values out of the body; returns the rest and the constants that it reads. */
  hoist(
    body: Program,
    changing: ReadonlySet<Variable>,
  ): {
    readonly body: Program;
    readonly constants: readonly { readonly inner: Variable; readonly outside: Operand }[];
  } {
    const kept: Equation[] = [];
    const varies = new Set<Operand>(changing);
    for (const equation of body.equations) {
      if (equation.operands.some((operand) => varies.has(operand))) {
        kept.push(equation);
        for (const result of equation.results) varies.add(result);
        continue;
      }
      const values = this.#outer.evaluate({
        primitive: equation.primitive,
        operands: equation.operands.map((operand) => this.#outsideOf(operand)),
        attributes: equation.attributes,
        types: equation.results.map(({ type }) => type),
      });
      equation.results.forEach((result, i) => this.#outside.set(result, values[i]!));
    }
    const constants = new Map<Variable, Operand>();
    const read = (operand: Operand): Operand => {
      if (operand instanceof Literal || varies.has(operand)) return operand;
      const outside = this.#outsideOf(operand);
      if (outside instanceof Literal) return outside;
      const inner = this.#insideVariable(outside);
      constants.set(inner, outside);
      return inner;
    };
    const equations = kept.map((equation) => ({ ...equation, operands: equation.operands.map(read) }));
    const outputs = body.outputs.map(read);
    return {
      body: { ...body, equations, outputs },
      constants: [...constants].map(([inner, outside]) => ({ inner, outside })),
    };
  }

  #outsideOf(operand: Operand): Operand {
    return operand instanceof Literal ? operand : this.#outside.get(operand)!;
  }

  /** The variable by which the body knows an outer value; a number stays a number. */
  #inside(outside: Operand): Operand {
    return outside instanceof Literal ? outside : this.#insideVariable(outside);
  }

  #insideVariable(outside: Variable): Variable {
    const known = this.#insideOf.get(outside);
    if (known !== undefined) return known;
    const inner = new Variable(outside.type);
    this.#insideOf.set(outside, inner);
    this.#outside.set(inner, outside);
    return inner;
  }
}
