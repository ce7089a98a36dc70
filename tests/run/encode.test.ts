/** Encoding: every value that a state may hold comes back the same, bit for bit. */
import { array } from "fluxion";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodeBase64, encodeBase64 } from "../../src/run/base64.ts";
import { decode, encode, type Json } from "../../src/run/encode.ts";

const through = (value: unknown): unknown =>
  decode(JSON.parse(JSON.stringify(encode(value, "state"))) as Json, "state");

describe("base64", () => {
  it("is that of Node, of any bytes", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 70 }), (bytes) => {
        const text = encodeBase64(bytes);
        expect(text).toBe(Buffer.from(bytes).toString("base64"));
        expect(decodeBase64(text)).toEqual(bytes);
      }),
      { seed: 1 },
    );
  });

  it("refuses what it does not write", () => {
    expect(["abc", "ab!=", "a===", "ab=c", "abcé"].map((text) => decodeBase64(text))).toEqual([
      null,
      null,
      null,
      null,
      null,
    ]);
  });
});

describe("encode and decode", () => {
  it("keep any nest of plain data", () => {
    const leaf = fc.oneof(
      fc.double(),
      fc.string(),
      fc.boolean(),
      fc.constant(null),
      fc.constant(undefined),
      fc.bigInt(),
      fc.float64Array(),
      fc.int32Array(),
      fc.uint8Array(),
      fc.bigUint64Array(),
    );
    const { tree } = fc.letrec((tie) => ({
      tree: fc.oneof(
        { maxDepth: 3 },
        leaf,
        fc.array(tie("tree")),
        fc.dictionary(fc.oneof(fc.constant("$"), fc.string()), tie("tree"), { noNullPrototype: true }),
      ),
    }));
    fc.assert(
      fc.property(tree, (value) => {
        expect(through(value)).toStrictEqual(value);
      }),
      { seed: 2 },
    );
  });

  it("keep the numbers that JSON does not have", () => {
    const numbers = [-0, Number.NaN, Infinity, -Infinity, 5e-324, 0.1 + 0.2, Number.MAX_VALUE];
    expect((through(numbers) as number[]).every((value, i) => Object.is(value, numbers[i]))).toBe(true);
  });

  it("keep arrays with their type and shape", () => {
    const value = {
      x: array([
        [1, -0],
        [Number.NaN, 4],
      ]),
      n: array([1, 2, 3], { dtype: "i32" }),
      s: array(2.5),
    };
    const back = through(value) as typeof value;
    expect(back.x.shape).toEqual([2, 2]);
    expect(Array.from(back.x.toArray())).toEqual([1, -0, Number.NaN, 4]);
    expect([back.n.dtype, ...back.n.toArray()]).toEqual(["i32", 1, 2, 3]);
    expect([back.s.shape, back.s.item()]).toEqual([[], 2.5]);
  });

  it("keep a part of a longer buffer alone", () => {
    const whole = Float64Array.from([1, 2, 3, 4]);
    expect(through(whole.subarray(1, 3))).toStrictEqual(Float64Array.from([2, 3]));
  });

  it("name the place of what cannot be written down", () => {
    expect(() => encode({ chains: [{ step: () => 1 }] }, "state")).toThrowErrorMatchingInlineSnapshot(
      `[DataError: DataError at state.chains[0].step in checkpoint(): expected plain data: numbers, strings, lists, plain objects or typed arrays, received a function. Keep what cannot be written down, compiled functions for example, outside of the state.]`,
    );
    expect(() => encode({ at: new Date(0) }, "state")).toThrowErrorMatchingInlineSnapshot(
      `[DataError: DataError at state.at in checkpoint(): expected plain data: numbers, strings, lists, plain objects or typed arrays, received a Date. Keep what cannot be written down, compiled functions for example, outside of the state.]`,
    );
  });

  it("name the place of what cannot be read", () => {
    for (const json of [{ $: "Float64Array", base64: "AAAA" }, { $: "Float64Array" }, { $: "Map" }, { $: 3 }]) {
      expect(() => decode({ point: json }, "state")).toThrow("at state.point");
    }
  });
});
