/** The check of the option target, which every call has that compiles a function. */
import type { TargetName } from "../../src/index.ts";
import { option } from "../../src/internal.ts";

const names: Readonly<Record<TargetName, true>> = { wasm: true, reference: true };

/** One of the targets. */
export const targetCheck = option.choice(...Object.keys(names));
