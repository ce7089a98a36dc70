/** Predictive draws: what would be observed, at every draw of the parameters. */
import { Arr, array } from "../../../src/index.ts";
import {
  isDistribution,
  checkOptions,
  describeShape,
  describeValue,
  FitError,
  option,
  unflatten,
  type Distribution,
  type OptionChecks,
  type Widened,
  type Loose,
} from "../../../src/internal.ts";
import { fold, type Key, key, type RunOf, runCheck } from "../../../src/internal.ts";
import { atDraws, type DerivedDraws, type DerivedDrawsOptions, described, type DrawnNumber } from "./derived-draws.ts";

/** Distributions of observations: one, or an object of them by name. */
export type Observations = Distribution | { readonly [name: string]: Observations };

/** An array in the place of each distribution. */
export type Observed<D> = D extends Distribution ? Arr : { readonly [K in keyof D]: Observed<D[K]> };

/** How predictions are drawn. */
export interface PredictiveOptions extends Omit<DerivedDrawsOptions, "run"> {
  /** How the model runs, and what the observations follow from. */
  readonly run?: RunOf<"seed" | "target"> | undefined;
}

/** Draws of a model and of what would be observed of it. */
export interface PredictiveDraws<Q, D> extends DerivedDraws<Q> {
  /** An array in the place of each distribution of observations, with the axes [chains, draws] before its own. */
  readonly observed: Observed<D>;
}

/** Checks of the options. */
const checks: OptionChecks<PredictiveOptions> = { units: option.object, run: runCheck(["seed", "target"]) };

/**
 * A function of the parameters at every draw of them, and one observation of it at each: predictive draws of the prior or of the posterior,
 * by whose draws they are. The function is compiled once; the observation is drawn from the distributions that `observe` makes of its value.
 *
 * @param model    pure function of the parameters to a number, or a tree of arrays
 * @param observe  the distribution of the data given what the model returned at one draw; or an object of distributions by name
 * @param params   parameters like those that were drawn; numbers without draws keep their value
 * @param drawn    `posterior`, or `priorDraws(spec)`: a record for each number that was drawn
 * @throws   FitError naming draws of what the parameters do not have, chains of unequal length, or what `observe` returned that is no
 *           distribution; ParameterError where a parameter of a distribution is out of range at a draw
 * @example
 * ```ts
 * import { type Arr, array, distributions, positive, spec } from "fluxion";
 * import { predictive, priorDraws } from "fluxion/inference";
 * const decay = spec({ rate: positive({ default: 1, prior: distributions.gamma({ shape: 4, rate: 4 }) }) });
 * const days = array([1, 2, 4]);
 * const flux = decay.model(({ rate }): Arr => rate.mul(days).neg().exp().mul(100));
 * const prior = predictive(flux, (rate) => distributions.poisson({ rate }), decay.defaults, priorDraws(decay), { run: { seed: 1 } });
 * console.log(prior.values.shape, prior.observed.shape); // → [ 1, 1000, 3 ] [ 1, 1000, 3 ]
 * ```
 * @see Gelman et al. (2013), Bayesian Data Analysis, 6.3; Gabry et al. (2019), J. R. Statist. Soc. A 182, 389
 */
export function predictive<P, Q, D extends Observations>(
  model: (params: P) => Q,
  observe: (value: Widened<Q>) => D,
  params: Loose<NoInfer<P>>,
  drawn: readonly DrawnNumber[] | { readonly draws: readonly DrawnNumber[] },
  options: PredictiveOptions = {},
): PredictiveDraws<Widened<Q>, D> {
  const where = "predictive";
  checkOptions(options, checks, where);
  const draws = "draws" in drawn ? drawn.draws : drawn;
  const { structure, values } = atDraws(model, params as Loose<P>, draws, options.run?.target, where);
  const [chains, length] = values[0]!.shape as [number, number];
  const root = key(`predictive ${JSON.stringify(options.run?.seed ?? 0)}`);
  const sets = Array.from({ length: chains * length }, (_, k) => {
    const at = values.map((value) => value.slice(Math.floor(k / length), k % length));
    // The structure is that of what the model returned, an array in the place of each leaf.
    return observationsOf(observe(unflatten(structure, at) as Widened<Q>), fold(root, k), where);
  });
  return {
    ...described<Widened<Q>>(structure, values, options.units, where),
    // Every set has the form of what `observe` returned, an array in the place of each distribution.
    observed: stacked(sets, [chains, length], where) as Observed<D>,
  };
}

/** Arrays by name, as distributions are. */
type Drawn = Arr | { readonly [name: string]: Drawn };

/** One draw of each distribution, from keys numbered in the order in which they are written. */
function observationsOf(observations: Observations, from: Key, where: string, path = ""): Drawn {
  if (isDistribution(observations)) return observations.draw(from);
  // A caller without types may return anything.
  const given: unknown = observations;
  if (typeof given !== "object" || given === null || given instanceof Arr || Object.keys(given).length === 0) {
    throw new FitError({
      where,
      path: path === "" ? "observe" : path,
      expected: "a distribution, or an object of them",
      received: describeValue(given),
    });
  }
  return Object.fromEntries(
    Object.entries(observations).map(([name, each], k) => [
      name,
      observationsOf(each, fold(from, k), where, path === "" ? name : `${path}.${name}`),
    ]),
  );
}

/** Sets of one form as one, with axes of their number before those of each array. @throws FitError where a set has another form */
function stacked(sets: readonly Drawn[], axes: readonly number[], where: string): Drawn {
  const [first] = sets as readonly [Drawn];
  if (first instanceof Arr) {
    const numbers = new Float64Array(sets.length * first.size);
    sets.forEach((each, k) => {
      if (!(each instanceof Arr) || describeShape(each.shape) !== describeShape(first.shape)) {
        throw new FitError({
          where,
          path: "observe",
          problem: "its distributions have another shape at one draw than at another",
        });
      }
      numbers.set(Float64Array.from(each.toArray()), k * first.size);
    });
    return array(numbers, { shape: [...axes, ...first.shape] });
  }
  return Object.fromEntries(
    Object.keys(first).map((name) => {
      // A set that lacks the name is met where it is not an array.
      const own = sets.map((each) => (each instanceof Arr ? each : each[name]!));
      return [name, stacked(own, axes, where)];
    }),
  );
}
