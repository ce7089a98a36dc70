/** Region: straight-line code, the whole program, the body of a loop or a branch; first a list, then steps in order. */

import type { Buffer } from "./buffer.ts";
import type { Branch, Fusible, Loop, Operation, Routine, While } from "./operation.ts";

/** Operations that share one loop nest. */
export interface Kernel {
  readonly kind: "kernel";
  operations: Fusible[];
  /** Lengths of the common iteration space, outermost first, none of them 1. */
  lengths: readonly number[];
  /** A rough count of instructions. */
  weight: number;
}

export type Step = Kernel | Routine | Loop | While | Branch;

/** The regions that run as part of a step. */
export function nestedRegions(step: Step): readonly Region[] {
  switch (step.kind) {
    case "loop":
      return [step.body];
    case "while":
      return [step.condition, step.body];
    case "branch":
      return step.regions;
    case "kernel":
    case "routine":
      return [];
  }
}

export class Region {
  readonly parent: Region | undefined;
  /** In an order in which each is computed before it is read. */
  readonly operations: Operation[] = [];
  /** What runs one after another; filled by fusion. */
  steps: Step[] = [];
  readonly buffers: Buffer[] = [];
  /** Tables of the whole program, by key; the outermost region has them. */
  readonly tables = new Map<string, Buffer>();

  constructor(parent: Region | undefined) {
    this.parent = parent;
  }

  /** The region of the whole program. */
  get outermost(): Region {
    return this.parent?.outermost ?? this;
  }

  /** True when `other` is this region or lies inside it. */
  encloses(other: Region): boolean {
    for (let region: Region | undefined = other; region !== undefined; region = region.parent) {
      if (region === this) return true;
    }
    return false;
  }
}
