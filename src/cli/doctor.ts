/** `fluxion doctor`: what this machine has for Fluxion to use, and how fast each target is on it. */
import { accessSync, constants } from "node:fs";
import { availableParallelism } from "node:os";
import { delimiter, join } from "node:path";
import { env, version } from "node:process";
import { Command } from "commander";
import { exp, jit, linspace, type TargetName, type Arr } from "../index.ts";
import { columns, targetNames } from "../internal.ts";
import { packageVersion } from "../node.ts";
import type { Output } from "./output.ts";

const compilers = ["cc", "gcc", "clang"];
const peers = ["koffi", "@tensorflow/tfjs-core", "@tensorflow/tfjs-node", "@tensorflow/tfjs-node-gpu"];

/** How fast a target runs the small program. */
interface TargetSpeed {
  readonly target: TargetName;
  readonly compileMilliseconds: number;
  /** Median of several runs. */
  readonly runMilliseconds: number;
}

/** The command. */
export function doctorCommand(output: Output): Command {
  return new Command("doctor")
    .description("Say what this machine has (Node, cores, SIMD, compiler, optional packages), and time every target.")
    .option("--json", "print data in the place of text")
    .action(({ json }: { readonly json?: boolean }) => {
      const facts = {
        fluxion: packageVersion(),
        node: version,
        cores: availableParallelism(),
        simd: WebAssembly.validate(simdModule),
        compiler: compilers.find(isOnPath) ?? null,
        peers: Object.fromEntries(peers.map((name) => [name, isInstalled(name)])),
        targets: targetNames.map(speedOf),
      };
      output.result(json === true ? JSON.stringify(facts, null, 2) : textOf(facts));
    });
}

function textOf(facts: {
  readonly fluxion: string;
  readonly node: string;
  readonly cores: number;
  readonly simd: boolean;
  readonly compiler: string | null;
  readonly peers: Readonly<Record<string, boolean>>;
  readonly targets: readonly TargetSpeed[];
}): string {
  const peerLines = Object.entries(facts.peers).map(([name, there]) => [name, there ? "installed" : "not installed"]);
  const speeds = facts.targets.map(({ target, compileMilliseconds, runMilliseconds }) => [
    target,
    compileMilliseconds.toFixed(1),
    runMilliseconds.toFixed(3),
  ]);
  return [
    ...columns(
      ["", ""],
      [
        ["Fluxion", facts.fluxion],
        ["Node", facts.node],
        ["cores", String(facts.cores)],
        ["WebAssembly SIMD", facts.simd ? "yes" : "no: compiled programs cannot run here"],
        ["C compiler", facts.compiler ?? "none found in PATH"],
        ...peerLines,
      ],
      ["left", "left"],
    ).slice(1),
    "",
    `sum of exp(-x) over ${size} numbers:`,
    ...columns(["target", "compile (ms)", "run (ms)"], speeds, ["left", "right", "right"]).map((line) => `  ${line}`),
  ].join("\n");
}

/**
 * A module of one function that makes a vector of lanes and leaves one lane: valid where the engine knows SIMD. Sections:
 * type () -> i32, function, code `i32.const 0, i8x16.splat, i8x16.extract_lane_u 0`.
 */
const simdModule = Uint8Array.from([
  ...[0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00],
  ...[0x01, 0x05, 0x01, 0x60, 0x00, 0x01, 0x7f],
  ...[0x03, 0x02, 0x01, 0x00],
  ...[0x0a, 0x0b, 0x01, 0x09, 0x00, 0x41, 0x00, 0xfd, 0x0f, 0xfd, 0x16, 0x00, 0x0b],
]);

function isOnPath(program: string): boolean {
  return (env.PATH ?? "").split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, program), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

function isInstalled(name: string): boolean {
  try {
    import.meta.resolve(name);
    return true;
  } catch {
    return false;
  }
}

const size = 10_000;
const repetitions = 21;

function speedOf(target: TargetName): TargetSpeed {
  const x = linspace(0, 1, size);
  const program = jit((values: Arr) => exp(values.neg()).sum(), { target });
  const timed = (): number => {
    const start = performance.now();
    program(x).item();
    return performance.now() - start;
  };
  const compileMilliseconds = timed();
  const times = Array.from({ length: repetitions }, timed).sort((a, b) => a - b);
  return { target, compileMilliseconds, runMilliseconds: times[Math.floor(repetitions / 2)]! };
}
