/** boxOf: the box of a search from the spec that the fits take. */
import { type Arr, type ParameterSpec } from "../../src/index.ts";
import { ParameterError, pathsOf, structureOf, unflatten, type Leaf } from "../../src/internal.ts";
import { Axis } from "./axis.ts";

/** A tree of axes like the parameters. */
export type BoxOf<P> = { readonly [K in keyof P]: P[K] extends Arr ? Axis : BoxOf<P[K]> };

/**
 * The box that the bounds of a spec are: a linear axis for each parameter, in the order in which the spec was written.
 *
 * @param axes  axes by path, in the place of the spec's bounds: logarithmic ones, narrower ones, or those of what has no bounds
 * @throws ParameterError naming a parameter without two finite bounds, or one that is no single number
 * @example
 * ```ts
 * import { bounded, positive, spec } from "fluxion";
 * import { boxOf, logAxis, search } from "fluxion/inference";
 * const decay = spec({ rate: positive({ unit: "1/day", default: 1 }), offset: bounded(-5, 5, { default: 0 }) });
 * const box = boxOf(decay, { rate: logAxis(1e-3, 1e3) });
 * const found = search((p) => p.rate.div(3).log().square().add(p.offset.sub(1).square()), box, { evaluations: 30, run: { seed: 1 } });
 * console.log(found.params.rate.item().toFixed(2), found.params.offset.item().toFixed(2)); // → 3.00 1.00
 * ```
 */
export function boxOf<P>(spec: ParameterSpec<P>, axes: Readonly<Record<string, Axis>> = {}): BoxOf<P> {
  const where = "boxOf";
  const leaves = new Map(spec.leaves.map((leaf) => [leaf.path, leaf]));
  const unknown = Object.keys(axes).filter((path) => !leaves.has(path));
  if (unknown.length > 0) {
    throw new ParameterError({
      where,
      problem: `axes names ${unknown.join(", ")}, which the spec does not have`,
      hint: `The parameters are ${[...leaves.keys()].join(", ")}.`,
    });
  }
  // The bounds are a tree of the parameters.
  const structure = structureOf(spec.lowerBounds as Leaf, { where });
  const found = pathsOf(structure).map((path) => {
    const { shape, parameter } = leaves.get(path)!;
    if (shape.length > 0 || path.includes("[") || parameter.dtype === "i32") {
      const expected = "a parameter of one real number under a name, which is all that a search varies";
      throw new ParameterError({
        where,
        path,
        expected,
        received: parameter.dtype === "i32" ? "a whole number" : "a list",
      });
    }
    const own = axes[path];
    if (own !== undefined) return own;
    const [lower, upper] = [parameter.lowerAt(0), parameter.upperAt(0)];
    if (Number.isFinite(lower) && Number.isFinite(upper)) return new Axis(lower, upper, "linear");
    throw new ParameterError({
      where,
      path,
      expected: "two finite bounds",
      received: parameter.range,
      hint: `Give its range: boxOf(spec, { ${JSON.stringify(path)}: linearAxis(lower, upper) }).`,
    });
  });
  // An axis in the place of each Arr of P.
  return unflatten(structure, found) as BoxOf<P>;
}
