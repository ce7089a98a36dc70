/** The figures of a posterior that are worth a look, chosen by what there is to see. */
import { focusChecks } from "./option-checks.ts";
import { OptionError, checkOptions } from "../errors/index.ts";
import { counted, listText } from "./format.ts";
import { autocorrelationFigure } from "./figures/autocorrelation.ts";
import { type FigureDraws, extent, type NumberList, pooled } from "./figures/chains.ts";
import { cornerFigure } from "./figures/corner.ts";
import { energyFigure } from "./figures/energy.ts";
import { forestFigure } from "./figures/forest.ts";
import { credibleIntervals } from "./figures/intervals.ts";
import { pairFigure } from "./figures/pair.ts";
import { rankFigure } from "./figures/rank.ts";
import type { Figure } from "./figures/spec.ts";
import { traceFigure } from "./figures/trace.ts";

/** What a sampler told of one chain, one number a draw; what it does not know is left out. */
export interface PosteriorStatistics {
  /** The Hamiltonian at each draw, in nats. */
  readonly energy?: NumberList | undefined;
  /** Not zero where the transition to a draw diverged. */
  readonly divergent?: NumberList | undefined;
}

/** The part of a posterior that figures are made of: what `sample` returns has it. */
export interface PosteriorDraws {
  readonly draws: readonly FigureDraws[];
  /** One record a chain. */
  readonly statistics?: readonly PosteriorStatistics[] | undefined;
}

/** Parameters that a corner figure of a page shows, unless it is told which. */
const cornerParameters = 6;
const panelsAtMost = 60;

/**
 * Corner, traces, ranks, autocorrelation; a forest where there are many parameters; energy where the sampler has one; the pair
 * that divergent transitions stand out in where there are any. Each with a caption. Constant parameters are left out, and named.
 *
 * @param options  focus: paths of up to 10 parameters for the corner figure; the first 6 where it is left out
 * @throws DataError when there are no draws, or a draw is not finite
 * @example
 * ```ts
 * import { posteriorFigures } from "fluxion/report";
 * const chains = [[0.41, 0.38, 0.4, 0.44], [0.39, 0.42, 0.43, 0.4]];
 * const figures = posteriorFigures({ draws: [{ path: "rate", unit: "1/day", chains }] });
 * console.log(figures.map(({ id }) => id).join()); // → corner,traces,ranks,autocorrelation
 * ```
 */
export function posteriorFigures(
  posterior: PosteriorDraws,
  options: { readonly focus?: readonly string[] | undefined } = {},
): Figure[] {
  checkOptions(options, focusChecks, "posteriorFigures");
  const paths = posterior.draws.map(({ path }) => path);
  const unknown = options.focus?.filter((path) => !paths.includes(path)) ?? [];
  if (unknown.length > 0) {
    throw new OptionError({
      where: "posteriorFigures",
      path: "focus",
      problem: `it names ${unknown.join(", ")}, which was not drawn`,
      hint: `The parameters are ${paths.join(", ")}.`,
    });
  }
  const { draws, statistics = [] } = posterior;
  const moving = draws.filter(({ chains }) => isMoving(chains));
  const still = draws.filter(({ chains }) => !isMoving(chains)).map(({ path }) => path);
  // Where nothing moves, the traces say so.
  const shown = (moving.length === 0 ? draws : moving).slice(0, panelsAtMost);
  const left = draws.length - shown.length - (moving.length === 0 ? 0 : still.length);
  const note = [
    ...(still.length === 0 ? [] : [`Constant, and left out: ${listText(still)}.`]),
    ...(left === 0 ? [] : [`${counted(left, "further parameter")} left out.`]),
  ];
  const divergent = statistics.flatMap((chain) => (chain.divergent === undefined ? [] : [chain.divergent]));
  const known = divergent.length === statistics.length && divergent.length > 0 ? divergent : undefined;
  const traces = figure(
    "traces",
    ["Every chain in the order of its draws. All should look alike, without trend.", ...note],
    traceFigure(shown, { divergent: known }),
  );
  if (moving.length === 0) return [traces];
  return [
    cornerOf(moving, options.focus),
    ...(moving.length > cornerParameters ? [forestOf(shown)] : []),
    traces,
    ...(shown[0]!.chains.length > 1
      ? [
          figure(
            "ranks",
            ["How often each chain has draws of each rank among all chains. Chains that agree lie in the band."],
            rankFigure(shown),
          ),
        ]
      : []),
    figure(
      "autocorrelation",
      ["How long each chain remembers: the sooner it falls to the band, the more its draws are worth."],
      autocorrelationFigure(shown),
    ),
    ...energyOf(statistics),
    ...(known === undefined ? [] : divergencesOf(moving, known)),
  ];
}

function figure(id: string, sentences: readonly string[], spec: Figure["spec"]): Figure {
  return { id, caption: sentences.join(" "), spec };
}

function isMoving(chains: readonly NumberList[]): boolean {
  const ends = chains.flatMap((chain) => [...extent(chain)]);
  return Math.min(...ends) < Math.max(...ends);
}

function cornerOf(moving: readonly FigureDraws[], focus: readonly string[] | undefined): Figure {
  const chosen =
    focus === undefined ? moving.slice(0, cornerParameters) : moving.filter(({ path }) => focus.includes(path));
  const parameters = chosen.length === 0 ? moving.slice(0, cornerParameters) : chosen;
  const rest = moving.length - parameters.length;
  return figure(
    "corner",
    [
      "Above each histogram the median and the interval of 68.3 %.",
      "The regions hold 39.3 % and 86.5 % of the draws, as one and two sigma do in two dimensions.",
      ...(rest === 0 ? [] : [`${counted(rest, "further parameter")} not shown here.`]),
    ],
    cornerFigure(parameters),
  );
}

function forestOf(shown: readonly FigureDraws[]): Figure {
  return figure(
    "intervals",
    ["Median and intervals of 68.3 % and 95.4 % of each parameter."],
    forestFigure(credibleIntervals(shown, "posterior")),
  );
}

/** Nothing for a sampler without energies, which are then all alike. */
function energyOf(statistics: readonly PosteriorStatistics[]): Figure[] {
  const energies = statistics.flatMap(({ energy }) => (energy === undefined ? [] : [energy]));
  const drawable = energies.filter((energy) => {
    const [low, high] = extent(energy);
    return energy.length >= 3 && low < high && Number.isFinite(high - low);
  });
  if (drawable.length === 0 || drawable.length < statistics.length) return [];
  return [
    figure(
      "energy",
      [
        "Energies about their mean, and their changes from draw to draw. Where the changes are much narrower, tails are seen too seldom.",
      ],
      energyFigure(drawable.map((energy) => ({ energy }))),
    ),
  ];
}

/** The two parameters in which draws after divergent transitions are farthest from the others, in standard deviations. */
function divergencesOf(moving: readonly FigureDraws[], divergent: readonly NumberList[]): Figure[] {
  const flags = pooled({ chains: divergent });
  const count = flags.reduce((sum, flag) => sum + (flag === 0 ? 0 : 1), 0);
  if (count === 0 || moving.length < 2) return [];
  const shifts = moving.map((parameter) => {
    const values = pooled(parameter);
    const mean = values.reduce((sum, value) => sum + value / values.length, 0);
    const deviation = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2 / values.length, 0));
    const among = values.reduce((sum, value, i) => sum + (flags[i] === 0 ? 0 : value / count), 0);
    return { parameter, shift: Math.abs(among - mean) / deviation };
  });
  const [first, second] = shifts.sort((a, b) => b.shift - a.shift);
  return [
    figure(
      "divergences",
      [
        "Where transitions diverged, in the two parameters in which they stand out most.",
        "The sampler could not follow the density there: smaller steps or other coordinates are called for.",
      ],
      pairFigure(second!.parameter, first!.parameter, { divergent }),
    ),
  ];
}
