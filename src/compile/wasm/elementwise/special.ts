/** Special functions on lanes: computed in f64 by functions of the module, rounded once when the type is f32. */

import type { Lowering } from "../../schedule/region-builder.ts";
import type { LaneFunction } from "../kernel/lane-function.ts";
import { j0, j1, jn } from "../math/bessel.ts";
import { erfInv } from "../math/error-function.ts";
import { gammaP, gammaPByShape, gammaQ } from "../math/incomplete-gamma.ts";
import { polygamma } from "../math/polygamma.ts";
import { defineFormula, type VectorMathFunction } from "../math/vector-function.ts";
import { elementwise } from "../structural.ts";
import { rounded } from "./arithmetic.ts";

/** A function too long to be written in place; its weight is that of a body in which nothing else is either. */
function lanesOf(name: string, f: VectorMathFunction): LaneFunction {
  return {
    weight: 400,
    emit: (m, operands, { result }) => rounded(m, m.call(defineFormula(m.module, name, f), ...operands), result),
  };
}

/** A family of functions of which the attribute `order` chooses one. */
function ofOrder(name: string, family: (order: number) => VectorMathFunction): Lowering<Readonly<{ order: number }>> {
  const members = new Map<number, LaneFunction>();
  return (builder, operands, equation) => {
    const order = equation.attributes.order;
    const member = members.get(order) ?? lanesOf(`${name} ${order}`, family(order));
    members.set(order, member);
    return elementwise(member)(builder, operands, equation);
  };
}

export const special = {
  erfInv: elementwise(lanesOf("erfInv", erfInv)),
  j0: elementwise(lanesOf("j0", j0)),
  j1: elementwise(lanesOf("j1", j1)),
  jn: ofOrder("jn", jn),
  polygamma: ofOrder("polygamma", polygamma),
  gammaP: elementwise(lanesOf("gammaP", gammaP)),
  gammaQ: elementwise(lanesOf("gammaQ", gammaQ)),
  gammaPByShape: elementwise(lanesOf("gammaPByShape", gammaPByShape)),
} as const;
