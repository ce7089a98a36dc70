/** Rounding to integers: down, up, to the nearest, towards zero. */

import { unary, type UnaryPrimitive } from "./family.ts";
import { notDifferentiable, uniform } from "../../program/derivative.ts";

const rounding = (name: string, reference: (x: number) => number): UnaryPrimitive =>
  unary(name, {
    reference,
    jvp: notDifferentiable("piecewise constant"),
    work: 1,
    fault: {},
    check: { at: uniform(-4, 4), order: 0 },
  });

export const floor = rounding("floor", Math.floor);
export const ceil = rounding("ceil", Math.ceil);
export const trunc = rounding("trunc", Math.trunc);

/** To the nearest integer, halves to the even one. */
export const round = rounding("round", (x) => (Math.abs(x % 1) === 0.5 ? 2 * Math.round(x / 2) : Math.round(x)));
