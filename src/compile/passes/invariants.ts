/** Invariants: values of a loop's body that are the same in every step are computed once, before the loop. */

import { type Equation, Literal, type Operand, type Program, Variable } from "../../program/program.ts";
import type { Rewriter } from "./rewriter.ts";
import { repeatedScalar } from "./repeated-scalar.ts";

/** Values of a loop's body that are the same in every step, and what they are outside of it. */
export class Invariants {
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
    mayMove: (part: Pick<Program, "equations">) => boolean = () => true,
  ): {
    readonly body: Program;
    readonly constants: readonly { readonly inner: Variable; readonly outside: Operand }[];
  } {
    const kept: Equation[] = [];
    const varies = new Set<Operand>(changing);
    for (const equation of body.equations) {
      if (equation.operands.some((operand) => varies.has(operand)) || !mayMove({ equations: [equation] })) {
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
