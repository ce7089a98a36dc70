/** Pieces: what every free leaf of a tree goes through, from constraints, bounds and spec. */
import { describeValue, ParameterError } from "../../errors/index.ts";
import { type Bijector, exponential, identity, isElementwise, type VectorBijector } from "../bijectors/index.ts";
import type { Space } from "./space.ts";
import type { Constraint, Piece } from "./segments.ts";
import { OptionError } from "../../errors/index.ts";
import type { UnconstrainOptions } from "./unconstrain.ts";

/**
 * One piece a free leaf. What is said by path comes first: constraints, then bounds, then the spec.
 *
 * @throws OptionError naming a path that does not exist or is said twice; ParameterError where one has no vector of the right length
 */
export function piecesOf<P>(
  parameters: Space<P>,
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
    const constraint: Constraint | null = asked === undefined ? ofSpec(path) : constraintOf(asked);
    if (constraint?.kind === "vector") checkShape(constraint.bijector, path, shape, where);
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
    const bijector = parameter?.bijector ?? null;
    if (parameter === undefined || bijector === null) return null;
    const isBounded = parameters.boundedByPath.has(path);
    if (!isElementwise(bijector)) {
      if (!isBounded) return { kind: "vector", bijector };
      const problem = `bounds are given, but its numbers constrain each other: the spec says ${bijector.name}`;
      throw new ParameterError({ where, path, problem });
    }
    // The bijectors that bounds alone would give are left to them, so that neighbours can be taken together.
    const isUsual = parameter.upper !== Infinity || bijector === exponential || bijector === identity;
    return isBounded || isUsual ? null : { kind: "elements", bijector };
  }
}

function constraintOf(bijector: Bijector | VectorBijector): Constraint {
  return isElementwise<Bijector>(bijector) ? { kind: "elements", bijector } : { kind: "vector", bijector };
}

/** A vector, or a square matrix, that is long enough. */
function checkShape(
  { rank, shortest, name }: VectorBijector,
  path: string,
  shape: readonly number[],
  where: string,
): void {
  const axes = shape.slice(-rank);
  if (axes.length === rank && axes.every((length) => length === axes[0] && length >= shortest)) return;
  throw new ParameterError({
    where,
    path,
    expected: `a ${rank === 1 ? "vector" : "square matrix"} of length ${shortest} or more for ${name}`,
    received: `shape [${shape.join(", ")}]`,
  });
}
