/** What the author of a method needs: the loops that drive one, the shapes of problems and states, digests of runs. */

// For whoever imports this door alone: the arrays that it gives have their methods.
export {} from "../src/index.ts";

export type { Method, Stepped } from "./drive/method.ts";
export { drive, type DriveEnd, type DriveRules, iterate, type StepRecord } from "./drive/drive.ts";
export {
  type RunEnd,
  type StepsOptions,
  type StepsRules,
  type RunBefore,
  runSteps,
  type Stepper,
  streamSteps,
} from "./drive/run-steps.ts";
export { type Checkpoint, digest, functionDigest, type RunIdentity } from "../src/internal.ts";
export type { BestPoint, EvaluationCounts, Failure, Iterate } from "./fit/iterate.ts";
export type { StopRules } from "./fit/judge.ts";
export type {
  Evaluation,
  LeafRange,
  NamedProblem,
  ObjectiveProblem,
  ResidualProblem,
  SmoothProblem,
  TwiceSmoothProblem,
  ValueProblem,
} from "./problem/vector-problem.ts";
export type { Minimizer } from "./minimize/minimizer.ts";
export type { LbfgsbInfo, LbfgsbState } from "./minimize/lbfgsb/lbfgsb.ts";
export type { NelderMeadInfo, NelderMeadState, SimplexMove } from "./minimize/nelder-mead/nelder-mead.ts";
export type { Simplex } from "./minimize/nelder-mead/simplex.ts";
export type { NewtonCgInfo, NewtonCgState } from "./minimize/newton/newton-cg.ts";
export type { TruncatedOutcome } from "./minimize/newton/truncated-cg.ts";
export type { AdamMoments, AdamState } from "./minimize/first-order/adam.ts";
export type { SgdState, Velocity } from "./minimize/first-order/sgd.ts";
export type { FirstOrderInfo, FirstOrderState } from "./minimize/first-order/first-order.ts";
export type { SecantMemory, SecantPair } from "./minimize/lbfgsb/secant-pairs.ts";
export type { LineSearchOutcome } from "./minimize/lbfgsb/more-thuente.ts";
export type { LeastSquaresMethod, ResidualIterate } from "./least-squares/methods/least-squares-method.ts";
export type { GaussNewtonInfo, GaussNewtonState } from "./least-squares/methods/gauss-newton.ts";
export type { LevenbergMarquardtInfo, LevenbergMarquardtState } from "./least-squares/methods/levenberg-marquardt.ts";
export type { DoglegInfo, DoglegState } from "./least-squares/methods/dogleg.ts";
export type { DoglegPart } from "./least-squares/linear/dogleg-path.ts";
export type { TrustRegionState } from "./least-squares/methods/trust-region-method.ts";
export type { ScaledIterate, StepReport } from "./least-squares/methods/scaled-iterate.ts";
export type { SampleState } from "./sample/chains/sample-state.ts";
export type { Arrangement, GroupMethod, GroupState, Sampler } from "./sample/sampler/sampler.ts";
export type { Transition } from "./sample/sampler/transition.ts";
export type { Density, DensityNeeds } from "./sample/dynamics/density.ts";
export type { SavedGroup } from "./sample/chains/group-run.ts";
export type { DivergenceRecord, Records } from "./sample/chains/records.ts";
export type { DenseMetric, DiagonalMetric, Metric } from "./sample/dynamics/metric.ts";
export type { Adaptation, Tuning } from "./sample/tuning/tuning.ts";
export type { DualAveraging } from "./sample/tuning/dual-averaging.ts";
export type { Moments } from "./sample/tuning/moments.ts";
export type { NutsState } from "./sample/sampler/nuts.ts";
export type { HmcState } from "./sample/sampler/hmc.ts";
export type { MetropolisState } from "./sample/sampler/metropolis.ts";
export type { SearchInfo, SearchState } from "./search/search-method.ts";
export type { PaddedData, ProcessPosterior } from "./search/process/process-programs.ts";
