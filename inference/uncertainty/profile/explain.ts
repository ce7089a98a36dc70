/** What a profile says, in sentences and as a table. */
import { short, valueWithError } from "../../solution/summary.ts";
import type { IntervalEnd, ProfileInterval } from "./intervals.ts";
import type { ProfileFields, ProfilePoint } from "./profile.ts";

/** What the sentences are made from. */
export interface ProfileFacts<P> extends Pick<
  ProfileFields<P>,
  "path" | "unit" | "best" | "standardError" | "intervals" | "otherMinima" | "switches"
> {
  readonly status: string;
  readonly lower: ProfilePoint<P>;
}

/** The sentences, in the order in which they matter. */
export function explainProfile<P>(facts: ProfileFacts<P>): string {
  const { path, intervals, otherMinima, switches, lower, status } = facts;
  const name = path === "" ? "the parameter" : path;
  const notes: string[] = [];
  if (status === "lower-minimum") {
    notes.push(
      `The fit handed in is not the best one: at ${name} = ${short(lower.value)} chi-squared is ` +
        `${short(-lower.deltaChi2)} lower; fit again from there (lower.params) and profile that.`,
    );
  }
  if (status === "cancelled") notes.push("Cancelled: the ends not reached are unknown.");
  // The same thing said of several levels is said once.
  const levelsOf = new Map<string, string[]>();
  for (const interval of intervals) {
    for (const note of endNotes(name, interval)) {
      levelsOf.set(note, [...(levelsOf.get(note) ?? []), percentText(interval.confidence)]);
    }
  }
  levelsOf.forEach((levels, note) => notes.push(`At ${levels.join(" and ")} ${note}`));
  if (otherMinima.length > 0) {
    const listed = otherMinima.map(({ value, deltaChi2 }) => `${short(value)} (+${short(deltaChi2)})`).join(", ");
    notes.push(`Other minima of the profile: ${listed}; an interval in pieces is no accident.`);
  }
  for (const { from, to } of switches) {
    notes.push(
      `Between ${short(Math.min(from, to))} and ${short(Math.max(from, to))} the other parameters have a second minimum, ` +
        "which is lower there; it was taken.",
    );
  }
  return notes.length === 0 ? "The profile rises to every level on both sides." : notes.join(" ");
}

function endNotes(name: string, { lower, upper }: ProfileInterval): string[] {
  return ([lower, upper] as const).flatMap((end, k) => {
    const side = k === 0 ? "below" : "above";
    switch (end.kind) {
      case "crossing":
        return [];
      case "bound":
        return [`the interval is open ${side}: it reaches the bound ${short(end.value)} of ${name}.`];
      case "range":
        return [`the interval is open ${side} of the range; widen range to close it.`];
      case "open":
        return [`the data do not limit ${name} ${side}; add data, a prior or a bound.`];
      case "unknown":
        return [`the end ${side} is unknown: fits failed beyond ${short(end.value)}.`];
    }
  });
}

/** The best value and one line an interval. */
export function profileSummary<P>(facts: ProfileFacts<P>): string {
  const { path, unit, best, standardError, intervals } = facts;
  const head = [path, "=", ...valueWithError(best, standardError), unit].filter((word) => word !== "").join(" ");
  const lines = intervals.map(({ confidence, pieces }) => {
    const listed = pieces.map(({ lower, upper }) => `${endText(lower, best)} … ${endText(upper, best)}`).join(" and ");
    return `  ${percentText(confidence)}: ${listed}`;
  });
  return [head, ...lines, "", explainProfile(facts)].join("\n");
}

function endText({ value, kind }: IntervalEnd, best: number): string {
  if (kind === "open") return value < 0 ? "-∞" : "∞";
  const digits = kind === "crossing" ? valueWithError(value, Math.abs(value - best) / 10)[0] : short(value);
  return { crossing: digits, bound: `${digits} (bound)`, range: `${digits} (range)`, unknown: `${digits} (unknown)` }[
    kind
  ];
}

function percentText(confidence: number): string {
  return `${Number((100 * confidence).toPrecision(4))} %`;
}
