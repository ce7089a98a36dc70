/** Threefry-4x32-20: a keyed bijection of 128-bit counters whose outputs are as good as random. */

/** Rotations of the two halves, repeated every eight rounds. */
export const rotationsOfEven = [10, 11, 13, 23, 6, 17, 25, 18] as const;
/** Those of the other half. */
export const rotationsOfOdd = [26, 21, 27, 5, 20, 11, 10, 20] as const;
/** Keeps a key of zeros from being a fixed point: the constant of Skein, cut to 32 bits. */
export const PARITY = 0x1bd11bda;
/** Rounds in all. */
export const ROUNDS = 20;
/** After each so many the key is added in again. */
export const ROUNDS_BETWEEN_KEYS = 4;

const rotated = (word: number, by: number): number => (word << by) | (word >>> (32 - by));

/**
 * Encrypts one counter.
 *
 * @param key      four 32-bit words
 * @param counter  four 32-bit words
 * @param output   receives four 32-bit words; may be `counter`
 * @see Salmon, Moraes, Dror & Shaw (2011), Parallel random numbers: as easy as 1, 2, 3, SC11
 */
export function threefry(key: ArrayLike<number>, counter: ArrayLike<number>, output: Uint32Array): void {
  const k0 = key[0]! | 0;
  const k1 = key[1]! | 0;
  const k2 = key[2]! | 0;
  const k3 = key[3]! | 0;
  const k4 = PARITY ^ k0 ^ k1 ^ k2 ^ k3;
  let x0 = (counter[0]! + k0) | 0;
  let x1 = (counter[1]! + k1) | 0;
  let x2 = (counter[2]! + k2) | 0;
  let x3 = (counter[3]! + k3) | 0;
  for (let round = 0; round < ROUNDS; round += 2) {
    const even = round % 8;
    x0 = (x0 + x1) | 0;
    x1 = rotated(x1, rotationsOfEven[even]!) ^ x0;
    x2 = (x2 + x3) | 0;
    x3 = rotated(x3, rotationsOfOdd[even]!) ^ x2;
    x0 = (x0 + x3) | 0;
    x3 = rotated(x3, rotationsOfEven[even + 1]!) ^ x0;
    x2 = (x2 + x1) | 0;
    x1 = rotated(x1, rotationsOfOdd[even + 1]!) ^ x2;
    if ((round + 2) % ROUNDS_BETWEEN_KEYS === 0) {
      // The words of the extended key take turns, and the number of the injection is added to the last.
      const injection = (round + 2) / ROUNDS_BETWEEN_KEYS;
      const turn = injection % 5;
      x0 = (x0 + wordOf(turn, k0, k1, k2, k3, k4)) | 0;
      x1 = (x1 + wordOf((turn + 1) % 5, k0, k1, k2, k3, k4)) | 0;
      x2 = (x2 + wordOf((turn + 2) % 5, k0, k1, k2, k3, k4)) | 0;
      x3 = (x3 + wordOf((turn + 3) % 5, k0, k1, k2, k3, k4) + injection) | 0;
    }
  }
  output[0] = x0;
  output[1] = x1;
  output[2] = x2;
  output[3] = x3;
}

function wordOf(index: number, k0: number, k1: number, k2: number, k3: number, k4: number): number {
  switch (index) {
    case 0:
      return k0;
    case 1:
      return k1;
    case 2:
      return k2;
    case 3:
      return k3;
    default:
      return k4;
  }
}
