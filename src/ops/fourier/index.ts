/** Fourier transforms of arrays and pairs of arrays. */

export { nextFastLength } from "../../primitives/fourier/fast-length.ts";
export { fftConvolve, type FftConvolveOptions } from "./convolve.ts";
export { fftFreq, fftShift, ifftShift, rfftFreq } from "./frequencies.ts";
export type { FftNorm } from "./norm.ts";
export { irfft, irfft2, rfft, rfft2 } from "./real.ts";
export { fft, fft2, fftn, type FftnOptions, type FftOptions, ifft, ifft2, ifftn } from "./transform.ts";
