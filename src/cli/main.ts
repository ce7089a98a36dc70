#!/usr/bin/env node
/** The `fluxion` command. */
import { processOutput } from "./output.ts";
import { runCommandLine } from "./program.ts";

// A reader that closes the pipe early, as `head` does, has seen what it wanted.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code === "EPIPE") process.exit(0);
  throw error;
});

process.exitCode = await runCommandLine(process.argv.slice(2), processOutput);
