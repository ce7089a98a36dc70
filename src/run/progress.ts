/** Progress: how far a run is and how fast it goes, as data and as a line of text. */

/** What kind of run it is, and the numbers that come with the kind. */
export type ProgressStage =
  /** `runSteps`: a loop of the caller's own. */
  | { readonly stage: "steps" }
  /** A fit or a climb; its objective after the latest step. */
  | { readonly stage: "fit"; readonly value: number }
  /** Fits from several starts; the lowest minimum so far, infinite before there is one. */
  | { readonly stage: "starts"; readonly best: number }
  /** A sampler, while it tunes itself and while it draws; the divergent transitions among its draws. */
  | { readonly stage: "warmup" | "draws"; readonly divergences: number }
  /** A search; the least value so far, infinite before there is one. */
  | { readonly stage: "search"; readonly best: number }
  /** Estimates of resampled data; those that failed. */
  | { readonly stage: "replicates"; readonly failures: number }
  /** Fits along a profile; the parameter held, or both. */
  | { readonly stage: "profile"; readonly path: string };

/** A run as a person waits for it. Narrow on `stage` for what is particular to a kind of run. */
export type Progress = ProgressStage & {
  /** What is running: "minimize by lbfgsb". */
  readonly label: string;
  /** Steps taken from the beginning: steps, iterations of all chains, fits, evaluations or replicates. */
  readonly step: number;
  /** Steps there will be; null where nobody knows. */
  readonly total: number | null;
  /** Wall time so far, seconds, that of earlier parts of a continued run included. */
  readonly seconds: number;
  /** Steps a second lately; zero while unknown. */
  readonly rate: number;
  /** Seconds to go at that rate; null where the total or the rate is unknown. */
  readonly remaining: number | null;
  /** What the run says of itself: "chi-squared 46.25"; empty when nothing. */
  readonly note: string;
};

/** Hears of the progress of a run. */
export interface ProgressListener {
  /** The run is here. */
  update(progress: Progress): void;
  /** The run has ended, whichever way. */
  end(progress: Progress): void;
}

/** A listener, or a function that hears what both of its parts would. */
export type ProgressHandler = ProgressListener | ((progress: Progress) => void);

/** How far back the rate looks, seconds: long enough to be steady, short enough to follow a run that slows down. */
const rateWindow = 10;
/** Marks lie this far apart, seconds: a run of short steps leaves no more of them than one of long steps. */
const rateGrain = 0.05;

/** Measures the rate of steps. */
export class RateMeter {
  readonly #marks: { readonly seconds: number; readonly step: number }[] = [];

  /** Steps a second over the latest ten seconds, having reached `step` at time `seconds`. */
  at(seconds: number, step: number): number {
    const last = this.#marks.at(-1);
    if (last === undefined || seconds - last.seconds >= rateGrain) this.#marks.push({ seconds, step });
    while (this.#marks.length > 2 && this.#marks[1]!.seconds <= seconds - rateWindow) this.#marks.shift();
    const first = this.#marks[0]!;
    return seconds > first.seconds ? (step - first.step) / (seconds - first.seconds) : 0;
  }
}

/** Seconds to go, where that can be told. */
export function remainingSeconds(step: number, total: number | null, rate: number): number | null {
  return total === null || rate <= 0 ? null : Math.max(0, total - step) / rate;
}

/** `minimize  ━━━━━━────── 50% 500/1000  120 steps/s  4 s left  chi2 46.2`, at most `width` characters long. */
export function progressLine(progress: Progress, width: number): string {
  const { label, step, total, seconds, rate, remaining, note } = progress;
  const share = total === null || total <= 0 ? null : Math.min(1, step / total);
  const parts = [
    label,
    share === null ? `step ${step}` : `${bar(share)} ${Math.floor(100 * share)}% ${step}/${total}`,
    ...(rate > 0 ? [rateText(rate)] : []),
    remaining === null ? durationText(seconds) : `${durationText(remaining)} left`,
    ...(note === "" ? [] : [note]),
  ];
  const line = parts.join("  ");
  return line.length <= width ? line : `${line.slice(0, Math.max(0, width - 1))}…`;
}

/** What a kind of run says of itself in a line. */
export function stageNote(stage: ProgressStage): string {
  switch (stage.stage) {
    case "steps":
      return "";
    case "fit":
      return `value ${stage.value.toPrecision(7)}`;
    case "starts":
    case "search":
      return Number.isFinite(stage.best) ? `best ${stage.best.toPrecision(6)}` : "";
    case "warmup":
    case "draws":
      return [
        ...(stage.stage === "warmup" ? ["warm-up"] : []),
        ...(stage.divergences > 0 ? [`${stage.divergences} divergent`] : []),
      ].join(", ");
    case "replicates":
      return stage.failures === 0 ? "" : `${stage.failures} failed`;
    case "profile":
      return stage.path;
  }
}

const barWidth = 20;
function bar(share: number): string {
  const full = Math.floor(barWidth * share);
  return "━".repeat(full) + "─".repeat(barWidth - full);
}

/** `120 steps/s`, or `8.2 s/step` where a step takes longer than a second. */
export function rateText(rate: number): string {
  return rate >= 1 ? `${twoDigits(rate)} steps/s` : `${twoDigits(1 / rate)} s/step`;
}

/** `8.2 s`, `4:05`, `3:04:05` or `2 d 3 h`. */
export function durationText(seconds: number): string {
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  const [s, m, h] = [whole % 60, Math.floor(whole / 60) % 60, Math.floor(whole / 3600)];
  const pad = (n: number): string => String(n).padStart(2, "0");
  if (h >= 48) return `${Math.floor(h / 24)} d ${h % 24} h`;
  return h > 0 ? `${h}:${pad(m)}:${pad(s)}` : `${m}:${pad(s)}`;
}

function twoDigits(value: number): string {
  return value >= 99.5 ? value.toFixed(0) : value.toPrecision(2);
}

/** `1 step`, `2 steps`. */
export function stepsText(steps: number): string {
  return `${steps} step${steps === 1 ? "" : "s"}`;
}
