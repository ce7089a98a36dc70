/** Formulas over pairs of f64: each method emits one operation on both lanes and returns the local that holds it. */
import type { FunctionBuilder, FunctionRef, Local, ModuleBuilder, PlainInstruction } from "../encoder/index.ts";

/** A value local, a number in both f64 lanes, or a 64-bit pattern in both lanes. */
export type Operand = Local | number | bigint;

/**
 * Emits vector formulas into a function.
 *
 * Operands are v128 locals or constants; results are fresh v128 locals, given back by the `scope` they were made in.
 * A mask is a v128 with all bits of a lane set (true) or clear (false).
 */
export class MathBuilder {
  readonly module: ModuleBuilder;
  readonly f: FunctionBuilder;
  readonly #scopes: Local[][] = [];

  constructor(module: ModuleBuilder, f: FunctionBuilder) {
    this.module = module;
    this.f = f;
  }

  /** Runs a formula and releases every local it made but the result. */
  scope(formula: () => Local): Local {
    const made: Local[] = [];
    this.#scopes.push(made);
    const result = formula();
    this.#scopes.pop();
    const kept = made.includes(result);
    this.f.release(...made.filter((local) => local !== result));
    if (kept) this.#scopes.at(-1)?.push(result);
    return result;
  }

  /** A fresh local with the value of an operand: a constant to be reused, or a variable to `assign` to. */
  value(operand: Operand): Local {
    this.push(operand);
    return this.pop();
  }

  /** Overwrites a local, for branches that repair what the fast path left. */
  assign(target: Local, operand: Operand): void {
    this.push(operand);
    this.f.set(target);
  }

  add = (a: Operand, b: Operand): Local => this.#binary("f64x2.add", a, b);
  sub = (a: Operand, b: Operand): Local => this.#binary("f64x2.sub", a, b);
  mul = (a: Operand, b: Operand): Local => this.#binary("f64x2.mul", a, b);
  div = (a: Operand, b: Operand): Local => this.#binary("f64x2.div", a, b);
  sqrt = (a: Operand): Local => this.#unary("f64x2.sqrt", a);
  abs = (a: Operand): Local => this.#unary("f64x2.abs", a);
  neg = (a: Operand): Local => this.#unary("f64x2.neg", a);
  /** Nearest integer, ties to even. */
  nearest = (a: Operand): Local => this.#unary("f64x2.nearest", a);
  /** b < a ? b : a, so that a NaN in `a` stays. */
  atMost = (a: Operand, b: Operand): Local => this.#binary("f64x2.pmin", a, b);
  /** a < b ? b : a, so that a NaN in `a` stays. */
  atLeast = (a: Operand, b: Operand): Local => this.#binary("f64x2.pmax", a, b);

  equal = (a: Operand, b: Operand): Local => this.#binary("f64x2.eq", a, b);
  notEqual = (a: Operand, b: Operand): Local => this.#binary("f64x2.ne", a, b);
  less = (a: Operand, b: Operand): Local => this.#binary("f64x2.lt", a, b);
  lessEqual = (a: Operand, b: Operand): Local => this.#binary("f64x2.le", a, b);
  greater = (a: Operand, b: Operand): Local => this.#binary("f64x2.gt", a, b);
  greaterEqual = (a: Operand, b: Operand): Local => this.#binary("f64x2.ge", a, b);

  and = (a: Operand, b: Operand): Local => this.#binary("v128.and", a, b);
  or = (a: Operand, b: Operand): Local => this.#binary("v128.or", a, b);
  xor = (a: Operand, b: Operand): Local => this.#binary("v128.xor", a, b);
  /** a and not b. */
  andNot = (a: Operand, b: Operand): Local => this.#binary("v128.andnot", a, b);
  not = (a: Operand): Local => this.#unary("v128.not", a);
  /** Signed comparison of the 64-bit patterns: for positive floats, their order, with NaN above infinity. */
  greaterBits = (a: Operand, b: Operand): Local => this.#binary("i64x2.gt_s", a, b);
  addBits = (a: Operand, b: Operand): Local => this.#binary("i64x2.add", a, b);
  subBits = (a: Operand, b: Operand): Local => this.#binary("i64x2.sub", a, b);
  shiftLeft = (a: Operand, count: number): Local => this.#shift("i64x2.shl", a, count);
  /** Shift right, zeros coming in. */
  shiftRight = (a: Operand, count: number): Local => this.#shift("i64x2.shr_u", a, count);

  /** Lane by lane, `yes` where the mask is set, else `no`. */
  select(mask: Local, yes: Operand, no: Operand): Local {
    this.push(yes);
    this.push(no);
    this.push(mask);
    this.f.op("v128.bitselect");
    return this.pop();
  }

  /** Emits `repair` for when the mask is set in any lane; it changes values with `assign`. */
  ifAny(mask: Local, repair: () => void): void {
    this.push(mask);
    this.f.op("v128.any_true");
    this.f.if(() => {
      this.scope(() => {
        repair();
        return mask;
      });
    });
  }

  /** Magnitude of one operand, sign of another. */
  withSignOf(magnitude: Operand, sign: Operand): Local {
    return this.or(this.abs(magnitude), this.and(sign, signBit));
  }

  /** c0 + c1 x + c2 x² + …, one multiplication after the other: the fewest operations. */
  horner(x: Local, coefficients: readonly number[]): Local {
    const [last = 0, ...rest] = coefficients.toReversed();
    return this.value(rest.reduce<Operand>((sum, c) => this.add(this.mul(sum, x), c), last));
  }

  /** c0 + c1 x + c2 x² + … by pairs and powers x², x⁴, x⁸: the shortest chain of dependent operations. */
  estrin(x: Local, coefficients: readonly number[]): Local {
    let terms: readonly Operand[] = coefficients;
    let power = x;
    while (terms.length > 1) {
      const pairs: Operand[] = [];
      for (let i = 0; i < terms.length; i += 2) {
        const low = terms[i] ?? 0;
        const high = terms[i + 1];
        pairs.push(high === undefined ? low : this.add(low, this.mul(high, power)));
      }
      terms = pairs;
      if (terms.length > 1) power = this.mul(power, power);
    }
    return this.value(terms[0] ?? 0);
  }

  /** Calls a vector function of the module. */
  call(target: FunctionRef, ...args: readonly Operand[]): Local {
    for (const argument of args) this.push(argument);
    this.f.call(target);
    return this.pop();
  }

  /** Puts an operand on the stack. */
  push(operand: Operand): void {
    if (typeof operand === "number") this.f.v128Const(operand);
    else if (typeof operand === "bigint") this.f.v128Const(operand);
    else this.f.get(operand);
  }

  /** Takes the top of the stack into a fresh local of the current scope. */
  pop(): Local {
    const local = this.f.local("v128");
    this.#scopes.at(-1)?.push(local);
    this.f.set(local);
    return local;
  }

  #unary(instruction: PlainInstruction, a: Operand): Local {
    this.push(a);
    this.f.op(instruction);
    return this.pop();
  }

  #binary(instruction: PlainInstruction, a: Operand, b: Operand): Local {
    this.push(a);
    this.push(b);
    this.f.op(instruction);
    return this.pop();
  }

  #shift(instruction: PlainInstruction, a: Operand, count: number): Local {
    this.push(a);
    this.f.i32Const(count);
    this.f.op(instruction);
    return this.pop();
  }
}

/** The sign bit of a float64. */
export const signBit = 1n << 63n;

/** The bits of a float64, as an operand of bit operations. */
export function bitsOf(value: number): bigint {
  return new BigInt64Array(Float64Array.of(value).buffer)[0] ?? 0n;
}
