/** What a first gradient costs: tracing, differentiating and compiling, in this process or in a new one. */
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { Contender } from "./benchmark.ts";

/** Seconds that `prepare` and its first call take, less what a second call takes. `prepare` must compile anew each time. */
export function compileTime(name: string, prepare: () => () => void): Contender {
  const seconds = (work: () => void): number => {
    const start = performance.now();
    work();
    return (performance.now() - start) / 1e3;
  };
  return {
    name,
    tolerance: 0,
    values: () => ({}),
    sample: () => {
      let call = (): void => undefined;
      const first = seconds(() => {
        call = prepare();
        call();
      });
      return first - seconds(call);
    },
  };
}

/** The same in a new process for every sample, where nothing is compiled, cached or warm: what a script's user waits for. */
export function coldCompileTime(
  name: string,
  contender: "fluxion" | "fluxion-call" | "jax-js",
  orbits: number,
  steps: number,
): Contender {
  const script = fileURLToPath(new URL("first-gradient.ts", import.meta.url));
  return {
    name,
    tolerance: 0,
    values: () => ({}),
    sample: () => {
      const run = spawnSync(process.execPath, ["--import", "tsx", script, contender, String(orbits), String(steps)], {
        encoding: "utf8",
      });
      if (run.status !== 0) throw new Error(`first-gradient.ts failed:\n${run.stderr}`);
      return Number(run.stdout);
    },
  };
}
