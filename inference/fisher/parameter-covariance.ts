/** ParameterCovariance: parameters with the covariance of their free numbers, wherever it comes from. */
import { type Arr } from "../../src/index.ts";
import { describeValue, OptionError } from "../../src/internal.ts";
import type { InformationSpectrum } from "./spectrum.ts";

/** Parameters and how well they are known: what `fisher`, `observedInformation`, `jackknife` and `bootstrap` give. */
export interface ParameterCovariance<P> {
  /** The parameters, fixed leaves included. */
  readonly params: P;
  /** Paths of the leaves that are free. */
  readonly free: readonly string[];
  /** Paths of the free numbers, in the order of the covariance. */
  readonly paths: readonly string[];
  /** Covariance of the free numbers, shape [n, n]. */
  readonly covariance: Arr;
  /** Spectrum of the information it is the inverse of, where it comes from one: it tells what is not determined. */
  readonly spectrum?: InformationSpectrum | undefined;
}

/** @throws OptionError where there is no covariance, as in a solution */
export function checkCovariance(known: unknown, where: string): void {
  if (typeof known === "object" && known !== null && "covariance" in known && "free" in known) return;
  const isSolution = typeof known === "object" && known !== null && "standardErrors" in known;
  throw new OptionError({
    where,
    expected: "parameters with their covariance, as fisher, observedInformation, jackknife and bootstrap give",
    received: isSolution ? "a solution" : describeValue(known),
    ...(isSolution && {
      hint: "Write fisher(residuals, fit.params), with the spec or bounds and the noise of the fit.",
    }),
  });
}
