/** Digests: SHA-256 as everyone computes it, blind to what does not matter and to nothing that does. */
import { createHash } from "node:crypto";
import { type Arr, array, exp, scan } from "fluxion";
import { digest, functionDigest } from "fluxion/inference/methods";
import { describe, expect, it } from "vitest";
import { textDigest } from "../../src/run/digest.ts";

describe("textDigest", () => {
  it("is SHA-256 (FIPS 180-4, example of one block)", () => {
    expect(textDigest("abc")).toBe("sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  });

  it("is that of Node, around every length of a block", () => {
    for (const length of [0, 1, 54, 55, 56, 57, 63, 64, 65, 119, 120, 128, 1000, 100_000]) {
      const text = "aé∞".repeat(length).slice(0, length);
      expect(textDigest(text)).toBe(`sha256:${createHash("sha256").update(text).digest("hex")}`);
    }
  });
});

describe("digest", () => {
  it("does not see the order of keys, and sees everything else", () => {
    expect(digest({ a: 1, b: { c: 2, d: 3 } })).toBe(digest({ b: { d: 3, c: 2 }, a: 1 }));
    const values = [0, -0, "0", null, undefined, [0], { 0: 0 }, Float64Array.of(0), Float32Array.of(0, 0), array([0])];
    expect(new Set(values.map(digest)).size).toBe(values.length);
  });
});

describe("functionDigest", () => {
  const decay = (data: Arr) => (p: { readonly rate: Arr }) =>
    scan((x) => x.mul(exp(p.rate.neg())), data, { length: 3 })
      .carry.square()
      .sum();
  const numbers = Array.from({ length: 20 }, (_, i) => i / 7);

  it("is of what is computed and from what, not of who wrote it", () => {
    const of = (f: (p: { readonly rate: Arr }) => Arr) => functionDigest(f, [{ rate: 1 }]);
    expect(of(decay(array(numbers)))).toBe(of(decay(array(numbers))));
    // Another number in the data, too long to be seen in the program's text.
    expect(of(decay(array(numbers)))).not.toBe(of(decay(array(numbers.with(13, 2)))));
    expect(of((p) => p.rate.exp())).not.toBe(of((p) => p.rate.expm1()));
    expect(of((p) => p.rate.mul(2))).not.toBe(of((p) => p.rate.mul(3)));
  });
});
