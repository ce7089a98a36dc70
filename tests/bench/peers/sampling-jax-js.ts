/** Leapfrog steps in jax-js: a whole step under `jit`, the gradient by its reverse mode. */
import type { numpy } from "@jax-js/jax";
import type { Contender } from "../benchmark.ts";
import { inProcess } from "../measure.ts";
import type { LeapfrogStart } from "../sampling-leapfrog.ts";
import { precision } from "../sampling-problem.ts";
import { jaxOnWasm } from "./jax-js.ts";

/** Its products accumulate in an order of their own. */
const TOLERANCE = 1e-6;

type Numbers = numpy.Array;
/** A type alias rather than an interface, as its pytrees ask. */
type State = { q: Numbers; p: Numbers; g: Numbers };

/** The same steps. In jax-js a call consumes its operands: `.ref` marks one that is used again. */
export async function jaxSteps({ size, position, momentum, stepSize, steps }: LeapfrogStart): Promise<Contender> {
  const jax = await jaxOnWasm();
  const { numpy: np } = jax;
  const matrix = np.array(precision(size)).reshape([size, size]);
  const logDensity = (x: Numbers): Numbers => np.dot(x.ref, np.dot(matrix.ref, x)).mul(-0.5);
  const gradient = jax.grad(logDensity);
  const step = jax.jit(({ q, p, g }: State): State => {
    const half = p.add(g.mul(0.5 * stepSize));
    const moved = q.add(half.ref.mul(stepSize));
    const slope = gradient(moved.ref);
    return { q: moved, p: half.add(slope.ref.mul(0.5 * stepSize)), g: slope };
  });
  const first = jax.jit(gradient);
  const run = (): State => {
    const q = np.array(position);
    let state: State = { q: q.ref, p: np.array(momentum), g: first(q) };
    for (let i = 0; i < steps; i++) state = step(state);
    return state;
  };
  const read = ({ q, p, g }: State) => {
    g.dispose();
    return { position: q.dataSync() as Float64Array, momentum: p.dataSync() as Float64Array };
  };
  return inProcess("jax-js wasm, jit", TOLERANCE, () => read(run()));
}
