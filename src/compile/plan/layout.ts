/** Layout: where everything lies in the memory of a compiled program. */

import { bytesPerElement } from "../../array/dtype.ts";
import { CompileError } from "../../errors/index.ts";
import type { Buffer } from "../schedule/buffer.ts";
import type { Region } from "../schedule/region.ts";
import type { View } from "../schedule/view.ts";
import { type Block, pack, paddedSize } from "./arena.ts";
import { lifetimes, type Nests } from "./lifetimes.ts";

export interface Layout {
  /** Byte address of each buffer that is in memory. */
  readonly addresses: ReadonlyMap<Buffer, number>;
  /** Bytes of constants, which keep their place. */
  readonly constantBytes: number;
  /** Bytes of everything else, places used again and again. */
  readonly arenaBytes: number;
  /** Bytes of memory. */
  readonly totalBytes: number;
}

/** WebAssembly addresses have 32 bits. */
const MAXIMUM_BYTES = 2 ** 32 - 2 ** 16;

export function planLayout(region: Region, nests: Nests, results: readonly View[]): Layout {
  const addresses = new Map<Buffer, number>();
  const blocks = new Map<Buffer, Block>();
  let constantEnd = 0;
  for (const [buffer, lifetime] of lifetimes(region, nests, results)) {
    const size = buffer.size * bytesPerElement[buffer.dtype];
    if (buffer.role === "constant") {
      addresses.set(buffer, constantEnd);
      constantEnd += paddedSize(size);
    } else {
      blocks.set(buffer, { ...lifetime, size, address: 0 });
    }
  }
  const end = pack([...blocks.values()], constantEnd);
  if (end > MAXIMUM_BYTES) {
    throw new CompileError({
      where: "jit",
      problem: "the program does not fit in WebAssembly's memory.",
      expected: "at most 4 GiB at a time",
      received: `${(end / 2 ** 30).toFixed(1)} GiB`,
      hint: "Work on smaller batches, or keep fewer steps of a scan.",
    });
  }
  for (const [buffer, { address }] of blocks) addresses.set(buffer, address);
  return { addresses, constantBytes: constantEnd, arenaBytes: end - constantEnd, totalBytes: end };
}
