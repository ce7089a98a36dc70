/** What a vector math function is: a formula that can be emitted in place or wrapped as a function of the module. */
import type { FunctionRef, Local, ModuleBuilder } from "../encoder/index.ts";
import { type LaneCount, MathBuilder, type Operand } from "./math-builder.ts";

/** A function of one or two pairs of f64. */
export interface VectorMathFunction {
  readonly arity: 1 | 2;
  /** Emits the formula in place; functions that it calls are added to the module once. */
  emit(m: MathBuilder, ...args: readonly Operand[]): Local;
}

/** A formula of one pair of f64. */
export type Unary = (m: MathBuilder, x: Local) => Local;
/** A formula of two pairs of f64. */
export type Binary = (m: MathBuilder, x: Local, y: Local) => Local;

/** A function of one argument whose formula holds everywhere. */
export function unary(formula: Unary): VectorMathFunction {
  return { arity: 1, emit: (m, x = NaN) => m.scope(() => formula(m, local(m, x))) };
}

/** A function of two arguments whose formula holds everywhere. */
export function binary(formula: Binary): VectorMathFunction {
  return { arity: 2, emit: (m, x = NaN, y = NaN) => m.scope(() => formula(m, local(m, x), local(m, y))) };
}

/** The value of a fast formula, and a mask of the lanes where it does not hold. */
export interface Fast {
  readonly value: Local;
  readonly unusual: Local;
}

/**
 * A function of one argument with a fast formula, and a careful one for where the fast one fails. If any lane is unusual,
 * the careful formula is called as a function of the module, and unusual lanes take its value.
 */
export function unaryWithCare(
  name: string,
  formulas: { fast: (m: MathBuilder, x: Local) => Fast; careful: Unary },
): VectorMathFunction {
  const careful = unary(formulas.careful);
  return unary((m, x) => repaired(m, formulas.fast(m, x), `${name} (careful)`, careful, [x]));
}

/** As `unaryWithCare`, for two arguments. */
export function binaryWithCare(
  name: string,
  formulas: { fast: (m: MathBuilder, x: Local, y: Local) => Fast; careful: Binary },
): VectorMathFunction {
  const careful = binary(formulas.careful);
  return binary((m, x, y) => repaired(m, formulas.fast(m, x, y), `${name} (careful)`, careful, [x, y]));
}

function repaired(
  m: MathBuilder,
  { value, unusual }: Fast,
  name: string,
  careful: VectorMathFunction,
  args: readonly Local[],
): Local {
  // The fast value is used on both ways, usual lanes keep it: otherwise optimising compilers move its formula, constants
  // and all, behind the branch, and build the constants anew in each turn of a loop.
  m.ifAny(unusual, () => {
    m.assign(value, m.select(unusual, m.call(defineFormula(m.module, name, careful), ...args), value));
  });
  return value;
}

/** A function of the module that computes a vector math function, added when first asked for. */
export function defineFormula(
  module: ModuleBuilder,
  name: string,
  f: VectorMathFunction,
  lanes: LaneCount = 2,
): FunctionRef {
  return module.once(`vector math: ${name}`, () =>
    module.function(name, { params: f.arity === 1 ? ["v128"] : ["v128", "v128"], results: ["v128"] }, (body) => {
      body.get(f.emit(new MathBuilder(module, body, lanes), ...body.params));
    }),
  );
}

/** An operand as a local, constants being put in one. */
function local(m: MathBuilder, operand: Operand): Local {
  return typeof operand === "object" ? operand : m.value(operand);
}
