/** The systems that Fluxion knows: the command line, the sweep of tests and reports read this list and no other. */
import type { System } from "../src/system/index.ts";
import { cosmologySystem } from "./cosmology/system.ts";

/** All of them. */
export const systems: readonly System[] = [
  // One line a system.
  cosmologySystem,
];
