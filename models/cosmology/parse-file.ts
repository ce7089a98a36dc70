/** Content of a JSON file against its schema; what is wrong is told by file, row and column. */

import type { z } from "zod";
import { errors } from "../../src/index.ts";
import { describeValue } from "../../src/internal.ts";

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
    const reason = (error instanceof Error ? error.message : String(error)).replace(/\s+/g, " ");
    const position = /position (\d+)/.exec(reason)?.[1];
    const line = position === undefined ? "" : `, line ${text.slice(0, Number(position)).split("\n").length}`;
    throw new errors.DataError({ path: file + line, problem: "this is not JSON", hint: reason });
  }
}

function issueError(issue: z.core.$ZodIssue, file: string): errors.DataError {
  const path = place(issue.path, file);
  if (issue.code === "unrecognized_keys") {
    return new errors.DataError({
      path,
      problem: `unknown key ${issue.keys.join(", ")}`,
      hint: "Correct its name or remove it.",
    });
  }
  if (issue.input === undefined) return new errors.DataError({ path, problem: "a required key is missing" });
  const received = describeValue(issue.input);
  switch (issue.code) {
    case "invalid_type":
      return new errors.DataError({
        path,
        expected: issue.expected === "number" ? "a finite number" : issue.expected,
        received,
      });
    case "invalid_value":
      return new errors.DataError({ path, expected: issue.values.map(String).join(" or "), received });
    case "too_small":
      return new errors.DataError({ path, expected: atLeast(issue), received });
    default:
      return new errors.DataError({ path, problem: issue.message });
  }
}

function atLeast({ origin, minimum, inclusive }: z.core.$ZodIssueTooSmall): string {
  if (origin === "number") return `a number ${inclusive === true ? "of at least" : "above"} ${minimum}`;
  return `at least ${minimum} ${origin === "string" ? "characters" : "entries"}`;
}

/** `union3-sn.json, column magnitude, row 5`; `desi.json, covariance row 3, column 7`; `desi.json, key citation`. */
function place(path: readonly PropertyKey[], file: string): string {
  const names = path.filter((part): part is string => typeof part === "string" && part !== "rows");
  const [first, second] = path.filter((part): part is number => typeof part === "number").map((index) => index + 1);
  const key = names.join(" ");
  if (key === "") return file;
  if (first === undefined) return `${file}, key ${key}`;
  if (names[0] !== "covariance") return `${file}, column ${key}, row ${first}`;
  return `${file}, ${key} row ${first}${second === undefined ? "" : `, column ${second}`}`;
}
