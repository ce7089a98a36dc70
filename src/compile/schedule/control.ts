/** Lowering of control flow: loops and branches over regions of their own. */

import type { BranchAttributes } from "../../primitives/control/branching.ts";
import type { ScanAttributes } from "../../primitives/control/scan/parts.ts";
import type { WhileAttributes } from "../../primitives/control/while-loop.ts";
import type { ArrayType } from "../../array/shape.ts";
import { Literal, type Variable } from "../../program/program.ts";
import type { Buffer } from "./buffer.ts";
import { type Operand, readsOf } from "./operation.ts";
import type { Region } from "./region.ts";
import type { Lowering, RegionBuilder } from "./region-builder.ts";
import { isWhole, LoopCounter, stepView, type View, wholeView } from "./view.ts";

/**
 * Carries live in one buffer each, read and written by every step; stacked results are written at the step's place.
 * A step first copies what it needs of old carries, then overwrites them.
 */
export const lowerScan: Lowering<ScanAttributes> = (builder, operands, { attributes, results }) => {
  const { body, length, reverse, constantCount, carryCount } = attributes;
  const counter = new LoopCounter(length, reverse);
  const inner = builder.nested();
  const initial = operands.slice(constantCount, constantCount + carryCount);
  const carries = startCarries(builder, initial, results);
  const stacks = results.slice(carryCount).map(({ type }) => pinned(builder.allocate(type)));
  const slices = operands
    .slice(constantCount + carryCount)
    .map((stack) => (stack instanceof Literal ? stack : stepView(stack, counter)));
  const outputs = inner.lower(body, [...operands.slice(0, constantCount), ...carries, ...slices]);

  const next = withoutCrossing(inner, outputs.slice(0, carryCount), carries);
  outputs.slice(carryCount).forEach((value, i) => {
    inner.copyTo(value, stepView(stacks[i]!, counter));
  });
  overwriteCarries(inner, next, carries);
  builder.add({
    kind: "loop",
    counter,
    body: inner.region,
    reads: outerReads(inner.region),
    writes: [...carries, ...stacks],
  });
  return [...carries, ...stacks];
};

/** As lowerScan, with a condition on the carries in place of a counter. */
export const lowerWhile: Lowering<WhileAttributes> = (builder, operands, { attributes, results }) => {
  const { condition, body, constantCount } = attributes;
  const constants = operands.slice(0, constantCount);
  const carries = startCarries(builder, operands.slice(constantCount), results);
  const predicate = pinned(builder.allocate({ shape: [], dtype: "bool" }));
  const test = builder.nested();
  test.copyTo(test.lower(condition, [...constants, ...carries])[0]!, predicate);
  const inner = builder.nested();
  const next = withoutCrossing(inner, inner.lower(body, [...constants, ...carries]), carries);
  overwriteCarries(inner, next, carries);
  builder.add({
    kind: "while",
    condition: test.region,
    predicate,
    body: inner.region,
    reads: [...outerReads(test.region), ...outerReads(inner.region)],
    writes: [...carries, predicate],
  });
  return carries;
};

/** A buffer for each carry, with its first value. */
function startCarries(builder: RegionBuilder, initial: readonly Operand[], results: readonly Variable[]): View[] {
  return initial.map((value, i) => {
    const carry = pinned(builder.allocate(results[i]!.type));
    builder.copyTo(value, carry);
    return carry;
  });
}

/** The next carries, of which those that are parts of old ones are copied before any is overwritten. */
function withoutCrossing(inner: RegionBuilder, outputs: readonly Operand[], carries: readonly View[]): Operand[] {
  const carryBuffers = new Set(carries.map(({ buffer }) => buffer));
  return outputs.map((value, i): Operand => {
    const readsCarry = "buffer" in value && carryBuffers.has(value.buffer);
    return readsCarry && !isUnchanged(value, carries[i]!) ? inner.copy(value, typeOfView(carries[i]!)) : value;
  });
}

function overwriteCarries(inner: RegionBuilder, next: readonly Operand[], carries: readonly View[]): void {
  next.forEach((value, i) => {
    if (!isUnchanged(value, carries[i]!)) inner.copyTo(value, carries[i]!);
  });
}

/** Only the branch that the selector chooses runs. */
export const lowerBranches: Lowering<BranchAttributes> = (builder, operands, { attributes: { branches }, results }) => {
  const selectorCount = operands.length - branches[0]!.inputs.length;
  const selector = selectorCount === 0 ? new Literal(0, "i32") : operands[0]!;
  const targets = results.map(({ type }) => pinned(builder.allocate(type)));
  const regions = branches.map((branch): Region => {
    const inner = builder.nested();
    const outputs = inner.lower(branch, operands.slice(selectorCount));
    outputs.forEach((value, i) => {
      inner.copyTo(value, targets[i]!);
    });
    return inner.region;
  });
  builder.add({
    kind: "branch",
    selector,
    regions,
    reads: [...(selector instanceof Literal ? [] : [selector]), ...regions.flatMap(outerReads)],
    writes: targets,
  });
  return targets;
};

function pinned(view: View): View {
  view.buffer.pinned = true;
  return view;
}

function isUnchanged(value: Operand, carry: View): boolean {
  return "buffer" in value && value.buffer === carry.buffer && isWhole(value);
}

function typeOfView({ shape, buffer }: View): ArrayType {
  return { shape, dtype: buffer.dtype };
}

/** One view of each buffer from outside of the region that code inside reads. */
function outerReads(region: Region): View[] {
  const outer = new Set<Buffer>();
  for (const operation of region.operations) {
    for (const { buffer } of readsOf(operation)) if (!region.encloses(buffer.home)) outer.add(buffer);
  }
  return [...outer].map((buffer) => wholeView(buffer, [buffer.size]));
}
