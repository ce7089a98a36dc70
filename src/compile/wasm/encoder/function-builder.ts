/** Emission of one function body: locals, the stack machine's instructions, structured control. */
import { CompileError } from "../../../errors/index.ts";
import { ByteWriter } from "./bytes.ts";
import {
  type AtomicInstruction,
  atomicOpcodes,
  type BulkInstruction,
  bulkOpcodes,
  laneAccesses,
  type LaneInstruction,
  laneOpcodes,
  type LoadInstruction,
  loadOpcodes,
  type PlainInstruction,
  plainOpcodes,
  type StoreInstruction,
  storeOpcodes,
} from "./opcodes.ts";
import {
  type FunctionRef,
  type Global,
  type Label,
  type Local,
  type MemoryArgument,
  type Signature,
  type ValueType,
  valueTypeCode,
} from "./types.ts";

/** Where a branch goes: a label, or the number of enclosing constructs to leave (0 is the innermost). */
export type BranchTarget = Label | number;

/**
 * Writes one function body, an instruction a call. Operands are taken from and results left on the stack, as in the
 * text format.
 *
 * @throws CompileError, naming the instruction and the function, on an unknown instruction, a lane or alignment out of
 *         range, a branch out of its construct, or a local used after its release.
 */
export class FunctionBuilder {
  readonly name: string;
  /** The parameters, in order. */
  readonly params: readonly Local[];
  readonly #code = new ByteWriter(1024);
  readonly #localTypes: ValueType[] = [];
  readonly #free: Record<ValueType, number[]> = { i32: [], i64: [], f32: [], f64: [], v128: [] };
  /** The live handle of each slot; a handle that is not in here has been released. */
  readonly #live: (Local | undefined)[];
  #level = 0;

  constructor(name: string, signature: Signature) {
    this.name = name;
    this.params = signature.params.map((type, index) => ({ type, index }));
    this.#live = [...this.params];
  }

  /** Parameter `index`. */
  param(index: number): Local {
    const param = this.params[index];
    if (param === undefined) this.#fail("local.get", `parameter index below ${this.params.length}`, String(index));
    return param;
  }

  /** A local of the given type, whose content is undefined: a released slot if there is one, else a new one. */
  local(type: ValueType): Local {
    const reused = this.#free[type].pop();
    const index = reused ?? this.#live.length;
    if (reused === undefined) this.#localTypes.push(type);
    const local = { type, index };
    this.#live[index] = local;
    return local;
  }

  /** Gives the slots of locals (or parameters) back for reuse; the handles may not be used again. */
  release(...locals: readonly Local[]): void {
    for (const local of locals) {
      this.#checkLive("release", local);
      this.#live[local.index] = undefined;
      this.#free[local.type].push(local.index);
    }
  }

  /** Pushes the value of a local. */
  get(local: Local): void {
    this.#checkLive("local.get", local);
    this.#code.byte(0x20);
    this.#code.unsigned(local.index);
  }

  /** Pops into a local. */
  set(local: Local): void {
    this.#checkLive("local.set", local);
    this.#code.byte(0x21);
    this.#code.unsigned(local.index);
  }

  /** Copies the top of the stack into a local and leaves it there. */
  tee(local: Local): void {
    this.#checkLive("local.tee", local);
    this.#code.byte(0x22);
    this.#code.unsigned(local.index);
  }

  getGlobal(global: Global): void {
    this.#code.byte(0x23);
    this.#code.unsigned(global.index);
  }

  setGlobal(global: Global): void {
    if (!global.mutable) this.#fail("global.set", "a mutable global", `immutable global ${global.index}`);
    this.#code.byte(0x24);
    this.#code.unsigned(global.index);
  }

  i32Const(value: number): void {
    this.#code.byte(0x41);
    this.#code.signed32(value);
  }

  i64Const(value: bigint): void {
    this.#code.byte(0x42);
    this.#code.signed64(value);
  }

  f32Const(value: number): void {
    this.#code.byte(0x43);
    this.#code.float32(value);
  }

  f64Const(value: number): void {
    this.#code.byte(0x44);
    this.#code.float64(value);
  }

  /** Pushes two f64 lanes (numbers) or two i64 lanes (bigints); one value fills both lanes. */
  v128Const(lane0: number, lane1?: number): void;
  v128Const(lane0: bigint, lane1?: bigint): void;
  v128Const(lane0: number | bigint, lane1: number | bigint = lane0): void {
    this.#opcode(0xfd_0c);
    for (const lane of [lane0, lane1]) {
      if (typeof lane === "bigint") this.#code.int64(lane);
      else this.#code.float64(lane);
    }
  }

  /** Any instruction without immediates: `f.op("f64x2.add")`. */
  op(instruction: PlainInstruction): void {
    this.#opcode(this.#known(instruction, plainOpcodes[instruction]));
  }

  /** `f.lane("f64x2.extract_lane", 1)`. */
  lane(instruction: LaneInstruction, lane: number): void {
    const [opcode, count] = this.#known(instruction, laneOpcodes[instruction]);
    this.#opcode(opcode);
    this.#laneIndex(instruction, lane, count);
  }

  /** Bytes chosen from the 32 bytes of two vectors. */
  shuffle(bytes: readonly number[]): void {
    if (bytes.length !== 16) this.#fail("i8x16.shuffle", "16 byte indices", String(bytes.length));
    this.#opcode(0xfd_0d);
    for (const byte of bytes) this.#laneIndex("i8x16.shuffle", byte, 32);
  }

  /** Pops an address (and a vector, for a lane load), pushes what memory holds there. */
  load(instruction: LoadInstruction, argument: MemoryArgument = {}): void {
    this.#access(instruction, loadOpcodes[instruction], argument);
  }

  /** Pops an address and a value below and above each other on the stack, and writes the value to memory. */
  store(instruction: StoreInstruction, argument: MemoryArgument = {}): void {
    this.#access(instruction, storeOpcodes[instruction], argument);
  }

  /** An atomic access; its alignment is always natural. */
  atomic(instruction: AtomicInstruction, argument: Pick<MemoryArgument, "offset"> = {}): void {
    this.#access(instruction, atomicOpcodes[instruction], argument);
  }

  /** `memory.size`, `memory.grow`, `memory.copy` or `memory.fill` on memory 0. */
  memory(instruction: BulkInstruction): void {
    const [opcode, indices] = this.#known(instruction, bulkOpcodes[instruction]);
    this.#opcode(opcode);
    for (let index = 0; index < indices; index++) this.#code.byte(0);
  }

  call(target: FunctionRef): void {
    this.#code.byte(0x10);
    this.#code.unsigned(target.index);
  }

  /** A block; a branch to it goes to its end. With `result`, the block leaves one value of that type. */
  block(body: (end: Label) => void, result?: ValueType): void {
    this.#structure(0x02, body, result);
  }

  /** A loop; a branch to it goes back to its start. It ends when control falls through. */
  loop(body: (start: Label) => void, result?: ValueType): void {
    this.#structure(0x03, body, result);
  }

  /** Pops an i32 condition; runs `onTrue` if it is not zero, else `onFalse`. A branch to it goes to its end. */
  if(onTrue: (end: Label) => void, onFalse?: (end: Label) => void, result?: ValueType): void {
    this.#structure(
      0x04,
      (end) => {
        onTrue(end);
        if (onFalse === undefined) return;
        this.#code.byte(0x05);
        onFalse(end);
      },
      result,
    );
  }

  /** Branches unconditionally. */
  br(target: BranchTarget): void {
    this.#code.byte(0x0c);
    this.#depth("br", target);
  }

  /** Pops an i32 and branches if it is not zero. */
  brIf(target: BranchTarget): void {
    this.#code.byte(0x0d);
    this.#depth("br_if", target);
  }

  /** Pops an i32 and branches to `targets[i]`, or to `otherwise` when i is out of range. */
  brTable(targets: readonly BranchTarget[], otherwise: BranchTarget): void {
    this.#code.byte(0x0e);
    this.#code.unsigned(targets.length);
    for (const target of targets) this.#depth("br_table", target);
    this.#depth("br_table", otherwise);
  }

  return(): void {
    this.op("return");
  }

  /** The body as the code section holds it: local declarations, instructions, end. For `ModuleBuilder`. */
  finish(): Uint8Array {
    const body = new ByteWriter(this.#code.length + 64);
    const runs: { type: ValueType; count: number }[] = [];
    for (const type of this.#localTypes) {
      const last = runs.at(-1);
      if (last?.type === type) last.count++;
      else runs.push({ type, count: 1 });
    }
    body.unsigned(runs.length);
    for (const run of runs) {
      body.unsigned(run.count);
      body.byte(valueTypeCode[run.type]);
    }
    body.bytes(this.#code.view());
    body.byte(0x0b);
    return body.view();
  }

  #structure(opcode: number, body: (label: Label) => void, result: ValueType | undefined): void {
    this.#code.byte(opcode);
    this.#code.byte(result === undefined ? 0x40 : valueTypeCode[result]);
    this.#level++;
    body({ level: this.#level });
    this.#level--;
    this.#code.byte(0x0b);
  }

  #depth(instruction: string, target: BranchTarget): void {
    const depth = typeof target === "number" ? target : this.#level - target.level;
    if (depth < 0 || depth > this.#level) {
      this.#fail(instruction, `a target among the ${this.#level} enclosing constructs`, `depth ${depth}`);
    }
    this.#code.unsigned(depth);
  }

  #access(instruction: string, access: readonly [number, number], argument: MemoryArgument): void {
    const [opcode, bytes] = this.#known(instruction, access);
    const { offset = 0, align = bytes, lane } = argument;
    const alignmentExponent = Math.log2(align);
    if (!Number.isInteger(alignmentExponent) || align < 1 || align > bytes) {
      this.#fail(instruction, `alignment a power of two up to ${bytes} bytes`, String(align));
    }
    if (!Number.isInteger(offset) || offset < 0 || offset > 0xffff_ffff) {
      this.#fail(instruction, "offset an integer in [0, 2^32)", String(offset));
    }
    this.#opcode(opcode);
    this.#code.unsigned(alignmentExponent);
    this.#code.unsigned(offset);
    if (laneAccesses.has(instruction)) this.#laneIndex(instruction, lane ?? -1, 16 / bytes);
    else if (lane !== undefined) this.#fail(instruction, "no lane", `lane ${lane}`);
  }

  #laneIndex(instruction: string, lane: number, count: number): void {
    if (!Number.isInteger(lane) || lane < 0 || lane >= count) {
      this.#fail(instruction, `lane in [0, ${count})`, lane === -1 ? "none" : String(lane));
    }
    this.#code.byte(lane);
  }

  /** A one-byte opcode, or a prefix byte (above bit 8) followed by a LEB128 code. */
  #opcode(opcode: number): void {
    if (opcode < 0x100) {
      this.#code.byte(opcode);
      return;
    }
    this.#code.byte(opcode >>> 8);
    this.#code.unsigned(opcode & 0xff);
  }

  /** The table entry, checked because instruction names may be computed strings at run time. */
  #known<T>(instruction: string, entry: T | undefined): T {
    if (entry === undefined) this.#fail(instruction, "an instruction of this family", "an unknown name");
    return entry;
  }

  #checkLive(instruction: string, local: Local): void {
    if (this.#live[local.index] !== local) {
      this.#fail(
        instruction,
        "a live local of this function",
        `${local.type} local ${local.index}, released or foreign`,
      );
    }
  }

  #fail(instruction: string, expected: string, received: string): never {
    throw new CompileError({ where: `${instruction} of wasm function ${this.name}`, expected, received });
  }
}
