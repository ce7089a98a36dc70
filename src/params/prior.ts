/** Prior: what is known of a parameter before there are data. */
import type { Arr, ArrLike } from "../array/index.ts";

/**
 * A distribution, as far as a spec asks for one: anything with a log density, in nats, of the values in their unit. It may return
 * one number for each element, which are added up, or one for all.
 */
export interface Prior {
  /** Log density of values, in nats, shape [] or that of the values. */
  readonly logDensity: (value: ArrLike) => Arr;
}
