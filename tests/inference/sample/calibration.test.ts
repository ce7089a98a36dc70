/** Simulation-based calibration: parameters drawn from the prior rank evenly among draws from their posterior. */
import { describe, it } from "vitest";
import { type Arr, array, bounded, exp, positive, real, spec, streams } from "fluxion";
import { nuts } from "fluxion/inference";
import { Stream } from "../../../src/random/stream.ts";
import { calibrate, expectEven } from "./calibrate.ts";

describe("simulation-based calibration", () => {
  it("of a line with normal errors", () => {
    const t = array([-1, -0.5, 0, 0.5, 1]);
    const probabilities = calibrate<{ offset: Arr; slope: Arr }>(
      { offset: 0, slope: 0 },
      (from) => {
        const [offset, slope, ...noise] = streams.normals(from, 7);
        const y = t.mul(slope!).add(offset!).add(array(noise).mul(0.7));
        return {
          truth: { offset: offset!, slope: slope! },
          logDensity: (p) =>
            y
              .sub(t.mul(p.slope).add(p.offset))
              .div(0.7)
              .square()
              .sum()
              .add(p.offset.square())
              .add(p.slope.square())
              .mul(-0.5),
        };
      },
      { sampler: nuts() },
    );
    expectEven(probabilities);
  });

  it("of a decay with a positive amplitude and a bounded rate", () => {
    const decay = spec({ amplitude: positive({ default: 1 }), rate: bounded(0, 2, { default: 1 }) });
    const t = array([0, 0.5, 1, 2, 4]);
    const probabilities = calibrate<typeof decay.params>(
      { amplitude: 1, rate: 1 },
      (from) => {
        const stream = new Stream(from);
        // Amplitude: logarithm normal about 0 with deviation 0.5. Rate: even from 0 to 2.
        const amplitude = Math.exp(0.5 * stream.normal());
        const rate = 2 * stream.uniform();
        const noise = t.toArray().map(() => 0.2 * stream.normal());
        const y = exp(t.mul(-rate)).mul(amplitude).add(array(noise));
        return {
          truth: { amplitude, rate },
          logDensity: (p) => {
            const residual = y.sub(exp(t.mul(p.rate).neg()).mul(p.amplitude)).div(0.2);
            const logAmplitude = p.amplitude.log();
            return residual.square().sum().add(logAmplitude.div(0.5).square()).mul(-0.5).sub(logAmplitude);
          },
        };
      },
      { spec: decay, sampler: nuts({ targetAcceptance: 0.9 }) },
    );
    expectEven(probabilities);
  });

  it("of a mean and a scale, with a metric from the Fisher divergence", () => {
    const group = spec({ mean: real({ default: 0 }), scale: positive({ default: 1 }) });
    const probabilities = calibrate<typeof group.params>(
      { mean: 0, scale: 1 },
      (from) => {
        const stream = new Stream(from);
        // Mean: normal with deviation 2. Scale: exponential with mean 1.
        const mean = 2 * stream.normal();
        const scale = -Math.log(stream.uniform());
        const y = array(Array.from({ length: 6 }, () => mean + scale * stream.normal()));
        return {
          truth: { mean, scale },
          logDensity: (p) =>
            y
              .sub(p.mean)
              .div(p.scale)
              .square()
              .sum()
              .add(p.mean.div(2).square())
              .mul(-0.5)
              .sub(p.scale.log().mul(6))
              .sub(p.scale),
        };
      },
      { spec: group, sampler: nuts({ metric: "fisher", targetAcceptance: 0.9 }) },
    );
    expectEven(probabilities);
  });
});
