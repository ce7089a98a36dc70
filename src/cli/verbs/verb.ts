/** Verb: what the command line can do with any system whose question is of a kind. */
import type { Command } from "commander";
import type { System } from "../../system/index.ts";
import type { Asked } from "../asked.ts";
import type { Output } from "../output.ts";

/** Options as commander reads them; each verb checks its own. */
export type VerbOptions = Readonly<Record<string, unknown>>;

/** A call of a verb. */
export interface VerbCall {
  readonly system: System;
  readonly asked: Asked;
  readonly options: VerbOptions;
  readonly output: Output;
  /** Whether data are to be printed in the place of text. */
  readonly json: boolean;
  /** To be called when what was asked for did not succeed. */
  readonly fail: () => void;
}

/** One verb. */
export interface Verb {
  readonly name: string;
  readonly doc: string;
  /** Whether a system has it. */
  readonly applies: (system: System) => boolean;
  /** Adds options of its own. */
  readonly addOptions?: (command: Command) => Command;
  readonly run: (call: VerbCall) => Promise<void>;
}

/** Prints a result as text or as data. */
export function print(
  { output, json }: VerbCall,
  { text, data }: { readonly text: string; readonly data: unknown },
): void {
  output.result(json ? JSON.stringify(data, null, 2) : text);
}

/** An option that takes a text, if it was given. */
export function textOption(options: VerbOptions, name: string): string | undefined {
  const value = options[name];
  return typeof value === "string" ? value : undefined;
}
