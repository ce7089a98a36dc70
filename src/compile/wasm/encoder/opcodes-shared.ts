/** Opcodes of the bulk memory and thread instructions (WebAssembly core specification 2.0; threads proposal, phase 4). */

/** Bulk memory instructions on memory 0: opcode, and the memory indices that follow it. */
export const bulkOpcodes = {
  "memory.size": [0x3f, 1],
  "memory.grow": [0x40, 1],
  "memory.copy": [0xfc_0a, 2],
  "memory.fill": [0xfc_0b, 1],
} as const;

/** Atomic accesses: opcode, and bytes accessed. Their alignment must be exactly natural. */
export const atomicOpcodes = {
  "memory.atomic.notify": [0xfe_00, 4],
  "memory.atomic.wait32": [0xfe_01, 4],
  "memory.atomic.wait64": [0xfe_02, 8],
  "i32.atomic.load": [0xfe_10, 4],
  "i64.atomic.load": [0xfe_11, 8],
  "i32.atomic.store": [0xfe_17, 4],
  "i64.atomic.store": [0xfe_18, 8],
  "i32.atomic.rmw.add": [0xfe_1e, 4],
  "i64.atomic.rmw.add": [0xfe_1f, 8],
  "i32.atomic.rmw.sub": [0xfe_25, 4],
  "i32.atomic.rmw.and": [0xfe_2c, 4],
  "i32.atomic.rmw.or": [0xfe_33, 4],
  "i32.atomic.rmw.xchg": [0xfe_41, 4],
  "i32.atomic.rmw.cmpxchg": [0xfe_48, 4],
} as const;
