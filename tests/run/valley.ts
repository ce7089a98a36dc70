/** A fit of some hundred steps, which a test may make slow: run as a program it can be killed. */
import { pathToFileURL } from "node:url";
import { type Arr, zeros } from "fluxion";
import { minimizeAsync, type MinimizeAsyncOptions, progressBar } from "fluxion/inference";
import { interruptible } from "fluxion/node";
import type { LbfgsbInfo, LbfgsbState } from "fluxion/inference/methods";

interface Valley {
  readonly x: Arr;
}

/** Rosenbrock's function of forty numbers. */
export const valley = ({ x }: Valley): Arr => {
  const [here, next] = [x.slice([0, 39]), x.slice([1, 40])];
  return next.sub(here.square()).square().mul(100).add(here.sub(1).square()).sum();
};

/** Where every fit of it starts: far down the valley. */
export const valleyStart = { x: zeros([40]).sub(1.2) };

/** The fit with a checkpoint. */
export const fitValley = (options: MinimizeAsyncOptions<Valley, LbfgsbState, LbfgsbInfo>) =>
  minimizeAsync(valley, valleyStart, options);

/** Does nothing for some milliseconds. */
function wait(milliseconds: number): void {
  const until = performance.now() + milliseconds;
  while (performance.now() < until);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  const file = process.argv[2] ?? "";
  const fit = await interruptible((signal) =>
    fitValley({
      run: { signal, resume: { file, every: { steps: 1 } }, progress: progressBar(process.stderr) },
      // A minute of steps: the test that started this ends it long before.
      onStep: () => wait(300),
    }),
  );
  console.log(fit.status);
}
