/** Benchmark: complex Fourier transforms, of images along both axes and of many lines. */
import { array, type Complex, jit, fft } from "fluxion";
import type { Benchmark, Case, Contender, Peer, Values } from "./benchmark.ts";
import { inProcess } from "./measure.ts";
import { transformJavascript } from "./peers/fft-javascript.ts";
import { jaxOnWasm } from "./peers/jax-js.ts";
import { python } from "./peers/python.ts";
import { gigaflops } from "./units.ts";

/** Float64: some twenty roundings in a row. */
const TOLERANCE = 1e-13;
/** jax-js rounds its roots of unity to 1e-7. */
const ROUGH_TOLERANCE = 1e-5;

interface Problem {
  readonly rows: number;
  readonly columns: number;
  /** Both axes, or the last alone. */
  readonly isImage: boolean;
  readonly re: Float64Array;
  readonly im: Float64Array;
}

/** Numbers in [-1, 1) without pattern: an additive recurrence by sqrt(2) or sqrt(3). */
const numbers = (size: number, step: number): Float64Array =>
  Float64Array.from({ length: size }, (_, i) => 2 * ((i * step) % 1) - 1);

function fluxion({ rows, columns, isImage, re, im }: Problem): Contender {
  const compiled = jit((z: Complex) => (isImage ? fft.fft2(z) : fft.fft(z)));
  const shape = [rows, columns];
  const z = { re: array(re, { shape }), im: array(im, { shape }) };
  const values = (): Values => {
    const spectrum = compiled(z);
    return { re: spectrum.re.toArray(), im: spectrum.im.toArray() };
  };
  return inProcess("fluxion", TOLERANCE, values, () => compiled(z));
}

const javascript = ({ rows, columns, isImage, re, im }: Problem): Contender =>
  inProcess("plain JavaScript, mixed radix", TOLERANCE, () => transformJavascript(re, im, rows, columns, isImage));

const inPython = (library: "NumPy" | "SciPy", { rows, columns, isImage, re, im }: Problem): Peer =>
  python({
    name: `${library} (pocketfft), one thread`,
    tolerance: TOLERANCE,
    script: "fft_numpy.py",
    packages: library === "NumPy" ? ["numpy"] : ["numpy", "scipy"],
    arguments: [library.toLowerCase(), isImage ? "image" : "lines", String(rows), String(columns)],
    input: Float64Array.from([...re, ...im]),
    read: (output) => ({ re: output.slice(0, rows * columns), im: output.slice(rows * columns) }),
  });

async function jaxJs({ rows, columns, isImage, re, im }: Problem): Promise<Contender> {
  const { jit: compile, numpy: np } = await jaxOnWasm();
  const of = (part: Float64Array) => np.array(part).reshape([rows, columns]);
  const [real, imag] = [of(re), of(im)];
  const compiled = compile((x: typeof real, y: typeof real) => {
    const z = { real: x, imag: y };
    return isImage ? np.fft.fft2(z) : np.fft.fft(z);
  });
  return inProcess("jax-js wasm, jit", ROUGH_TOLERANCE, () => {
    const spectrum = compiled(real.ref, imag.ref);
    return { re: spectrum.real.dataSync() as Float64Array, im: spectrum.imag.dataSync() as Float64Array };
  });
}

/** `smoke` is a size with the same factors. */
function caseOf(
  name: string,
  full: readonly [number, number],
  smoke: readonly [number, number],
  isImage: boolean,
): Case {
  return {
    name,
    prepare: async (scale) => {
      const [rows, columns] = scale === "full" ? full : smoke;
      const size = rows * columns;
      const problem: Problem = {
        rows,
        columns,
        isImage,
        re: numbers(size, Math.SQRT2),
        im: numbers(size, Math.sqrt(3)),
      };
      return {
        // What is usual to count: 5 n log2 n for a transform of n numbers.
        unit: gigaflops(5 * size * Math.log2(isImage ? size : columns)),
        ours: fluxion(problem),
        peers: [javascript(problem), inPython("NumPy", problem), inPython("SciPy", problem), await jaxJs(problem)],
      };
    },
  };
}

export const fftBenchmark: Benchmark = {
  name: "fft",
  about: "complex Fourier transforms in float64; the time includes new arrays for the result",
  cases: [
    caseOf("fft2 of 768 x 768", [768, 768], [12, 6], true),
    caseOf("fft2 of 1024 x 1024", [1024, 1024], [8, 16], true),
    caseOf("fft of 1000 lines of 768", [1000, 768], [5, 12], false),
  ],
};
