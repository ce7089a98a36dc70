/** Chain starts: trees of parameters that a user gives for each chain, as points of the coordinates that are sampled. */
import { FluxionError } from "../../../src/index.ts";
import {
  describeValue,
  UnconstrainedSpace,
  type UnconstrainOptions,
  OptionError,
  ParameterError,
  type Loose,
} from "../../../src/internal.ts";
import type { Arrangement } from "../sampler/sampler.ts";

/**
 * One point for each tree.
 *
 * @throws ParameterError when there are not as many trees as chains, one does not fit the parameters, or fixed leaves differ
 */
export function pointsOfTrees<P>(
  trees: readonly Loose<P>[],
  { groups, width }: Pick<Arrangement, "groups" | "width">,
  space: UnconstrainedSpace<P>,
  options: UnconstrainOptions<P>,
): readonly Float64Array[] {
  const chains = groups * width;
  if (!Array.isArray(trees) || trees.length !== chains) {
    throw new OptionError({
      where: "sample",
      path: "starts",
      expected: `a list of ${chains} trees of parameters, one for each chain`,
      received: Array.isArray(trees) ? `a list of ${trees.length}` : describeValue(trees),
      hint: "Give as many trees as there are chains, or ask for as many chains as there are trees.",
    });
  }
  return trees.map((tree, k) => pointOf(tree, `starts[${k}]`, space, options));
}

function pointOf<P>(
  tree: Loose<P>,
  path: string,
  space: UnconstrainedSpace<P>,
  options: UnconstrainOptions<P>,
): Float64Array {
  const own = spaceOf(tree, path, options);
  const paths = (of: UnconstrainedSpace<P>): string => of.coordinates.map((each) => each.path).join(", ");
  if (paths(own) !== paths(space)) {
    throw new ParameterError({ where: "sample", path, expected: paths(space), received: paths(own) });
  }
  const values = (of: UnconstrainedSpace<P>): string => JSON.stringify(of.fixed.map((leaf) => leaf.toNested()));
  if (values(own) !== values(space)) {
    throw new ParameterError({
      where: "sample",
      path,
      expected: `fixed parameters like those of the initial ones, ${values(space)}`,
      received: values(own),
    });
  }
  return own.start;
}

/** The coordinates of the tree, whose constructor checks it; its complaints name which tree it is. */
function spaceOf<P>(tree: Loose<P>, path: string, options: UnconstrainOptions<P>): UnconstrainedSpace<P> {
  try {
    return new UnconstrainedSpace<P>(tree, options, "sample");
  } catch (error) {
    if (!(error instanceof FluxionError)) throw error;
    const { path: inner, ...details } = error.details;
    throw new ParameterError({ ...details, path: inner === undefined || inner === "" ? path : `${path}.${inner}` });
  }
}
