/**
 * The inner door: what inference, models and the command line use of src beyond the public one. No promise is made to anybody else.
 */

export { requireHost } from "./array/arr.ts";
export { rowMajorData } from "./array/host-array.ts";
export { callInPlace, type PortableCode } from "./compile/in-place.ts";
export { FunctionBuilder, type FunctionRef, type Local, ModuleBuilder } from "./compile/wasm/encoder/index.ts";
export { advance, sumOf } from "./compile/wasm/library/code.ts";
export { dotFunction, subtractMultipleFunction } from "./compile/wasm/library/vectors.ts";
export { portableWasm } from "./compile/wasm/portable.ts";
export {
  checkOptions,
  describeShape,
  describeType,
  describeValue,
  nearestName,
  option,
  type OptionCheck,
  type OptionChecks,
  CompileError,
  DataError,
  DerivativeError,
  FitError,
  NumericError,
  OptionError,
  ParameterError,
  ShapeError,
  withDefaults,
} from "./errors/index.ts";
export { evaluate } from "./interpreters/evaluate.ts";
export { exp as hostExp, log as hostLog, log1p as hostLog1p } from "./numerics/elementary.ts";
export { asArr } from "./ops/operands.ts";
export { isElementwise } from "./params/bijectors/index.ts";
export {
  type BoundsByPath,
  type Box,
  checkPriorChoice,
  type Coordinate,
  matches,
  numberPaths,
  Space,
  type SpaceOptions,
  type SpecOf,
  unconstrain,
  type UnconstrainOptions,
  withPrior,
  type ParameterLeaf,
} from "./params/index.ts";
export { parameterChecks, unconstrainChecks } from "./params/space/option-checks.ts";
export { UnconstrainedSpace } from "./params/space/unconstrain.ts";
export { workOfProgram } from "./primitives/work.ts";
export { type Program } from "./program/program.ts";
export { fold, integers, key, type Key, normals, permutation, uniforms } from "./random/keys.ts";
export { normalQuantile as hostNormalQuantile } from "./random/normal-quantile.ts";
export { Stream } from "./random/stream.ts";
export { counted, listText, significant } from "./report/format.ts";
export { columns } from "./report/text.ts";
export { breathe, breathInterval } from "./run/breathe.ts";
export { type CheckpointStore } from "./run/checkpoint-store.ts";
export { type Checkpoint, checkpointLines, readCheckpoint, type RunIdentity } from "./run/checkpoint.ts";
export { Checkpointer, type CheckpointOptions, type SavedRun } from "./run/checkpointer.ts";
export { digest, functionDigest } from "./run/digest.ts";
export { namedStore } from "./run/named-store.ts";
export { progressBar, type TerminalStream } from "./run/progress-bar.ts";
export { type Progress, type ProgressHandler, type ProgressListener, type ProgressStage } from "./run/progress.ts";
export { ProgressTeller } from "./run/progress-teller.ts";
export { refuseFile, runCheck, runFileCheck } from "./run/run-checks.ts";
export { checkpointOf, type ResumeFile, type RunOf, type RunOptions, stateOf } from "./run/run-options.ts";
export { solveImplicitly } from "./transforms/implicit-solution.ts";
export { targetNames } from "./transforms/index.ts";
export { flattenArguments } from "./transforms/trace-call.ts";
export {
  compileProgram,
  compileVectors,
  traceKnown,
  traceVectors,
  type VectorFunction,
  type VectorFunctionOptions,
} from "./transforms/vectors.ts";
export { type ArrayData } from "./array/index.ts";
export {
  atPath,
  flatten,
  type Leaf,
  type Loose,
  parsePath,
  paths,
  pathsOf,
  structureOf,
  TreeStructure,
  unflatten,
  writtenOrder,
} from "./tree/index.ts";
export {
  cholesky,
  choleskySolve,
  eigh,
  erfc,
  gammaQ,
  irfft,
  lgamma,
  nextFastLength,
  qr,
  rfft,
  solve,
  svd,
  triangularSolve,
  type Widened,
  eigvalsh,
} from "./ops/index.ts";
export { type GradientCheckRow } from "./transforms/index.ts";
export { type Distribution, isDistribution } from "./distributions/distribution.ts";
