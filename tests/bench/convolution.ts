/** Benchmark: convolutions of small images by 3 x 3 kernels, all features at once and feature by feature. */
import { type Arr, array, type DType, jit, layers } from "fluxion";
import type { Benchmark, Case, Contender, Peer } from "./benchmark.ts";
import { inProcess } from "./measure.ts";
import { native, PLAIN_FLAGS } from "./peers/native.ts";
import { tfjsOnWasm } from "./peers/tfjs.ts";
import { gigaflops } from "./units.ts";

/** Sums of 144 products of order one, in float64 and in float32. */
const TOLERANCES = { f64: 1e-13, f32: 1e-5 } as const;

/** Numbers in [-1, 1) without pattern: an additive recurrence by sqrt(2) or sqrt(3). */
const numbers = (size: number, step: number): Float64Array =>
  Float64Array.from({ length: size }, (_, i) => 2 * ((i * step) % 1) - 1);

const KERNEL = 3;

/** Square images with zeros around them, [n, size, size, features]; kernels [3, 3, features, outputs]. */
interface Problem {
  readonly images: number;
  readonly size: number;
  readonly features: number;
  readonly outputs: number;
  readonly isDepthwise: boolean;
  readonly x: Float64Array;
  readonly kernel: Float64Array;
}

function problem(scale: "full" | "smoke", features: number, outputs: number, isDepthwise: boolean): Problem {
  const [images, size] = scale === "full" ? [8, 64] : [2, 5];
  const x = numbers(images * size * size * features, Math.SQRT2);
  return { images, size, features, outputs, isDepthwise, x, kernel: numbers(9 * features * outputs, Math.sqrt(3)) };
}

const imageShape = ({ images, size, features }: Problem): [number, number, number, number] => [
  images,
  size,
  size,
  features,
];
const kernelShape = ({ features, outputs }: Problem): [number, number, number, number] => [
  KERNEL,
  KERNEL,
  features,
  outputs,
];

function fluxion(of: Problem, dtype: DType & ("f64" | "f32")): Contender {
  const apply = of.isDepthwise ? layers.depthwiseConv2d : layers.conv2d;
  const compiled = jit((x: Arr, kernel: Arr) => apply(x, kernel, { padding: "same" }));
  const x = array(of.x, { shape: imageShape(of) }).cast(dtype);
  const kernel = array(of.kernel, { shape: kernelShape(of) }).cast(dtype);
  const call = (): Arr => compiled(x, kernel);
  return inProcess(`fluxion, ${dtype}`, TOLERANCES[dtype], () => ({ y: call().toArray() }), call);
}

function javascript({ images, size, features, outputs, isDepthwise, x, kernel }: Problem): Contender {
  const inner = isDepthwise ? 1 : outputs;
  return inProcess("plain JavaScript, float64", TOLERANCES.f64, () => {
    const width = isDepthwise ? features * outputs : outputs;
    const y = new Float64Array(images * size * size * width);
    for (let n = 0; n < images; n++)
      for (let i = 0; i < size; i++)
        for (let j = 0; j < size; j++)
          for (let p = 0; p < KERNEL; p++)
            for (let q = 0; q < KERNEL; q++) {
              const [row, column] = [i + p - 1, j + q - 1];
              if (row < 0 || row >= size || column < 0 || column >= size) continue;
              const from = ((n * size + row) * size + column) * features;
              const to = ((n * size + i) * size + j) * width;
              const under = (p * KERNEL + q) * features * outputs;
              for (let c = 0; c < features; c++) {
                const pixel = x[from + c]!;
                const shift = isDepthwise ? c : 0;
                for (let o = 0; o < inner; o++) y[to + shift + o]! += pixel * kernel[under + c * outputs + o]!;
              }
            }
    return { y };
  });
}

const inC = (of: Problem): Peer =>
  native({
    name: "C, -O3 -march=native, float64",
    tolerance: TOLERANCES.f64,
    source: "convolution.c",
    flags: PLAIN_FLAGS,
    arguments: [of.images, of.size, of.features, of.outputs, Number(of.isDepthwise)].map(String),
    input: Float64Array.from([...of.x, ...of.kernel]),
    read: (y) => ({ y }),
  });

async function tfjs(of: Problem): Promise<Contender> {
  const tf = await tfjsOnWasm();
  const x = tf.tensor4d(Float32Array.from(of.x), imageShape(of));
  const kernel = tf.tensor4d(Float32Array.from(of.kernel), kernelShape(of));
  return inProcess("tfjs wasm, float32", TOLERANCES.f32, () => {
    const y = of.isDepthwise ? tf.depthwiseConv2d(x, kernel, 1, "same") : tf.conv2d(x, kernel, 1, "same");
    const values = y.dataSync();
    y.dispose();
    return { y: values };
  });
}

const caseOf = (name: string, dtype: "f64" | "f32", features: number, outputs: number, isDepthwise: boolean): Case => ({
  name: `${name}, ${dtype}`,
  prepare: async (scale) => {
    const of = problem(scale, features, outputs, isDepthwise);
    return {
      unit: gigaflops(2 * of.x.length * of.outputs * KERNEL ** 2),
      ours: fluxion(of, dtype),
      peers: [javascript(of), inC(of), await tfjs(of)],
    };
  },
});

export const convolutionBenchmark: Benchmark = {
  name: "convolution",
  about: "3 x 3 kernels on 8 images of 64 x 64, with zeros around them",
  cases: [
    caseOf("16 to 32 features", "f64", 16, 32, false),
    caseOf("16 to 32 features", "f32", 16, 32, false),
    caseOf("32 features, each on its own", "f64", 32, 1, true),
    caseOf("32 features, each on its own", "f32", 32, 1, true),
  ],
};
