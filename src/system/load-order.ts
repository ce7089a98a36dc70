/** Load order: where each parameter's value comes from, when several places may give one. */
import { defaultNumber } from "./default-number.ts";
import type { ParameterSpec } from "../params/spec.ts";

/** A place that gives values: the later of two wins. */
export interface ValueSource {
  /** For a reader: "--set", "profile riess2022". */
  readonly name: string;
  /** Values by path. */
  readonly values: Readonly<Record<string, number>>;
}

/** A value and the place that it came from. */
export interface OriginatedValue {
  readonly value: number;
  /** Name of the source; "default" for that of the spec. */
  readonly origin: string;
}

/**
 * Value and origin of each parameter, by path, in the order in which the spec was written.
 *
 * @param sources  from the weakest to the strongest; the defaults of the spec stand below all of them
 * @example
 * ```ts
 * import { real, spec } from "fluxion";
 * import { loadOrder } from "fluxion/system";
 * const line = spec({ slope: real({ default: 1 }), offset: real({ default: 0 }) });
 * const loaded = loadOrder(line, [{ name: "--config", values: { slope: 2 } }, { name: "--set", values: { slope: 3 } }]);
 * console.log(loaded.slope, loaded.offset); // → { value: 3, origin: '--set' } { value: 0, origin: 'default' }
 * ```
 */
export function loadOrder(
  { leaves }: Pick<ParameterSpec<unknown>, "leaves">,
  sources: readonly ValueSource[],
): Readonly<Record<string, OriginatedValue>> {
  return Object.fromEntries(
    leaves.map((leaf) => {
      const { path } = leaf;
      const source = sources.findLast(({ values }) => Object.hasOwn(values, path));
      const given = source?.values[path];
      return [
        path,
        source === undefined || given === undefined
          ? { value: defaultNumber(leaf), origin: "default" }
          : { value: given, origin: source.name },
      ];
    }),
  );
}
