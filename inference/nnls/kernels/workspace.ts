/** Workspace: memory that the compiled loops over columns work in, lent for the time of one call. */
import { CompileError } from "../../../src/internal.ts";
import { emitKernels, VECTORS_AT_ONCE } from "./emit-kernels.ts";

/**
 * The compiled loops. A vector is given by its address, its byteOffset in the memory. Where its length is in bytes it is read in
 * pairs of numbers. A table holds addresses of vectors; they are read, and results written, up to a multiple of four.
 */
export interface ColumnKernels {
  /** out_k = v_k · right for the vectors in the table. */
  products(table: number, count: number, bytes: number, right: number, out: number): void;
  /** The same for two vectors on the right. */
  productsOfTwo(
    table: number,
    count: number,
    bytes: number,
    first: number,
    second: number,
    firstOut: number,
    secondOut: number,
  ): void;
  /** Σ a·b over `count` numbers. */
  dot(a: number, b: number, count: number): number;
  /** y -= factor x over `count` numbers. */
  subtractMultiple(y: number, x: number, factor: number, count: number): void;
  /** from -= Σ factor_k v_k. */
  subtractVectors(from: number, table: number, factors: number, count: number, bytes: number): void;
  /** sums += Σ (factor · v_k)², element by element. */
  addSquares(sums: number, table: number, count: number, factor: number, bytes: number): void;
  /** The largest magnitude of finite numbers. */
  largest(vector: number, bytes: number): number;
  scale(vector: number, factor: number, bytes: number): void;
  /** Transposes rows that stand one behind the other, an even number of them; a column is `outBytes` behind the one before. */
  transpose(from: number, rows: number, columns: number, out: number, outBytes: number): void;
  /** Solves Rᵀ u = v in place; column k of R has k + 1 numbers and stands behind the one before it. */
  solveTransposed(triangle: number, size: number, vector: number): void;
  /** Solves R z = u in place. */
  solve(triangle: number, size: number, vector: number): void;
  /** v = R v. */
  multiply(triangle: number, size: number, vector: number): void;
}

const PAGE = 65536;
const LARGEST = 65536 * PAGE;
/** A workspace of up to this many bytes is kept for the next call; making one takes as long as a small problem. */
const KEPT_BYTES = 4 * 2 ** 20;
const KEPT = 2;

/** What may be kept between calls: memory whose contents mean nothing, and the code. */
const idle: Workspace[] = [];
let compiled: WebAssembly.Module | undefined;

/** Numbers that a vector takes up: even, so that two lanes never meet its end. */
export function padded(count: number): number {
  return count + (count % 2);
}

/** How many entries a table of addresses has room for. */
export function tableLength(count: number): number {
  return Math.ceil(count / VECTORS_AT_ONCE) * VECTORS_AT_ONCE + VECTORS_AT_ONCE;
}

/** One memory with its kernels. What it hands out holds whatever was there before. */
export class Workspace {
  readonly kernels: ColumnKernels;
  readonly #memory: WebAssembly.Memory;
  #next = 0;

  constructor(bytes: number) {
    this.#memory = allocate(bytes);
    compiled ??= new WebAssembly.Module(emitKernels());
    const instance = new WebAssembly.Instance(compiled, { env: { memory: this.#memory } });
    this.kernels = instance.exports as unknown as ColumnKernels;
  }

  get bytes(): number {
    return this.#memory.buffer.byteLength;
  }

  /** Forgets what was handed out, and makes room for so many bytes; arrays handed out before are dead. */
  reset(bytes: number): void {
    this.#next = 0;
    if (bytes > this.bytes) grow(this.#memory, Math.ceil((bytes - this.bytes) / PAGE));
  }

  numbers(count: number): Float64Array {
    const view = new Float64Array(this.#memory.buffer, this.#next, count);
    this.#next += 8 * padded(count);
    return view;
  }

  /** Room for a table of addresses. */
  table(count: number): Int32Array {
    const view = new Int32Array(this.#memory.buffer, this.#next, tableLength(count));
    this.#next += 4 * tableLength(count);
    return view;
  }
}

/** Lends a workspace with room for so many bytes. */
export type Borrow = (bytes: number) => Workspace;

/** Runs `use`, which may borrow; what it borrowed is taken back when it ends. */
export function withWorkspaces<T>(use: (borrow: Borrow) => T): T {
  const lent: Workspace[] = [];
  try {
    return use((bytes) => {
      const known = bytes <= KEPT_BYTES ? idle.pop() : undefined;
      const workspace = known ?? new Workspace(bytes);
      lent.push(workspace);
      workspace.reset(bytes);
      return workspace;
    });
  } finally {
    for (const workspace of lent) if (workspace.bytes <= KEPT_BYTES && idle.length < KEPT) idle.push(workspace);
  }
}

function allocate(bytes: number): WebAssembly.Memory {
  const pages = Math.ceil(bytes / PAGE);
  if (bytes > LARGEST) throw tooLarge(bytes);
  try {
    return new WebAssembly.Memory({ initial: pages, maximum: Math.max(pages, KEPT_BYTES / PAGE) });
  } catch (cause) {
    throw tooLarge(bytes, cause);
  }
}

function grow(memory: WebAssembly.Memory, pages: number): void {
  try {
    memory.grow(pages);
  } catch (cause) {
    throw tooLarge(memory.buffer.byteLength + pages * PAGE, cause);
  }
}

function tooLarge(bytes: number, cause?: unknown): CompileError {
  return new CompileError({
    where: "nnls",
    problem: "there is not enough memory for the columns.",
    expected: `${(bytes / 2 ** 20).toFixed(0)} MiB, and at most 4096 MiB`,
    hint: "Average rows, or fit the columns in parts.",
    cause,
  });
}
