/** Kept values: which values of a step a loop keeps for its derivative, and which are computed again on the way back. */

import { bytesPerElement } from "../../../array/dtype.ts";
import { sizeOf } from "../../../array/shape.ts";
import { CapacityGraph } from "./minimum-cut.ts";
import { type Equation, type Operand, type Program, Variable } from "../../../program/program.ts";
import { workOf } from "../../work.ts";

/** What is known about a step that computes values and, from them, something linear in its tangents. */
export interface StepWithTangents {
  /** Its equations; those that read a tangent, however indirectly, are linear. */
  readonly program: Program;
  /** Inputs that move. */
  readonly tangents: readonly Variable[];
  /** Inputs that are the same at every step: what is made of them alone is computed once. */
  readonly constants: readonly Variable[];
  /** Inputs that the way back has only if they were kept. */
  readonly carries: readonly Variable[];
  /** Other values that the way there computes anyway, and can keep. */
  readonly candidates: ReadonlySet<Variable>;
  /** What is asked for, linear in the tangents. */
  readonly outputs: readonly Operand[];
}

/** To write eight bytes and read them back, from memory that no cache holds, in units of work: about a nanosecond. */
const workOfKeeping = 4;
/** By how much keeping is made dearer until what is kept fits. */
const dearer = 1.5;
const attempts = 40;

/**
 * The values to keep: never more bytes than the carries that would have to be kept if all else were computed again, and within that
 * the least of work and memory traffic together. Each choice is a cut of the graph of the step: an equation is on the sink's side when it is computed again,
 * which costs its work; a value is kept when it is read across the cut, which costs its bytes.
 */
export function keptValues(step: StepWithTangents): Variable[] {
  const graph = new StepGraph(step);
  const budget = bytesOf(step.carries.filter((carry) => graph.isNeeded(carry)));
  let price = workOfKeeping;
  for (let attempt = 0; attempt < attempts; attempt++, price *= dearer) {
    const kept = graph.cheapest(price);
    if (bytesOf(kept) <= budget) return kept;
  }
  return step.carries.filter((carry) => graph.isNeeded(carry));
}

const bytesOf = (values: readonly Variable[]): number =>
  values.reduce((sum, { type }) => sum + sizeOf(type.shape) * bytesPerElement[type.dtype], 0);

/** The known values of a step: who makes them and who reads them. */
class StepGraph {
  /** Equations without tangents, in order, that something linear needs. */
  readonly #known: Equation[] = [];
  /** Values that equations with tangents read. */
  readonly #frontier = new Set<Variable>();
  /** Everything that the way back needs, if nothing but carries is kept. */
  readonly #needed = new Set<Variable>();
  readonly #step: StepWithTangents;

  constructor(step: StepWithTangents) {
    this.#step = step;
    const { program } = step;
    const moving = new Set(step.tangents);
    const invariant = new Set([...step.constants, ...program.constants.map(({ variable }) => variable)]);
    const known: Equation[] = [];
    const linear: Equation[] = [];
    for (const equation of program.equations) {
      const read = variablesOf(equation);
      if (read.some((each) => moving.has(each))) {
        equation.results.forEach((result) => moving.add(result));
        linear.push(equation);
      } else if (read.every((each) => invariant.has(each))) {
        equation.results.forEach((result) => invariant.add(result));
      } else known.push(equation);
    }
    const asked = new Set<unknown>(step.outputs);
    for (const equation of linear.reverse()) {
      if (!equation.results.some((result) => asked.has(result))) continue;
      for (const variable of variablesOf(equation)) {
        asked.add(variable);
        if (!moving.has(variable)) this.#frontier.add(variable);
      }
    }
    for (const variable of this.#frontier) this.#needed.add(variable);
    for (const equation of known.reverse()) {
      if (!equation.results.some((result) => this.#needed.has(result))) continue;
      variablesOf(equation).forEach((variable) => this.#needed.add(variable));
      this.#known.unshift(equation);
    }
  }

  isNeeded(variable: Variable): boolean {
    return this.#needed.has(variable);
  }

  /** What to keep when eight bytes cost `price`. */
  cheapest(price: number): Variable[] {
    const graph = new CapacityGraph();
    /** For each value: the node that is on the sink's side when somebody there reads it. */
    const reads = new Map<Variable, number>();
    const makers = new Map<Variable, number>();
    const offer = (value: Variable, maker: number, canBeKept: boolean): void => {
      const read = graph.node();
      graph.edge(maker, read, canBeKept ? (price * bytesOf([value])) / 8 : Infinity);
      reads.set(value, read);
      makers.set(value, maker);
    };
    for (const carry of this.#step.carries) if (this.#needed.has(carry)) offer(carry, graph.source, true);
    for (const equation of this.#known) {
      const maker = graph.node();
      graph.edge(graph.source, maker, workOf(equation));
      for (const operand of new Set(variablesOf(equation))) {
        const read = reads.get(operand);
        if (read !== undefined) graph.edge(read, maker, Infinity);
      }
      for (const result of equation.results) {
        if (this.#needed.has(result)) offer(result, maker, this.#step.candidates.has(result));
      }
    }
    for (const variable of this.#frontier) {
      const read = reads.get(variable);
      if (read !== undefined) graph.edge(read, graph.sink, Infinity);
    }
    const again = graph.sinkSide();
    return [...reads]
      .filter(([value, read]) => again.has(read) && !again.has(makers.get(value)!))
      .map(([value]) => value);
  }
}

const variablesOf = ({ operands }: Equation): Variable[] => operands.filter((each) => each instanceof Variable);
