/** Formulas over two f64 or four f32: each method emits one operation on all lanes and returns the local that holds it. */
import type { FunctionBuilder, FunctionRef, Local, ModuleBuilder, PlainInstruction } from "../encoder/index.ts";

/** A value local, a number in all lanes, or a bit pattern in all lanes, of which four lanes take the low half. */
export type Operand = Local | number | bigint;

/** Two lanes of 64 bits, or four of 32. */
export type LaneCount = 2 | 4;

const double = {
  add: "f64x2.add",
  sub: "f64x2.sub",
  mul: "f64x2.mul",
  div: "f64x2.div",
  sqrt: "f64x2.sqrt",
  abs: "f64x2.abs",
  neg: "f64x2.neg",
  floor: "f64x2.floor",
  ceil: "f64x2.ceil",
  trunc: "f64x2.trunc",
  nearest: "f64x2.nearest",
  min: "f64x2.min",
  max: "f64x2.max",
  pmin: "f64x2.pmin",
  pmax: "f64x2.pmax",
  eq: "f64x2.eq",
  ne: "f64x2.ne",
  lt: "f64x2.lt",
  le: "f64x2.le",
  gt: "f64x2.gt",
  ge: "f64x2.ge",
  addBits: "i64x2.add",
  subBits: "i64x2.sub",
  mulBits: "i64x2.mul",
  negBits: "i64x2.neg",
  absBits: "i64x2.abs",
  eqBits: "i64x2.eq",
  neBits: "i64x2.ne",
  ltBits: "i64x2.lt_s",
  leBits: "i64x2.le_s",
  gtBits: "i64x2.gt_s",
  geBits: "i64x2.ge_s",
  shl: "i64x2.shl",
  shr_u: "i64x2.shr_u",
} as const satisfies Record<string, PlainInstruction>;

const single: Readonly<Record<LaneInstruction, PlainInstruction>> = {
  add: "f32x4.add",
  sub: "f32x4.sub",
  mul: "f32x4.mul",
  div: "f32x4.div",
  sqrt: "f32x4.sqrt",
  abs: "f32x4.abs",
  neg: "f32x4.neg",
  floor: "f32x4.floor",
  ceil: "f32x4.ceil",
  trunc: "f32x4.trunc",
  nearest: "f32x4.nearest",
  min: "f32x4.min",
  max: "f32x4.max",
  pmin: "f32x4.pmin",
  pmax: "f32x4.pmax",
  eq: "f32x4.eq",
  ne: "f32x4.ne",
  lt: "f32x4.lt",
  le: "f32x4.le",
  gt: "f32x4.gt",
  ge: "f32x4.ge",
  addBits: "i32x4.add",
  subBits: "i32x4.sub",
  mulBits: "i32x4.mul",
  negBits: "i32x4.neg",
  absBits: "i32x4.abs",
  eqBits: "i32x4.eq",
  neBits: "i32x4.ne",
  ltBits: "i32x4.lt_s",
  leBits: "i32x4.le_s",
  gtBits: "i32x4.gt_s",
  geBits: "i32x4.ge_s",
  shl: "i32x4.shl",
  shr_u: "i32x4.shr_u",
};

/** An operation that floats, or patterns of their width, have in both kinds of lanes. */
export type LaneInstruction = keyof typeof double;

/**
 * Emits vector formulas into a function.
 *
 * Operands are v128 locals or constants; results are fresh v128 locals, given back by the `scope` they were made in.
 * A mask is a v128 with all bits of a lane set (true) or clear (false).
 */
export class MathBuilder {
  readonly module: ModuleBuilder;
  readonly f: FunctionBuilder;
  readonly lanes: LaneCount;
  readonly #instructions: Readonly<Record<LaneInstruction, PlainInstruction>>;
  readonly #scopes: Local[][];
  #double: MathBuilder | undefined;

  constructor(module: ModuleBuilder, f: FunctionBuilder, lanes: LaneCount = 2, scopes: Local[][] = []) {
    this.module = module;
    this.f = f;
    this.lanes = lanes;
    this.#instructions = lanes === 2 ? double : single;
    this.#scopes = scopes;
  }

  /** A builder on pairs of f64 that emits into the same function and scopes; for two lanes this one. */
  get double(): MathBuilder {
    if (this.lanes === 2) return this;
    this.#double ??= new MathBuilder(this.module, this.f, 2, this.#scopes);
    return this.#double;
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

  add = (a: Operand, b: Operand): Local => this.apply("add", a, b);
  sub = (a: Operand, b: Operand): Local => this.apply("sub", a, b);
  mul = (a: Operand, b: Operand): Local => this.apply("mul", a, b);
  div = (a: Operand, b: Operand): Local => this.apply("div", a, b);
  sqrt = (a: Operand): Local => this.apply("sqrt", a);
  abs = (a: Operand): Local => this.apply("abs", a);
  neg = (a: Operand): Local => this.apply("neg", a);
  /** Nearest integer, ties to even. */
  nearest = (a: Operand): Local => this.apply("nearest", a);
  /** b < a ? b : a, so that a NaN in `a` stays. */
  atMost = (a: Operand, b: Operand): Local => this.apply("pmin", a, b);
  /** a < b ? b : a, so that a NaN in `a` stays. */
  atLeast = (a: Operand, b: Operand): Local => this.apply("pmax", a, b);

  equal = (a: Operand, b: Operand): Local => this.apply("eq", a, b);
  notEqual = (a: Operand, b: Operand): Local => this.apply("ne", a, b);
  less = (a: Operand, b: Operand): Local => this.apply("lt", a, b);
  lessEqual = (a: Operand, b: Operand): Local => this.apply("le", a, b);
  greater = (a: Operand, b: Operand): Local => this.apply("gt", a, b);
  greaterEqual = (a: Operand, b: Operand): Local => this.apply("ge", a, b);

  and = (a: Operand, b: Operand): Local => this.#binary("v128.and", a, b);
  or = (a: Operand, b: Operand): Local => this.#binary("v128.or", a, b);
  xor = (a: Operand, b: Operand): Local => this.#binary("v128.xor", a, b);
  /** a and not b. */
  andNot = (a: Operand, b: Operand): Local => this.#binary("v128.andnot", a, b);
  not = (a: Operand): Local => this.#unary("v128.not", a);
  /** Signed comparison of the patterns: for positive floats, their order, with NaN above infinity. */
  greaterBits = (a: Operand, b: Operand): Local => this.apply("gtBits", a, b);
  addBits = (a: Operand, b: Operand): Local => this.apply("addBits", a, b);
  subBits = (a: Operand, b: Operand): Local => this.apply("subBits", a, b);
  shiftLeft = (a: Operand, count: number): Local => this.#shift("shl", a, count);
  /** Shift right, zeros coming in. */
  shiftRight = (a: Operand, count: number): Local => this.#shift("shr_u", a, count);

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
    return this.or(this.abs(magnitude), this.and(sign, this.lanes === 2 ? signBit : signBitOfSingle));
  }

  /** c0 + c1 x + c2 x² + …, one multiplication after the other: the fewest operations. */
  horner(x: Local, coefficients: readonly Operand[]): Local {
    const [last = 0, ...rest] = coefficients.toReversed();
    return this.value(rest.reduce<Operand>((sum, c) => this.add(this.mul(sum, x), c), last));
  }

  /** c0 + c1 x + c2 x² + … by pairs and powers x², x⁴, x⁸: the shortest chain of dependent operations. */
  estrin(x: Local, coefficients: readonly Operand[]): Local {
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

  /** Any operation by its name. */
  apply(instruction: LaneInstruction, ...operands: readonly Operand[]): Local {
    for (const operand of operands) this.push(operand);
    this.f.op(this.#instructions[instruction]);
    return this.pop();
  }

  /** Puts an operand on the stack. */
  push(operand: Operand): void {
    if (typeof operand === "object") this.f.get(operand);
    else if (this.lanes === 4)
      this.f.v128Const(inHalves(typeof operand === "number" ? bitsOfSingle(operand) : operand));
    else if (typeof operand === "number") this.f.v128Const(operand);
    else this.f.v128Const(operand);
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

  #shift(instruction: "shl" | "shr_u", a: Operand, count: number): Local {
    this.push(a);
    this.f.i32Const(count);
    this.f.op(this.#instructions[instruction]);
    return this.pop();
  }
}

/** The sign bit of a float64. */
export const signBit = 1n << 63n;

/** The sign bit of a float32. */
export const signBitOfSingle = 1n << 31n;

/** The bits of the nearest float32, as an operand of bit operations. */
export function bitsOfSingle(value: number): bigint {
  return BigInt(new Uint32Array(Float32Array.of(value).buffer)[0] ?? 0);
}

/** The low 32 bits twice. */
function inHalves(bits: bigint): bigint {
  return BigInt.asUintN(32, bits) * 0x1_0000_0001n;
}

/** The bits of a float64, as an operand of bit operations. */
export function bitsOf(value: number): bigint {
  return new BigInt64Array(Float64Array.of(value).buffer)[0] ?? 0n;
}
