/** Every benchmark there is. A new one is a file that exports a record, and a line here. */
import type { Benchmark } from "./benchmark.ts";
import { convolutionBenchmark } from "./convolution.ts";
import { cosmology } from "./cosmology.ts";
import { elementwise } from "./elementwise.ts";
import { fftBenchmark } from "./fft.ts";
import { leapfrog } from "./leapfrog.ts";
import { matMulBenchmark } from "./mat-mul.ts";
import { manyFits } from "./many-fits.ts";
import { minimizeBenchmark } from "./minimize.ts";
import { nnlsBenchmark } from "./nnls.ts";
import { page } from "./page.ts";
import { strd } from "./strd.ts";
import { sampling } from "./sampling.ts";

export const benchmarks: readonly Benchmark[] = [
  leapfrog,
  cosmology,
  elementwise,
  matMulBenchmark,
  convolutionBenchmark,
  fftBenchmark,
  minimizeBenchmark,
  nnlsBenchmark,
  strd,
  manyFits,
  sampling,
  page,
];
