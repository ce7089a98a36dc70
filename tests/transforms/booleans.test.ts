/** Booleans: refused wherever a tree enters a function that traces its leaves, with the way out. */
import { describe, expect, it } from "vitest";
import {
  type Arr,
  array,
  checkpoint,
  customJvp,
  customVjp,
  grad,
  hvp,
  jacobian,
  jit,
  jvp,
  linearize,
  trace,
  vjp,
  vmap,
  where,
} from "fluxion";
import { messageOf } from "../support/message-of.ts";

interface Flagged {
  readonly x: Arr;
  readonly on: boolean;
}
const chosen = (p: Flagged): Arr => (p.on ? p.x.square() : p.x);
const params = { x: array(3), on: false };

describe("a boolean", () => {
  it("as an argument is an error that names the way out", () => {
    const f = (x: Arr, flag: boolean): Arr => (flag ? x.square() : x);
    expect(messageOf(() => jit(f)(3, false))).toMatchInlineSnapshot(
      `"TreeError at arguments[1] in f(): expected an Arr or a number, received false. Inside it would be an Arr, which every if takes for true. Let the function close over the flag: (x) => f(x, true); or give array(true), and choose by it with where or cond."`,
    );
    expect(jit((x: Arr) => f(x, false))(3).item()).toBe(3);
    expect(jit((x: Arr, flag: Arr) => where(flag, x.square(), x))(3, array(false)).item()).toBe(3);
  });

  it("in a tree is an error in every transformation", () => {
    const calls: Readonly<Record<string, () => unknown>> = {
      jit: () => jit(chosen)(params),
      grad: () => grad(chosen)(params),
      vjp: () => vjp(chosen, params),
      jvp: () => jvp(chosen, [params], [params]),
      linearize: () => linearize(chosen, params),
      jacobian: () => jacobian(chosen)(params),
      hvp: () => hvp(chosen)(params, params),
      vmap: () => vmap(chosen, { in: null })(params),
      trace: () => trace(chosen)(params),
      checkpoint: () => checkpoint(chosen)(params),
      customJvp: () => customJvp(chosen, ([p]) => ({ value: chosen(p), tangent: array(0) }))(params),
      customVjp: () =>
        customVjp(chosen, { forward: (p) => ({ value: chosen(p), residuals: [] }), backward: () => [params] })(params),
    };
    for (const call of Object.values(calls)) expect(messageOf(call)).toContain("on in ");
    for (const call of Object.values(calls))
      expect(messageOf(call)).toContain("received false. Inside it would be an Arr");
  });

  it("is refused after a call with an array of them, too", () => {
    const compiled = jit((x: Arr, flag: Arr) => where(flag, x.square(), x));
    expect(compiled(3, array(true)).item()).toBe(9);
    expect(messageOf(() => compiled(3, true as never))).toContain("received true");
  });
});
