/** Back to plain JavaScript: copies, single values, JSON, and JavaScript's own operators. */
import { describe, expect, it } from "vitest";
import { fromTrace } from "../../src/array/arr.ts";
import { array, zeros } from "../../src/array/index.ts";
import { messageOf } from "../support/message-of.ts";

const traced = fromTrace({ ended: false }, [3], "f64");

describe("conversion", () => {
  it("copies the elements in the storage of their type", () => {
    const x = array([[1, 2]]);
    const elements = x.toArray();
    expect(elements).toEqual(Float64Array.of(1, 2));
    elements[0] = 9;
    expect(x.toNested()).toEqual([[1, 2]]);
    expect(array([true, false]).toArray()).toEqual(Uint8Array.of(1, 0));
    expect(array([true, false]).toNested()).toEqual([1, 0]);
    expect(array(1.5, { dtype: "f32" }).toArray()).toEqual(Float32Array.of(1.5));
    expect(zeros([2, 0]).toNested()).toEqual([[], []]);
  });

  it("gives the one element of any shape", () => {
    expect([array(5).item(), array([[5]]).item()]).toEqual([5, 5]);
  });

  it("writes parameters to JSON as plain numbers", () => {
    expect(JSON.stringify({ H0: array(67.36), lens: [{ mass: array([1, 2]) }] })).toBe(
      '{"H0":67.36,"lens":[{"mass":[1,2]}]}',
    );
  });

  it("lets a scalar stand in JavaScript's operators, and nothing else", () => {
    const half = array(0.5) as unknown as number;
    expect([half + 1, half < 1, Math.max(half, 0)]).toEqual([1.5, true, 0.5]);
    expect(String(array([1, 2]))).toBe("f64[2] [1, 2]");
  });

  it("says what to do instead", () => {
    const list = array([1, 2]) as unknown as number;
    expect(
      [
        messageOf(() => array([1, 2]).item()),
        messageOf(() => list + 1),
        messageOf(() => (traced as unknown as number) > 0),
        messageOf(() => traced.item()),
        messageOf(() => traced.toArray()),
        messageOf(() => traced.toNested()),
        messageOf(() => traced.toNdarray()),
        messageOf(() => JSON.stringify({ traced })),
      ].join("\n"),
    ).toMatchInlineSnapshot(`
      "ShapeError in item(): expected an array of one element, received f64[2]. Index it first, as in x.slice(0), or take all elements with toArray().
      ShapeError: a JavaScript operator such as +, < or == was applied to an array f64[2]. Use add, less, equal and their kin, which work elementwise; String(x) gives text.
      TracerError (tests/array/conversion.test.ts): a JavaScript operator such as +, < or == was applied to a traced f64[3], whose value is not known. Use where(condition, x, y) or cond(predicate, onTrue, onFalse) to choose by value, or read values outside the traced function.
      TracerError in item() (tests/array/conversion.test.ts): the values of this f64[3] are not known while the function is traced. Use where(condition, x, y) or cond(predicate, onTrue, onFalse) to choose by value, or read values outside the traced function.
      TracerError in toArray() (tests/array/conversion.test.ts): the values of this f64[3] are not known while the function is traced. Use where(condition, x, y) or cond(predicate, onTrue, onFalse) to choose by value, or read values outside the traced function.
      TracerError in toNested() (tests/array/conversion.test.ts): the values of this f64[3] are not known while the function is traced. Use where(condition, x, y) or cond(predicate, onTrue, onFalse) to choose by value, or read values outside the traced function.
      TracerError in toNdarray() (tests/array/conversion.test.ts): the values of this f64[3] are not known while the function is traced. Use where(condition, x, y) or cond(predicate, onTrue, onFalse) to choose by value, or read values outside the traced function.
      TracerError in JSON.stringify() (tests/array/conversion.test.ts): the values of this f64[3] are not known while the function is traced. Use where(condition, x, y) or cond(predicate, onTrue, onFalse) to choose by value, or read values outside the traced function."
    `);
  });
});
