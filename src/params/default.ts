/** NO_DEFAULT: says of a parameter that there is no value to start from, and that somebody must give one. */

/** Stands for the default of a parameter that has none; `defaults` of its spec is then an error that names it. */
export const NO_DEFAULT: unique symbol = Symbol("NO_DEFAULT");

/** The type of `NO_DEFAULT`. */
export type NoDefault = typeof NO_DEFAULT;
