/** Pieces: what every free leaf of a tree goes through, from constraints, bounds and spec. */
import { describeValue, OptionError, ParameterError } from "../../src/errors/index.ts";
import { bijectors } from "../../src/params/index.ts";
import type { FitParameters } from "../problem/parameters.ts";
import { type Constraint, isElementwise, type Piece } from "./segments.ts";
import type { UnconstrainOptions } from "./unconstrain.ts";

const { exponential, identity } = bijectors;

/**
 * One piece a free leaf. What is said by path comes first: constraints, then bounds, then the spec.
 *
 * @throws OptionError naming a path that does not exist or is said twice; ParameterError where one has no vector of the right length
 */
export function piecesOf<P>(
  parameters: FitParameters<P>,
  { spec, constraints = {} }: UnconstrainOptions<P>,
  where: string,
): Piece[] {
  const names = parameters.leaves.map(({ path }) => path);
  const unknown = Object.keys(constraints).filter((path) => !names.includes(path));
  if (unknown.length > 0) {
    throw new OptionError({
      where,
      problem: `constraints names ${unknown.join(", ")}, which is no free parameter`,
      hint: `The free parameters are ${names.join(", ")}.`,
    });
  }
  for (const [path, constraint] of Object.entries<unknown>(constraints)) {
    if (typeof constraint === "object" && constraint !== null && "forward" in constraint) continue;
    throw new OptionError({
      where,
      path: `constraints.${path}`,
      expected: "a bijector, such as simplex, ordered or bijectors.softplus",
      received: describeValue(constraint),
    });
  }
  const described = new Map(spec?.leaves.map((leaf) => [leaf.path, leaf.parameter]));
  return parameters.leaves.flatMap(({ path, shape, offset, size }): Piece[] => {
    const asked = constraints[path];
    if (asked !== undefined && parameters.boundedByPath.has(path)) {
      throw new OptionError({ where, path, problem: "both constraints and bounds are given; one must go" });
    }
    if (asked !== undefined && !isElementwise(asked)) {
      if (shape.length === 0 || shape.at(-1)! < asked.shortest) {
        throw new ParameterError({
          where,
          path,
          expected: `a vector of length ${asked.shortest} or more for ${asked.name}`,
          received: `shape [${shape.join(", ")}]`,
        });
      }
      return [{ shape, constraint: { kind: "vector", bijector: asked } }];
    }
    const constraint = elementwiseConstraint(asked) ?? ofSpec(path);
    if (constraint !== null) return [{ shape, constraint }];
    return parameters.coordinates.slice(offset, offset + size).map(({ path: number, lower, upper }): Piece => {
      if (lower === upper) {
        throw new ParameterError({
          where,
          path: number,
          problem: `its bounds are equal, those of the rest of ${path} are not`,
          hint: "To hold one number of an array, take it out of the array: a leaf of its own, or a constant.",
        });
      }
      return { shape: [], constraint: { kind: "bounds", lower, upper } };
    });
  });

  function ofSpec(path: string): Constraint | null {
    const parameter = described.get(path);
    if (parameter === undefined || parameters.boundedByPath.has(path)) return null;
    // The bijectors that bounds alone would give are left to them, so that neighbours can be taken together.
    const isUsual = Number.isFinite(parameter.upper) || [exponential, identity].includes(parameter.bijector);
    return isUsual ? null : elementwiseConstraint(parameter.bijector);
  }
}

function elementwiseConstraint(bijector: Extract<Constraint, { kind: "elements" }>["bijector"] | undefined) {
  return bijector === undefined ? null : ({ kind: "elements", bijector } as const);
}
