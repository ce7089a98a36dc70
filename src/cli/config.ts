/** A run config: what a command is asked, as a JSON file. */
import { readFileSync } from "node:fs";
import { z } from "zod";
import { CommandError } from "./command-error.ts";

const schema = z.strictObject({
  variant: z.string().optional(),
  datasets: z.array(z.string()).optional(),
  free: z.array(z.string()).optional(),
  values: z.record(z.string(), z.number()).optional(),
  choices: z.record(z.string(), z.string()).optional(),
  profile: z.string().optional(),
  seed: z.union([z.number(), z.string()]).optional(),
});

/** What a config may say; the command line overrides all of it. */
export type RunConfig = z.infer<typeof schema>;

/** The config at `file`. @throws CommandError when it cannot be read, is not JSON, or says what it may not */
export function readConfig(file: string): RunConfig {
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    throw new CommandError(`--config ${file}: ${error instanceof Error ? error.message : String(error)}.`);
  }
  const result = schema.safeParse(content);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const place = issue === undefined || issue.path.length === 0 ? "" : ` at ${issue.path.map(String).join(".")}`;
  const known = Object.keys(schema.shape).join(", ");
  throw new CommandError(`--config ${file}${place}: ${issue?.message ?? "not a config"}. A config may hold ${known}.`);
}
