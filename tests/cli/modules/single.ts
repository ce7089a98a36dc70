/** A module with one function, which need not be named. */
import type { Arr } from "fluxion";

export const cubic = (x: Arr): Arr => x.pow(3);
export const cubicArguments = [2];
