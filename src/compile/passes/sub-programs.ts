/** Programs within equations: the body of a scan, the branches of a cond. */

import type { Equation, Program } from "../../program/program.ts";

export function isProgram(value: unknown): value is Program {
  return typeof value === "object" && value !== null && "equations" in value;
}

/** The programs among an equation's attributes. */
export function programsOf({ attributes }: Equation): Program[] {
  return Object.values(attributes).filter(isProgram);
}

/** The equation with each program among its attributes replaced. */
export function mapPrograms(equation: Equation, map: (program: Program) => Program): Equation {
  if (!Object.values(equation.attributes).some(isProgram)) return equation;
  const attributes = Object.fromEntries(
    Object.entries(equation.attributes).map(([name, value]) => [name, isProgram(value) ? map(value) : value]),
  );
  return { ...equation, attributes };
}
