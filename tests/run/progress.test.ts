/** Progress: the words of the line, and silence where there is no terminal. */
import { describe, expect, it } from "vitest";
import { type Progress, progressBar } from "fluxion/inference";
import { durationText, progressLine, RateMeter, rateText } from "../../src/run/progress.ts";

const at: Progress = {
  stage: "draws",
  divergences: 2,
  label: "sample",
  step: 450,
  total: 1000,
  seconds: 3.7,
  rate: 121.6,
  remaining: 4.5,
  note: "2 divergences",
};

describe("the line of progress", () => {
  it("tells share, rate and time left", () => {
    expect(progressLine(at, 200)).toBe(
      "sample  ━━━━━━━━━─────────── 45% 450/1000  122 steps/s  4.5 s left  2 divergences",
    );
    expect(progressLine({ ...at, total: null, remaining: null, note: "" }, 200)).toBe(
      "sample  step 450  122 steps/s  3.7 s",
    );
    expect(progressLine({ ...at, rate: 0, remaining: null, step: 0 }, 200)).toBe(
      "sample  ──────────────────── 0% 0/1000  3.7 s  2 divergences",
    );
  });

  it("fits the terminal", () => {
    for (const width of [0, 1, 10, 40]) expect(progressLine(at, width).length).toBeLessThanOrEqual(Math.max(1, width));
  });

  it("says how long and how fast in the unit of people", () => {
    expect([0, 9.94, 9.96, 59.4, 59.6, 3599, 3600, 172_799, 190_800].map(durationText)).toEqual([
      "0.0 s",
      "9.9 s",
      "10 s",
      "59 s",
      "1:00",
      "59:59",
      "1:00:00",
      "47:59:59",
      "2 d 5 h",
    ]);
    expect([0.01, 0.4, 1, 9.94, 99.4, 99.6, 12345].map(rateText)).toEqual([
      "100 s/step",
      "2.5 s/step",
      "1.0 steps/s",
      "9.9 steps/s",
      "99 steps/s",
      "100 steps/s",
      "12345 steps/s",
    ]);
  });

  it("takes the rate of the latest ten seconds", () => {
    const meter = new RateMeter();
    // A hundred steps a second for a minute, then ten.
    for (let t = 0; t <= 60; t++) meter.at(t, 100 * t);
    expect(meter.at(61, 6010)).toBeCloseTo((9 * 100 + 10) / 10, 12);
    for (let t = 62; t <= 70; t++) meter.at(t, 6000 + 10 * (t - 60));
    expect(meter.at(71, 6110)).toBeCloseTo(10, 12);
  });
});

describe("progressBar", () => {
  it("writes nothing to a pipe", () => {
    const written: string[] = [];
    const bar = progressBar({ write: (text) => written.push(text) });
    bar.update(at);
    bar.end(at);
    expect(written).toEqual([]);
  });

  it("writes over its line ten times a second, and clears it", () => {
    const written: string[] = [];
    const bar = progressBar({ isTTY: true, columns: 30, write: (text) => written.push(text) });
    for (const seconds of [1, 1.05, 1.11]) bar.update({ ...at, seconds });
    bar.end(at);
    const line = "\r\u001B[Ksample  ━━━━━━━━━───────────…";
    expect(written).toEqual([line, line, "\r\u001B[K"]);
  });
});
