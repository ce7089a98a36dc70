/** Verdicts: what fails is named, with what to do about it. */
import { describe, expect, expectTypeOf, it } from "vitest";
import {
  diagnose,
  type DiagnosticTest,
  type FailedDiagnosis,
  summarise,
  summaryTable,
  diagnostics,
} from "fluxion/inference";
import { streams } from "fluxion";
import { messageOf } from "../../support/message-of.ts";

const chains = [0, 1, 2, 3].map((c) => streams.normals(streams.fold(streams.key(5), c), 500));
const of = (path: string, change: (value: number, chain: number, draw: number) => number): diagnostics.ChainDraws => ({
  path,
  unit: "",
  chains: chains.map((chain, c) => chain.map((value, draw) => change(value, c, draw))),
});
const good = of("good", (x) => x);
const healthy: diagnostics.ChainStatistics[] = chains.map((chain) => ({
  energy: chain.map((x) => 10 + x),
  acceptance: chain.map(() => 0.8),
  stepSize: chain.map(() => 0.5),
  treeDepth: Int32Array.from(chain, () => 3),
  leapfrogs: Int32Array.from(chain, () => 7),
  divergent: new Uint8Array(chain.length),
}));
const tests = (...of: Parameters<typeof diagnose>): DiagnosticTest[] =>
  diagnose(...of).failures.map(({ test }) => test);

describe("diagnose", () => {
  it("passes draws of chains that agree", () => {
    const verdict = diagnose([good], healthy);
    expect(verdict.status).toBe("passed");
    expect(verdict.explain).toMatchInlineSnapshot(`"Passed: 4 chains of 500 draws agree on 1 quantity."`);
    if (verdict.status === "failed") expectTypeOf(verdict).toEqualTypeOf<FailedDiagnosis>();
    else expectTypeOf(verdict.failures).toEqualTypeOf<readonly []>();
    expect(diagnose([good]).sampler).toBeNull();
    expect(verdict.sampler!.acceptance.map((rate) => rate!.toFixed(6))).toEqual(chains.map(() => "0.800000"));
  });

  it("names chains that disagree, the worst first", () => {
    const far = of("far", (x, c) => x + (c === 0 ? 2 : 0));
    const near = of("near", (x, c) => x + (c === 0 ? 0.5 : 0));
    const verdict = diagnose([near, good, far]);
    const [first] = verdict.failures;
    expect(first!.test).toBe("r-hat");
    expect(first!.paths).toEqual(["far", "near"]);
    expect(first!.worst).toBe(diagnostics.rHat(far.chains));
    expect(verdict.explain).toMatchInlineSnapshot(
      `"R-hat above 1.01 for far (1.344), near (1.030): chains disagree; draw more, and if it stays, look for separate modes in a trace figure or reparameterise. Bulk effective sample size below 400 for far (10), near (202): means are uncertain; draw 42 times as many. Tail effective sample size below 400 for far (34): outer quantiles are uncertain; draw 12 times as many."`,
    );
  });

  it("names unequal spreads, which locations do not show", () => {
    expect(tests([of("wide", (x, c) => (c === 0 ? 5 * x : x))])).toContain("r-hat");
  });

  it("names few effective draws and says how many more", () => {
    // Every draw twenty-five times over: the same chain in slow motion.
    const slow = { ...good, path: "slow", chains: chains.map((x) => x.map((_, t) => x[Math.floor(t / 25)]!)) };
    const loose = { thresholds: { rHat: 2 } };
    expect(diagnose([slow], [], loose).explain).toMatchInlineSnapshot(
      `"Bulk effective sample size below 400 for slow (77): means are uncertain; draw 6 times as many. Tail effective sample size below 400 for slow (81): outer quantiles are uncertain; draw 5 times as many."`,
    );
    expect(tests([slow], [], { thresholds: { rHat: 2, effectiveSizePerChain: 5 } })).toEqual([]);
  });

  it("tells broken draws from bad ones", () => {
    const constant = of("constant", () => 3);
    const broken = of("broken", (x, c, draw) => (c === 2 && draw === 7 ? Number.NaN : x));
    expect(diagnose([good, constant, broken]).explain).toMatchInlineSnapshot(
      `"broken: some draws are not finite; find where with firstNaN. constant: all draws are equal; fix what is known, or start elsewhere."`,
    );
    const few = { path: "few", unit: "", chains: chains.map((chain) => chain.subarray(0, 3)) };
    expect(diagnose([few]).explain).toMatchInlineSnapshot(
      `"3 draws a chain say nothing; draw at least 4, and some thousands for a result."`,
    );
    expect(diagnose([{ ...good, chains: [chains[0]!] }]).explain).toMatchInlineSnapshot(
      `"1 chain cannot show that another start leads to the same; run 4."`,
    );
    expect(tests([{ ...good, chains: [chains[0]!] }], [], { thresholds: { chains: 1 } })).toEqual([]);
  });

  it("reads the sampler", () => {
    const divergent = new Uint8Array(500);
    divergent[3] = divergent[99] = 1;
    const depth = Int32Array.from({ length: 500 }, (_, draw) => (draw % 10 === 0 ? 10 : 4));
    const walk = new Float64Array(500);
    chains[0]!.forEach((step, draw) => (walk[draw] = (walk[draw - 1] ?? 0) + step));
    const [a, b, c, d] = healthy;
    const ill: diagnostics.ChainStatistics[] = [
      { ...a, divergent },
      { ...b, treeDepth: depth },
      { ...c, energy: walk },
      { ...d, acceptance: walk.map(() => 0.02) },
    ];
    const verdict = diagnose([good], ill);
    expect(
      verdict.failures.map(({ test, chains: concerned, worst }) => [test, concerned[0], worst.toFixed(2)]),
    ).toEqual([
      ["divergences", 1, "2.00"],
      ["e-bfmi", 3, verdict.sampler!.eBfmi[2]!.toFixed(2)],
      ["acceptance", 4, "0.02"],
      ["tree-depth", 2, "0.10"],
    ]);
    expect(verdict.explain).toMatchInlineSnapshot(
      `"2 divergences in chain 1: trajectories cannot follow the density there and draws avoid it; reparameterise (non-centred for hierarchies), or raise the target acceptance towards 0.99. E-BFMI 0.03 in chain 3, below 0.3: momenta do not reach the tails of the energy; reparameterise heavy tails or funnels, and lengthen the warm-up. Acceptance 2 % in chain 4: nearly all proposals are refused; take smaller steps or a longer warm-up. Up to 10 % of trajectories in chain 2 reached the greatest depth: draws are valid and dear; rescale or decorrelate parameters (a dense metric), or allow a greater depth."`,
    );
    expect(tests([good], ill, { maxTreeDepth: 12 })).not.toContain("tree-depth");
    // Samplers without momenta tell less.
    expect(tests([good], [{ acceptance: walk.map(() => 0.3) }])).toEqual([]);
  });

  it("refuses draws that do not belong together", () => {
    expect(messageOf(() => diagnose([]))).toMatchInlineSnapshot(
      `"DataError in diagnose(): expected draws of a quantity, received none."`,
    );
    expect(
      messageOf(() => diagnose([good, { ...good, path: "short", chains: chains.slice(1) }])),
    ).toMatchInlineSnapshot(
      `"DataError at short in diagnose(): expected 4 chains of 500 draws, as good has, received 3 of 500."`,
    );
    const ragged = { ...good, path: "ragged", chains: [chains[0]!, chains[1]!.subarray(2)] };
    expect(messageOf(() => diagnose([ragged]))).toMatchInlineSnapshot(
      `"DataError at ragged.chains[1] in diagnose(): expected 500 draws, as the first chain has, received 498."`,
    );
    expect(messageOf(() => diagnostics.rHat([]))).toMatchInlineSnapshot(
      `"DataError at chains in rHat(): expected at least one chain with draws, received 0 chains without any."`,
    );
  });
});

describe("summarise", () => {
  it("has moments and quantiles of all draws", () => {
    const ramp = [0, 1].map((c) => Float64Array.from({ length: 50 }, (_, t) => 2 * t + c));
    const [row] = summarise([{ path: "ramp", unit: "m", chains: ramp }], { quantiles: [0.1, 0.5] });
    // The numbers 0 ... 99, of which every one occurs once: mean 49.5, variance (100² - 1) / 12 · 100 / 99.
    expect(row!.mean.value).toBe(49.5);
    expect(row!.deviation.value).toBeCloseTo(Math.sqrt(((10000 - 1) / 12) * (100 / 99)), 12);
    expect(row!.quantiles.map(({ value }) => value)).toEqual([9.9, 49.5]);
  });

  it("prints a table with units and the digits that errors leave", () => {
    const rows = summarise([
      { ...of("H0", (x) => 70 + 2 * x), unit: "km/s/Mpc" },
      { ...of("halo.mass", (x) => 1e12 * Math.exp(x)), unit: "Msun" },
      { ...of("fraction", (x) => 1e-5 + 1e-7 * x) },
      { ...of("fixed", () => 3), unit: "m" },
      { ...of("broken", () => Number.NaN) },
    ]);
    expect(`\n${summaryTable(rows)}\n`).toMatchInlineSnapshot(`
      "
      parameter      mean     MCSE       sd        5%        50%        95%  ESS bulk  ESS tail  R-hat  unit
      H0            69.99    0.043     1.96     66.69      70.07      73.06      2101      2059  1.001  km/s/Mpc
      halo.mass  1.58e+12  4.3e+10  2.0e+12  1.92e+11   1.03e+12    4.6e+12      2101      2059  0.999  Msun
      fraction   9.999e-6   2.1e-9   9.8e-8  9.835e-6  1.0003e-5  1.0153e-5      2101      2059  1.001
      fixed             3        0        0         3          3          3      2000      2000         m
      broken          NaN               NaN       NaN        NaN        NaN
      "
    `);
    expect(summaryTable([])).toMatchInlineSnapshot(`"parameter  mean  MCSE  sd  ESS bulk  ESS tail  R-hat  unit"`);
  });
});
