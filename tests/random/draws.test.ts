/** Random numbers inside programs: published vectors, the numbers of the host, one set of bits on all targets, laws by their moments. */

import {
  type Arr,
  arange,
  array,
  checkGrads,
  emit,
  grad,
  jit,
  linspace,
  random,
  scan,
  sort,
  stack,
  vmap,
  zeros,
  streams,
} from "fluxion";
import { describe, expect, it } from "vitest";
import { randomWords } from "../../src/primitives/random/random-words.ts";
import { bindOne } from "../../src/program/bind.ts";
import { expectClose, expectSame } from "../support/arrays.ts";
import { messageOf } from "../support/message-of.ts";

const words = (text: string): Arr => array(Int32Array.from(text.split(" "), (word) => Number.parseInt(word, 16) | 0));
const targets = ["wasm", "reference"] as const;
const seed = random.key("draws");

describe("words", () => {
  // Random123, examples/kat_vectors: threefry4x32 20.
  const published = [
    ["0 0 0 0", "0 0 0 0", "9c6ca96a e17eae66 fc10ecd4 5256a7d8"],
    [
      "ffffffff ffffffff ffffffff ffffffff",
      "ffffffff ffffffff ffffffff ffffffff",
      "2a881696 57012287 f6c7446e a16a6732",
    ],
    [
      "243f6a88 85a308d3 13198a2e 03707344",
      "a4093822 299f31d0 082efa98 ec4e6c89",
      "59cd1dbb b8879579 86b5d00c ac8b6d84",
    ],
  ] as const;

  it.each(targets)("are the published ones of Threefry-4x32-20 on %s, alone and four at a time", (target) => {
    for (const [counter, under, expected] of published) {
      for (const blocks of [1, 9]) {
        const f = jit((k: Arr, c: Arr) => bindOne(randomWords, [k, c], { blocks }), { target });
        expectSame([f(words(under), words(counter)).slice([0, 4])], [words(expected)]);
      }
    }
  });
});

describe("keys", () => {
  it("are those of the host, and fold as they do, known or traced", () => {
    expect(seed.toNested()).toEqual(streams.key("draws").map((word) => word | 0));
    for (const index of [0, 1, 7, -1, 2 ** 31, -(2 ** 40) - 3, 2 ** 53 - 1]) {
      const expected = streams.fold(streams.key("draws"), index).map((word) => word | 0);
      expect(random.fold(seed, index).toNested()).toEqual(expected);
      expect(jit((i: Arr) => random.fold(seed, i))(index).toNested()).toEqual(expected);
      expect(random.fold(streams.key("draws"), index).toNested()).toEqual(expected);
    }
    const whole = jit((k: Arr, i: Arr) => random.fold(k, i))(seed, array(-5, { dtype: "i32" }));
    expect(whole.toNested()).toEqual(streams.fold(streams.key("draws"), -5).map((word) => word | 0));
    const rows = [0, 1, 2].map((i) => random.fold(seed, i));
    expectSame([random.split(seed, 3)], [stack(rows)]);
    expectSame([jit((k: Arr) => random.split(k, 3))(seed)], [stack(rows)]);
  });

  it("are refused where they are none", () => {
    expect(messageOf(() => random.normal("a" as never, [2]))).toMatchInlineSnapshot(
      `"DTypeError at key in random.normal(): expected a key, i32[4], received the string "a". Make one of it: random.key("a")."`,
    );
    expect(messageOf(() => random.uniform(random.split(seed, 2), [2]))).toMatchInlineSnapshot(
      `"DTypeError at key in random.uniform(): expected a key, i32[4], received i32[2, 4]. Make keys with random.key("seed"); keys in rows, as random.split gives them, are for vmap or slice(i)."`,
    );
    expect(messageOf(() => random.normal(zeros([4]), [2]))).toMatchInlineSnapshot(
      `"DTypeError at key in random.normal(): expected a key, i32[4], received f64[4]. Make keys with random.key("seed"); keys in rows, as random.split gives them, are for vmap or slice(i)."`,
    );
    expect(messageOf(() => random.key(array(1) as never))).toMatchInlineSnapshot(
      `"OptionError in random.key(): expected a whole number or text, received f64[]. A key that depends on a traced number: random.fold(key, number)."`,
    );
    expect(messageOf(() => random.fold(seed, arange(2)))).toMatchInlineSnapshot(
      `"ShapeError at index in random.fold(): expected a scalar, received f64[2]. For many keys: random.split(key, n), or vmap."`,
    );
    expect(messageOf(() => random.normal(seed, [2], { mean: zeros([3]) }))).toMatchInlineSnapshot(
      `"ShapeError at mean in random.normal(): expected a shape that broadcasts to [2], received f64[3]."`,
    );
    expect(messageOf(() => random.normal(seed, [2], { sd: 1 } as never))).toMatchInlineSnapshot(
      `"OptionError at sd in random.normal(): there is no option sd. The options are dtype, mean, standardDeviation."`,
    );
    expect(messageOf(() => random.integers(seed, [2], 0))).toMatchInlineSnapshot(
      `"OptionError at below in random.integers(): expected a whole number from 1 to 2^31, received the number 0."`,
    );
    expect(messageOf(() => random.categorical(seed, 1))).toMatchInlineSnapshot(
      `"ShapeError at logits in random.categorical(): expected logits [..., k], a category at least, received f64[]."`,
    );
  });
});

/** Compiled with the key as an argument, so that nothing is folded while it is traced. */
const draws: Readonly<Record<string, (key: Arr) => Arr>> = {
  bits: (k) => random.bits(k, [7, 3]),
  uniform: (k) => random.uniform(k, [1001], { low: -2, high: 3 }),
  "uniform in f32": (k) => random.uniform(k, [33], { dtype: "f32" }),
  normal: (k) => random.normal(k, [3001], { mean: 1, standardDeviation: 2 }),
  exponential: (k) => random.exponential(k, [3001], { scale: 3 }),
  laplace: (k) => random.laplace(k, [501]),
  logistic: (k) => random.logistic(k, [501]),
  integers: (k) => random.integers(k, [501], 10),
  bernoulli: (k) => random.bernoulli(k, linspace(0, 1, 101)),
  permutation: (k) => random.permutation(k, 100),
};
const rounded: Readonly<Record<string, (key: Arr) => Arr>> = {
  gumbel: (k) => random.gumbel(k, [501]),
  cauchy: (k) => random.cauchy(k, [501]),
  gamma: (k) => random.gamma(k, linspace(0.1, 9, 501)),
  beta: (k) => random.beta(k, linspace(0.1, 9, 501), 0.7),
  chiSquared: (k) => random.chiSquared(k, 3, [201]),
  studentT: (k) => random.studentT(k, 3, [201]),
  dirichlet: (k) => random.dirichlet(k, array([0.3, 1, 4]), [100]),
  poisson: (k) => random.poisson(k, linspace(0, 40, 501)),
  categorical: (k) => random.categorical(k, array([[0, 1, 2], [3, -Infinity, 1]]), [200]), // prettier-ignore
  multivariateNormal: (k) => random.multivariateNormal(k, array([1, 2]), array([[2, 1], [1, 3]]), [50]), // prettier-ignore
};

describe("draws", () => {
  it.each(Object.entries(draws))("of %s have the same bits on every target, compiled or not", (_name, f) => {
    for (const target of targets) expectSame([jit(f, { target })(seed)], [f(seed)]);
  });

  it.each(Object.entries(rounded))("of %s are the same to rounding on every target", (_name, f) => {
    // Functions good to 2 ulp, of arguments that amplify it some ten times; a choice that rounding turns would show as another number.
    for (const target of targets) expectClose([jit(f, { target })(seed)], [f(seed)], 1e-13);
  });

  it.each(Object.entries({ ...draws, ...rounded }))("of %s map over keys as a loop does", (_name, f) => {
    const keys = random.split(seed, 3);
    const looped = [0, 1, 2].map((i) => f(keys.slice(i)));
    expectClose([jit(vmap(f))(keys)], [stack(looped)], 1e-13);
    const scanned = jit((rows: Arr) => scan((n: Arr, k: Arr) => emit(n, f(k)), 0, { xs: rows }).ys);
    expectClose([scanned(keys)], [stack(looped)], 1e-13);
    expect(looped[0]!.toNested()).not.toEqual(looped[1]!.toNested());
  });

  it("are those of the host, bit for bit", () => {
    const host = streams.key("host");
    const n = 20000;
    expect(jit((k: Arr) => random.uniform(k, [n]))(random.key("host")).toArray()).toEqual(streams.uniforms(host, n));
    expect(jit((k: Arr) => random.normal(k, [n]))(random.key("host")).toArray()).toEqual(streams.normals(host, n));
    expect(random.integers(random.key("host"), [99], 6).toArray()).toEqual(streams.integers(host, 99, 6));
    // A long shape begins as a short one.
    expectSame([random.normal(seed, 50).slice([0, 7])], [random.normal(seed, 7)]);
  });
});

/** Largest distance between the distribution function and that of a sample, times √n: beyond 1.95 once in a thousand samples. */
function kolmogorov(sample: Arr, below: (x: number) => number): number {
  const x = sort(sample.reshape(-1)).toArray();
  let largest = 0;
  x.forEach((each, i) => {
    const p = below(each);
    largest = Math.max(largest, p - i / x.length, (i + 1) / x.length - p);
  });
  return largest * Math.sqrt(x.length);
}

/** Mean and variance of a sample, in standard errors from what they should be; `excess` is the kurtosis less 3. */
function momentErrors(sample: Arr, mean: number, variance: number, excess: number): number[] {
  const n = sample.size;
  return [
    (sample.mean().item() - mean) / Math.sqrt(variance / n),
    (sample.variance().item() - variance) / (variance * Math.sqrt((excess + 2) / n)),
  ];
}

describe("laws", () => {
  const n = 20000;
  // Kolmogorov's statistic exceeds 1.95 in one of a thousand samples; the seeds are fixed.
  it.each<readonly [string, (k: Arr) => Arr, (x: number) => number]>([
    ["uniform", (k) => random.uniform(k, [n]), (x) => x],
    ["exponential", (k) => random.exponential(k, [n], { scale: 2 }), (x) => 1 - Math.exp(-x / 2)],
    ["laplace", (k) => random.laplace(k, [n]), (x) => (x < 0 ? Math.exp(x) / 2 : 1 - Math.exp(-x) / 2)],
    ["gumbel", (k) => random.gumbel(k, [n], { location: 1 }), (x) => Math.exp(-Math.exp(1 - x))],
    ["logistic", (k) => random.logistic(k, [n]), (x) => 1 / (1 + Math.exp(-x))],
    ["cauchy", (k) => random.cauchy(k, [n]), (x) => 0.5 + Math.atan(x) / Math.PI],
    ["gamma of 1", (k) => random.gamma(k, 1, [n]), (x) => 1 - Math.exp(-x)],
    ["gamma of 2", (k) => random.gamma(k, 2, [n], { rate: 3 }), (x) => 1 - (1 + 3 * x) * Math.exp(-3 * x)],
    ["half a chi-squared of 2", (k) => random.chiSquared(k, 2, [n]).div(2), (x) => 1 - Math.exp(-x)],
    ["beta of 2 and 1", (k) => random.beta(k, 2, 1, [n]), (x) => x * x],
    ["beta of 1/2 and 1/2", (k) => random.beta(k, 0.5, 0.5, [n]), (x) => (2 / Math.PI) * Math.asin(Math.sqrt(x))],
    ["t of 2", (k) => random.studentT(k, 2, [n]), (x) => 0.5 + x / (2 * Math.sqrt(2 + x * x))],
    ["part of a dirichlet", (k) => random.dirichlet(k, array([1, 1, 1]), [n]).slice(null, 0), (x) => 1 - (1 - x) ** 2],
  ])("%s", (name, f, below) => {
    expect(kolmogorov(jit(f)(random.key(name)), below)).toBeLessThan(1.95);
  });

  it.each<readonly [string, (k: Arr) => Arr, number, number, number]>([
    ["normal", (k) => random.normal(k, [n]), 0, 1, 0],
    ["gamma of 0.3", (k) => random.gamma(k, 0.3, [n]), 0.3, 0.3, 20],
    ["gamma of 50", (k) => random.gamma(k, 50, [n]), 50, 50, 6 / 50],
    ["poisson of 0.7", (k) => random.poisson(k, 0.7, [n]), 0.7, 0.7, 1 / 0.7],
    ["poisson of 9.9", (k) => random.poisson(k, 9.9, [n]), 9.9, 9.9, 1 / 9.9],
    ["poisson of 10", (k) => random.poisson(k, 10, [n]), 10, 10, 0.1],
    ["poisson of 1e5", (k) => random.poisson(k, 1e5, [n]), 1e5, 1e5, 1e-5],
    ["bernoulli", (k) => random.bernoulli(k, 0.3, [n]).cast("f64"), 0.3, 0.21, -2 + (1 - 4 * 0.21) / 0.21],
  ])("moments of %s", (name, f, mean, variance, excess) => {
    // Four standard errors: once in 16 000 for each of two.
    for (const error of momentErrors(jit(f)(random.key(name)), mean, variance, excess)) {
      expect(Math.abs(error)).toBeLessThan(4);
    }
  });

  it("poisson probabilities by both algorithms", () => {
    for (const rate of [3, 12]) {
      const counts = jit((k: Arr) => random.poisson(k, rate, [n]))(random.key(`poisson ${rate}`)).toArray();
      let probability = Math.exp(-rate);
      let squares = 0;
      let cells = 0;
      for (let k = 0; n * probability > 5 || k < rate; k++) {
        if (n * probability > 5) {
          squares += (counts.filter((each) => each === k).length - n * probability) ** 2 / (n * probability);
          cells += 1;
        }
        probability *= rate / (k + 1);
      }
      // χ² of `cells` terms: mean cells, variance 2 cells.
      expect(Math.abs(squares - cells) / Math.sqrt(2 * cells)).toBeLessThan(4);
    }
    expect(random.poisson(seed, array([NaN, -1, 0])).toNested()).toEqual([NaN, NaN, 0]);
  });

  it("covariances, categories and orders", () => {
    const vectors = random.multivariateNormal(seed, array([1, -2]), array([[2, 1], [1, 3]]), [n]); // prettier-ignore
    const [x, y] = [vectors.slice(null, 0).sub(1), vectors.slice(null, 1).add(2)];
    // Variance of a product of normals: (σx² σy² + σxy²) / n.
    expect(Math.abs(x.mul(y).mean().item() - 1)).toBeLessThan(4 * Math.sqrt(7 / n));
    expect(Math.abs(y.square().mean().item() - 3)).toBeLessThan(4 * Math.sqrt(18 / n));

    const drawn = random.categorical(seed, array([Math.log(1), -Infinity, Math.log(3), -Infinity]), [n]);
    expect([1, 3].map((k) => drawn.equal(k).sum().item())).toEqual([0, 0]);
    expect(Math.abs(drawn.equal(2).mean().item() - 0.75)).toBeLessThan(4 * Math.sqrt(0.1875 / n));

    const orders = vmap((k: Arr) => random.permutation(k, 4))(random.split(seed, 5000));
    expect(sort(orders).mean(0).toNested()).toEqual([0, 1, 2, 3]);
    // Each number at each place in a quarter of the orders.
    for (const place of [0, 1, 2, 3]) {
      for (const value of [0, 1, 2, 3]) {
        const share = orders.slice(null, place).equal(value).mean().item();
        expect(Math.abs(share - 0.25)).toBeLessThan(4 * Math.sqrt(0.1875 / 5000));
      }
    }
    const rows = arange(6).reshape(2, 3);
    const shuffled = random.permutation(random.key(1), rows, 1);
    expect(shuffled.sum(0).sort().toNested()).toEqual([3, 5, 7]);
  });
});

describe("derivatives", () => {
  it("pass to mean and scale of what is drawn", () => {
    const z = random.normal(seed, [5]);
    expectSame([grad((m: Arr, s: Arr) => random.normal(seed, [5], { mean: m, standardDeviation: s }).sum(), { argument: 1 })(0.5, 2)], [z.sum()]); // prettier-ignore
    expect(grad((m: Arr) => random.normal(seed, [5], { mean: m }).sum())(0.5).item()).toBe(5);
    checkGrads((s: Arr) => random.laplace(seed, [5], { scale: s, location: s.square() }).square().sum(), [array(2)], { order: 2 }); // prettier-ignore
    const covariance = array([[2, 1], [1, 3]]); // prettier-ignore
    checkGrads((m: Arr, c: Arr) => random.multivariateNormal(seed, m, c.add(c.T).div(2), [3]).square().sum(), [array([1, 2]), covariance]); // prettier-ignore
  });

  it("pass to the shape of gamma numbers so that the part below each stays", () => {
    // For a + 1 the number is not a smooth function of the draws, since rejection depends on a: compare with the law itself.
    // E x = a and E log x = digamma(a): their derivatives are 1 and trigamma(a), averages of dx/da and (dx/da) / x.
    const n = 20000;
    const a = 2.5;
    const [slope, logSlope] = jit((k: Arr) => [
      grad((c: Arr) => random.gamma(k, c, [n]).mean())(a),
      grad((c: Arr) => random.gamma(k, c, [n]).log().mean())(a),
    ])(random.key("slopes"));
    // Spread of dx/da is about 0.4, of its ratio to x about 0.2: four standard errors.
    expect(Math.abs(slope!.item() - 1)).toBeLessThan((4 * 0.4) / Math.sqrt(n));
    expect(Math.abs(logSlope!.item() - 0.49035775)).toBeLessThan((4 * 0.3) / Math.sqrt(n));
    // For a < 1 too, where most numbers are tiny: trigamma(0.2) = 26.267377.
    const small = jit((k: Arr) => grad((c: Arr) => random.gamma(k, c, [n]).mean())(0.5))(random.key("slopes"));
    expect(Math.abs(small.item() - 1)).toBeLessThan((4 * 1.5) / Math.sqrt(n));
    // a / (a + b) has the derivative b / (a + b)².
    const shares = jit((k: Arr) => grad((c: Arr) => random.beta(k, c, 3, [n]).mean())(2))(random.key("beta"));
    expect(Math.abs(shares.item() - 3 / 25)).toBeLessThan((4 * 0.1) / Math.sqrt(n));
  });

  it("do not exist where numbers jump", () => {
    expect(grad((rate: Arr) => random.poisson(seed, rate, [5]).sum())(3).item()).toBe(0);
    expect(grad((x: Arr) => random.permutation(seed, x).mul(array([1, 10, 100])).sum())(array([1, 2, 3])).toArray().sort()).toEqual(Float64Array.of(1, 10, 100)); // prettier-ignore
  });
});
