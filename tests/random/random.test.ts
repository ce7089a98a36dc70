/** Random numbers: the published vectors of the generator, and statistics whose errors are known. */
import { describe, expect, it } from "vitest";
import { chiSquaredProbability } from "fluxion/inference";
import { streams } from "fluxion";
import { normalQuantile } from "../../src/random/normal-quantile.ts";
import { Stream } from "../../src/random/stream.ts";
import { threefry } from "../../src/primitives/random/threefry.ts";

const words = (text: string): Uint32Array => Uint32Array.from(text.split(" "), (word) => Number.parseInt(word, 16));

describe("Threefry-4x32-20", () => {
  // The known answers that its authors publish with it (Random123, examples/kat_vectors).
  it.each([
    ["0 0 0 0", "0 0 0 0", "9c6ca96a e17eae66 fc10ecd4 5256a7d8"],
    [
      "ffffffff ffffffff ffffffff ffffffff",
      "ffffffff ffffffff ffffffff ffffffff",
      "2a881696 57012287 f6c7446e a16a6732",
    ],
    [
      "243f6a88 85a308d3 13198a2e 03707344",
      "a4093822 299f31d0 082efa98 ec4e6c89",
      "59cd1dbb b8879579 86b5d00c ac8b6d84",
    ],
  ])("encrypts %s under %s", (counter, under, expected) => {
    const output = new Uint32Array(4);
    threefry(words(under), words(counter), output);
    expect(output).toEqual(words(expected));
  });
});

describe("the normal quantile", () => {
  // mpmath with 40 digits: sqrt(2) erfinv(2 p - 1) at the double nearest to the p written.
  it.each([
    [0.5, 0],
    [0.6, 0.2533471031357997],
    [0.075, -1.439531470938456],
    [0.99, 2.3263478740408408],
    [1e-10, -6.361340902404057],
    [1e-13, -7.348796102800677],
    [2 ** -53, -8.209536151601387],
  ])("at %d is %d", (p, expected) => {
    // The approximation is good to 1e-16; two polynomials of degree seven round to some 5e-16.
    expect(Math.abs(normalQuantile(p) - expected)).toBeLessThanOrEqual(1e-15 * Math.abs(expected));
  });
});

describe("keys", () => {
  it("give the same numbers again, and others for another seed, of either kind", () => {
    const drawn = [0, 1, -1, 2 ** 32, 2 ** 53 - 1, "", "0", "a", "b", "a\0", "seed of more than one block"].map(
      (seed) => streams.normals(streams.key(seed), 1)[0]!,
    );
    expect(new Set(drawn).size).toBe(drawn.length);
    expect(streams.normals(streams.key("a"), 3)).toEqual(streams.normals(streams.key("a"), 3));
  });

  it("fold by any whole number, each into a key of its own", () => {
    const parent = streams.key(7);
    const indices = [0, 1, 2, -1, 2 ** 32, 2 ** 32 + 1, 2 ** 53 - 1, -(2 ** 53) + 1];
    const children = indices.map((index) => streams.fold(parent, index).join(" "));
    expect(new Set([...children, parent.join(" ")]).size).toBe(indices.length + 1);
    expect(streams.fold(streams.fold(parent, 1), 2)).not.toEqual(streams.fold(streams.fold(parent, 2), 1));
  });

  it("refuse fractions", () => {
    expect(() => streams.key(0.5)).toThrowErrorMatchingInlineSnapshot(
      `[OptionError: OptionError in key(): expected a whole number of at most 53 bits, received the number 0.5. Text is a seed too.]`,
    );
    expect(() => streams.fold(streams.key(1), Number.NaN)).toThrowErrorMatchingInlineSnapshot(
      `[OptionError: OptionError in fold(): expected a whole number of at most 53 bits, received the number NaN.]`,
    );
  });

  it("are plain data: a stored key gives the same numbers", () => {
    const stored = JSON.parse(JSON.stringify(streams.key("x"))) as ReturnType<typeof streams.key>;
    expect(streams.uniforms(stored, 4)).toEqual(streams.uniforms(streams.key("x"), 4));
  });
});

describe("numbers", () => {
  it("do not depend on how many are asked for", () => {
    expect(streams.normals(streams.key(3), 100).slice(0, 7)).toEqual(streams.normals(streams.key(3), 7));
    const stream = new Stream(streams.key(3));
    expect(Float64Array.from({ length: 7 }, () => stream.normal())).toEqual(streams.normals(streams.key(3), 7));
    stream.restart(streams.key(4));
    expect(stream.uniform()).toBe(streams.uniforms(streams.key(4), 1)[0]);
  });

  it("fill the unit interval evenly, pairs of neighbours its square", () => {
    const n = 200_000;
    const u = streams.uniforms(streams.key("even"), n);
    const bins = 16;
    const counts = new Float64Array(bins * bins);
    for (let i = 0; i < n; i += 2) {
      const cell = Math.floor(u[i]! * bins) * bins + Math.floor(u[i + 1]! * bins);
      counts[cell] = counts[cell]! + 1;
    }
    const expected = n / 2 / counts.length;
    const chiSquared = counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
    // One fixed sample: probabilities this close to an end would come up twice in a thousand seeds.
    const probability = chiSquaredProbability(chiSquared, counts.length - 1)!;
    expect(probability).toBeGreaterThan(0.001);
    expect(probability).toBeLessThan(0.999);
    expect(u.every((value) => value > 0 && value < 1)).toBe(true);
  });

  it("are normal by their first four moments", () => {
    const n = 200_000;
    const z = streams.normals(streams.key("moments"), n);
    const moment = (k: number): number => z.reduce((sum, value) => sum + value ** k, 0) / n;
    // Standard errors of the means of z^k: sqrt(E z^2k - (E z^k)^2) / sqrt(n), with E z^2k = 1, 3, 15, 105.
    expect(Math.abs(moment(1))).toBeLessThan(4 * Math.sqrt(1 / n));
    expect(Math.abs(moment(2) - 1)).toBeLessThan(4 * Math.sqrt(2 / n));
    expect(Math.abs(moment(3))).toBeLessThan(4 * Math.sqrt(15 / n));
    expect(Math.abs(moment(4) - 3)).toBeLessThan(4 * Math.sqrt(96 / n));
  });

  it("of neighbouring keys have nothing to do with each other", () => {
    const n = 100_000;
    const parent = streams.key(1);
    let product = 0;
    for (let i = 0; i < n; i++)
      product += streams.normals(streams.fold(parent, i), 1)[0]! * streams.normals(streams.fold(parent, i + 1), 1)[0]!;
    // The product of two independent normals has variance 1.
    expect(Math.abs(product / n)).toBeLessThan(4 / Math.sqrt(n));
  });

  it("count up to any bound, each value as often as any other", () => {
    const drawn = streams.integers(streams.key("dice"), 60_000, 6);
    const counts = [0, 1, 2, 3, 4, 5].map((face) => drawn.filter((value) => value === face).length);
    const chiSquared = counts.reduce((sum, count) => sum + (count - 10_000) ** 2 / 10_000, 0);
    expect(chiSquaredProbability(chiSquared, 5)!).toBeGreaterThan(0.001);
    expect(counts.reduce((sum, count) => sum + count)).toBe(60_000);
    expect(() => streams.integers(streams.key(1), 1, 0)).toThrowErrorMatchingInlineSnapshot(
      `[OptionError: OptionError at below in integers(): expected a whole number from 1 to 2^31, received the number 0.]`,
    );
  });

  it("shuffle into every order equally often", () => {
    const counts = new Map<string, number>();
    const rounds = 24_000;
    for (let i = 0; i < rounds; i++) {
      const order = streams.permutation(streams.fold(streams.key("shuffle"), i), 4).join("");
      counts.set(order, (counts.get(order) ?? 0) + 1);
    }
    expect(counts.size).toBe(24);
    const chiSquared = [...counts.values()].reduce((sum, count) => sum + (count - 1000) ** 2 / 1000, 0);
    expect(chiSquaredProbability(chiSquared, 23)!).toBeGreaterThan(0.001);
  });
});
