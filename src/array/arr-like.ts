/** What array functions accept besides arrays. */
import type { Arr } from "./arr.ts";

/** An array, or a number or boolean that takes the element type of the other operand. */
export type ArrLike = Arr | number | boolean;
