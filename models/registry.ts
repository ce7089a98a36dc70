/** The systems that Fluxion knows: the command line, the sweep of tests and reports read this list and no other. */
import type { System } from "../src/system/index.ts";
import { cosmologySystem } from "./cosmology/system.ts";

/** A new system is one line here. */
export const systems: readonly System[] = [cosmologySystem];
