/** Diagnosis: whether draws can be used, as a union on its status. */
import type { QuantityDiagnostics } from "./quantity.ts";
import type { SamplerHealth } from "./sampler-health.ts";

/** What is asked of draws before they may be used. */
export interface DiagnosticThresholds {
  /** Largest R-hat. Default 1.01. */
  readonly rHat: number;
  /** Least effective sample size for each chain, of bulk and tail. Default 100. */
  readonly effectiveSizePerChain: number;
  /** Least number of chains, so that they can be compared. Default 2. */
  readonly chains: number;
  /** Largest number of divergences in all chains. Default 0. */
  readonly divergences: number;
  /** Least E-BFMI of a chain. Default 0.3. */
  readonly eBfmi: number;
  /** Largest fraction of trajectories that reach the greatest depth. Default 0.01. */
  readonly saturated: number;
  /** Least mean acceptance of a chain. Default 0.1. */
  readonly acceptance: number;
}

/** Which test was not passed. */
export type DiagnosticTest =
  | "draws"
  | "chains"
  | "finite"
  | "moved"
  | "r-hat"
  | "bulk-effective-size"
  | "tail-effective-size"
  | "divergences"
  | "e-bfmi"
  | "tree-depth"
  | "acceptance";

/** A test that was not passed. */
export interface DiagnosticFailure {
  readonly test: DiagnosticTest;
  /** Quantities concerned, the worst first; empty when it is the sampler. */
  readonly paths: readonly string[];
  /** Numbers of the chains concerned, from 1; empty when it is all of them. */
  readonly chains: readonly number[];
  /** The worst value. */
  readonly worst: number;
  /** What it should not have passed. */
  readonly threshold: number;
  /** What is wrong and what to do about it. */
  readonly explain: string;
}

/** What every diagnosis tells. */
export interface DiagnosisFields {
  /** All quantities, in the order of the draws. */
  readonly quantities: readonly QuantityDiagnostics[];
  /** All chains; null when there were no statistics. */
  readonly sampler: SamplerHealth | null;
  readonly thresholds: DiagnosticThresholds;
  /** The verdict in sentences. */
  readonly explain: string;
}

/** Draws that passed every test. */
export interface PassedDiagnosis extends DiagnosisFields {
  readonly status: "passed";
  readonly failures: readonly [];
}

/** Draws that did not. */
export interface FailedDiagnosis extends DiagnosisFields {
  readonly status: "failed";
  /** At least one, the gravest first. */
  readonly failures: readonly [DiagnosticFailure, ...DiagnosticFailure[]];
}

/** Whether draws can be used. Narrow on `status`. */
export type Diagnosis = PassedDiagnosis | FailedDiagnosis;
