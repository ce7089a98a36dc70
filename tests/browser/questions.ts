/** The questions that Node and a page are both asked, each answered in numbers; runs in either. */
import { array, type Arr, grad, jit, positive, real, scan, spec } from "fluxion";
import { leastSquares, minimize, nnls, sample, unwrap } from "fluxion/inference";
import {
  lcdmObjective,
  lcdmSpec,
  parseBaoTable,
  parseDistancePrior,
  parseSupernovaTable,
} from "fluxion/models/cosmology";

/** Texts of the files of measurements. */
export interface Measurements {
  readonly planck: string;
  readonly desi: string;
  readonly union3: string;
}

/** Numbers by what they answer. */
export type Answers = Readonly<Record<string, readonly number[]>>;

const numbers = (...arrays: readonly Arr[]): number[] => arrays.flatMap((values) => Array.from(values.toArray()));

/**
 * Every answer, from the same calls wherever it runs. Compiled programs bring their own functions; what is evaluated at once uses
 * arithmetic and roots here, as the last digits of `Math.exp` and its like are the engine's own.
 */
export function answers(measurements: Measurements): Answers {
  return {
    gradient: gradient(),
    scan: pendulum(),
    minimize: decay(),
    nuts: posterior(),
    nnls: mixture(),
    cosmology: universe(measurements),
  };
}

const x = array([-1.5, -0.3, 0.2, 0.9, 2.4]);

const ab = { a: array(0.7), b: array(-1.1) };

function gradient(): number[] {
  const rational = (p: typeof ab): Arr => p.a.mul(x).square().add(1).sqrt().div(p.b.mul(x).sub(3)).sum();
  const smooth = (p: typeof ab): Arr => p.a.mul(x).sin().add(p.b.mul(x).tanh().exp()).square().sum();
  const [now, compiled] = [grad(rational)(ab), jit(grad(smooth))(ab)];
  return numbers(now.a, now.b, compiled.a, compiled.b);
}

/** A pendulum by the leapfrog method, and how its end depends on its start. */
function pendulum(): number[] {
  const end = (start: Arr): Arr => {
    const step = ({ angle, speed }: { angle: Arr; speed: Arr }) => {
      const half = speed.sub(angle.sin().mul(0.005));
      const next = angle.add(half.mul(0.01));
      return { angle: next, speed: half.sub(next.sin().mul(0.005)) };
    };
    return scan(step, { angle: start, speed: array(0) }, { length: 500 }).carry.angle;
  };
  const start = array(1.2);
  return numbers(jit(end)(start), jit(grad(end))(start));
}

const decaySpec = spec({
  amplitude: positive({ unit: "mJy", default: 1 }),
  rate: positive({ unit: "1/day", default: 1 }),
  level: real({ unit: "mJy", default: 0 }),
});
const days = array([0, 0.5, 1, 1.5, 2, 3, 4, 6]);
const flux = array([5.1, 3.9, 3.1, 2.6, 2.0, 1.4, 1.1, 0.7]);
const misfit = ({ amplitude, rate, level }: typeof decaySpec.params): Arr =>
  flux
    .sub(level)
    .sub(amplitude.mul(rate.mul(days).neg().exp()))
    .div(0.1);

function decay(): number[] {
  const chi2 = (params: typeof decaySpec.params): Arr => misfit(params).square().sum();
  const { params, value } = minimize(chi2, decaySpec.defaults, { spec: decaySpec });
  return [...numbers(params.amplitude, params.rate, params.level), value];
}

function posterior(): number[] {
  const logDensity = (params: typeof decaySpec.params): Arr => misfit(params).square().sum().mul(-0.5);
  // In a page the two threads are one; what is drawn does not depend on it.
  const options = { spec: decaySpec, chains: 2, warmup: 200, draws: 100, run: { seed: "decay", threads: 2 } };
  const { draws } = sample(logDensity, decaySpec.defaults, options);
  return draws.flatMap(({ chains }) => chains.flatMap((chain) => Array.from(chain)));
}

function mixture(): number[] {
  const A = array([
    [1, 0, 0.5],
    [1, 1, 0.25],
    [0, 2, 0.125],
    [3, 1, 1],
  ]);
  const { x: weights, dual } = unwrap(nnls(A, array([2, 1, -1, 4])));
  return numbers(weights, dual);
}

function universe({ planck, desi, union3 }: Measurements): number[] {
  const { chi2, residuals } = lcdmObjective({
    cmb: parseDistancePrior(planck, "planck"),
    bao: parseBaoTable(desi, "desi"),
    sn: parseSupernovaTable(union3, "union3"),
  });
  const [value, slopes] = [jit(chi2)(lcdmSpec.defaults), jit(grad(chi2))(lcdmSpec.defaults)];
  const fit = leastSquares(residuals, lcdmSpec.defaults, { spec: lcdmSpec });
  return [...numbers(value, ...Object.values(slopes)), fit.value, ...numbers(...Object.values(fit.params))];
}
