/** Types of options and of parts of results, for whoever wraps a call: nobody else needs their names. */
export type {
  BoundsByPath,
  CheckpointOptions,
  Coordinate,
  ProgressListener,
  SavedRun,
  SpaceOptions,
  SpecOf,
  TerminalStream,
  UnconstrainedSpace,
  UnconstrainOptions,
} from "../../src/internal.ts";
export type { FitOptions, FitRunOptions, FitStep } from "../fit/fit-options.ts";
export type { Box } from "../problem/box.ts";
export type {
  BoundReached,
  ConvergedSolution,
  FittedParameter,
  UnfinishedSolution,
  Unwrappable,
} from "../solution/solution.ts";
export type { ObjectiveMeaning } from "../minimize/minimize.ts";
export type { LbfgsbOptions } from "../minimize/lbfgsb/lbfgsb.ts";
export type { NelderMeadOptions } from "../minimize/nelder-mead/nelder-mead.ts";
export type { Minimum, MultiStartFields, MultiStartOptions, StartSolved } from "../minimize/multi-start/multi-start.ts";
export type { SpreadStarts } from "../minimize/multi-start/starts.ts";
export type { NewtonCgOptions } from "../minimize/newton/newton-cg.ts";
export type { AdamOptions, AdamWOptions } from "../minimize/first-order/adam.ts";
export type { BatchDescent, BatchDescentOptions } from "../minimize/first-order/batch-descent.ts";
export type { MiniBatchOptions } from "../minimize/first-order/mini-batches.ts";
export type { SgdOptions } from "../minimize/first-order/sgd.ts";
export type { FirstOrderOptions } from "../minimize/first-order/first-order.ts";
export type { DecayGroup, RateGroup } from "../minimize/first-order/groups.ts";
export type { ExponentialDecay, WarmupCosine } from "../minimize/first-order/schedule.ts";
export type { Schedule } from "../minimize/first-order/learning-rate.ts";
export type { NoiseKnowledge } from "../least-squares/least-squares.ts";
export type { LeastSquaresAsyncOptions } from "../least-squares/least-squares-async.ts";
export type { GaussNewtonOptions } from "../least-squares/methods/gauss-newton.ts";
export type { LevenbergMarquardtOptions } from "../least-squares/methods/levenberg-marquardt.ts";
export type { DoglegOptions } from "../least-squares/methods/dogleg.ts";
export type { TrustRegionOptions } from "../least-squares/methods/trust-region-method.ts";
export type { FisherOptions, InformationOptions } from "../fisher/fisher.ts";
export type { InformationSpectrum } from "../fisher/spectrum.ts";
export type { NullDirection } from "../fisher/covariance.ts";
export type { GoodnessOfFit } from "../statistics/goodness.ts";
export type { EndKind, IntervalEnd, IntervalPiece, ProfileInterval } from "../uncertainty/profile/intervals.ts";
export type { PairProfileFields, PairProfileOptions } from "../uncertainty/profile/pair.ts";
export type { MinimumSwitch, ProfileFields, ProfileOptions, ProfilePoint } from "../uncertainty/profile/profile.ts";
export type { BootstrapInterval, BootstrapOptions } from "../uncertainty/resampling/bootstrap.ts";
export type { BootstrapAsyncOptions } from "../uncertainty/resampling/bootstrap-async.ts";
export type {
  Estimate,
  Estimator,
  EstimatorOptions,
  PreparedEstimator,
  QuantityOption,
  RefitOptions,
} from "../uncertainty/resampling/estimator.ts";
export type { JackknifeOptions } from "../uncertainty/resampling/jackknife.ts";
export type { BootstrapIntervalKind } from "../uncertainty/resampling/percentiles.ts";
export type { FailedReplicate, ReplicateState, ReplicateStatus } from "../uncertainty/resampling/replicates.ts";
export type { InformationCriteria } from "../statistics/information-criteria.ts";
export type { DerivedDraws, DerivedDrawsOptions, DrawnNumber } from "../uncertainty/prediction/derived-draws.ts";
export type { ModelComparison, PredictiveDensity } from "../uncertainty/prediction/predictive-density.ts";
export type { LeaveOneOut, LeaveOneOutOptions } from "../uncertainty/prediction/psis-loo.ts";
export type { DeltaMethodOptions, DerivedErrors } from "../uncertainty/delta-method.ts";
export type { Eigenbasis, EigenbasisOptions, EigenDirection } from "../uncertainty/eigenbasis.ts";
export type { ApproximateOptions } from "../approximate/approximate-options.ts";
export type { ImportanceSample } from "../approximate/importance.ts";
export type { PathfinderFailure, PathfinderOptions, PathReport } from "../approximate/pathfinder.ts";
export type { EntropyPenalty, EqualityRows, SmoothnessPenalty, TikhonovPenalty } from "../nnls/nnls-options.ts";
export type {
  ConvergedNnls,
  Degeneracy,
  NnlsColumn,
  NnlsFields,
  NnlsStatus,
  UnfinishedNnls,
} from "../nnls/nnls-solution.ts";
export type { KktCertificate } from "../nnls/certificate.ts";
export type { QuantityDiagnostics } from "../diagnostics/verdict/quantity.ts";
export type { SamplerHealth } from "../diagnostics/verdict/sampler-health.ts";
export type {
  DiagnosisFields,
  DiagnosticFailure,
  DiagnosticThresholds,
  PassedDiagnosis,
} from "../diagnostics/verdict/diagnosis.ts";
export type { DiagnoseOptions } from "../diagnostics/verdict/diagnose.ts";
export type { MonteCarloEstimate, QuantitySummary, SummariseOptions } from "../diagnostics/summary/summarise.ts";
export type { LeastSquaresSolveOptions, TracedLeastSquares } from "../least-squares/traced/least-squares-solve.ts";
export type { TracedNnls } from "../nnls/traced/nnls-argmin.ts";
export type { InitialParameters } from "../sample/chains/initial-parameters.ts";
export type { SampleAsyncOptions } from "../sample/sample-async.ts";
export type {
  AcceptedPosterior,
  Divergence,
  DoubtfulPosterior,
  PosteriorFields,
  TrustedPosterior,
} from "../sample/posterior.ts";
export type { HamiltonianOptions } from "../sample/sampler/hamiltonian-options.ts";
export type { MetricKind } from "../sample/tuning/metric-estimate.ts";
export type { NutsOptions } from "../sample/sampler/nuts.ts";
export type { HmcOptions } from "../sample/sampler/hmc.ts";
export type { MetropolisOptions } from "../sample/sampler/metropolis.ts";
export type { EnsembleOptions } from "../sample/sampler/ensemble.ts";
export type {
  BothParameters,
  LinearTerms,
  SeparableErrorOptions,
  SeparableErrors,
  SeparableModel,
  SeparableOptions,
} from "../separable/separable.ts";
export type {
  LongSearchOptions,
  PlainObjective,
  PlainSearchOptions,
  SmoothObjective,
  SmoothSearchOptions,
  AwaitedSearch,
} from "../search/search.ts";
export type { SearchOptions } from "../search/search-options.ts";
export type { FoundMinimum, SearchStatus } from "../search/search-result.ts";
export type { PolishedMinimum, StartDesign } from "../search/search-method.ts";
export type { Axis, BoxParams } from "../search/axis.ts";
export type { BoxOf } from "../search/box-of.ts";
export type { Deck, DeckEntry, EvaluatedPoint, EvaluationOrigin } from "../search/deck.ts";
export type { GaussianProcess, Hyperparameters, ProcessOptions } from "../search/process/gaussian-process.ts";
export type { KernelName } from "../search/process/kernel.ts";
export type { ProgressHandler, ProgressStage, ResumeFile, RunOf, RunOptions } from "../../src/internal.ts";
export {
  type Observations,
  type Observed,
  type PredictiveDraws,
  type PredictiveOptions,
} from "../uncertainty/prediction/predictive.ts";
export { type PriorDraws, type PriorDrawsOptions } from "../uncertainty/prediction/prior-draws.ts";
export { type FoundParameters, type Start } from "../problem/start-of.ts";
