/** How values are spoken of in errors. */
import { expect, it } from "vitest";
import { array } from "../../src/array/index.ts";
import { fromTrace } from "../../src/array/arr.ts";
import { describeShape, describeType, describeValue } from "../../src/errors/index.ts";

it.each([
  [undefined, "nothing"],
  [null, "null"],
  [3, "the number 3"],
  [-0, "the number -0"],
  [Number.NaN, "the number NaN"],
  [12n, "the BigInt 12n"],
  [true, "true"],
  ["two", 'the string "two"'],
  ["x".repeat(60), `the string "${"x".repeat(39)}…"`],
  [Symbol("s"), "Symbol(s)"],
  [Math.exp, "the function exp"],
  [() => 1, "a function"],
  [[], "an empty list"],
  [[1, 2], "a list of 2"],
  [{}, "an empty object"],
  [{ mass: 1 }, "an object with key mass"],
  [{ a: 1, b: 2, c: 3, d: 4, e: 5, f: 6, g: 7 }, "an object with keys a, b, c, d, e, f, …"],
  [Object.assign(Object.create(null) as object, { a: 1, b: 2 }), "an object with keys a, b"],
  [new Map(), "a Map"],
  [new Error("x"), "an Error"],
  [Promise.resolve(1), "a Promise"],
  [new Float64Array(3), "a Float64Array of 3"],
  [new Int8Array(3), "an Int8Array of 3"],
  [new Uint8Array(3), "a Uint8Array of 3"],
  [new DataView(new ArrayBuffer(8)), "a DataView"],
  [array([[1, 2, 3, 4]]), "f64[1, 4]"],
  [array(true), "bool[]"],
  [fromTrace({ ended: false }, [3], "f32"), "traced f32[3]"],
])("%o is %s", (value, text) => {
  expect(describeValue(value)).toBe(text);
});

it("writes shapes and types as code does", () => {
  expect(describeShape([])).toBe("[]");
  expect(describeShape([3, 2])).toBe("[3, 2]");
  expect(describeType({ dtype: "i32", shape: [4] })).toBe("i32[4]");
});
