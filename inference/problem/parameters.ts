/** Parameters of a fit: a space whose numbers are moved each within its own bounds, with the digest of a fit of them. */
import { array, concat, type Arr, type Tree } from "../../src/index.ts";
import {
  digest,
  functionDigest,
  isElementwise,
  Space,
  type SpaceOptions,
  ParameterError,
  flatten,
  writtenOrder,
} from "../../src/internal.ts";

import { type Start, startOf } from "./start-of.ts";

export type { SpaceOptions } from "../../src/internal.ts";

/** The free numbers of a tree as a vector, each within its bounds. */
export class FitParameters<P> extends Space<P> {
  /**
   * @param where  the function the user called, for errors
   * @param isTraced  whether the start may be traced: its values are then NaN here
   * @throws ParameterError as a space does, and for a free vector whose numbers constrain each other
   */
  constructor(initial: Start<P>, options: SpaceOptions<P>, where: string, isTraced = false) {
    super(startOf<P>(initial), options, where, isTraced);
    for (const { path, parameter } of options.spec?.leaves ?? []) {
      const { bijector } = parameter;
      if (bijector === null || isElementwise(bijector) || !this.free.includes(path)) continue;
      throw new ParameterError({
        where,
        path,
        problem: `its numbers constrain each other (${bijector.name}), and here each is moved by itself`,
        hint: "Hold it by free; or fit unconstrained coordinates: unconstrain(start, { spec }) gives them, and their start.",
      });
    }
  }

  /**
   * Digest of a function of the parameters, the data it closes over included, and of where a fit of it starts: free and
   * fixed numbers and bounds.
   */
  digestOf(f: (params: P) => unknown): string {
    const ofVector = (vector: Arr, fixed: readonly Arr[]): unknown => f(this.assemble(vector, fixed));
    const { start, fixed, box } = this;
    return digest([functionDigest(ofVector, [array(start), fixed]), start, fixed, { ...box }]);
  }
}

/** Paths of coordinates at given positions; a leaf all of whose numbers are among them is named once. */
export function pathsOfCoordinates<P>(
  positions: readonly number[],
  { leaves, coordinates }: Pick<FitParameters<P>, "leaves" | "coordinates">,
): readonly string[] {
  return leaves.flatMap(({ path, offset, size }) => {
    const own = positions.filter((i) => i >= offset && i < offset + size);
    return own.length === size ? [path] : own.map((i) => coordinates[i]!.path);
  });
}

/** All elements of all leaves of a tree, one after the other as it was written: how residuals may be given by blocks. */
export function ravel(tree: unknown, where: string): Arr {
  const { leaves, structure } = flatten(tree as Tree, { where });
  const parts = writtenOrder(structure).map((k) => {
    const leaf = leaves[k]!;
    return (typeof leaf === "object" ? leaf : array(leaf)).reshape(-1);
  });
  return parts.length === 1 ? parts[0]! : concat(parts);
}
