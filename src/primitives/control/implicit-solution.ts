/** implicitSolution: the solution of equations F(x, p) = 0, differentiated through the equations and not through the solver. */

import { ofPrograms } from "../work.ts";
import { type Arr, fromBuffer, fromHost, hostOf } from "../../array/arr.ts";
import type { HostArray } from "../../array/host-array.ts";
import { allocate, type DType, promote } from "../../array/dtype.ts";
import { type ArrayType, type Shape, sizeOf } from "../../array/shape.ts";
import { broadcast, reshapeTo, transposeTo } from "../movement/shape.ts";
import { div, mul, neg, sub } from "../elementwise/arithmetic.ts";
import { castTo } from "../elementwise/convert.ts";
import { sqrt } from "../elementwise/powers.ts";
import { asArray } from "../../program/bind.ts";
import { zerosOf } from "../../array/zeros.ts";
import { bind, bindOne } from "../../program/bind.ts";
import { ProgramBuilder } from "../../program/builder.ts";
import { traceClosed } from "../../program/close.ts";
import { evaluate } from "../../interpreters/evaluate.ts";
import type { Program } from "../../program/program.ts";
import { batchProgram } from "../../interpreters/batch.ts";
import { withBatchAxis } from "../batching.ts";
import { pushForward, type PushForwardMode } from "../../interpreters/push-forward.ts";
import { nonlinear, uniform } from "../../program/derivative.ts";
import { solve } from "../linear-algebra/solve.ts";
import { concatenate, slice } from "../movement/parts.ts";
import type { BatchResult, JointResult, Primitive, Tangent, Value } from "../../program/primitive.ts";

export type ImplicitAttributes = Readonly<{
  /** Takes the operands; returns the unknowns, then what else the solver reports, which has no derivative. */
  solution: Program;
  /** Takes the unknowns, then the operands; returns the residuals, of the types of the unknowns. */
  residual: Program;
  unknownCount: number;
  /** How many leading axes of every unknown are batch axes; the systems along them are independent. */
  batchRank: number;
}>;

export const implicitSolution: Primitive<ImplicitAttributes> = {
  name: "implicitSolution",
  outputTypes: (_operands, { solution }) => solution.outputs.map(({ type }) => type),
  reference(operands, { solution }, types) {
    const values = operands.map((host, i) => fromHost(host, types[i]!.dtype));
    return evaluate(solution, values).map((arr): HostArray => hostOf(arr)!);
  },
  expand: (operands, { solution }) => evaluate(solution, operands),
  derivative: {
    kind: "joint",
    forward: (operands, tangents, attributes) => differentiate(operands, tangents, attributes, "forward"),
    linearize: (operands, tangents, attributes) => differentiate(operands, tangents, attributes, "linearize"),
  },
  transposition: nonlinear,
  batch: batchSolution,
  family: "custom",
  work: ofPrograms,
  commutes: false,
  programs: { kind: "call", of: ({ solution }) => solution },
  fault: {},
  check: () => [
    {
      label: "product and quotient",
      operands: [uniform(0.5, 2, []), uniform(0.5, 2, [])],
      attributes: productAndQuotient(),
      order: 2,
    },
  ],
};

/** x y = a, x / y = b for x, y > 0: solved by x = sqrt(a b), y = sqrt(a / b). */
function productAndQuotient(): ImplicitAttributes {
  const scalars = (count: number): ArrayType[] => Array.from({ length: count }, () => ({ shape: [], dtype: "f64" }));
  return {
    solution: traceClosed(scalars(2), ([a, b]) => [sqrt(mul(a!, b!)), sqrt(div(a!, b!))]),
    residual: traceClosed(scalars(4), ([x, y, a, b]) => [sub(mul(x!, y!), a!), sub(div(x!, y!), b!)]),
    unknownCount: 2,
    batchRank: 0,
  };
}

/**
 * F(x(p), p) = 0 for all p gives F_x dx = −F_p dp. The solution here is this primitive again, so that x in F_x and F_p moves in
 * turn when the derivative is differentiated.
 */
function differentiate(
  operands: readonly Value[],
  tangents: readonly Tangent[],
  attributes: ImplicitAttributes,
  mode: PushForwardMode,
): JointResult {
  const { residual, unknownCount, batchRank } = attributes;
  const outputs = bind(implicitSolution, operands, attributes);
  const unknowns = outputs.slice(0, unknownCount);
  const fixed = unknowns.map(() => null);
  const moved = pushForward(residual, [...unknowns, ...operands], [...fixed, ...tangents], mode).tangents;
  if (moved.every((each) => each === null)) return { outputs, tangents: outputs.map(() => null) };
  const systems = new Systems(unknowns, batchRank);
  const right = systems.join(moved.map((each, i) => each ?? zerosOf(unknowns[i]!)));
  const matrix = unknownJacobian(systems, residual, operands);
  const split = systems.split(solveSystems(matrix, neg(right)));
  return { outputs, tangents: outputs.map((_, i) => split[i] ?? null) };
}

/** A⁻¹ b for matrices [...batch, n, n] and vectors [...batch, n]; one equation with one unknown is a division. */
function solveSystems(matrix: Arr, right: Arr): Arr {
  if (right.shape.at(-1) === 1) return div(right, reshapeTo(matrix, right.shape));
  return reshapeTo(bindOne(solve, [matrix, reshapeTo(right, [...right.shape, 1])], {}), right.shape);
}

/** The unknowns of a batch of systems, laid out as vectors [...batch, n]. */
class Systems {
  readonly unknowns: readonly Arr[];
  readonly batch: Shape;
  readonly sizes: readonly number[];
  readonly count: number;
  readonly dtype: DType;

  constructor(unknowns: readonly Arr[], batchRank: number) {
    this.unknowns = unknowns;
    this.batch = unknowns[0]!.shape.slice(0, batchRank);
    this.sizes = unknowns.map(({ shape }) => sizeOf(shape.slice(batchRank)));
    this.count = this.sizes.reduce((total, size) => total + size, 0);
    this.dtype = unknowns.map(({ dtype }) => dtype).reduce(promote);
  }

  /** Arrays of the types of the unknowns, behind further leading axes, as [...leading, ...batch, n]. */
  join(arrays: readonly Arr[], leading: Shape = []): Arr {
    const vectors = arrays.map((each, i) =>
      reshapeTo(castTo(each, this.dtype), [...leading, ...this.batch, this.sizes[i]!]),
    );
    if (vectors.length === 1) return vectors[0]!;
    return bindOne(concatenate, vectors, { axis: leading.length + this.batch.length });
  }

  /** The arrays of which [...batch, n] is made. */
  split(vectors: Arr): Arr[] {
    let start = 0;
    return this.unknowns.map(({ shape, dtype }, i) => {
      const starts = [...this.batch.map(() => 0), start];
      const limits = [...this.batch, (start += this.sizes[i]!)];
      const part = bindOne(slice, [vectors], { starts, limits, strides: starts.map(() => 1) });
      return castTo(reshapeTo(part, shape), dtype);
    });
  }

  /** For each unknown the n unit vectors of a system, the same in all systems of the batch: [n, ...batch, ...shape]. */
  units(): Arr[] {
    let offset = 0;
    return this.unknowns.map(({ shape, dtype }, i) => {
      const size = this.sizes[i]!;
      const data = allocate(dtype, this.count * size);
      for (let k = 0; k < size; k++) data[(offset + k) * size + k] = 1;
      offset += size;
      const single = [this.count, ...this.batch.map(() => 1), ...shape.slice(this.batch.length)];
      return broadcast(fromBuffer(data, single, dtype), [this.count, ...shape]);
    });
  }
}

/** F_x as matrices [...batch, n, n]: all unit tangents of x at once, through a system and its neighbours in the batch together. */
function unknownJacobian(systems: Systems, residual: Program, operands: readonly Value[]): Arr {
  const { unknowns, batch, count } = systems;
  const builder = new ProgramBuilder();
  const tangents = unknowns.map(({ shape, dtype }) => builder.input({ shape, dtype }));
  const pushed = pushForward(
    residual,
    [...unknowns, ...operands],
    [...tangents, ...operands.map(() => null)],
    "linearize",
  );
  const moving = pushed.tangents.map((each) => each !== null);
  const { program, captures } = builder.finish(pushed.tangents.filter((each) => each !== null));
  const columns = batchProgram(
    program,
    [...captures, ...systems.units()],
    [...captures.map(() => false), ...unknowns.map(() => true)],
    count,
  );
  let next = 0;
  const stacks = unknowns.map((unknown, i) => {
    if (moving[i] !== true) return zerosOf({ shape: [count, ...unknown.shape], dtype: unknown.dtype });
    const at = next++;
    return withBatchAxis(columns.outputs[at]!, columns.mapped[at] === true, count);
  });
  // [columns, ...batch, rows] to [...batch, rows, columns]
  const joined = systems.join(stacks, [count]);
  return transposeTo(joined, [...batch.map((_, axis) => axis + 1), batch.length + 1, 0]);
}

/** All unknowns and residuals get the batch axis, whether they need it or not: the systems stay alike. */
function batchSolution(
  operands: readonly Value[],
  mapped: readonly boolean[],
  { solution, residual, unknownCount, batchRank }: ImplicitAttributes,
  size: number,
): BatchResult {
  const batchTypes = (types: readonly ArrayType[], marks: readonly boolean[]): ArrayType[] =>
    types.map((type, i) => (marks[i] === true ? { ...type, shape: [size, ...type.shape] } : type));
  const batched = (program: Program, marks: readonly boolean[]): Program =>
    traceClosed(
      batchTypes(
        program.inputs.map(({ type }) => type),
        marks,
      ),
      (inputs) => {
        const result = batchProgram(program, inputs, marks, size);
        return result.outputs.map((output, i) => withBatchAxis(output, result.mapped[i] === true, size));
      },
    );
  const attributes: ImplicitAttributes = {
    solution: batched(solution, mapped),
    residual: batched(residual, [...new Array<boolean>(unknownCount).fill(true), ...mapped]),
    unknownCount,
    batchRank: batchRank + 1,
  };
  const values = operands.map((operand) => asArray(operand));
  const outputs = bind(implicitSolution, values, attributes);
  return { outputs, mapped: outputs.map(() => true) };
}
