/** The vocabulary of the encoder: value types, signatures and the handles that emitted code refers to. */

/** A WebAssembly value type. `v128` holds two f64, four f32, two i64, four i32 and so on. */
export type ValueType = "i32" | "i64" | "f32" | "f64" | "v128";

/** The type of a function: what it takes from the stack and what it leaves there. */
export interface Signature {
  readonly params: readonly ValueType[];
  readonly results: readonly ValueType[];
}

/** A function of the module. It may be called before its body is written. */
export interface FunctionRef extends Signature {
  readonly name: string;
  /** Position in the function index space, imports first. */
  readonly index: number;
}

/** A local variable or parameter of one function. After `release` the handle is dead and its slot is used again. */
export interface Local {
  readonly type: ValueType;
  readonly index: number;
}

/** A global variable of the module. */
export interface Global {
  readonly type: ValueType;
  readonly index: number;
  readonly mutable: boolean;
}

/** The end of a block, or the start of a loop: where a branch goes. */
export interface Label {
  /** Nesting level of the construct, counted from the function body (level 0). */
  readonly level: number;
}

/** Immediates of a load or store. */
export interface MemoryArgument {
  /** Bytes added to the address, 0 when absent. */
  readonly offset?: number;
  /** Promised alignment in bytes, the natural alignment of the access when absent. */
  readonly align?: number;
  /** Lane, for `v128.load64_lane` and its relatives. */
  readonly lane?: number;
}

/** Binary codes of the value types. */
export const valueTypeCode: Readonly<Record<ValueType, number>> = {
  i32: 0x7f,
  i64: 0x7e,
  f32: 0x7d,
  f64: 0x7c,
  v128: 0x7b,
};
