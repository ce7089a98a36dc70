/** A WebAssembly module under construction: memory, functions, globals, data, and the binary that they encode to. */
import { CompileError } from "../../../errors/index.ts";
import { ByteWriter } from "./bytes.ts";
import { FunctionBuilder } from "./function-builder.ts";
import { type FunctionRef, type Global, type Signature, type ValueType, valueTypeCode } from "./types.ts";

/** How a function of the module is declared. */
export interface FunctionOptions extends Signature {
  /** Exported under its name, or under this name. */
  readonly export?: boolean | string;
}

/** How the one memory of the module is imported. */
export interface MemoryImport {
  /** Initial size in pages of 64 KiB. */
  readonly pages: number;
  /** Largest size in pages; needed when shared. */
  readonly maximum?: number;
  /** Shared between threads. */
  readonly shared?: boolean;
}

type ScalarType = Exclude<ValueType, "v128">;

interface MemoryType extends MemoryImport {
  readonly source?: readonly [module: string, name: string];
}

interface ExportEntry {
  readonly name: string;
  readonly kind: 0 | 2 | 3;
  readonly index: number;
}

/**
 * Builds a module and encodes it: declare memory and imports, write functions, then `encode()`.
 *
 *     const module = new ModuleBuilder();
 *     module.function("twice", { params: ["f64"], results: ["f64"], export: true }, (f) => {
 *       f.get(f.param(0));
 *       f.get(f.param(0));
 *       f.op("f64.add");
 *     });
 *     const instance = new WebAssembly.Instance(new WebAssembly.Module(module.encode()));
 *
 * @see WebAssembly core specification 2.0, section 5 (binary format)
 */
export class ModuleBuilder {
  readonly #typeIndices = new Map<string, number>();
  readonly #types: Signature[] = [];
  readonly #imports: { source: readonly [string, string]; ref: FunctionRef }[] = [];
  readonly #functions: { ref: FunctionRef; body?: Uint8Array }[] = [];
  readonly #globals: { global: Global; type: ScalarType; initial: number | bigint }[] = [];
  readonly #exports: ExportEntry[] = [];
  readonly #data: { offset: number; bytes: Uint8Array }[] = [];
  readonly #shared = new Map<string, FunctionRef>();
  #memory: MemoryType | undefined;

  /** Takes memory 0 from the importer. */
  importMemory(module: string, name: string, memory: MemoryImport): void {
    this.#setMemory({ ...memory, source: [module, name] });
  }

  /** Makes memory 0, `pages` pages of 64 KiB. */
  memory(pages: number, options: { readonly export?: string; readonly maximum?: number } = {}): void {
    const { maximum } = options;
    this.#setMemory(maximum === undefined ? { pages } : { pages, maximum });
    if (options.export !== undefined) this.#export({ name: options.export, kind: 2, index: 0 });
  }

  /** Takes a function from the importer. Imports come before every function of the module. */
  importFunction(module: string, name: string, signature: Signature): FunctionRef {
    if (this.#functions.length > 0) {
      throw new CompileError({
        where: "importFunction",
        path: `${module}.${name}`,
        problem: "imports take the first function indices",
        hint: "Declare imports before the first function.",
      });
    }
    const ref: FunctionRef = { name, index: this.#imports.length, ...signatureOf(signature) };
    this.#imports.push({ source: [module, name], ref });
    return ref;
  }

  /** Declares a function and writes its body. The reference may be called by any other function. */
  function(name: string, options: FunctionOptions, body: (f: FunctionBuilder) => void): FunctionRef {
    const ref = this.declare(name, options);
    this.define(ref, body);
    return ref;
  }

  /** Declares a function whose body is written later with `define`: for forward and mutually recursive calls. */
  declare(name: string, options: FunctionOptions): FunctionRef {
    const index = this.#imports.length + this.#functions.length;
    const ref: FunctionRef = { name, index, ...signatureOf(options) };
    if (options.export !== undefined && options.export !== false) {
      this.#export({ name: options.export === true ? name : options.export, kind: 0, index });
    }
    this.#functions.push({ ref });
    return ref;
  }

  /** Writes the body of a declared function. */
  define(ref: FunctionRef, body: (f: FunctionBuilder) => void): void {
    const entry = this.#functions[ref.index - this.#imports.length];
    if (entry?.ref !== ref) {
      throw new CompileError({ where: "define", path: ref.name, problem: "it is not a function of this module" });
    }
    if (entry.body !== undefined) {
      throw new CompileError({ where: "define", path: ref.name, problem: "it has a body already" });
    }
    const builder = new FunctionBuilder(ref.name, ref);
    body(builder);
    entry.body = builder.finish();
  }

  /** A function defined once a module under a key: the first call makes it, later ones find it. */
  once(key: string, make: () => FunctionRef): FunctionRef {
    const known = this.#shared.get(key);
    if (known !== undefined) return known;
    const made = make();
    this.#shared.set(key, made);
    return made;
  }

  /** Exports a function of the module. */
  export(ref: FunctionRef, name = ref.name): void {
    this.#export({ name, kind: 0, index: ref.index });
  }

  /** A global variable with a constant initial value (bigint for i64). */
  global(
    type: ScalarType,
    initial: number | bigint,
    options: { readonly mutable?: boolean; readonly export?: string } = {},
  ): Global {
    const global: Global = { type, index: this.#globals.length, mutable: options.mutable ?? false };
    this.#globals.push({ global, type, initial });
    if (options.export !== undefined) this.#export({ name: options.export, kind: 3, index: global.index });
    return global;
  }

  /** Bytes put into memory 0 when the module is instantiated. */
  data(offset: number, bytes: Uint8Array): void {
    this.#data.push({ offset, bytes });
  }

  /**
   * The module in binary.
   *
   * @throws CompileError when a declared function has no body, or data has no memory
   */
  encode(): Uint8Array<ArrayBuffer> {
    const signatures = [...this.#imports, ...this.#functions].map(({ ref }) => this.#typeIndex(ref));
    const out = new ByteWriter(4096);
    out.bytes([0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00]);
    section(out, 1, this.#types, (types, writer) => {
      writer.byte(0x60);
      for (const list of [types.params, types.results]) writer.vector(Uint8Array.from(list, (t) => valueTypeCode[t]));
    });
    this.#encodeImports(out, signatures);
    section(out, 3, signatures.slice(this.#imports.length), (type, writer) => writer.unsigned(type));
    const memory = this.#memory;
    section(out, 5, memory === undefined || memory.source ? [] : [memory], limits);
    section(out, 6, this.#globals, ({ global, type, initial }, writer) => {
      writer.byte(valueTypeCode[type]);
      writer.byte(global.mutable ? 1 : 0);
      constant(writer, type, initial);
    });
    section(out, 7, this.#exports, (entry, writer) => {
      writer.name(entry.name);
      writer.byte(entry.kind);
      writer.unsigned(entry.index);
    });
    section(out, 10, this.#functions, ({ ref, body }, writer) => {
      if (body === undefined) {
        throw new CompileError({ where: "encode", path: ref.name, problem: "it was declared and never defined" });
      }
      writer.vector(body);
    });
    if (this.#data.length > 0 && memory === undefined) {
      throw new CompileError({ where: "encode", problem: "there is data and no memory" });
    }
    section(out, 11, this.#data, ({ offset, bytes }, writer) => {
      writer.byte(0);
      constant(writer, "i32", offset);
      writer.vector(bytes);
    });
    this.#encodeNames(out);
    return out.finish();
  }

  #encodeImports(out: ByteWriter, signatures: readonly number[]): void {
    const functions = this.#imports.map(({ source, ref }) => ({
      source,
      describe: (writer: ByteWriter) => {
        writer.byte(0);
        writer.unsigned(signatures[ref.index] ?? 0);
      },
    }));
    const memory = this.#memory;
    const memories =
      memory?.source === undefined
        ? []
        : [
            {
              source: memory.source,
              describe: (writer: ByteWriter) => {
                writer.byte(2);
                limits(memory, writer);
              },
            },
          ];
    section(out, 2, [...functions, ...memories], ({ source, describe }, writer) => {
      writer.name(source[0]);
      writer.name(source[1]);
      describe(writer);
    });
  }

  /** The custom section that gives functions their names in profiles and stack traces. */
  #encodeNames(out: ByteWriter): void {
    const named = [...this.#imports, ...this.#functions];
    if (named.length === 0) return;
    const names = new ByteWriter();
    names.unsigned(named.length);
    for (const { ref } of named) {
      names.unsigned(ref.index);
      names.name(ref.name);
    }
    const custom = new ByteWriter();
    custom.name("name");
    custom.byte(1);
    custom.vector(names.view());
    out.byte(0);
    out.vector(custom.view());
  }

  #typeIndex(signature: Signature): number {
    const key = `${signature.params.join()}:${signature.results.join()}`;
    const known = this.#typeIndices.get(key);
    if (known !== undefined) return known;
    this.#typeIndices.set(key, this.#types.length);
    return this.#types.push(signature) - 1;
  }

  #setMemory(memory: MemoryType): void {
    if (this.#memory !== undefined) throw new CompileError({ where: "memory", problem: "the module has a memory" });
    if (memory.shared === true && memory.maximum === undefined) {
      throw new CompileError({ where: "importMemory", expected: "a maximum for shared memory", received: "none" });
    }
    this.#memory = memory;
  }

  #export(entry: ExportEntry): void {
    if (this.#exports.some(({ name }) => name === entry.name)) {
      throw new CompileError({ where: "export", path: entry.name, problem: "the name is exported twice" });
    }
    this.#exports.push(entry);
  }
}

function signatureOf({ params, results }: Signature): Signature {
  return { params: [...params], results: [...results] };
}

function section<T>(out: ByteWriter, id: number, items: readonly T[], write: (item: T, out: ByteWriter) => void): void {
  if (items.length === 0) return;
  const body = new ByteWriter(1024);
  body.unsigned(items.length);
  for (const item of items) write(item, body);
  out.byte(id);
  out.vector(body.view());
}

function limits({ pages, maximum, shared }: MemoryImport, writer: ByteWriter): void {
  writer.byte((maximum === undefined ? 0 : 1) | (shared === true ? 2 : 0));
  writer.unsigned(pages);
  if (maximum !== undefined) writer.unsigned(maximum);
}

/** A constant expression: one const instruction, then end. */
function constant(writer: ByteWriter, type: ScalarType, value: number | bigint): void {
  if (type === "i32") {
    writer.byte(0x41);
    writer.signed32(Number(value));
  } else if (type === "i64") {
    writer.byte(0x42);
    writer.signed64(BigInt(value));
  } else if (type === "f32") {
    writer.byte(0x43);
    writer.float32(Number(value));
  } else {
    writer.byte(0x44);
    writer.float64(Number(value));
  }
  writer.byte(0x0b);
}
