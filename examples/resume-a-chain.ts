/**
 * What is lost when a chain is killed?
 *
 * Samples a posterior, saves it every so often, and is killed on the way, as a queue does to a job that ran out of time. The same
 * call goes on from the checkpoint, and draws the same bits as a run that nobody disturbed. Draws the chains, and where they
 * were killed: reports/resume-a-chain.svg.
 */
import { mkdirSync, rmSync } from "node:fs";
import { type Arr, array, bounded, positive, spec } from "fluxion";
import { sample, sampleAsync } from "fluxion/inference";
import { writeFigure } from "fluxion/node";
import { selectDraws, traceFigure } from "fluxion/report";

// Coal mining disasters in Britain, 1851 to 1962, a year each (Jarrett 1979): when did they become rarer?
const disasters = array([
  4, 5, 4, 0, 1, 4, 3, 4, 0, 6, 3, 3, 4, 0, 2, 6, 3, 3, 5, 4, 5, 3, 1, 4, 4, 1, 5, 5, 3, 4, 2, 5, 2, 2, 3, 4, 2, 1, 3,
  2, 2, 1, 1, 1, 1, 3, 0, 0, 1, 0, 1, 1, 0, 0, 3, 1, 0, 3, 2, 2, 0, 1, 1, 1, 0, 1, 0, 1, 0, 0, 0, 2, 1, 0, 0, 0, 1, 1,
  0, 2, 3, 3, 1, 1, 2, 1, 1, 1, 1, 2, 4, 2, 0, 0, 1, 4, 0, 0, 0, 1, 0, 0, 0, 0, 0, 1, 0, 0, 1, 0, 1, 0,
]);
const years = array(Array.from({ length: disasters.size }, (_, i) => 1851 + i));

const change = spec({
  before: positive({ unit: "1/yr", default: 3, doc: "rate before the change" }),
  after: positive({ unit: "1/yr", default: 1, doc: "rate after it" }),
  year: bounded(1851, 1962, { unit: "yr", default: 1890, doc: "middle of the change" }),
  width: bounded(0.5, 30, { unit: "yr", default: 5, doc: "years it took" }),
});
type Params = typeof change.params;

/** Poisson counts whose rate goes from one value to another; rates have exponential priors of mean 1, the rest even ones. */
const logDensity = ({ before, after, year, width }: Params): Arr => {
  const share = years.sub(year).div(width).tanh().add(1).div(2);
  const rate = before.add(after.sub(before).mul(share));
  return disasters.mul(rate.log()).sub(rate).sum().sub(before.add(after));
};

const file = "reports/coal.checkpoint";
mkdirSync("reports", { recursive: true });
rmSync(file, { force: true });
const options = { spec: change, draws: 4000, run: { seed: "coal" } } as const;

const killer = new AbortController();
export const killed = await sampleAsync(logDensity, change.defaults, {
  ...options,
  run: {
    ...options.run,
    resume: file,
    signal: killer.signal,
    progress: ({ step, total }) => {
      if (step > 0.6 * (total ?? Infinity)) killer.abort();
    },
  },
});
const kept = killed.draws[0]!.chains[0]!.length;
console.log(`${killed.status} after ${kept} draws of ${options.draws} a chain`);

export const resumed = await sampleAsync(logDensity, change.defaults, {
  ...options,
  run: { ...options.run, resume: file },
});
export const undisturbed = sample(logDensity, change.defaults, options);
const same = undisturbed.draws.every(({ chains }, i) =>
  chains.every((chain, c) => chain.every((value, draw) => value === resumed.draws[i]!.chains[c]![draw])),
);
console.log(`After the resumption: ${resumed.status}; the same bits as without a break: ${same}.`);
console.log(resumed.summary());

const figure = traceFigure(selectDraws(resumed.draws, ["before", "after", "year"]), {
  title: "Disasters in coal mines: their rates, and the year of the change",
  events: [{ at: kept, label: "killed, resumed" }],
});
await writeFigure(figure, "reports/resume-a-chain.svg");
console.log("\nreports/resume-a-chain.svg shows the chains, and where they were killed.");
