/** SHA-256, the same in a page as in Node. */

/** Fractional parts of the roots of the first primes: 32 bits of each, found by integer roots so that none is mistyped. */
function fractions(count: number, root: (scaled: bigint) => bigint): Uint32Array {
  const primes: number[] = [];
  for (let n = 2; primes.length < count; n++) if (primes.every((p) => n % p !== 0)) primes.push(n);
  return Uint32Array.from(primes, (p) => Number(BigInt.asUintN(32, root(BigInt(p)))));
}

function integerRoot(value: bigint, degree: bigint): bigint {
  let [low, high] = [0n, 1n << 40n];
  while (high - low > 1n) {
    const middle = (low + high) / 2n;
    if (middle ** degree <= value) low = middle;
    else high = middle;
  }
  return low;
}

const initialHash = fractions(8, (p) => integerRoot(p << 64n, 2n));
const roundConstants = fractions(64, (p) => integerRoot(p << 96n, 3n));

/** The hash of bytes that come in parts. @see FIPS 180-4, section 6.2 */
export class Sha256 {
  readonly #hash = initialHash.slice();
  readonly #words = new Uint32Array(64);
  /** Bytes that do not fill a block yet. */
  readonly #rest = new Uint8Array(64);
  #length = 0;

  update(bytes: Uint8Array): this {
    let at = 0;
    const waiting = this.#length % 64;
    this.#length += bytes.length;
    if (waiting > 0) {
      at = Math.min(64 - waiting, bytes.length);
      this.#rest.set(bytes.subarray(0, at), waiting);
      if (waiting + at < 64) return this;
      compress(this.#hash, this.#words, this.#rest, 0);
    }
    for (; at + 64 <= bytes.length; at += 64) compress(this.#hash, this.#words, bytes, at);
    this.#rest.set(bytes.subarray(at));
    return this;
  }

  /** The hash of all that came, as 64 hexadecimal digits; nothing may follow. */
  hex(): string {
    const length = this.#length;
    // A one, zeros to eight bytes before the end of a block, then the length in bits.
    const padding = new Uint8Array(1 + ((119 - (length % 64)) % 64) + 8);
    padding[0] = 0x80;
    const bits = new DataView(padding.buffer, padding.length - 8);
    bits.setUint32(0, Math.floor(length / 2 ** 29));
    bits.setUint32(4, (length * 8) % 2 ** 32);
    this.update(padding);
    return Array.from(this.#hash, (word) => word.toString(16).padStart(8, "0")).join("");
  }
}

function compress(hash: Uint32Array, w: Uint32Array, bytes: Uint8Array, offset: number): void {
  for (let i = 0; i < 16; i++) {
    const at = offset + 4 * i;
    w[i] = (bytes[at]! << 24) | (bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!;
  }
  for (let i = 16; i < 64; i++) {
    const [x, y] = [w[i - 15]!, w[i - 2]!];
    const s0 = rotated(x, 7) ^ rotated(x, 18) ^ (x >>> 3);
    const s1 = rotated(y, 17) ^ rotated(y, 19) ^ (y >>> 10);
    w[i] = w[i - 16]! + s0 + w[i - 7]! + s1;
  }
  let [a, b, c, d, e, f, g, h] = hash as unknown as [number, number, number, number, number, number, number, number];
  for (let i = 0; i < 64; i++) {
    const t1 =
      h + (rotated(e, 6) ^ rotated(e, 11) ^ rotated(e, 25)) + ((e & f) ^ (~e & g)) + roundConstants[i]! + w[i]!;
    const t2 = (rotated(a, 2) ^ rotated(a, 13) ^ rotated(a, 22)) + ((a & b) ^ (a & c) ^ (b & c));
    h = g;
    g = f;
    f = e;
    e = (d + t1) | 0;
    d = c;
    c = b;
    b = a;
    a = (t1 + t2) | 0;
  }
  [a, b, c, d, e, f, g, h].forEach((word, i) => (hash[i] = hash[i]! + word));
}

function rotated(word: number, by: number): number {
  return (word >>> by) | (word << (32 - by));
}
