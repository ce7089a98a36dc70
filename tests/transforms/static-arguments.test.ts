/** Static arguments of compiled functions: they reach the function as they are, and programs are told apart by their values. */

import { type Arr, array, grad, jit, vmap } from "fluxion";
import { describe, expect, expectTypeOf, it } from "vitest";
import { messageOf } from "../support/message-of.ts";

interface Settings {
  readonly order: number;
  readonly names?: readonly string[];
}

/** A compiled function that counts how often it is traced. */
function counted(target: "wasm" | "reference" = "wasm") {
  let traces = 0;
  const f = jit(
    (x: Arr, settings: Settings | null, negative: boolean): Arr => {
      traces += 1;
      const y = x.pow(settings?.order ?? 1);
      return negative ? y.neg() : y;
    },
    { static: [1, 2], target },
  );
  return { f, traces: () => traces };
}

describe("static arguments", () => {
  it.each(["wasm", "reference"] as const)("choose the program, by value, on %s", (target) => {
    const { f, traces } = counted(target);
    expectTypeOf(f).parameters.toEqualTypeOf<[Arr | number, Settings | null, boolean]>();
    expect([f(3, { order: 2 }, false).item(), f(3, { order: 2 }, true).item(), f(3, null, true).item()]).toEqual([
      9, -9, -3,
    ]);
    expect(traces()).toBe(3);
    // Another object with the same contents, in another order, and the same values again.
    expect(f(4, { order: 2, names: ["a"] }, false).item()).toBe(16);
    expect(f(5, { names: ["a"], order: 2 }, false).item()).toBe(25);
    expect(f(6, { order: 2 }, false).item()).toBe(36);
    expect(traces()).toBe(4);
    // Another shape is another program, another number is not.
    expect(f(array([1, 2]), { order: 2 }, false).toNested()).toEqual([1, 4]);
    expect(f(array([3, 4]), { order: 2 }, false).toNested()).toEqual([9, 16]);
    expect(traces()).toBe(5);
  });

  it("are told apart as Object.is does, and by type", () => {
    let traces = 0;
    const f = jit((x: Arr, _: unknown): Arr => ((traces += 1), x), { static: [1] });
    const different = [0, -0, "0", NaN, 1n, 1, "1", true, "true", null, undefined, "null", [], {}, [[]], ["1,2"], [1, 2], [12], { a: 1 }, { "a:1": null }]; // prettier-ignore
    for (const _ of [0, 1]) for (const value of different) f(1, value);
    expect(traces).toBe(different.length);
  });

  it("see a change of what they hold", () => {
    const settings = { order: 2 };
    const { f } = counted();
    expect(f(3, settings, false).item()).toBe(9);
    settings.order = 3;
    expect(f(3, settings, false).item()).toBe(27);
  });

  it("stand anywhere, and work inside other transformations", () => {
    const f = jit((kind: string, x: Arr) => (kind === "sin" ? x.sin() : x.square()), { static: [0] });
    expect(f("square", 3).item()).toBe(9);
    expect(grad((x: Arr) => f("square", x))(3).item()).toBe(6);
    expect(jit(vmap((x: Arr) => f("square", x)))(array([1, 2])).toNested()).toEqual([1, 4]);
    const outer = jit((x: Arr, y: Arr) => jit((z: Arr, n: number) => z.mul(x).mul(n), { static: [1] })(y, 10));
    expect(outer(2, 3).item()).toBe(60);
  });

  it("are plain values", () => {
    const { f } = counted();
    expect(messageOf(() => f(1, { order: array(2) } as never, true))).toMatchInlineSnapshot(
      `"OptionError at arguments[1].order in jit(): expected a static argument that is a plain value: a number, text, true or false, null, or a list or object of these, received f64[]. An array is traced: leave its position out of static. What can change unseen has no value to compile for."`,
    );
    expect(messageOf(() => f(1, Math.sin as never, true))).toMatchInlineSnapshot(
      `"OptionError at arguments[1] in jit(): expected a static argument that is a plain value: a number, text, true or false, null, or a list or object of these, received the function sin. Let the compiled function close over it: jit((x) => f(x, activation))."`,
    );
    expect(messageOf(() => f(1, { order: 1, names: new Set(["a"]) } as never, true))).toMatchInlineSnapshot(
      `"OptionError at arguments[1].names in jit(): expected a static argument that is a plain value: a number, text, true or false, null, or a list or object of these, received a Set. An array is traced: leave its position out of static. What can change unseen has no value to compile for."`,
    );
    const ring: Record<string, unknown> = {};
    ring["self"] = ring;
    expect(messageOf(() => f(1, ring as never, true))).toMatchInlineSnapshot(
      `"OptionError at arguments[1].self in jit(): expected a static argument that is a plain value: a number, text, true or false, null, or a list or object of these, received an object with key self. It contains itself."`,
    );
    const twice = ["a"];
    expect(f(1, { order: 1, names: [twice, twice] as never }, false).item()).toBe(1);
    // The others are named by their place among all.
    expect(messageOf(() => jit((_: string, x: Arr) => x, { static: [0] })("a", "b" as never))).toMatchInlineSnapshot(
      `"TreeError at arguments[1] in jit(): expected an Arr, a number or a boolean, or a plain object or list of these, received the string "b". Keep names and labels outside of the tree."`,
    );
    expect(messageOf(() => jit((x: Arr) => x, { static: 1 as never }))).toMatchInlineSnapshot(
      `"OptionError at static in jit(): expected a list of positions of arguments, such as [1], received the number 1."`,
    );
    expect(messageOf(() => jit((x: Arr) => x, { statics: [1] } as never))).toMatchInlineSnapshot(
      `"OptionError at statics in jit(): there is no option statics. Did you mean static? The options are static, target, debug."`,
    );
  });
});
