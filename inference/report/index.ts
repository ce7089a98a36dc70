/** Reports of fits and posteriors: what a Solution or a Posterior has to say, as a record and as a page (Node only). */
export { fitRecord } from "./fit-record.ts";
export type { ReportedProblem } from "./reported-problem.ts";
export { type FitReportOptions, writeFitReport } from "./write-fit-report.ts";
export { type PosteriorReportOptions, writePosteriorReport } from "./write-posterior-report.ts";
