/** Benchmark: the product of two square matrices. */
import { array, jit, matMul, type Arr } from "fluxion";
import type { Benchmark, Contender, Peer } from "./benchmark.ts";
import { inProcess } from "./measure.ts";
import { jaxOnWasm } from "./peers/jax-js.ts";
import { native, PLAIN_FLAGS } from "./peers/native.ts";
import { tfjsOnWasm } from "./peers/tfjs.ts";
import { gigaflops } from "./units.ts";

/** Float64: sums of 512 products of order one. */
const TOLERANCE = 1e-13;
/** Float32: the same at 6e-8. */
const SINGLE_TOLERANCE = 1e-5;

/** Numbers in [-1, 1) without pattern: an additive recurrence by sqrt(2) or sqrt(3). */
const matrix = (size: number, step: number): Float64Array =>
  Float64Array.from({ length: size * size }, (_, i) => 2 * ((i * step) % 1) - 1);

interface Problem {
  readonly size: number;
  readonly a: Float64Array;
  readonly b: Float64Array;
}

function fluxion({ size, a, b }: Problem): Contender {
  const compiled = jit((left: Arr, right: Arr) => matMul(left, right));
  const shape = [size, size];
  const [left, right] = [array(a, { shape }), array(b, { shape })];
  const call = (): Arr => compiled(left, right);
  return inProcess("fluxion", TOLERANCE, () => ({ c: call().toArray() }), call);
}

function javascript({ size, a, b }: Problem): Contender {
  return inProcess("plain JavaScript, rows of b", TOLERANCE, () => {
    const c = new Float64Array(size * size);
    for (let i = 0; i < size; i++) {
      for (let k = 0; k < size; k++) {
        const factor = a[i * size + k]!;
        for (let j = 0; j < size; j++) c[i * size + j]! += factor * b[k * size + j]!;
      }
    }
    return { c };
  });
}

async function tfjs({ size, a, b }: Problem): Promise<Contender> {
  const tf = await tfjsOnWasm();
  const left = tf.tensor2d(Float32Array.from(a), [size, size]);
  const right = tf.tensor2d(Float32Array.from(b), [size, size]);
  return inProcess("tfjs wasm, float32", SINGLE_TOLERANCE, () => {
    const c = tf.matMul(left, right);
    const values = c.dataSync();
    c.dispose();
    return { c: values };
  });
}

async function jaxJs({ size, a, b }: Problem): Promise<Contender> {
  const { jit: compile, numpy: np } = await jaxOnWasm();
  const left = np.array(a).reshape([size, size]);
  const right = np.array(b).reshape([size, size]);
  const compiled = compile((x: typeof left, y: typeof left) => np.matmul(x, y));
  return inProcess("jax-js wasm, jit", TOLERANCE, () => ({
    c: compiled(left.ref, right.ref).dataSync() as Float64Array,
  }));
}

const blockedC = ({ size, a, b }: Problem): Peer =>
  native({
    name: "C, -O3 -march=native, blocked",
    tolerance: TOLERANCE,
    source: "mat-mul.c",
    flags: PLAIN_FLAGS,
    arguments: [String(size)],
    input: Float64Array.from([...a, ...b]),
    read: (c) => ({ c }),
  });

export const matMulBenchmark: Benchmark = {
  name: "mat-mul",
  about: "product of two 512 x 512 matrices, float64 unless said otherwise",
  cases: [
    {
      name: "512 x 512",
      prepare: async (scale) => {
        const size = scale === "full" ? 512 : 17;
        const problem = { size, a: matrix(size, Math.SQRT2), b: matrix(size, Math.sqrt(3)) };
        return {
          unit: gigaflops(2 * size ** 3),
          ours: fluxion(problem),
          peers: [javascript(problem), blockedC(problem), await tfjs(problem), await jaxJs(problem)],
        };
      },
    },
  ],
};
