/** What a lowered program means: its operations in the order of the program, each buffer in memory of its own. */

import type { Buffer } from "../../../src/compile/schedule/buffer.ts";
import {
  type Elementwise,
  type Operation,
  type Reduction,
  type Routine,
} from "../../../src/compile/schedule/operation.ts";
import type { Region } from "../../../src/compile/schedule/region.ts";
import type { View } from "../../../src/compile/schedule/view.ts";
import { copyLanes, laneConstant } from "../../../src/compile/wasm/kernel/lane-function.ts";
import { Literal } from "../../../src/program/program.ts";
import type { Course } from "./course.ts";
import { constantToken, identityOf, initialToken, join, scatter, textOf, UNKNOWN } from "./tokens.ts";
import { positionsOf, reachOf } from "./positions.ts";

export class LoweredOrder {
  readonly #course: Course;
  readonly #memory = new Map<Buffer, Int32Array>();

  constructor(course: Course) {
    this.#course = course;
  }

  run(region: Region): void {
    for (const operation of region.operations) this.#operation(operation);
  }

  /** The tokens of a view's elements in row-major order. */
  read(view: View): Int32Array {
    const memory = this.#contents(view.buffer);
    return positionsOf(view, this.#course).map((position) => memory[position]!);
  }

  #contents(buffer: Buffer): Int32Array {
    let contents = this.#memory.get(buffer);
    if (contents === undefined) {
      contents = new Int32Array(buffer.size);
      if (buffer.role !== "value") for (let i = 0; i < buffer.size; i++) contents[i] = initialToken(buffer, i);
      this.#memory.set(buffer, contents);
    }
    return contents;
  }

  #write(view: View, tokens: Int32Array): void {
    const memory = this.#contents(view.buffer);
    positionsOf(view, this.#course).forEach((position, i) => (memory[position] = tokens[i]!));
  }

  #operation(operation: Operation): void {
    switch (operation.kind) {
      case "elementwise":
        this.#write(operation.target, this.#elementwise(operation));
        break;
      case "reduction":
        this.#write(operation.target, this.#reduction(operation));
        break;
      case "routine":
        this.#routine(operation);
        break;
      case "loop":
        this.#course.steps(operation, () => this.run(operation.body));
        break;
      case "while":
        this.#course.rounds(
          () => this.run(operation.condition),
          () => this.run(operation.body),
        );
        break;
      case "branch":
        this.run(this.#course.chosen(operation));
        break;
    }
  }

  #elementwise({ compute, operands, dtype, target, indexed }: Elementwise): Int32Array {
    const count = positionsOf(target, this.#course).length;
    const read = operands.map((operand): Int32Array => {
      if (operand instanceof Literal) {
        return new Int32Array(count).fill(constantToken(laneConstant(operand.value, operand.type.dtype)));
      }
      return this.read(operand);
    });
    if (indexed !== undefined) {
      const array = operands[0] as View;
      const memory = this.#contents(array.buffer);
      return positionsOf(array, this.#course).map((position) => {
        const read: number[] = [];
        const token = reachOf(
          position,
          indexed,
          (element) => {
            read.push(memory[element]!);
            return memory[element]!;
          },
          this.#course,
        );
        return read.includes(UNKNOWN) ? UNKNOWN : token;
      });
    }
    if (compute === copyLanes) return read[0]!;
    const start = join(identityOf(compute), textOf(dtype));
    return new Int32Array(count).map((_, i) =>
      read.some((each) => each[i] === UNKNOWN) ? UNKNOWN : read.reduce((token, each) => join(token, each[i]!), start),
    );
  }

  #reduction({ name, operand, axes, target }: Reduction): Int32Array {
    const tokens = this.read(operand);
    const totals = new Int32Array(positionsOf(target, this.#course).length).fill(textOf(name));
    let stride = 1;
    const strides = operand.shape.map(() => 0);
    for (let axis = operand.shape.length - 1; axis >= 0; axis--) {
      if (axes.includes(axis)) continue;
      strides[axis] = stride;
      stride *= operand.shape[axis]!;
    }
    const places = positionsOf({ ...operand, offset: 0, strides, loops: [] }, this.#course);
    // The order of a sum is the plan's to choose.
    tokens.forEach((token, i) => (totals[places[i]!] = (totals[places[i]!]! + scatter(token)) | 0));
    tokens.forEach((token, i) => token === UNKNOWN && (totals[places[i]!] = UNKNOWN));
    return totals;
  }

  #routine(routine: Routine): void {
    let digest = identityOf(routine);
    let known = true;
    for (const view of routine.reads) {
      for (const token of this.read(view)) {
        digest = join(digest, token);
        known &&= token !== UNKNOWN;
      }
    }
    routine.writes.forEach((view, i) => {
      const start = join(digest, i);
      this.#write(
        view,
        positionsOf(view, this.#course).map((_, element) => (known ? join(start, element) : UNKNOWN)),
      );
    });
  }
}
