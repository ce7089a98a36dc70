/** Segments: runs of neighbouring coordinates that go through one bijector together, as one array. */
import { array } from "../../array/index.ts";
import { above, below, type Bijector, identity, scaledLogistic, type VectorBijector } from "../bijectors/index.ts";

/** What one leaf, or one number of it, goes through. */
export interface Piece {
  /** Shape of the values. */
  readonly shape: readonly number[];
  readonly constraint: Constraint;
}

/** How values are constrained: by bounds, by an element-wise bijector, or all together. */
export type Constraint =
  | { readonly kind: "bounds"; readonly lower: number; readonly upper: number }
  | { readonly kind: "elements"; readonly bijector: Bijector }
  | { readonly kind: "vector"; readonly bijector: VectorBijector };

/** A run of coordinates and the map between u and x of it. */
export interface Segment {
  /** First position in the vector of values, and how many there are. */
  readonly offset: number;
  readonly size: number;
  /** First position in the unconstrained vector, and how many there are. */
  readonly unconstrainedOffset: number;
  readonly unconstrainedSize: number;
  /** Shapes that the bijector takes and gives. */
  readonly unconstrainedShape: readonly number[];
  readonly shape: readonly number[];
  readonly bijector: Bijector | VectorBijector;
}

/** Gathers neighbouring pieces of one kind, so that a hundred bounded parameters cost one array operation. */
export function segmentsOf(pieces: readonly Piece[]): readonly Segment[] {
  const segments: Segment[] = [];
  let [offset, unconstrainedOffset] = [0, 0];
  for (let next = 0; next < pieces.length;) {
    const run = [pieces[next]!];
    while (next + run.length < pieces.length && joins(run[0]!, pieces[next + run.length]!)) {
      run.push(pieces[next + run.length]!);
    }
    next += run.length;
    const size = run.reduce((sum, { shape }) => sum + product(shape), 0);
    const shapes = shapesOf(run[0]!, size);
    const unconstrainedSize = product(shapes.unconstrainedShape);
    segments.push({ offset, size, unconstrainedOffset, unconstrainedSize, ...shapes, bijector: bijectorOf(run) });
    offset += size;
    unconstrainedOffset += unconstrainedSize;
  }
  return segments;
}

function joins(first: Piece, next: Piece): boolean {
  const [a, b] = [first.constraint, next.constraint];
  if (a.kind === "bounds" && b.kind === "bounds") return sideOf(a) === sideOf(b);
  return a.kind === "elements" && b.kind === "elements" && a.bijector === b.bijector;
}

type Bounds = Extract<Constraint, { readonly kind: "bounds" }>;

function sideOf({ lower, upper }: Bounds): "none" | "lower" | "upper" | "both" {
  if (Number.isFinite(lower)) return Number.isFinite(upper) ? "both" : "lower";
  return Number.isFinite(upper) ? "upper" : "none";
}

function shapesOf({ shape, constraint }: Piece, size: number): Pick<Segment, "shape" | "unconstrainedShape"> {
  if (constraint.kind !== "vector") return { shape: [size], unconstrainedShape: [size] };
  const { rank, coordinates } = constraint.bijector;
  return { shape, unconstrainedShape: [...shape.slice(0, -rank), coordinates(shape.slice(-rank)).length] };
}

function bijectorOf(run: readonly Piece[]): Bijector | VectorBijector {
  const { constraint } = run[0]!;
  if (constraint.kind !== "bounds") return constraint.bijector;
  const each = (side: "lower" | "upper"): Float64Array =>
    Float64Array.from(
      run.flatMap(({ shape, constraint: bounds }) =>
        Array.from<number>({ length: product(shape) }).fill((bounds as Bounds)[side]),
      ),
    );
  const [lower, upper] = [array(each("lower")), array(each("upper"))];
  switch (sideOf(constraint)) {
    case "none":
      return identity;
    case "lower":
      return above(lower);
    case "upper":
      return below(upper);
    case "both":
      return scaledLogistic(lower, upper);
  }
}

function product(shape: readonly number[]): number {
  return shape.reduce((size, length) => size * length, 1);
}
