/** Inference: questions asked of any function of parameters. */

// For whoever imports this door alone: the arrays that it gives have their methods.
export {} from "../src/index.ts";

export type { Method, Stepped } from "./drive/method.ts";
export { drive, type DriveEnd, type DriveRules, iterate, type StepRecord } from "./drive/drive.ts";
export { runSteps, type RunEnd, type RunOptions, type Stepper, streamSteps } from "./drive/run-steps.ts";
export type { LongFitOptions } from "./fit/run-fit-async.ts";
export {
  interruptible,
  untilSignal,
  digest,
  functionDigest,
  progressBar,
  unconstrain,
  UnconstrainedSpace,
  fold,
  integers,
  key,
  normals,
  permutation,
  uniforms,
  type EndSignal,
  type Interruptible,
  type CheckpointOptions,
  type SavedRun,
  type Checkpoint,
  type RunIdentity,
  type CheckpointStore,
  type Progress,
  type ProgressListener,
  type TerminalStream,
  type BoundsByPath,
  type Coordinate,
  type SpaceOptions,
  type SpecOf,
  type UnconstrainOptions,
  type Key,
} from "../src/internal.ts";
export type { FitOptions, FitStep } from "./fit/fit-options.ts";
export type { BestPoint, EvaluationCounts, Failure, Iterate } from "./fit/iterate.ts";
export type { StopRules } from "./fit/judge.ts";
export type { ParameterOptions } from "./problem/parameters.ts";
export type { Box } from "./problem/box.ts";
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
export {
  type BoundReached,
  type ConvergedSolution,
  type FitStatus,
  type FittedParameter,
  type Solution,
  type SolutionFields,
  type UnfinishedSolution,
  unwrap,
  type Unwrappable,
} from "./solution/solution.ts";
export { minimize, type MinimizeOptions, type ObjectiveMeaning } from "./minimize/minimize.ts";
export { minimizeAsync, type MinimizeAsyncOptions } from "./minimize/minimize-async.ts";
export type { Minimizer } from "./minimize/minimizer.ts";
export { lbfgsb, type LbfgsbInfo, type LbfgsbOptions, type LbfgsbState } from "./minimize/lbfgsb/lbfgsb.ts";
export {
  nelderMead,
  type NelderMeadInfo,
  type NelderMeadOptions,
  type NelderMeadState,
  type SimplexMove,
} from "./minimize/nelder-mead/nelder-mead.ts";
export type { Simplex } from "./minimize/nelder-mead/simplex.ts";
export {
  type Minimum,
  multiStart,
  type MultiStartFields,
  type MultiStartOptions,
  type MultiStartResult,
  type StartSolved,
} from "./minimize/multi-start/multi-start.ts";
export type { SpreadStarts } from "./minimize/multi-start/starts.ts";
export { newtonCg, type NewtonCgInfo, type NewtonCgOptions, type NewtonCgState } from "./minimize/newton/newton-cg.ts";
export type { TruncatedOutcome } from "./minimize/newton/truncated-cg.ts";
export {
  adam,
  type AdamMoments,
  type AdamOptions,
  type AdamState,
  adamW,
  type AdamWOptions,
} from "./minimize/first-order/adam.ts";
export { type BatchDescent, batchDescent, type BatchDescentOptions } from "./minimize/first-order/batch-descent.ts";
export { type MiniBatchOptions, miniBatches } from "./minimize/first-order/mini-batches.ts";
export { sgd, type SgdOptions, type SgdState, type Velocity } from "./minimize/first-order/sgd.ts";
export type { FirstOrderInfo, FirstOrderOptions, FirstOrderState } from "./minimize/first-order/first-order.ts";
export type { DecayGroup, RateGroup } from "./minimize/first-order/groups.ts";
export * as schedules from "./minimize/first-order/schedule.ts";
export type { ExponentialDecay, WarmupCosine } from "./minimize/first-order/schedule.ts";
export type { Schedule } from "./minimize/first-order/learning-rate.ts";
export type { SecantMemory, SecantPair } from "./minimize/lbfgsb/secant-pairs.ts";
export type { LineSearchOutcome } from "./minimize/lbfgsb/more-thuente.ts";
export { leastSquares, type LeastSquaresOptions, type NoiseKnowledge } from "./least-squares/least-squares.ts";
export { leastSquaresAsync, type LeastSquaresAsyncOptions } from "./least-squares/least-squares-async.ts";
export type { LeastSquaresMethod, ResidualIterate } from "./least-squares/methods/least-squares-method.ts";
export {
  gaussNewton,
  type GaussNewtonInfo,
  type GaussNewtonOptions,
  type GaussNewtonState,
} from "./least-squares/methods/gauss-newton.ts";
export {
  levenbergMarquardt,
  type LevenbergMarquardtInfo,
  type LevenbergMarquardtOptions,
  type LevenbergMarquardtState,
} from "./least-squares/methods/levenberg-marquardt.ts";
export { dogleg, type DoglegInfo, type DoglegOptions, type DoglegState } from "./least-squares/methods/dogleg.ts";
export type { DoglegPart } from "./least-squares/linear/dogleg-path.ts";
export type { TrustRegionOptions, TrustRegionState } from "./least-squares/methods/trust-region-method.ts";
export type { ScaledIterate, StepReport } from "./least-squares/methods/scaled-iterate.ts";
export { cauchy, huber, softL1 } from "./least-squares/robust/robust-losses.ts";
export type { RobustLoss } from "./problem/robust-loss.ts";
export {
  fisher,
  type FisherOptions,
  type Information,
  type InformationOptions,
  observedInformation,
} from "./fisher/fisher.ts";
export type { ParameterCovariance } from "./fisher/parameter-covariance.ts";
export type { InformationSpectrum } from "./fisher/spectrum.ts";
export type { NullDirection } from "./fisher/covariance.ts";
export { chiSquaredProbability, type GoodnessOfFit, goodnessOfFit } from "./statistics/goodness.ts";
export type { EndKind, IntervalEnd, IntervalPiece, ProfileInterval } from "./uncertainty/profile/intervals.ts";
export type { Likelihood } from "./uncertainty/profile/likelihood.ts";
export {
  type PairProfile,
  type PairProfileFields,
  type PairProfileOptions,
  profilePair,
} from "./uncertainty/profile/pair.ts";
export {
  type MinimumSwitch,
  type Profile,
  profile,
  type ProfileFields,
  type ProfileOptions,
  type ProfilePoint,
  type ProfileProgress,
  profiles,
} from "./uncertainty/profile/profile.ts";
export {
  type Bootstrap,
  bootstrap,
  type BootstrapInterval,
  type BootstrapOptions,
} from "./uncertainty/resampling/bootstrap.ts";
export { bootstrapAsync, type BootstrapAsyncOptions } from "./uncertainty/resampling/bootstrap-async.ts";
export {
  type Estimate,
  type Estimator,
  type EstimatorOptions,
  leastSquaresEstimator,
  minimumEstimator,
  type PreparedEstimator,
  type QuantityOption,
  type RefitOptions,
  statistic,
} from "./uncertainty/resampling/estimator.ts";
export { type Jackknife, jackknife, type JackknifeOptions } from "./uncertainty/resampling/jackknife.ts";
export type { BootstrapIntervalKind } from "./uncertainty/resampling/percentiles.ts";
export type {
  FailedReplicate,
  ReplicateOptions,
  ReplicateState,
  ReplicateStatus,
  ResamplingProgress,
} from "./uncertainty/resampling/replicates.ts";
export { akaikeWeights, type InformationCriteria, informationCriteria } from "./statistics/information-criteria.ts";
export {
  type DerivedDraws,
  derivedDraws,
  type DerivedDrawsOptions,
  type DrawnNumber,
} from "./uncertainty/prediction/derived-draws.ts";
export { pointwiseLogLikelihood } from "./uncertainty/prediction/log-likelihoods.ts";
export {
  comparePredictions,
  type ModelComparison,
  type PredictiveDensity,
} from "./uncertainty/prediction/predictive-density.ts";
export { type LeaveOneOut, type LeaveOneOutOptions, psisLoo } from "./uncertainty/prediction/psis-loo.ts";
export { waic } from "./uncertainty/prediction/waic.ts";
export { deltaMethod, type DeltaMethodOptions, type DerivedErrors } from "./uncertainty/delta-method.ts";
export { type EigenDirection, type Eigenbasis, eigenbasis, type EigenbasisOptions } from "./uncertainty/eigenbasis.ts";
export type { ApproximateOptions } from "./approximate/approximate-options.ts";
export type { ImportanceSample } from "./approximate/importance.ts";
export { laplace, type Laplace, type LaplaceApproximation, type LaplaceFailure } from "./approximate/laplace.ts";
export { type ImportanceWeights, paretoSmoothed } from "./approximate/pareto-smoothing.ts";
export {
  pathfinder,
  type Pathfinder,
  type PathfinderFailure,
  type PathfinderOptions,
  type PathfinderSample,
  type PathReport,
} from "./approximate/pathfinder.ts";
export { nnls } from "./nnls/nnls.ts";
export type {
  EntropyPenalty,
  EqualityRows,
  NnlsMethod,
  NnlsOptions,
  NnlsTerms,
  SmoothnessPenalty,
  TikhonovPenalty,
} from "./nnls/nnls-options.ts";
export type {
  ConvergedNnls,
  Degeneracy,
  NnlsColumn,
  NnlsFields,
  NnlsSolution,
  NnlsStatus,
  UnfinishedNnls,
} from "./nnls/nnls-solution.ts";
export type { KktCertificate } from "./nnls/certificate.ts";
export type { ChainDraws, ChainStatistics } from "./diagnostics/measures/draws.ts";
export { rHat, splitRHat } from "./diagnostics/measures/r-hat.ts";
export {
  bulkEffectiveSize,
  deviationEffectiveSize,
  meanEffectiveSize,
  quantileEffectiveSize,
  tailEffectiveSize,
} from "./diagnostics/measures/effective-size.ts";
export {
  deviationMonteCarloError,
  meanMonteCarloError,
  quantileMonteCarloError,
} from "./diagnostics/measures/monte-carlo-error.ts";
export { eBfmi } from "./diagnostics/measures/energy.ts";
export type { QuantityDiagnostics } from "./diagnostics/verdict/quantity.ts";
export type { SamplerHealth } from "./diagnostics/verdict/sampler-health.ts";
export type {
  Diagnosis,
  DiagnosisFields,
  DiagnosticFailure,
  DiagnosticTest,
  DiagnosticThresholds,
  FailedDiagnosis,
  PassedDiagnosis,
} from "./diagnostics/verdict/diagnosis.ts";
export { diagnose, type DiagnoseOptions } from "./diagnostics/verdict/diagnose.ts";
export {
  type MonteCarloEstimate,
  type QuantitySummary,
  summarise,
  type SummariseOptions,
} from "./diagnostics/summary/summarise.ts";
export { summaryTable } from "./diagnostics/summary/summary-table.ts";
export {
  leastSquaresSolve,
  type LeastSquaresSolveOptions,
  type TracedLeastSquares,
} from "./least-squares/traced/least-squares-solve.ts";
export { nnlsArgmin, nnlsSolve, nnlsValue, type TracedNnls } from "./nnls/traced/nnls-argmin.ts";
export { sample } from "./sample/sample.ts";
export type { InitialParameters } from "./sample/chains/initial-parameters.ts";
export { sampleAsync, type SampleAsyncOptions } from "./sample/sample-async.ts";
export type { SampleOptions, SampleProgress } from "./sample/sample-options.ts";
export type { SampleState } from "./sample/chains/sample-state.ts";
export {
  type AcceptedPosterior,
  asPosterior,
  type Divergence,
  type DoubtfulPosterior,
  type Posterior,
  type PosteriorFields,
  type TrustedPosterior,
} from "./sample/posterior.ts";
export type { Arrangement, GroupMethod, GroupState, Sampler } from "./sample/sampler/sampler.ts";
export type { Transition } from "./sample/sampler/transition.ts";
export type { Density, DensityNeeds } from "./sample/dynamics/density.ts";
export type { SavedGroup } from "./sample/chains/group-run.ts";
export type { DivergenceRecord, Records } from "./sample/chains/records.ts";
export type { HamiltonianOptions } from "./sample/sampler/hamiltonian-options.ts";
export type { MetricKind } from "./sample/tuning/metric-estimate.ts";
export type { DenseMetric, DiagonalMetric, Metric } from "./sample/dynamics/metric.ts";
export type { Adaptation, Tuning } from "./sample/tuning/tuning.ts";
export type { DualAveraging } from "./sample/tuning/dual-averaging.ts";
export type { Moments } from "./sample/tuning/moments.ts";
export { nuts, type NutsOptions, type NutsState } from "./sample/sampler/nuts.ts";
export { hmc, type HmcOptions, type HmcState } from "./sample/sampler/hmc.ts";
export { metropolis, type MetropolisOptions, type MetropolisState } from "./sample/sampler/metropolis.ts";
export { ensemble, type EnsembleOptions } from "./sample/sampler/ensemble.ts";
export {
  type BothParameters,
  type LinearTerms,
  separable,
  type SeparableErrorOptions,
  type SeparableErrors,
  type SeparableModel,
  type SeparableOptions,
} from "./separable/separable.ts";
export {
  type LongSearchOptions,
  type PlainObjective,
  type PlainSearchOptions,
  propose,
  search,
  searchAsync,
  type SmoothObjective,
  type SmoothSearchOptions,
} from "./search/search.ts";
export type { SearchOptions } from "./search/search-options.ts";
export type { FoundMinimum, SearchResult, SearchStatus } from "./search/search-result.ts";
export type { PolishedMinimum, SearchInfo, SearchState, StartDesign } from "./search/search-method.ts";
export { Axis, linearAxis, logAxis, type ParamsOf, type SearchBox } from "./search/axis.ts";
export { boxOf, type BoxOf } from "./search/box-of.ts";
export {
  type Deck,
  type DeckEntry,
  deckOf,
  type EvaluatedPoint,
  type EvaluationOrigin,
  loadDeck,
  saveDeck,
} from "./search/deck.ts";
export {
  type GaussianProcess,
  gaussianProcess,
  type Hyperparameters,
  type ProcessOptions,
} from "./search/process/gaussian-process.ts";
export type { PaddedData, ProcessPosterior } from "./search/process/process-programs.ts";
export type { KernelName } from "./search/process/kernel.ts";
export { sobol } from "./search/designs/sobol.ts";
export { latinHypercube } from "./search/designs/latin-hypercube.ts";
