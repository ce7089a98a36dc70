/** Benchmark: the same model fitted to a thousand spectra, in one call, with its compilation and without. */
import { type Arr, array, exp, jit, linspace, mapLoop } from "fluxion";
import { leastSquaresSolve } from "fluxion/inference";
import { levenbergMarquardt } from "ml-levenberg-marquardt";
import seedrandom from "seedrandom";
import type { Benchmark, Case, Contender, Peer, Values } from "./benchmark.ts";
import { inProcess } from "./measure.ts";
import { python } from "./peers/python.ts";
import { milliseconds } from "./units.ts";

const CHANNELS = 40;
/** Parameters of a line: height, centre, width, level. */
const PARAMETERS = 4;
/** Peers take differences and stop where six digits are reached. */
const TOLERANCE = 1e-5;

/** Spectra of one line each, shape [count, CHANNELS], and where their fits start. */
interface Spectra {
  readonly count: number;
  readonly flux: Float64Array;
  readonly starts: Float64Array;
}

const channelAt = (k: number): number => -4 + (8 * k) / (CHANNELS - 1);

function spectra(count: number): Spectra {
  const next = seedrandom("lines");
  const flux = new Float64Array(count * CHANNELS);
  const starts = new Float64Array(count * PARAMETERS);
  for (let i = 0; i < count; i++) {
    const [height, centre, width, level] = [1 + 2 * next(), 2 * next() - 1, 0.5 + next(), next()];
    for (let k = 0; k < CHANNELS; k++) {
      const scaled = (channelAt(k) - centre) / width;
      flux[i * CHANNELS + k] = level + height * Math.exp(-0.5 * scaled * scaled) + 0.1 * (next() - 0.5);
    }
    // Near enough for everybody: from (1, 0, 1, 0) the peer in JavaScript loses some of the lines.
    starts.set([0.8 * height, centre + 0.2, 1.2 * width, level + 0.1], i * PARAMETERS);
  }
  return { count, flux, starts };
}

/** Parameters by name, one list of numbers for each. A line is the same with its width negative. */
function named(found: ArrayLike<number>): Values {
  const column = (p: number): number[] =>
    Array.from({ length: found.length / PARAMETERS }, (_, i) => found[i * PARAMETERS + p]!);
  return { height: column(0), centre: column(1), width: column(2).map(Math.abs), level: column(3) };
}

const x = linspace(-4, 4, CHANNELS);

/** The parameters of all spectra, as one program. */
function program(): (flux: Arr, starts: Arr) => Arr {
  const fit = ({ flux, start }: { readonly flux: Arr; readonly start: Arr }): Arr =>
    leastSquaresSolve(
      ({ p }: { readonly p: Arr }) => {
        const scaled = x.sub(p.slice(1)).div(p.slice(2));
        return exp(scaled.square().mul(-0.5)).mul(p.slice(0)).add(p.slice(3)).sub(flux);
      },
      { p: start },
    ).params.p;
  return jit((flux: Arr, starts: Arr) => mapLoop(fit, { flux, start: starts }));
}

function fluxion({ count, flux, starts }: Spectra, isCompiled: boolean): Contender {
  const [all, from] = [array(flux, { shape: [count, CHANNELS] }), array(starts, { shape: [count, PARAMETERS] })];
  const known = isCompiled ? program() : null;
  return inProcess("fluxion", TOLERANCE, () => named((known ?? program())(all, from).toArray()));
}

function javascript({ count, flux, starts }: Spectra): Contender {
  const places = Array.from({ length: CHANNELS }, (_, k) => channelAt(k));
  const model =
    ([height = 0, centre = 0, width = 1, level = 0]: readonly number[]) =>
    (place: number): number =>
      level + height * Math.exp(-0.5 * ((place - centre) / width) ** 2);
  const fitOne = (i: number): number[] =>
    levenbergMarquardt({ x: places, y: Array.from(flux.subarray(i * CHANNELS, (i + 1) * CHANNELS)) }, model, {
      initialValues: Array.from(starts.subarray(i * PARAMETERS, (i + 1) * PARAMETERS)),
      damping: 1e-2,
      gradientDifference: 1e-5,
      centralDifference: true,
      // Its default; it knows no test of convergence but a given error.
      maxIterations: 100,
      errorTolerance: 1e-30,
    }).parameterValues;
  return inProcess("ml-levenberg-marquardt, its 100 iterations", TOLERANCE, () =>
    named(Array.from({ length: count }, (_, i) => fitOne(i)).flat()),
  );
}

function scipy({ count, flux, starts }: Spectra): Peer {
  return python({
    name: "SciPy",
    tolerance: TOLERANCE,
    script: "many_fits_scipy.py",
    packages: ["numpy", "scipy"],
    arguments: [String(count), String(CHANNELS)],
    input: Float64Array.from([...starts, ...flux]),
    read: named,
  });
}

const lines = (isCompiled: boolean): Case => ({
  name: `a thousand lines, ${isCompiled ? "compiled before" : "compilation included"}`,
  prepare: (scale) => {
    const given = spectra(scale === "full" ? 1000 : 10);
    return { unit: milliseconds, ours: fluxion(given, isCompiled), peers: [javascript(given), scipy(given)] };
  },
});

export const manyFits: Benchmark = {
  name: "many-fits",
  about: "a Gaussian line on a level, four parameters, fitted to each of a thousand spectra of forty channels",
  cases: [lines(true), lines(false)],
};
