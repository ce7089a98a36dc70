/** Blocks of the active set: how many columns enter together, in the solver on lists and in those in programs alike. */

/** Columns enter together when they pull at least this fraction as strongly as the strongest. */
export const blockFraction = 0.2;
/** At most this many columns enter together, or this fraction of those in use: most of a larger block leaves at once. */
export const largestBlock = { count: 16, fraction: 0.25 };
