/** Every instruction the encoder writes, gathered by the immediates it takes, with names checked by the type system. */
import { scalarLoads, scalarOpcodes, scalarStores } from "./opcodes-scalar.ts";
import { atomicOpcodes, bulkOpcodes } from "./opcodes-shared.ts";
import { laneLoads, laneOpcodes, laneStores, vectorLoads, vectorOpcodes, vectorStores } from "./opcodes-vector.ts";

export const plainOpcodes = { ...scalarOpcodes, ...vectorOpcodes } as const;
export const loadOpcodes = { ...scalarLoads, ...vectorLoads, ...laneLoads } as const;
export const storeOpcodes = { ...scalarStores, ...vectorStores, ...laneStores } as const;
export { atomicOpcodes, bulkOpcodes, laneOpcodes };

/** Instructions without immediates, such as `f64x2.pmin`. */
export type PlainInstruction = keyof typeof plainOpcodes;
/** Instructions that name one lane, such as `f64x2.extract_lane`. */
export type LaneInstruction = keyof typeof laneOpcodes;
/** Loads, such as `v128.load64_splat`. */
export type LoadInstruction = keyof typeof loadOpcodes;
/** Stores, such as `f64.store`. */
export type StoreInstruction = keyof typeof storeOpcodes;
/** Bulk memory instructions: `memory.size`, `memory.grow`, `memory.copy`, `memory.fill`. */
export type BulkInstruction = keyof typeof bulkOpcodes;
/** Atomic accesses to shared memory. */
export type AtomicInstruction = keyof typeof atomicOpcodes;

/** Loads and stores of one lane; they need the lane immediate. */
export const laneAccesses: ReadonlySet<string> = new Set([...Object.keys(laneLoads), ...Object.keys(laneStores)]);
