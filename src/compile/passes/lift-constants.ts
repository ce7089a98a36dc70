/** Lifting constants: all known arrays become constants of the outermost program, and what is the same is kept once. */

import ndarray from "ndarray";
import { type Arr, fromHost, requireHost } from "../../array/arr.ts";
import { type HostArray, rowMajorData } from "../../array/host-array.ts";
import { sameShape, type Shape } from "../../array/shape.ts";
import { type Constant, type Equation, Literal, type Operand, type Program, Variable } from "../../program/program.ts";
import { primitives } from "../../primitives/registry.ts";
import type { Primitive } from "../../program/primitive.ts";
import { mapPrograms } from "../../program/sub-programs.ts";

/** The program with constants at the outermost level alone; those of loops and branches come in as operands. */
export function liftConstants(program: Program): Program {
  const constants: Constant[] = [];
  const lifted = lift(program, (constant) => {
    const known = constants.find(({ value }) => isSameArray(value, constant.value));
    if (known === undefined) constants.push(constant);
    return (known ?? constant).variable;
  });
  return { ...lifted, constants };
}

/**
 * Whether two arrays are views of one memory in which the same elements are met: a symmetric matrix and its transpose. Arrays of
 * other memory are not compared: numbers that happen to be equal are no part of what the code is.
 */
function isSameArray(a: Arr, b: Arr): boolean {
  const [x, y] = [requireHost(a, "jit"), requireHost(b, "jit")];
  if (x.data !== y.data || a.dtype !== b.dtype || !sameShape(a.shape, b.shape)) return false;
  if (x.offset === y.offset && sameShape(x.stride, y.stride)) return true;
  const [first, second] = [rowMajorData(x, a.dtype), rowMajorData(y, b.dtype)];
  return first.every((value, i) => Object.is(value, second[i]));
}

/** Replaces constants by what `outer` makes of them: an operand of this program. */
function lift(program: Program, outer: (constant: Constant) => Variable): Program {
  const equations: Equation[] = [];
  const replaced = new Map<Variable, Operand>();
  for (const { variable, value } of program.constants) {
    replaced.set(variable, compactConstant(value, outer, equations));
  }
  const read = (operand: Operand): Operand =>
    operand instanceof Variable ? (replaced.get(operand) ?? operand) : operand;
  for (const equation of program.equations) {
    equations.push(liftFromBodies({ ...equation, operands: equation.operands.map(read) }, outer));
  }
  return { inputs: program.inputs, constants: [], equations, outputs: program.outputs.map(read) };
}

/**
 * A known array as little data: axes along which it repeats are broadcast from one element, and a lone 0 or 1 is a literal.
 * Zeros and ones come from the structure of derivatives, so they are part of what the code is.
 */
function compactConstant(value: Arr, outer: (constant: Constant) => Variable, equations: Equation[]): Operand {
  const host = requireHost(value, "jit");
  const { shape, dtype } = value;
  const keep = (data: HostArray): Variable =>
    outer({ variable: new Variable({ shape: data.shape.slice(), dtype }), value: fromHost(data, dtype) });
  const apply = (primitive: Primitive, x: Operand, to: Shape): Variable => {
    const result = new Variable({ shape: to, dtype });
    equations.push({ primitive, operands: [x], attributes: { shape: to.slice() }, results: [result] });
    return result;
  };
  const once = shape.map((length, axis) => (host.stride[axis] === 0 && length > 1 ? 1 : length));
  let compact: Operand;
  if (once.every((length) => length === 1)) {
    const element = host.data[host.offset]!;
    // A scalar: elementwise equations take it as it is.
    const isStructural = Object.is(element, 0) || element === 1;
    compact = isStructural ? new Literal(element, dtype) : keep(ndarray(host.data, [], [], host.offset));
    if (shape.length > 0) compact = apply(primitives.reshape, compact, once);
  } else compact = keep(ndarray(host.data, once, host.stride.slice(), host.offset));
  return sameShape(once, shape) ? compact : apply(primitives.broadcastTo, compact, shape);
}

/** Constants of a loop's body join its constants; those of branches are operands of all. */
function liftFromBodies(equation: Equation, outer: (constant: Constant) => Variable): Equation {
  const added: { readonly inner: Variable; readonly outside: Variable }[] = [];
  const lifted = mapPrograms(equation, (program) =>
    lift(program, (constant) => {
      const outside = outer(constant);
      const inner = new Variable(outside.type);
      added.push({ inner, outside });
      return inner;
    }),
  );
  if (added.length === 0) return lifted;
  const inner = added.map((each) => each.inner);
  const outside = added.map((each) => each.outside);
  const { programs } = equation.primitive;
  if (programs.kind === "scan" || programs.kind === "while") {
    const { constantCount: count } = programs.of(equation.attributes);
    const widened = mapPrograms(lifted, (part) => ({
      ...part,
      inputs: [...part.inputs.slice(0, count), ...inner, ...part.inputs.slice(count)],
    }));
    return {
      ...widened,
      attributes: { ...widened.attributes, constantCount: count + added.length },
      operands: [...lifted.operands.slice(0, count), ...outside, ...lifted.operands.slice(count)],
    };
  }
  return {
    ...mapPrograms(lifted, (branch) => ({ ...branch, inputs: [...branch.inputs, ...inner] })),
    operands: [...lifted.operands, ...outside],
  };
}
