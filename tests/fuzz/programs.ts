/** Programs drawn at random, and what is made of them: values, gradients, stacks, both. */

import { type Arr, type DType, grad, hessian, jit, jvp, sin, sum, vmap } from "fluxion";
import fc from "fast-check";
import { shapes } from "../compile/drawn-shapes.ts";
import { uniform } from "../compile/support.ts";
import { type Instruction, operationCount, perform, pick, type Values } from "./operations.ts";

/** How the function of a drawn program is used. */
const uses = [
  "value",
  "value",
  "value",
  "grad",
  "grad",
  "vmap",
  "grad of vmap",
  "jvp",
  "hessian",
  "jit inside",
] as const;

export interface Drawn {
  readonly instructions: readonly Instruction[];
  readonly shapes: readonly number[];
  readonly outputs: readonly number[];
  readonly start: number;
  readonly use: number;
}

const small = fc.nat({ max: 30 });

/** Programs of 5 to 30 operations. */
export const drawnPrograms: fc.Arbitrary<Drawn> = fc.record({
  instructions: fc.array(
    fc.record({
      operation: fc.nat({ max: operationCount - 1 }),
      first: small,
      second: small,
      parameter: fc.nat({ max: 7 }),
      body: fc.array(fc.nat({ max: 40 }), { minLength: 1, maxLength: 4 }),
    }),
    { minLength: 5, maxLength: 30 },
  ),
  shapes: fc.array(fc.nat({ max: shapes.length - 1 }), { minLength: 1, maxLength: 3 }),
  outputs: fc.array(small, { minLength: 1, maxLength: 5 }),
  start: fc.nat({ max: 1000 }),
  use: fc.nat({ max: uses.length - 1 }),
});

type Floats = (...xs: Arr[]) => Arr[];

/** The function that a drawn program stands for, and arguments for it. */
export function functionOf(drawn: Drawn, dtype: DType): { f: (...xs: Arr[]) => Arr | Arr[]; args: Arr[] } {
  const { instructions, outputs, start, use } = drawn;
  const args = drawn.shapes.map((index, i) => uniform(pick(shapes, index), start + i, dtype));
  const integers = [uniform([3], start, "i32", -5, 9), uniform([2, 3], start + 1, "i32", 0, 9)];
  const bools = [uniform([3], start, "bool"), uniform([], start + 1, "bool")];
  const named = pick(uses, use);
  const differentiated = named.includes("grad") || named === "hessian";

  const program: Floats = (...xs) => {
    const values: Values = { floats: xs, integers: [...integers], bools: [...bools] };
    for (const instruction of instructions) perform(values, instruction, differentiated);
    return outputs.map((index) => pick(values.floats, index));
  };
  const total = (...xs: Arr[]): Arr =>
    program(...xs)
      .map((each) => sum(sin(each)))
      .reduce((a, b) => a.add(b));
  const stacked = args.map((x) => uniform([2, ...x.shape], start + 7, dtype));
  switch (named) {
    case "value":
      return {
        // Integers and bools are results as well.
        f: (...xs) => {
          const values: Values = { floats: xs, integers: [...integers], bools: [...bools] };
          for (const instruction of instructions) perform(values, instruction, differentiated);
          return [
            ...outputs.map((index) => pick(values.floats, index)),
            pick(values.integers, outputs[0]!),
            pick(values.bools, outputs[0]!),
          ];
        },
        args,
      };
    case "grad":
      return { f: (...xs) => grad((first: Arr) => total(first, ...xs.slice(1)))(xs[0]!), args };
    case "vmap":
      return { f: vmap(program), args: stacked };
    case "grad of vmap":
      return {
        f: (...xs) => grad((first: Arr) => sum(vmap(total)(first, ...xs.slice(1))))(xs[0]!),
        args: stacked,
      };
    case "jvp":
      return { f: (...xs) => jvp(total, xs, xs).tangent, args };
    case "hessian": {
      const few = args.map((x, i) => (i === 0 ? uniform([2], start, dtype) : x));
      return { f: (...xs) => hessian((first: Arr) => total(first, ...xs.slice(1)))(xs[0]!), args: few };
    }
    case "jit inside":
      return { f: (...xs) => jit(total)(...xs), args };
  }
}
