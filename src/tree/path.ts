/** Paths: where in a tree a leaf is, as steps and as text such as `lens[1].mass`. */
import { TreeError } from "../errors/index.ts";

/** A key of a record, or a position in a list. */
export type Step = string | number;

/** Steps from the root down. */
export type Path = readonly Step[];

const identifier = /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u;

/**
 * The text of a path, as one would write it after the tree's name: `halo.scaleRadius`, `lens[1].mass`, `["odd key"]`.
 * With a root: `params.halo.scaleRadius`.
 */
export function formatPath(path: Path, root = ""): string {
  let text = root;
  for (const step of path) {
    if (typeof step === "number") text += `[${step}]`;
    else if (identifier.test(step)) text += text === "" ? step : `.${step}`;
    else text += `[${JSON.stringify(step)}]`;
  }
  return text;
}

/**
 * The steps of a path written as text; the inverse of `formatPath` without a root.
 *
 * @throws TreeError when the text is not a path
 */
export function parsePath(text: string): Path {
  const steps: Step[] = [];
  const step = /\.?([\p{ID_Start}$_][\p{ID_Continue}$]*)|\[(\d+)\]|\[("(?:[^"\\]|\\.)*")\]/uy;
  let position = 0;
  while (position < text.length) {
    step.lastIndex = position;
    const match = step.exec(text);
    const [whole, name, index, quoted] = match ?? [];
    const dotted = whole?.startsWith(".") === true;
    if (whole === undefined || (name !== undefined && dotted !== position > 0)) {
      throw new TreeError({
        where: "parsePath",
        problem: `${JSON.stringify(text)} is not a path: it cannot be read from ${JSON.stringify(text.slice(position))} on`,
        hint: 'Write it as code would: halo.scaleRadius, lens[1].mass, rates["p + p"].',
      });
    }
    if (name !== undefined) steps.push(name);
    else if (index !== undefined) steps.push(Number(index));
    else if (quoted !== undefined) steps.push(JSON.parse(quoted) as string);
    position += whole.length;
  }
  return steps;
}
