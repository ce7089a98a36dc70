/** Primitive: one record that states everything about an operation: type, values, derivative, transpose, batching, tests. */

import type { Arr } from "../array/arr.ts";
import type { HostArray } from "../array/host-array.ts";
import type { ArrayType } from "../array/shape.ts";
import type { Equation, Program, Variable } from "./program.ts";

export type AttributeValue =
  | number
  | string
  | boolean
  | readonly number[]
  | Program
  | readonly Program[]
  | LazyProgram
  | CustomRule
  | CustomTangent
  | CustomTangentRule
  | DerivativeProgram;

/** A derivative given by the user as code, on flat lists of arrays; compared by identity. */
export interface CustomRule {
  readonly kind: "custom-rule";
  /** The results, and what the pullback needs besides cotangents. */
  forward(operands: readonly Arr[]): { readonly outputs: readonly Arr[]; readonly residuals: readonly Arr[] };
  /** Cotangents of the operands from residuals and cotangents of the results. */
  pullback(residuals: readonly Arr[], cotangents: readonly Arr[]): readonly Tangent[];
}

/** The program that is differentiated in place of another, made for the operands that move; compared by identity. */
export interface DerivativeProgram {
  readonly kind: "derivative-program";
  of(moving: readonly boolean[]): Program;
}

/** Tangents given by the user as code, on flat lists of arrays; compared by identity. */
export interface CustomTangentRule {
  readonly kind: "custom-tangent-rule";
  /** Values and tangents of the results; the tangents are linear in those given. */
  push(operands: readonly Arr[], tangents: readonly Arr[]): JointResult;
}

/** The linear map whose transpose is the user's pullback, restricted to the operands that have tangents. */
export interface CustomTangent {
  readonly kind: "custom-tangent";
  readonly rule: CustomRule;
  readonly residualCount: number;
  /** Positions of the operands with tangents among all operands. */
  readonly moving: readonly number[];
  readonly outputs: readonly ArrayType[];
}

export type Attributes = Readonly<Record<string, AttributeValue>>;

/** An operand of a rule: an array, or a number that takes the other operand's type. */
export type Value = Arr | number;

/** A tangent or cotangent; null stands for zero. */
export type Tangent = Arr | null;

export interface RuleContext<A> {
  readonly attributes: A;
  readonly outputs: readonly Arr[];
}

/**
 * How tangents pass through: a rule given the outputs, a rule whose quotients 0 / 0 have a limit in what follows, a rule for both at once
 * (control flow), not at all because the result does not move whatever the operands do, or a reason why there is no derivative.
 */
export type Derivative<A> =
  | {
      readonly kind: "rule";
      tangents(operands: readonly Value[], tangents: readonly Tangent[], context: RuleContext<A>): readonly Tangent[];
    }
  | {
      readonly kind: "limit";
      /** Null where the operands do not move. */
      tangents(operands: readonly Value[], tangents: readonly Tangent[], context: RuleContext<A>): LimitTangents | null;
      readonly combining: LimitCombining;
    }
  | {
      readonly kind: "joint";
      /** Values and tangents together, as one equation: forward mode. `wanted` marks the results whose tangents are read. */
      forward(
        operands: readonly Value[],
        tangents: readonly Tangent[],
        attributes: A,
        wanted: readonly boolean[],
      ): JointResult;
      /** Values now, tangents as equations linear in `tangents`: what reverse mode transposes. */
      linearize(
        operands: readonly Value[],
        tangents: readonly Tangent[],
        attributes: A,
        wanted: readonly boolean[],
      ): JointResult;
    }
  | { readonly kind: "constant" }
  | { readonly kind: "none"; readonly reason: string };

/**
 * Tangents of the results that have terms t / g with g = 0, which make sense together with what is computed from the results, R: there
 * D R[t] is zero with g, and the quotient of both has a limit. It is the derivative as the results are split along `split`, r + ε split,
 * whence g becomes g + ε g'. For a gap g that is zero in value and moves, D R[t] / g = Σ_k ∂ᵏ D R[term_k] / ∂εᵏ with
 * term_k = (-g / g')^(k-1) t / (g' k!), the Taylor series of D R[t] = 0 at r - (g / g') split.
 */
export interface LimitTangents {
  /** All terms but the quotients. */
  readonly regular: readonly Tangent[];
  /** Constants. */
  readonly split: readonly Tangent[];
  /** Zero in value where there is a limit, and everywhere else. */
  readonly gaps: readonly Arr[];
  /** As many orders of the derivative are right as there are terms. */
  readonly orders: number;
  /** term_k, from 1, linear in the tangents of the operands and of the power k - 1 in the gaps. */
  readonly term: (k: number, gaps: readonly Arr[]) => readonly Tangent[];
}

/** What the interpreter, which stands below the primitives, needs of them for limits. */
export interface LimitCombining {
  /** The sum of tangents that meet. */
  readonly add: (a: Arr, b: Arr) => Arr;
  /** Zeros with the derivatives of a program. */
  readonly vanish: (operands: readonly Arr[], attributes: VanishingAttributes) => readonly Arr[];
  readonly lazyProgram: (outputs: readonly ArrayType[], make: () => Program) => LazyProgram;
}

/** A program that is traced when it is first needed; compared by identity. */
export interface LazyProgram {
  readonly kind: "lazy-program";
  readonly outputs: readonly ArrayType[];
  readonly program: Program;
}

/** A program of operands that is of the power `order` in those at the positions `gaps`, which are zero. */
export type VanishingAttributes = Readonly<{ term: LazyProgram; gaps: readonly number[]; order: number }>;

export interface JointResult {
  readonly outputs: readonly Arr[];
  readonly tangents: readonly Tangent[];
}

/** An operand during transposition: known, or linear (only its type is known). */
export type TransposeOperand =
  { readonly kind: "known"; readonly value: Value } | { readonly kind: "linear"; readonly type: ArrayType };

/** How cotangents pass back through an equation that is linear in some operands, or a reason why it is never linear. */
export type Transposition<A> =
  | {
      readonly kind: "rule";
      cotangents(
        cotangents: readonly Tangent[],
        operands: readonly TransposeOperand[],
        attributes: A,
      ): readonly Tangent[];
    }
  | { readonly kind: "nonlinear" };

export interface BatchResult {
  readonly outputs: readonly Arr[];
  /** For each output, whether it carries the batch axis (then axis 0). */
  readonly mapped: readonly boolean[];
}

/**
 * How a batch axis, at 0 of the operands that are mapped, passes through: given which operands are mapped, the length of the axis, and the
 * primitive itself, so that a family has one rule for all of its own.
 */
export type Batching<A extends Attributes> = BatchRule<A>["batch"];

interface BatchRule<A extends Attributes> {
  batch(
    operands: readonly Value[],
    mapped: readonly boolean[],
    attributes: A,
    size: number,
    primitive: Primitive<A>,
  ): BatchResult;
}

/** The families of primitives: what passes ask of all members at once. */
export type Family =
  | "elementwise"
  | "movement"
  | "reduction"
  | "indexing"
  | "random"
  | "linear-algebra"
  | "convolution"
  | "fourier"
  | "control"
  | "custom";

/** The programs that an equation runs, as interpreters and passes need to know them. */
export type HeldPrograms<A extends Attributes> =
  | { readonly kind: "none" }
  /** A loop of `length` steps: constants, carries and stacks in, carries and stacks out. */
  | { readonly kind: "scan"; of(attributes: A): ScanPrograms }
  /** A loop that goes on while the condition holds: constants and carries in, carries out. */
  | { readonly kind: "while"; of(attributes: A): WhilePrograms }
  /** One of several programs on the operands after the selector, if there is one. */
  | { readonly kind: "branches"; readonly selectors: 0 | 1; of(attributes: A): readonly Program[] }
  /** One of several programs for each element of a stack, chosen by the first operand. */
  | { readonly kind: "each"; of(attributes: A): EachProgram }
  /** A program on all operands. */
  | { readonly kind: "call"; of(attributes: A): Program };

export interface ScanPrograms {
  readonly body: Program;
  readonly length: number;
  readonly reverse: boolean;
  readonly constantCount: number;
  readonly carryCount: number;
}

export interface WhilePrograms {
  readonly condition: Program;
  readonly body: Program;
  readonly constantCount: number;
}

export interface EachProgram {
  readonly branches: readonly Program[];
  /** Positions of the operands after the selector that carry the axis of the stack. */
  readonly stacked: readonly number[];
}

/** One element of each operand, where the operation made a NaN or an infinity of them; undefined for what cannot be told. */
export type FaultyElements = readonly (number | undefined)[];

/** What to say when the operation is where a NaN, or an infinity, began: a sentence with the way out, if there is one. */
export interface FaultAdvice {
  readonly nan?: (elements: FaultyElements) => string | undefined;
  readonly infinity?: (elements: FaultyElements) => string | undefined;
}

/** An equation of one primitive, with its attributes as that declares them. */
export interface EquationOf<A extends Attributes> extends Equation {
  readonly attributes: A;
}

export interface Primitive<A extends Attributes = Attributes> {
  readonly name: string;
  readonly family: Family;
  /** What users call it, for errors, where that is not its name. */
  readonly called?: string | undefined;
  /** Types of the results; throws ShapeError, DTypeError or AxisError when the operands do not fit. */
  outputTypes(operands: readonly ArrayType[], attributes: A): readonly ArrayType[];
  /** Values of the results, by the plainest correct code: the oracle for every target. */
  reference(operands: readonly HostArray[], attributes: A, types: readonly ArrayType[]): readonly HostArray[];
  /** A composite primitive exists for its derivative only: this writes its value out in other primitives. */
  expand?(operands: readonly Value[], attributes: A): readonly Arr[];
  readonly derivative: Derivative<A>;
  readonly transposition: Transposition<A>;
  readonly batch: Batching<A>;
  /** What an equation costs, in units of an addition within a loop (some quarter of a nanosecond): kept values are weighed against it. */
  work(equation: EquationOf<A>): number;
  /** True when operands may change places. */
  readonly commutes: boolean;
  readonly programs: HeldPrograms<A>;
  /** An equation with fewer results, where the rest is cheaper without those that nobody reads. */
  narrow?(equation: EquationOf<A>, isRead: (result: Variable) => boolean): Equation;
  readonly fault: FaultAdvice;
  /** Cases on which the sweep checks values, derivatives and batching on every target. */
  check(): readonly CheckCase<A>[];
}

/** A random draw of operands for the sweep. */
export interface CheckCase<A> {
  readonly label: string;
  readonly operands: readonly OperandDomain[];
  readonly attributes: A;
  /** How many derivatives to check against differences: 0, 1 or 2. */
  readonly order: 0 | 1 | 2;
}

/** Where the sweep draws an operand from. */
export interface OperandDomain {
  readonly shape: readonly number[];
  readonly dtype: ArrayType["dtype"];
  readonly low: number;
  readonly high: number;
  /** Optional structure that the primitive requires. */
  readonly structure?: "positive-definite" | "lower-triangular" | "diagonally-dominant" | "ascending";
  /** Part of the operand that derivatives are taken along; false keeps it fixed (indices, predicates). */
  readonly differentiable?: boolean;
}
