/** Systems: a model with its data, its question and its figures as one value, which inference and the command line read. */
export { askSystem, completeRequest, defaultVariant, freeByDefault, parameterPaths } from "./ask.ts";
export { loadOrder, type OriginatedValue, type ValueSource } from "./load-order.ts";
export type {
  DerivedQuantities,
  DerivedQuantity,
  FixedInput,
  ModelFunction,
  Problem,
  ProblemBlock,
  ProblemBlocks,
  ProblemFact,
} from "./problem.ts";
export {
  logDensityOf,
  type LogDensityQuestion,
  objectiveOf,
  type ObjectiveQuestion,
  type Question,
  type QuestionKind,
  type ResidualsQuestion,
} from "./question.ts";
export type {
  Dataset,
  ParameterValues,
  ProblemRequest,
  ParameterProfile,
  System,
  SystemChoice,
  SystemVerb,
  VerbResult,
} from "./system.ts";
