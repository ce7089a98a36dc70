/** Every minimiser there is, for sweeps to read; a new one is one row. */
import { adam, adamW, lbfgsb, nelderMead, newtonCg, schedules, sgd } from "fluxion/inference";
import type { Iterate, Minimizer, ObjectiveProblem } from "fluxion/inference/methods";

/** A minimiser whose types of state and info are forgotten: the state only ever goes back to the method it came from. */
export type AnyMinimizer = Minimizer<Iterate, unknown, ObjectiveProblem>;

/** Forgets the types of state and info. */
export function asMinimizer<S extends Iterate, I>(minimizer: Minimizer<S, I, ObjectiveProblem>): AnyMinimizer {
  const { bind, ...rest } = minimizer;
  return {
    ...rest,
    bind: (problem) => {
      const method = bind(problem);
      return { init: (point) => method.init(point), step: (state) => method.step(state as S) };
    },
  };
}

/** One minimiser, configured. */
export interface MinimizerRow {
  readonly label: string;
  readonly minimizer: AnyMinimizer;
  /** Relative accuracy of the parameters to expect of it where it says that it converged. */
  readonly accuracy: number;
  /** Whether its resting point is the minimum of the objective. */
  readonly rests: "at the minimum" | "beside it";
}

const row = (
  label: string,
  minimizer: AnyMinimizer,
  accuracy: number,
  rests: MinimizerRow["rests"] = "at the minimum",
): MinimizerRow => ({ label, minimizer, accuracy, rests });

const falling = schedules.warmupCosine({ peak: 0.05, warmup: 20, total: 3000 });

/** By the name under which each is exported; tests/inference/registries.test.ts sees that none is missing. */
export const minimizers: Readonly<Record<string, readonly MinimizerRow[]>> = {
  lbfgsb: [
    row("lbfgsb", asMinimizer(lbfgsb()), 1e-8),
    row("lbfgsb, memory 3", asMinimizer(lbfgsb({ memory: 3 })), 1e-8),
  ],
  newtonCg: [row("newtonCg", asMinimizer(newtonCg()), 1e-8)],
  // The gradient is below a millionth of the objective, per unit of a parameter.
  adam: [
    row("adam", asMinimizer(adam({ learningRate: 0.05 })), 1e-5),
    row("adam, scheduled, limited", asMinimizer(adam({ learningRate: falling, maxGradientNorm: 1 })), 1e-5),
    row("adam, natural lengths", asMinimizer(adam({ learningRate: 0.02, lengths: "natural" })), 1e-5),
  ],
  adamW: [row("adamW", asMinimizer(adamW({ learningRate: 0.05, weightDecay: 0.01 })), 1e-5, "beside it")],
  sgd: [
    row("sgd", asMinimizer(sgd({ learningRate: 0.01 })), 1e-5),
    row("sgd, momentum", asMinimizer(sgd({ learningRate: 0.01, momentum: 0.8 })), 1e-5),
    row("sgd, nesterov", asMinimizer(sgd({ learningRate: 0.01, momentum: 0.8, look: "nesterov" })), 1e-5),
  ],
  nelderMead: [row("nelderMead", asMinimizer(nelderMead()), 1e-6)],
};

/** Every row of every minimiser. */
export const minimizerRows: readonly MinimizerRow[] = Object.values(minimizers).flat();
