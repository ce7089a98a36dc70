/** Stream: the numbers of a key one after the other, without making an array of them. */
import type { Key } from "./keys.ts";
import { normalQuantile } from "./normal-quantile.ts";
import { threefry } from "../primitives/random/threefry.ts";

/** The third word of the counters of numbers drawn; those of `fold` have another. */
const DRAWS = 0;

/** Reads the numbers of one key in order: `new Stream(key).uniform()` is `uniforms(key, 1)[0]`. */
export class Stream {
  #key: Key;
  readonly #counter = new Uint32Array([0, 0, DRAWS, 0]);
  readonly #words = new Uint32Array(4);
  #unread = 0;

  constructor(key: Key) {
    this.#key = key;
  }

  /** Goes to the first number of a key. */
  restart(key: Key): void {
    this.#key = key;
    this.#counter[0] = 0;
    this.#counter[1] = 0;
    this.#unread = 0;
  }

  /** Uniform in (0, 1): the middle of one of 2^52 equal intervals, so that neither end occurs. */
  uniform(): number {
    if (this.#unread === 0) this.#refill();
    const first = 4 - 2 * this.#unread--;
    return ((this.#words[first]! >>> 6) * 67108864 + (this.#words[first + 1]! >>> 6) + 0.5) / 4503599627370496;
  }

  /** Standard normal, by the inverse of the distribution function: one uniform number each. */
  normal(): number {
    return normalQuantile(this.uniform());
  }

  #refill(): void {
    threefry(this.#key, this.#counter, this.#words);
    this.#unread = 2;
    this.#counter[0] = this.#counter[0]! + 1;
    if (this.#counter[0] === 0) this.#counter[1] = this.#counter[1]! + 1;
  }
}
