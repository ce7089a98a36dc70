/** Programs within equations: the body of a loop, the branches of a choice. */

import type { AttributeValue } from "./primitive.ts";
import type { Equation, Program } from "./program.ts";

export function isProgram(value: unknown): value is Program {
  return typeof value === "object" && value !== null && "equations" in value;
}

export function isProgramList(value: unknown): value is readonly Program[] {
  return Array.isArray(value) && value.length > 0 && value.every(isProgram);
}

/** The programs among an equation's attributes. */
export function programsOf({ attributes }: Pick<Equation, "attributes">): Program[] {
  return Object.values(attributes).flatMap((value): readonly Program[] => {
    if (isProgram(value)) return [value];
    return isProgramList(value) ? value : [];
  });
}

/** The equation with each program among its attributes replaced. */
export function mapPrograms(equation: Equation, map: (program: Program) => Program): Equation {
  if (programsOf(equation).length === 0) return equation;
  const replace = (value: AttributeValue): AttributeValue => {
    if (isProgram(value)) return map(value);
    return isProgramList(value) ? value.map(map) : value;
  };
  const attributes = Object.fromEntries(
    Object.entries(equation.attributes).map(([name, value]) => [name, replace(value)]),
  );
  return { ...equation, attributes };
}

/** False when a loop in the program, however deep, goes on until a condition fails. */
export function endsByItself({ equations }: Pick<Program, "equations">): boolean {
  return equations.every(
    (equation) => equation.primitive.programs.kind !== "while" && programsOf(equation).every(endsByItself),
  );
}
