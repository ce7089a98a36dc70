/** The one renderer: turns the facts of an error into a sentence. */
import type { ErrorDetails } from "./error-details.ts";

/**
 * `<Name> at <path> in <where>() (<site>): <problem>. Expected <expected>, received <received>. <hint>`, absent parts left
 * out, the path too where the problem already tells it.
 * The text of a causing exception stands on a line before it.
 */
export function renderError(name: string, details: ErrorDetails): string {
  const { where, path, site, problem, hint, cause } = details;
  const told = path === undefined || path === "" || problem?.includes(`at ${path}:`) === true;
  const place = told ? "" : ` at ${path}`;
  const caller = where === undefined || where === "" ? "" : ` in ${where.endsWith(")") ? where : `${where}()`}`;
  const line = isPresent(site) ? ` (${site})` : "";
  const sentences = [problem, comparison(details), hint].filter(isPresent).map(sentence);
  // The first sentence follows a colon and is left as written; later ones begin with a capital.
  const text = sentences.map((part, index) => (index === 0 ? part : capitalised(part))).join(" ");
  const context = `${name}${place}${caller}${line}: ${text === "" ? "something went wrong." : text}`;
  return cause === undefined ? context : `${causeText(cause)}\n  ${context}`;
}

function comparison({ expected, received }: ErrorDetails): string | undefined {
  if (isPresent(expected) && isPresent(received)) return `expected ${expected}, received ${received}`;
  if (isPresent(expected)) return `expected ${expected}`;
  return isPresent(received) ? `received ${received}` : undefined;
}

function causeText(cause: unknown): string {
  return cause instanceof Error ? cause.toString() : `Thrown: ${String(cause)}`;
}

function isPresent(text: string | undefined): text is string {
  return text !== undefined && text !== "";
}

function sentence(text: string): string {
  return /[.!?…]\)?$/.test(text) ? text : `${text}.`;
}

/** "expected" becomes "Expected"; a hint that begins with code such as `vmap(` is left alone. */
function capitalised(text: string): string {
  return /^[a-z]+[ ,]/.test(text) ? text.charAt(0).toUpperCase() + text.slice(1) : text;
}
