/** Every operation, called from plain JavaScript with what it does not take, says so with an error of ours that names it. */

import { array, FluxionError } from "fluxion";
import { describe, expect, it } from "vitest";
import * as ops from "../../src/ops/index.ts";

type Operation = (...args: readonly unknown[]) => unknown;

// Every public function of src/ops; its arguments are what this test is about, so their types are let go.
const operations = Object.entries(ops).flatMap(([name, value]): [string, Operation][] =>
  typeof value === "function" && !/^[A-Z]/.test(name) ? [[name, value as unknown as Operation]] : [],
);

/** They take functions, or trees of anything: what they are given is looked at when it is called or entered. */
const takeFunctions = [
  "checkpoint",
  "cond",
  "customJvp",
  "customVjp",
  "emit",
  "forLoop",
  "funm",
  "scan",
  "switchCase",
  "whileLoop",
];
/** Compositions whose first operation is named instead. */
const namedByParts = [
  "fft", "fft2", "fftn", "ifft", "ifft2", "ifftn", "irfft", "irfft2", "rfft", "rfft2", // complex.of
  "i0", "i1", "jn", "log1mexp", "logAddExp", "logBeta", "logNormalCdf", "logSoftmax", "logit", "normalCdf", "softmax", "xLogY",
]; // prettier-ignore

const matrix = array([[2, 1], [1, 3]]); // prettier-ignore
const vector = array([1, 2]);
const index = array([0, 1], { dtype: "i32" });
/** What may stand in a place of a good call. */
const good: readonly unknown[] = [vector, matrix, 0.5, 1, 0, index, [vector, vector], [0, 1], [2, 1], "f64", array(0.5), "i,i->i", array(new Float64Array(16), { shape: [1, 4, 4] }), array(new Float64Array(4), { shape: [1, 2, 2] })]; // prettier-ignore

const image = array(new Float64Array(16), { shape: [1, 4, 4, 1] });
const kernel = array(new Float64Array(4), { shape: [2, 2, 1, 1] });
const space = array([1, 2, 3]);

/** Good calls that trying does not find. */
const calls: Readonly<Record<string, readonly unknown[]>> = {
  conv2d: [image, kernel],
  depthwiseConv2d: [image, kernel],
  pad: [vector, [[1, 1]]],
  segmentSum: [space, [0, 1, 1], 2],
  segmentMax: [space, [0, 1, 1], 2],
  segmentMin: [space, [0, 1, 1], 2],
  segmentMean: [space, [0, 1, 1], 2],
  cross: [space, space],
};

/** Calls found by trying: the first lists of up to three arguments that are taken. */
function goodCall(operation: Operation): readonly unknown[] | undefined {
  for (let count = Math.max(1, operation.length); count <= 3; count++) {
    const chosen = new Array<number>(count).fill(0);
    for (;;) {
      const args = chosen.map((i) => good[i]);
      try {
        operation(...args);
        return args;
      } catch {
        // Another one.
      }
      let place = count - 1;
      while (place >= 0 && ++chosen[place]! === good.length) chosen[place--] = 0;
      if (place < 0) break;
    }
  }
  return undefined;
}

const bad: readonly (readonly [string, unknown])[] = [
  ["text", "three"],
  ["a function", () => 1],
  ["a map", new Map()],
  ["an object", { axis: 0, nothing: 1 }],
  ["a big integer", 3n],
  ["a symbol", Symbol("x")],
  ["NaN in a list", ["a", {}]],
];

describe("wrong arguments", () => {
  it.each(operations.filter(([name]) => !takeFunctions.includes(name)))("of %s", (name, operation) => {
    const call = calls[name] ?? goodCall(operation);
    expect(call).toBeDefined();
    const answers = call!.flatMap((_, place) =>
      bad.map(([what, value]) => {
        const where = `argument ${place}, ${what}`;
        try {
          operation(...call!.map((each, i) => (i === place ? value : each)));
        } catch (error) {
          if (!(error instanceof FluxionError)) return `${where}: ${String(error)}`;
          const isNamed = error.message.includes(`${name}(`) || namedByParts.includes(name);
          return isNamed ? "good" : `${where}: not named in ${error.message}`;
        }
        return `${where}: accepted`;
      }),
    );
    expect(answers.filter((answer) => answer !== "good")).toEqual([]);
  });
});
