/** Benchmark: a chain of twenty elementwise operations on a million numbers, which a compiler may fuse into one loop. */
import { array, exp, jit, log, neg, reciprocal, sqrt, square, tanh, type Arr } from "fluxion";
import type { Benchmark, Case, Contender, Peer } from "./benchmark.ts";
import { inProcess } from "./measure.ts";
import { FAST_MATH_FLAGS, native, PLAIN_FLAGS } from "./peers/native.ts";
import { tfjsOnWasm } from "./peers/tfjs.ts";
import { milliseconds } from "./units.ts";

/** Float64, twenty operations each within 2 ulp. */
const TOLERANCE = 1e-13;
/** Float32 (6e-8) through twenty operations. */
const SINGLE_TOLERANCE = 1e-5;

/** Coefficients of four rounds t -> f(1 + (a t + b)^2), five operations each. */
const ROUNDS = [
  { a: 0.5, b: 0.3 },
  { a: 0.8, b: -0.2 },
  { a: -0.7, b: 0.1 },
  { a: 0.2, b: -0.4 },
] as const;

/** What the f of the four rounds are. */
const FUNCTIONS = {
  polynomial: ["neg", "neg", "neg", "neg"],
  arithmetic: ["sqrt", "reciprocal", "sqrt", "reciprocal"],
  transcendental: ["sqrt", "log", "exp", "tanh"],
} as const;

type Kind = keyof typeof FUNCTIONS;

/** Evenly spaced over [-2, 2]. */
const input = (size: number): Float64Array => Float64Array.from({ length: size }, (_, i) => -2 + (4 * i) / (size - 1));

function fluxion(x: Float64Array, kind: Kind, dtype: "f64" | "f32"): Contender {
  const functions = { neg, sqrt, reciprocal, log, exp, tanh };
  const outer = FUNCTIONS[kind].map((name) => functions[name]);
  const chain = (start: Arr): Arr =>
    ROUNDS.reduce((t, { a, b }, round) => outer[round]!(square(t.mul(a).add(b)).add(1)), start);
  const compiled = jit(chain);
  const held = array(x, { dtype });
  const call = (): Arr => compiled(held);
  const tolerance = dtype === "f64" ? TOLERANCE : SINGLE_TOLERANCE;
  return inProcess(dtype === "f64" ? "fluxion" : "fluxion, float32", tolerance, () => ({ y: call().toArray() }), call);
}

function javascript(x: Float64Array, kind: Kind): Contender {
  const [p, q, r, s] = ROUNDS;
  const argument = (t: number, { a, b }: { readonly a: number; readonly b: number }): number => (a * t + b) ** 2 + 1;
  const chains: Readonly<Record<Kind, (t: number) => number>> = {
    polynomial: (t) => -argument(-argument(-argument(-argument(t, p), q), r), s),
    arithmetic: (t) => 1 / argument(Math.sqrt(argument(1 / argument(Math.sqrt(argument(t, p)), q), r)), s),
    transcendental: (t) =>
      Math.tanh(argument(Math.exp(argument(Math.log(argument(Math.sqrt(argument(t, p)), q)), r)), s)),
  };
  const chain = chains[kind];
  return inProcess("plain JavaScript, one loop", TOLERANCE, () => {
    const y = new Float64Array(x.length);
    for (let i = 0; i < x.length; i++) y[i] = chain(x[i]!);
    return { y };
  });
}

async function tfjs(x: Float64Array, kind: Kind): Promise<Contender> {
  const tf = await tfjsOnWasm();
  const held = tf.tensor1d(Float32Array.from(x));
  const outer = FUNCTIONS[kind].map((name) => tf[name]);
  return inProcess("tfjs wasm, eager, float32", SINGLE_TOLERANCE, () => {
    const y = tf.tidy(() =>
      ROUNDS.reduce((t, { a, b }, round) => outer[round]!(tf.add(tf.square(tf.add(tf.mul(t, a), b)), 1)), held),
    );
    const values = y.dataSync();
    y.dispose();
    return { y: values };
  });
}

const inC = (x: Float64Array, kind: Kind, name: string, flags: readonly string[]): Peer =>
  native({
    name,
    tolerance: TOLERANCE,
    source: "elementwise.c",
    flags,
    arguments: [kind, String(x.length)],
    input: Float64Array.from([...ROUNDS.flatMap(({ a, b }) => [a, b]), ...x]),
    read: (y) => ({ y }),
  });

const chainOf = (kind: Kind): Case => ({
  name: `chain of twenty, f = ${FUNCTIONS[kind].join(", ")}`,
  prepare: async (scale) => {
    const x = input(scale === "full" ? 1e6 : 101);
    return {
      unit: milliseconds,
      ours: fluxion(x, kind, "f64"),
      peers: [
        javascript(x, kind),
        inC(x, kind, "C, -O3 -march=native, one loop", PLAIN_FLAGS),
        inC(x, kind, "C, and -ffast-math, one loop", FAST_MATH_FLAGS),
        await tfjs(x, kind),
      ],
    };
  },
});

/** Both in float32: the same memory for both. */
const singleChainOf = (kind: Kind): Case => ({
  name: `float32, f = ${FUNCTIONS[kind].join(", ")}`,
  prepare: async (scale) => {
    const x = input(scale === "full" ? 1e6 : 101);
    return { unit: milliseconds, ours: fluxion(x, kind, "f32"), peers: [await tfjs(x, kind)] };
  },
});

export const elementwise: Benchmark = {
  name: "elementwise",
  about: "four rounds of t -> f(1 + (a t + b)^2): twenty operations on a million numbers",
  cases: [
    chainOf("polynomial"),
    chainOf("arithmetic"),
    chainOf("transcendental"),
    singleChainOf("polynomial"),
    singleChainOf("arithmetic"),
    singleChainOf("transcendental"),
  ],
};
