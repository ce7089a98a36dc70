/** Shapes that drawn programs begin with: scalars, axes of one and of none, lengths that fill no vector. */
export const shapes: readonly (readonly number[])[] = [
  [],
  [1],
  [2],
  [5],
  [7],
  [2, 3],
  [3, 1],
  [4, 5],
  [2, 3, 4],
  [0],
  [0, 3],
  [3, 1, 2],
  [3, 19],
  [70],
];
