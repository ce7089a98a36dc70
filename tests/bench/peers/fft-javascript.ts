/** Fourier transforms as one would write them in plain JavaScript: mixed radix, split in time, tables of roots. */
import type { Values } from "../benchmark.ts";

interface Line {
  readonly re: Float64Array;
  readonly im: Float64Array;
}

const lineOf = (n: number): Line => ({ re: new Float64Array(n), im: new Float64Array(n) });

function factorsOf(n: number): number[] {
  const factors: number[] = [];
  let rest = n;
  for (let factor = 4; rest > 1; factor = factor === 4 ? 2 : factor === 2 ? 3 : factor + 2) {
    for (; rest % factor === 0; rest /= factor) factors.push(factor);
  }
  return factors;
}

/** A function that transforms a line of n numbers from `source` into `target`. */
function planOf(n: number): (source: Line, target: Line) => void {
  const roots = lineOf(n);
  for (let k = 0; k < n; k++) {
    roots.re[k] = Math.cos((2 * Math.PI * k) / n);
    roots.im[k] = -Math.sin((2 * Math.PI * k) / n);
  }
  const factors = factorsOf(n);
  const part = lineOf(Math.max(1, ...factors));
  const step = (source: Line, from: number, stride: number, target: Line, to: number, depth: number): void => {
    const radix = factors[depth];
    if (radix === undefined) {
      target.re[to] = source.re[from]!;
      target.im[to] = source.im[from]!;
      return;
    }
    const length = n / stride;
    const m = length / radix;
    for (let j = 0; j < radix; j++) step(source, from + j * stride, stride * radix, target, to + j * m, depth + 1);
    for (let k = 0; k < m; k++) {
      for (let j = 0; j < radix; j++) {
        const at = to + j * m + k;
        const turn = j * k * stride;
        part.re[j] = target.re[at]! * roots.re[turn]! - target.im[at]! * roots.im[turn]!;
        part.im[j] = target.re[at]! * roots.im[turn]! + target.im[at]! * roots.re[turn]!;
      }
      for (let i = 0; i < radix; i++) {
        let re = part.re[0]!;
        let im = part.im[0]!;
        for (let j = 1; j < radix; j++) {
          const turn = ((i * j) % radix) * (n / radix);
          re += part.re[j]! * roots.re[turn]! - part.im[j]! * roots.im[turn]!;
          im += part.re[j]! * roots.im[turn]! + part.im[j]! * roots.re[turn]!;
        }
        target.re[to + i * m + k] = re;
        target.im[to + i * m + k] = im;
      }
    }
  };
  return (source, target) => {
    step(source, 0, 1, target, 0, 0);
  };
}

/** The transform of every row and, of an image, of every column. */
export function transformJavascript(
  re: Float64Array,
  im: Float64Array,
  rows: number,
  columns: number,
  isImage: boolean,
): Values {
  const out = { re: re.slice(), im: im.slice() };
  const along = (n: number, count: number, stride: number, next: number): void => {
    const transform = planOf(n);
    const [source, target] = [lineOf(n), lineOf(n)];
    for (let line = 0; line < count; line++) {
      for (let i = 0; i < n; i++) {
        source.re[i] = out.re[line * next + i * stride]!;
        source.im[i] = out.im[line * next + i * stride]!;
      }
      transform(source, target);
      for (let i = 0; i < n; i++) {
        out.re[line * next + i * stride] = target.re[i]!;
        out.im[line * next + i * stride] = target.im[i]!;
      }
    }
  };
  along(columns, rows, 1, columns);
  if (isImage) along(rows, columns, columns, 1);
  return out;
}
