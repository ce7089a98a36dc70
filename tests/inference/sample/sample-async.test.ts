/** Long chains: cut off and continued, they draw what they would have drawn. */
import { type Arr, array, exp, positive, real, spec } from "fluxion";
import { ensemble, hmc, metropolis, nuts, type Posterior, sample, sampleAsync } from "fluxion/inference";
import { describe, expect, it } from "vitest";
import { memoryStore } from "../../run/memory-store.ts";

const lamp = spec({ height: real({ default: 1 }), width: positive({ default: 1 }) });
type Lamp = typeof lamp.params;
const data = array([2.1, 1.4, 0.8, 0.5]);
const days = array([0, 1, 2, 3]);
const logDensity = (p: Lamp): Arr =>
  exp(days.mul(p.width).neg()).mul(p.height).sub(data).div(0.1).square().sum().mul(-0.5).sub(p.width);

const drawsOf = ({ draws, statistics, logDensity: densities }: Posterior<Lamp>) => ({ draws, statistics, densities });

describe("sampleAsync", () => {
  it.each([
    ["nuts", nuts()],
    ["hmc", hmc()],
    ["metropolis", metropolis()],
    ["ensemble", ensemble()],
  ] as const)("draws what sample draws, cut off in warm-up and among the draws: %s", async (_, sampler) => {
    const options = { spec: lamp, sampler, chains: 4, warmup: 200, draws: 300, run: { seed: "lamp" } };
    // The samplers' states differ in type; what is compared does not.
    const each = options as Omit<typeof options, "sampler"> & { readonly sampler: ReturnType<typeof nuts> };
    const whole = sample(logDensity, lamp.defaults, each);
    const checkpoint = { file: memoryStore() };
    const already = new AbortController();
    already.abort();
    const first = await sampleAsync(logDensity, lamp.defaults, {
      ...each,
      run: { ...each.run, resume: checkpoint, signal: already.signal },
    });
    expect(first.status).toBe("cancelled");
    expect(first.explain).toContain("Cancelled with 4 chains of 0 draws and saved in memory; the same call goes on");
    // Two hundred and fifty iterations of each chain, then the rest.
    const part = await sampleAsync(logDensity, lamp.defaults, {
      ...each,
      draws: 50,
      run: { ...each.run, resume: checkpoint },
    });
    expect(part.draws[0]!.chains[0]).toHaveLength(50);
    const rest = await sampleAsync(logDensity, lamp.defaults, { ...each, run: { ...each.run, resume: checkpoint } });
    expect(drawsOf(rest)).toStrictEqual(drawsOf(whole));
    expect(rest.status).toBe(whole.status);
  });

  it("counts iterations of all chains in its progress", async () => {
    const heard: number[] = [];
    await sampleAsync(logDensity, lamp.defaults, {
      spec: lamp,
      warmup: 100,
      draws: 100,
      run: {
        progress: {
          update: ({ step, total }) => {
            expect(total).toBe(800);
            heard.push(step);
          },
          end: ({ step, label }) => heard.push(step, label.length),
        },
      },
    });
    expect(heard.slice(-2)).toEqual([800, "sample by nuts".length]);
  });

  it("refuses the checkpoint of another density, sampler or seed", async () => {
    const options = { spec: lamp, warmup: 20, draws: 10, run: { resume: { file: memoryStore() } } };
    await sampleAsync(logDensity, lamp.defaults, options);
    const other = (p: Lamp): Arr => logDensity(p).mul(0.5);
    await expect(sampleAsync(other, lamp.defaults, options)).rejects.toThrow(
      "the function, its data or the start differ",
    );
    await expect(
      sampleAsync(logDensity, lamp.defaults, { ...options, run: { ...options.run, seed: 2 } }),
    ).rejects.toThrow("options.seed is 0 in the file and 2 here");
    await expect(sampleAsync(logDensity, lamp.defaults, { ...options, sampler: metropolis() })).rejects.toThrow(
      "the method is nuts in the file and metropolis here",
    );
  });
});
