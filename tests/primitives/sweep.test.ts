/** The sweep: every primitive in the registry, on every case it declares, on every target. */

import { type Arr, array, checkGrads, jit, jvp, mul, stack, sum, vjp, vmap } from "fluxion";
import { describe, expect, it } from "vitest";
import { fromHost, requireHost } from "../../src/array/arr.ts";
import { primitives } from "../../src/primitives/registry.ts";
import type { Attributes, CheckCase, Primitive } from "../../src/primitives/primitive.ts";
import { bind } from "../../src/program/bind.ts";
import { expectClose, expectSame } from "../support/arrays.ts";
import { draw } from "./draw.ts";

const targets = ["reference", "wasm"] as const;
const registry = Object.values(primitives) as readonly Primitive[];

/** The primitive as a function, composites written out. */
function apply(primitive: Primitive, operands: readonly Arr[], attributes: Attributes): Arr[] {
  return [...(primitive.expand?.(operands, attributes) ?? bind(primitive, operands, attributes))];
}

const isMoving = (domain: CheckCase<Attributes>["operands"][number]): boolean =>
  domain.dtype === "f64" && domain.differentiable !== false;

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
        if (
          !domains.some(isMoving) ||
          primitive.expand !== undefined ||
          label === "to f32" ||
          name === "scan" ||
          name === "cond"
        )
          return;
        const single = domains.map((domain, i) =>
          draw(domain, `${name} ${label} ${i}`, domain.dtype === "f64" ? "f32" : domain.dtype),
        );
        const values = f(...single);
        for (const target of targets) expectClose(jit(f, { target })(...single), values, 3e-6);
      });

      if (order > 0) {
        const moving = operands.filter((_, i) => isMoving(domains[i]!));
        const fixed = (xs: readonly Arr[]): Arr[] => {
          let next = 0;
          return operands.map((operand, i) => (isMoving(domains[i]!) ? xs[next++]! : operand));
        };
        const outputs = f(...operands);
        const weights = outputs.map((output, i) =>
          draw({ shape: output.shape, dtype: "f64", low: -1, high: 1 }, `${name} weight ${i}`),
        );
        const project = (...xs: readonly Arr[]): Arr =>
          f(...fixed(xs))
            .map((output, i) => sum(mul(output, weights[i]!)))
            .reduce((total, each) => total.add(each));

        it.each(targets)("agrees with differences, forward and reverse, on %s", (target) => {
          // Differences of a smooth function over 0.01: Richardson leaves about 1e-10.
          checkGrads(project, moving, { order: Math.min(order, 2) as 1 | 2, target, tolerance: 1e-7 });
        });

        it("keeps tangents in the element type of their values", () => {
          const single = moving.map((x) => x.cast("f32"));
          const { value, tangent } = jvp((...xs: readonly Arr[]) => f(...fixed(xs)), single, single);
          if (name !== "scan" && name !== "cond" && primitive.expand === undefined) {
            expect(tangent.map(({ dtype }) => dtype)).toEqual(value.map(({ dtype }) => dtype));
          }
        });

        it("is the transpose of its forward derivative", () => {
          const tangents = moving.map((x, i) =>
            draw({ shape: x.shape, dtype: "f64", low: -1, high: 1 }, `tangent ${i}`),
          );
          const whole = (...xs: readonly Arr[]): Arr[] => f(...fixed(xs));
          const pushed = jvp(whole, moving, tangents).tangent;
          const pulled = vjp(whole, ...moving).pullback(weights);
          const inner = (xs: readonly Arr[], ys: readonly Arr[]): number =>
            xs.reduce((total, x, i) => total + sum(mul(x, ys[i]!)).item(), 0);
          // <w, J t> = <Jᵀ w, t> up to rounding of sums of at most a few dozen terms of order 1.
          expect(inner(pulled, tangents)).toBeCloseTo(inner(weights, pushed), 11);
        });
      }

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

/** The same values behind negative strides. */
function reversedTwice(x: Arr): Arr {
  const flipped = x.rank === 0 ? x : x.flip();
  const copy = array(flipped.toArray(), { shape: x.shape, dtype: x.dtype });
  const steps = x.shape.map(() => -1);
  return x.rank === 0 ? x : fromHost(requireHost(copy, "test").step(...steps), x.dtype);
}
