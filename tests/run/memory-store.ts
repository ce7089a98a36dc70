/** A checkpoint store in memory, which can be told to fail. */
import type { CheckpointStore } from "fluxion/inference";

/** What was written, and the store that wrote it. */
export interface MemoryStore extends CheckpointStore {
  /** All texts, the latest last. */
  readonly texts: string[];
  /** Set to make the next writes fail. */
  failing: boolean;
}

/** A store that keeps every text it was given. */
export function memoryStore(): MemoryStore {
  const texts: string[] = [];
  return {
    name: "memory",
    texts,
    failing: false,
    read: () => Promise.resolve(texts.at(-1)?.split("\n") ?? null),
    write(lines) {
      if (this.failing) return Promise.reject(new Error("the disk is full"));
      texts.push(lines.join("\n"));
      return Promise.resolve();
    },
  };
}
