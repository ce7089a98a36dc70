/** What plain JavaScript does to arrays, lists and trees, where no types are checked: each mistake has words of its own. */

import { type Arr, arange, array, grad, jit, sum, tree as pytree, errors, streams } from "fluxion"; // prettier-ignore
import { describe, expect, it } from "vitest";
import { messageOf } from "../support/message-of.ts";

const loose = (x: unknown): never => x as never;

describe("arrays", () => {
  it("are no lists", () => {
    const x = arange(3);
    expect(messageOf(() => [...loose(x)])).toMatchInlineSnapshot(
      `"ShapeError: an array f64[3] cannot be iterated over, spread or destructured. Take its numbers with x.toArray() or x.toNested(), its parts with x.slice(i) or split."`,
    );
    expect(messageOf(() => {
      const [first] = loose(x) as number[];
      return first;
    })).toMatchInlineSnapshot(`"ShapeError: an array f64[3] cannot be iterated over, spread or destructured. Take its numbers with x.toArray() or x.toNested(), its parts with x.slice(i) or split."`); // prettier-ignore
    expect(messageOf(() => jit((y: Arr) => { for (const each of loose(y) as Arr[]) return each; return y; })(x))).toMatchInlineSnapshot(`"ShapeError: an array f64[3] cannot be iterated over, spread or destructured. Take its parts with x.slice(i) or split, or loop over them with scan, mapLoop or vmap."`); // prettier-ignore
    // Comparing and printing them does not iterate.
    expect(x).toEqual(arange(3));
    expect(String(x)).toBe("f64[3] [0, 1, 2]");
  });

  it("are no operands of Math", () => {
    expect(messageOf(() => grad((x: Arr) => array(Math.exp(loose(x))))(1))).toMatchInlineSnapshot(
      `"TracerError (tests/errors/plain-javascript.test.ts): Math.exp was applied to a traced f64[], whose value is not known. Use exp(x) from "fluxion", which works on arrays and has derivatives."`,
    );
    expect(messageOf(() => jit((x: Arr) => array(Math.max(loose(x), 0)))(1))).toMatchInlineSnapshot(
      `"TracerError (tests/errors/plain-javascript.test.ts): Math.max was applied to a traced f64[], whose value is not known. Use maximum(x, y) from "fluxion", which works on arrays and has derivatives."`,
    );
    expect(messageOf(() => Math.sqrt(loose(arange(2))))).toMatchInlineSnapshot(
      `"ShapeError: Math.sqrt was applied to an array f64[2]. Use sqrt(x) from "fluxion", which works on arrays and has derivatives."`,
    );
    expect(Math.sqrt(loose(array(4)))).toBe(2);
  });

  it("are arrays already", () => {
    expect(messageOf(() => jit((x: Arr) => array(x))(1))).toMatchInlineSnapshot(
      `"TracerError in array() (tests/errors/plain-javascript.test.ts): the values of this f64[] are not known while the function is traced. It is an array already: use it as it is; cast(x, dtype) and reshape(x, shape) change type and shape."`,
    );
    expect(messageOf(() => jit((x: Arr) => array([loose(x), 1]))(1))).toMatchInlineSnapshot(
      `"DataError at data[0] in array(): expected a number or a boolean, received traced f64[]. Join arrays with stack([...]) or concat([...])."`,
    );
  });

  it("take an axis where an axis belongs", () => {
    expect(messageOf(() => sum(arange(3), loose({ axis: 0 })))).toMatchInlineSnapshot(
      `"AxisError at axis in sum(): expected the number of an axis, or a list of such numbers, received an object with key axis. The axis is an argument of its own: sum(x, 0, { ... })."`,
    );
    expect(messageOf(() => arange(3).cumsum(loose("0")))).toMatchInlineSnapshot(
      `"AxisError at axis in cumsum(): expected the number of an axis, or a list of such numbers, received the string "0"."`,
    );
  });
});

/** A list and an object that contain themselves, and nests of ten thousand levels. */
function endless(): Readonly<Record<string, unknown>> {
  const list: unknown[] = [];
  list.push(list);
  const record: Record<string, unknown> = {};
  record["self"] = record;
  let deepList: unknown = 1;
  let deepRecord: unknown = 1;
  for (let level = 0; level < 10000; level++) {
    deepList = [deepList];
    deepRecord = { a: deepRecord };
  }
  return { list, record, deepList, deepRecord };
}

describe("trees without an end", () => {
  it.each(Object.entries(endless()))("are refused: %s", (_name, tree) => {
    const calls: readonly (() => unknown)[] = [
      () => pytree.flatten(loose(tree)),
      () => pytree.structureOf(loose(tree)),
      () => pytree.paths(loose(tree)),
      () => pytree.freeze(loose(tree)),
      () => pytree.map((x) => x, loose(tree)),
      () => pytree.map((x, _y) => x, { a: 1 }, loose(tree)),
      () => pytree.at(loose(tree), (t: unknown) => t).update(loose((t: unknown) => pytree.map((x) => x, loose(t)))),
      () => jit((x: Arr) => x)(loose(tree)),
      () => jit(() => loose(tree))(),
      () => grad((x: Arr) => x)(loose(tree)),
    ];
    for (const call of calls) expect(call).toThrow(errors.TreeError);
    expect(pytree.hasStructure(pytree.structureOf({ a: 1 }), tree)).toBe(false);
  });

  it.each(Object.entries(endless()))("make no array: %s", (_name, tree) => {
    expect(messageOf(() => array(loose(tree)))).toMatch(
      /^(ShapeError|DataError) at data in array\(\)|^DataError in array/,
    );
  });
});

describe("random numbers of the host", () => {
  it("follow from keys, not from what keys are made of", () => {
    expect(messageOf(() => streams.normals(loose("a"), 2))).toMatchInlineSnapshot(
      `"OptionError at key in normals(): expected a key, four whole numbers, received the string "a". Make one of it: key("a")."`,
    );
    expect(messageOf(() => streams.uniforms(loose(7), 2))).toMatchInlineSnapshot(
      `"OptionError at key in uniforms(): expected a key, four whole numbers, received the number 7. Make one of it: key(7)."`,
    );
    expect(messageOf(() => streams.fold(loose("run"), 1))).toMatchInlineSnapshot(
      `"OptionError at key in fold(): expected a key, four whole numbers, received the string "run". Make one of it: key("run")."`,
    );
    expect(messageOf(() => streams.permutation(loose([1, 2]), 3))).toMatchInlineSnapshot(
      `"OptionError at key in permutation(): expected a key, four whole numbers, received a list of 2. Make one with key("seed"), or fold(key, index)."`,
    );
    expect(messageOf(() => streams.integers(streams.key("a"), loose("3"), 2))).toMatchInlineSnapshot(
      `"OptionError at n in integers(): expected a whole number of at least 0, received the string "3"."`,
    );
    expect(messageOf(() => streams.normals(streams.key("a"), 1.5))).toMatchInlineSnapshot(
      `"OptionError at n in normals(): expected a whole number of at least 0, received the number 1.5."`,
    );
  });
});
