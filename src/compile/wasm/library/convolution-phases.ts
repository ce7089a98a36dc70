/** Phases: images that are spread by a dilation, taken apart so that no zero between their elements is ever multiplied. */

/** One axis of a convolution. */
export interface SpatialAxis {
  readonly kernel: number;
  readonly out: number;
  readonly stride: number;
  /** Zeros in front. */
  readonly low: number;
  readonly imageDilation: number;
  readonly kernelDilation: number;
}

/** Results first, first + step, … are a convolution of the images as they are with every `tapStep`-th element of the kernel. */
export interface Phase {
  readonly first: number;
  readonly count: number;
  readonly firstTap: number;
  /** 0 where the elements of the kernel all meet zeros. */
  readonly taps: number;
  /** Where in the images the first window begins; negative in the margin. */
  readonly start: number;
}

/** What all phases of an axis share. */
export interface Phases {
  readonly phases: readonly Phase[];
  /** From one result of a phase to the next. */
  readonly step: number;
  readonly tapStep: number;
  /** Elements of the images from one window of a phase to the next, and from one tap to the next. */
  readonly windowStep: number;
  readonly elementStep: number;
}

/**
 * Result i has tap p above element (i·stride + p·dilation - low) / spread of the images, where that is a whole number. For results that
 * are spread / gcd(stride, spread) apart these are the same taps, spread / gcd(dilation, spread) apart.
 */
export function phasesOf({ kernel, out, stride, low, imageDilation, kernelDilation }: SpatialAxis): Phases {
  const [ofStride, ofDilation] = [divisor(stride, imageDilation), divisor(kernelDilation, imageDilation)];
  const [step, tapStep] = [imageDilation / ofStride, imageDilation / ofDilation];
  const phases: Phase[] = [];
  for (let first = 0; first < Math.min(step, out); first++) {
    const place = (tap: number): number => (first * stride + tap * kernelDilation - low) / imageDilation;
    let firstTap = 0;
    while (firstTap < Math.min(tapStep, kernel) && !Number.isInteger(place(firstTap))) firstTap++;
    const meets = firstTap < kernel && Number.isInteger(place(firstTap));
    phases.push({
      first,
      count: Math.ceil((out - first) / step),
      firstTap,
      taps: meets ? Math.ceil((kernel - firstTap) / tapStep) : 0,
      start: meets ? place(firstTap) : 0,
    });
  }
  return { phases, step, tapStep, windowStep: stride / ofStride, elementStep: kernelDilation / ofDilation };
}

/** Elements of the images from the start of a phase to the end of its last window. */
export function reach({ count, taps }: Phase, { windowStep, elementStep }: Phases): number {
  return (count - 1) * windowStep + (taps - 1) * elementStep + 1;
}

/** Zeros that phases need before and after images of some length. */
export function marginsOf(all: Phases, image: number): readonly [number, number] {
  const met = all.phases.filter(({ taps }) => taps > 0);
  const before = met.map(({ start }) => -start);
  const after = met.map((phase) => phase.start + reach(phase, all) - image);
  return [Math.max(0, ...before), Math.max(0, ...after)];
}

function divisor(a: number, b: number): number {
  return b === 0 ? a : divisor(b, a % b);
}
