/** Content of a JSON file against its schema; what is wrong is told by file, row and column. */

import type { z } from "zod";
import { DataError } from "../../src/index.ts";

/** The value that `content` stands for, as the schema has it. @throws DataError naming file, row and column */
export function parseFile<T>(schema: z.ZodType<T>, content: unknown, file: string): T {
  const value = typeof content === "string" ? parseJson(content, file) : content;
  const result = schema.safeParse(value, { reportInput: true });
  if (result.success) return result.data;
  throw issueError(result.error.issues[0]!, file);
}

function parseJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const position = /position (\d+)/.exec(reason)?.[1];
    const line = text.slice(0, position === undefined ? text.length : Number(position)).split("\n").length;
    throw new DataError({ path: `${file}, line ${line}`, problem: "this is not JSON", hint: reason });
  }
}

function issueError(issue: z.core.$ZodIssue, file: string): DataError {
  const path = place(issue.path, file);
  if (issue.code === "unrecognized_keys") {
    return new DataError({
      path,
      problem: `unknown key ${issue.keys.join(", ")}`,
      hint: "Correct its name or remove it.",
    });
  }
  if (issue.input === undefined) return new DataError({ path, problem: "a required key is missing" });
  // zod says "Invalid input: expected number, received string"; the sentence around it says the rest.
  return new DataError({ path, problem: issue.message.replace(/^Invalid input: /, "") });
}

/** `union3-sn.json, column magnitude, row 5`; `desi.json, covariance row 3, column 7`. */
function place(path: readonly PropertyKey[], file: string): string {
  const [key, ...rest] = path;
  if (key === undefined) return file;
  const indices = rest.filter((part): part is number => typeof part === "number").map((index) => index + 1);
  if (key !== "covariance") {
    return [file, `column ${String(key)}`, ...indices.map((index) => `row ${index}`)].join(", ");
  }
  const names = rest.filter((part) => typeof part === "string" && part !== "rows");
  const [rowNumber, columnNumber] = indices;
  const within = [...names, ...(rowNumber === undefined ? [] : [`row ${rowNumber}`])].join(" ");
  const end = columnNumber === undefined ? [] : [`column ${columnNumber}`];
  return [file, `covariance ${within}`.trim(), ...end].join(", ");
}
