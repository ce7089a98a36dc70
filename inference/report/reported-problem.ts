/** ReportedProblem: what a report has to be told of a fit besides its solution. */
import type { Problem } from "../../src/system/index.ts";

/** A problem of any system, or as much of one as a script has: a title, its spec and its residuals suffice. */
export type ReportedProblem<P> = Omit<Problem<P>, "name"> & { readonly name?: string };
