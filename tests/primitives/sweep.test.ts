/** The sweep: every primitive in the registry, on every case it declares, on every target. */

import { type Arr, array, checkGrads, jit, jvp, mul, stack, sum, vjp, vmap, zeros } from "fluxion";
import { describe, expect, it } from "vitest";
import { fromHost, requireHost } from "../../src/array/arr.ts";
import { primitives } from "../../src/primitives/registry.ts";
import type { Attributes, CheckCase, Primitive } from "../../src/program/primitive.ts";
import { bind } from "../../src/program/bind.ts";
import { expectClose, expectSame } from "../support/arrays.ts";
import { draw } from "./draw.ts";

const targets = ["reference", "wasm"] as const;
const registry = Object.values(primitives) as readonly Primitive[];

/** The primitive as a function. */
function apply(primitive: Primitive, operands: readonly Arr[], attributes: Attributes): Arr[] {
  return bind(primitive, operands, attributes);
}

const isMoving = (domain: CheckCase<Attributes>["operands"][number]): boolean =>
  domain.dtype === "f64" && domain.differentiable !== false;

/** Σ <x, y> over the arrays of two lists. */
const inner = (xs: readonly Arr[], ys: readonly Arr[]): Arr =>
  xs.map((x, i) => sum(mul(x, ys[i]!))).reduce((total, each) => total.add(each));

/** True of primitives that take any element type; the bodies of control flow and of users' rules are traced for one. */
const isGeneric = (primitive: Primitive): boolean =>
  primitive.expand === undefined &&
  !primitive.check().some(({ attributes }) => Object.values(attributes).some((value) => holdsProgram(value)));

function holdsProgram(value: Attributes[string]): boolean {
  if (typeof value !== "object") return false;
  return Array.isArray(value) ? value.some((each: Attributes[string]) => holdsProgram(each)) : "equations" in value;
}

describe.each(registry.map((primitive) => [primitive.name, primitive] as const))("%s", (name, primitive) => {
  const cases = primitive.check();

  it("declares at least one case", () => {
    expect(cases.length).toBeGreaterThan(0);
  });

  describe.each(cases.map((each) => [each.label, each] as const))(
    "%s",
    (label, { operands: domains, attributes, order }) => {
      const operands = domains.map((domain, i) => draw(domain, `${name} ${label} ${i}`));
      const f = (...xs: readonly Arr[]): Arr[] => apply(primitive, xs, attributes);

      it("gives the types it announces, and the same values compiled as interpreted", () => {
        const types = operands.map(({ shape, dtype }) => ({ shape, dtype }));
        const announced = primitive.outputTypes(types, attributes);
        const values = f(...operands);
        expect(values.map(({ shape, dtype }) => ({ shape: [...shape], dtype }))).toEqual(
          announced.map(({ shape, dtype }) => ({ shape: [...shape], dtype })),
        );
        for (const target of targets) {
          // Vector math is good to 2 ulp and sums may be taken in another order: 1e-14 is some 40 ulp.
          expectClose(jit(f, { target })(...operands), values, 1e-14);
        }
      });

      it("computes f32 as f64 rounded after the operation", () => {
        if (!domains.some(isMoving) || !isGeneric(primitive) || label === "to f32") return;
        const single = domains.map((domain, i) =>
          draw(domain, `${name} ${label} ${i}`, domain.dtype === "f64" ? "f32" : domain.dtype),
        );
        const values = f(...single);
        for (const target of targets) expectClose(jit(f, { target })(...single), values, 3e-6);
      });

      if (order !== 0) {
        const moving = operands.filter((_, i) => isMoving(domains[i]!));
        const whole = (...xs: readonly Arr[]): Arr[] => {
          let next = 0;
          return floats(f(...operands.map((operand, i) => (isMoving(domains[i]!) ? xs[next++]! : operand))));
        };
        const directions = (what: string, like: readonly Arr[]): Arr[] =>
          like.map(({ shape }, i) => draw({ shape, dtype: "f64", low: -1, high: 1 }, `${name} ${what} ${i}`));
        const weights = directions("weight", whole(...moving));
        const scalar = (...xs: readonly Arr[]): Arr => inner(whole(...xs), weights);

        it.each(targets)("agrees with differences, forward and reverse, on %s", (target) => {
          // Differences of a smooth function over 0.01: Richardson leaves about 1e-10.
          checkGrads(scalar, moving, { order, target, tolerance: 1e-7 });
        });

        it("is the transpose of its forward derivative", () => {
          const tangents = directions("tangent", moving);
          const pushed = jvp(whole, moving, tangents).tangent;
          const pulled = vjp(whole, ...moving).pullback(weights);
          // <w, J t> = <Jᵀ w, t> up to rounding of sums of at most a few dozen terms of order 1.
          expect(inner(pulled, tangents).item()).toBeCloseTo(inner(weights, pushed).item(), 11);
        });

        it.runIf(isGeneric(primitive) && label !== "to f32")(
          "has the derivative of f64 in f32, to its rounding",
          () => {
            const tangents = directions("tangent", moving);
            const { tangent: expected } = jvp(whole, moving, tangents);
            const [single, along] = [moving, tangents].map((each) => each.map((x) => x.cast("f32"))) as [Arr[], Arr[]];
            const inSingle = (...xs: readonly Arr[]): Arr[] => {
              let next = 0;
              return floats(
                f(
                  ...operands.map((operand, i) =>
                    isMoving(domains[i]!) ? xs[next++]! : operand.dtype === "f64" ? operand.cast("f32") : operand,
                  ),
                ),
              );
            };
            const pushed = jvp(inSingle, single, along);
            expect(pushed.tangent.map(({ dtype }) => dtype)).toEqual(pushed.value.map(({ dtype }) => dtype));
            // Some ten roundings of 6e-8, amplified by conditioning of at most a few tens at the points that records choose.
            expectClose(
              pushed.tangent.map((x) => x.cast("f64")),
              expected,
              1e-4,
            );
            const compiled = jit((...xs: readonly Arr[]) => jvp(inSingle, xs, along).tangent)(...single);
            expectClose(compiled, pushed.tangent, 3e-6);
            const pulled = vjp(inSingle, ...single).pullback(weights.map((each) => each.cast("f32")));
            expect(pulled.map(({ dtype }) => dtype)).toEqual(single.map(({ dtype }) => dtype));
          },
        );

        it.runIf(order === 2)("has one second derivative, forward over reverse and reverse over forward", () => {
          const [along, across] = [directions("along", moving), directions("across", moving)];
          const gradient = (...xs: readonly Arr[]): readonly Arr[] => vjp(scalar, ...xs).pullback(1);
          const slope = (...xs: readonly Arr[]): Arr => jvp(scalar, xs, along).tangent;
          // <v, H u> by pushing a gradient forward, and by pulling a slope back.
          const forwardOverReverse = inner(jvp(gradient, moving, along).tangent, across).item();
          const reverseOverForward = inner(vjp(slope, ...moving).pullback(1), across).item();
          const compiled = inner(
            jit((...xs: readonly Arr[]) => vjp(slope, ...xs).pullback(1))(...moving),
            across,
          ).item();
          // Sums of the same products in another order.
          const scale = Math.max(1, Math.abs(forwardOverReverse));
          expect(Math.abs(reverseOverForward - forwardOverReverse) / scale).toBeLessThan(1e-11);
          expect(Math.abs(compiled - forwardOverReverse) / scale).toBeLessThan(1e-11);
        });
      }

      it("gives an empty stack for an empty stack", () => {
        const empty = domains.map(({ shape, dtype }) => zeros([0, ...shape], { dtype }));
        const results = vmap(f)(...empty);
        const one = f(...operands);
        for (const each of [results, jit(vmap(f))(...empty)]) {
          expect(each.map(({ shape, dtype }) => ({ shape: [...shape], dtype }))).toEqual(
            one.map(({ shape, dtype }) => ({ shape: [0, ...shape], dtype })),
          );
        }
      });

      it("maps over any of its operands as a loop does", () => {
        const size = 3;
        for (let mask = 1; mask < 2 ** domains.length; mask++) {
          const mapped = domains.map((_, i) => (mask & (1 << i)) !== 0);
          const elements = Array.from({ length: size }, (_, k) =>
            domains.map((domain, i) =>
              mapped[i] === true ? draw(domain, `${name} ${label} ${i} of ${k}`) : operands[i]!,
            ),
          );
          const stacked = domains.map((_, i) =>
            mapped[i] === true ? stack(elements.map((each) => each[i]!)) : operands[i]!,
          );
          const looped = elements.map((each) => f(...each));
          const expected = looped[0]!.map((_, output) => stack(looped.map((each) => each[output]!)));
          const batched = vmap(f, { in: mapped.map((each) => (each ? 0 : null)) });
          expectClose(batched(...stacked), expected, 1e-14);
          expectClose(jit(batched)(...stacked), expected, 1e-14);
        }
      });

      it("reads strided views as it reads copies", () => {
        const views = operands.map((operand) => reversedTwice(operand));
        expectSame(f(...views), f(...operands));
        expectClose(jit(f)(...views), f(...operands), 1e-14);
      });
    },
  );
});

/** Results that have derivatives; positions beside them have none. */
function floats(results: readonly Arr[]): Arr[] {
  return results.filter(({ dtype }) => dtype === "f64" || dtype === "f32");
}

/** The same values behind negative strides. */
function reversedTwice(x: Arr): Arr {
  const flipped = x.rank === 0 ? x : x.flip();
  const copy = array(flipped.toArray(), { shape: x.shape, dtype: x.dtype });
  const steps = x.shape.map(() => -1);
  return x.rank === 0 ? x : fromHost(requireHost(copy, "test").step(...steps), x.dtype);
}
