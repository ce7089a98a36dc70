/** Benchmark: a chain of twenty elementwise operations on a million numbers, which a compiler may fuse into one loop. */
import { array, exp, jit, log, sqrt, square, tanh, type Arr } from "fluxion";
import type { Benchmark, Contender, Peer } from "./benchmark.ts";
import { inProcess } from "./measure.ts";
import { FAST_MATH_FLAGS, native, PLAIN_FLAGS } from "./peers/native.ts";
import { tfjsOnWasm } from "./peers/tfjs.ts";
import { milliseconds } from "./units.ts";

/** Float64, twenty operations each within 2 ulp. */
const TOLERANCE = 1e-13;
/** Float32 (6e-8) through twenty operations. */
const SINGLE_TOLERANCE = 1e-5;

/** Each of four rounds is t -> f(1 + (a t + b)^2), five operations, with f in turn sqrt, log, exp and tanh. */
const ROUNDS = [
  { a: 0.5, b: 0.3 },
  { a: 0.8, b: -0.2 },
  { a: -0.7, b: 0.1 },
  { a: 0.2, b: -0.4 },
] as const;

/** Evenly spaced over [-2, 2]. */
const input = (size: number): Float64Array => Float64Array.from({ length: size }, (_, i) => -2 + (4 * i) / (size - 1));

function fluxion(x: Float64Array): Contender {
  const outer = [sqrt, log, exp, tanh] as const;
  const chain = (start: Arr): Arr =>
    ROUNDS.reduce((t, { a, b }, round) => outer[round]!(square(t.mul(a).add(b)).add(1)), start);
  const compiled = jit(chain);
  const held = array(x);
  const call = (): Arr => compiled(held);
  return inProcess("fluxion", TOLERANCE, () => ({ y: call().toArray() }), call);
}

function javascript(x: Float64Array): Contender {
  const [p, q, r, s] = ROUNDS;
  return inProcess("plain JavaScript, one loop", TOLERANCE, () => {
    const y = new Float64Array(x.length);
    for (let i = 0; i < x.length; i++) {
      let t = Math.sqrt((p.a * x[i]! + p.b) ** 2 + 1);
      t = Math.log((q.a * t + q.b) ** 2 + 1);
      t = Math.exp((r.a * t + r.b) ** 2 + 1);
      y[i] = Math.tanh((s.a * t + s.b) ** 2 + 1);
    }
    return { y };
  });
}

async function tfjs(x: Float64Array): Promise<Contender> {
  const tf = await tfjsOnWasm();
  const held = tf.tensor1d(Float32Array.from(x));
  const outer = [tf.sqrt, tf.log, tf.exp, tf.tanh] as const;
  return inProcess("tfjs wasm, eager, float32", SINGLE_TOLERANCE, () => {
    const y = tf.tidy(() =>
      ROUNDS.reduce((t, { a, b }, round) => outer[round]!(tf.add(tf.square(tf.add(tf.mul(t, a), b)), 1)), held),
    );
    const values = y.dataSync();
    y.dispose();
    return { y: values };
  });
}

const inC = (x: Float64Array, name: string, flags: readonly string[]): Peer =>
  native({
    name,
    tolerance: TOLERANCE,
    source: "elementwise.c",
    flags,
    arguments: [String(x.length)],
    input: Float64Array.from([...ROUNDS.flatMap(({ a, b }) => [a, b]), ...x]),
    read: (y) => ({ y }),
  });

export const elementwise: Benchmark = {
  name: "elementwise",
  about: "four rounds of t -> f(1 + (a t + b)^2) with f = sqrt, log, exp, tanh: twenty operations on 1e6 numbers",
  cases: [
    {
      name: "chain of twenty, 1e6 numbers",
      prepare: async (scale) => {
        const x = input(scale === "full" ? 1e6 : 101);
        return {
          unit: milliseconds,
          ours: fluxion(x),
          peers: [
            javascript(x),
            inC(x, "C, -O3 -march=native, one loop", PLAIN_FLAGS),
            inC(x, "C, and -ffast-math, one loop", FAST_MATH_FLAGS),
            await tfjs(x),
          ],
        };
      },
    },
  ],
};
