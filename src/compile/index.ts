/** The compiler: programs made ready to run, and what they became. */
export { compile } from "./compile.ts";
export { showCompiled } from "./show.ts";
export { type Executable, type TargetName, targetNames } from "./target.ts";
