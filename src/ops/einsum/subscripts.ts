/** Subscripts: what a string such as "ij,jk->ik" says about the axes of operands and of the result. */

import type { Shape } from "../../array/shape.ts";
import { describeShape, ShapeError } from "../../errors/index.ts";

/** An index: a letter, or "…k" for the axis of an ellipsis that is k-th from its end. */
export type Label = string;

export interface Subscripts {
  /** The index of each axis of each operand; an index may be there twice. */
  readonly operands: readonly (readonly Label[])[];
  /** The index of each axis of the result, each once. */
  readonly output: readonly Label[];
  /** The length of each index. */
  readonly lengths: ReadonlyMap<Label, number>;
}

const TERM = /^([A-Za-z]*)(\.\.\.)?([A-Za-z]*)$/;

/**
 * Reads subscripts beside the shapes of the operands that they are about.
 *
 * @throws ShapeError that names the subscript at fault
 */
export function readSubscripts(text: string, shapes: readonly Shape[]): Subscripts {
  const [inputs, output, ...more] = text.replaceAll(/\s/g, "").split("->");
  if (inputs === undefined || more.length > 0) {
    throw invalid(text, 'operands separated by commas and at most one "->"', "more than one arrow");
  }
  const terms = inputs.split(",");
  if (terms.length !== shapes.length) {
    throw invalid(text, `subscripts for ${count(shapes.length, "operand")}`, count(terms.length, "term"));
  }
  const operands = terms.map((term, i) => labelsOfOperand(text, term, shapes[i]!, i));
  const ellipsis = longestEllipsis(operands);
  const result = output === undefined ? implicitOutput(operands, ellipsis) : explicitOutput(text, output, ellipsis);
  const lengths = lengthsOf(text, operands, shapes);
  for (const label of result) {
    if (lengths.has(label)) continue;
    throw invalid(text, "output indices that an operand has", `"${label}", which none has`);
  }
  return { operands, output: result, lengths };
}

function labelsOfOperand(text: string, term: string, shape: Shape, position: number): Label[] {
  const match = TERM.exec(term);
  if (match === null) throw invalid(text, "letters and at most one ellipsis (...) an operand", `"${term}"`);
  const [, before = "", dots, after = ""] = match;
  const named = before.length + after.length;
  if (dots === undefined ? named !== shape.length : named > shape.length) {
    throw new ShapeError({
      where: "einsum",
      path: `subscript "${term}" of operand ${position + 1}`,
      expected: `an array of rank ${dots === undefined ? named : `${named} or more`}`,
      received: describeShape(shape),
      hint: 'One letter names one axis; "..." stands for any number of them.',
    });
  }
  return [...letters(before), ...ellipsisLabels(dots === undefined ? 0 : shape.length - named), ...letters(after)];
}

const letters = (text: string): Label[] => Array.from(text);

/** …(n-1), …, …1, …0: counted from the end, so that shorter ellipses meet longer ones as in broadcasting. */
function ellipsisLabels(length: number): Label[] {
  return Array.from({ length }, (_, i) => `…${length - 1 - i}`);
}

const isEllipsis = (label: Label): boolean => label.startsWith("…");

function longestEllipsis(operands: readonly (readonly Label[])[]): Label[] {
  return ellipsisLabels(Math.max(0, ...operands.map((labels) => labels.filter(isEllipsis).length)));
}

/** The axes of the ellipsis, then the letters that stand once, in alphabetical order. */
function implicitOutput(operands: readonly (readonly Label[])[], ellipsis: readonly Label[]): Label[] {
  const all = operands.flat().filter((label) => !isEllipsis(label));
  const once = all.filter((label) => all.indexOf(label) === all.lastIndexOf(label));
  return [...ellipsis, ...once.sort()];
}

function explicitOutput(text: string, term: string, ellipsis: readonly Label[]): Label[] {
  const match = TERM.exec(term);
  if (match === null) throw invalid(text, "letters and at most one ellipsis (...) as output", `"${term}"`);
  const [, before = "", dots, after = ""] = match;
  if (dots === undefined && ellipsis.length > 0) {
    throw invalid(text, 'an output with "...", because an operand has one', `"${term}"`);
  }
  const named = letters(before + after);
  const repeated = named.find((label, i) => named.indexOf(label) !== i);
  if (repeated !== undefined) throw invalid(text, "output indices once each", `"${repeated}" twice`);
  return [...letters(before), ...(dots === undefined ? [] : ellipsis), ...letters(after)];
}

/** The length of each index; only axes of an ellipsis broadcast. */
function lengthsOf(
  text: string,
  operands: readonly (readonly Label[])[],
  shapes: readonly Shape[],
): Map<Label, number> {
  const lengths = new Map<Label, number>();
  operands.forEach((labels, i) => {
    labels.forEach((label, axis) => {
      const length = shapes[i]![axis]!;
      const known = lengths.get(label);
      if (known === undefined || known === length || (isEllipsis(label) && known === 1)) {
        lengths.set(label, length);
      } else if (!(isEllipsis(label) && length === 1)) {
        throw new ShapeError({
          where: "einsum",
          path: `"${text}"`,
          expected: isEllipsis(label) ? `axes of "..." that broadcast` : `one length of index "${label}"`,
          received: `${known} and ${length} (operand ${i + 1}, of shape ${describeShape(shapes[i]!)})`,
        });
      }
    });
  });
  return lengths;
}

function invalid(text: string, expected: string, received: string): ShapeError {
  return new ShapeError({ where: "einsum", path: `"${text}"`, expected, received });
}

function count(n: number, what: string): string {
  return `${n} ${what}${n === 1 ? "" : "s"}`;
}
