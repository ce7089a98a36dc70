/** Constants that several functions share. Those in pieces come from tests/compile/wasm/reference/minimax.py. */
import { bitsOf } from "./math-builder.ts";

/** Adding 1.5 · 2^52 rounds |n| < 2^51 to an integer and leaves n, modulo 2^12 and more, in the low bits of the sum. */
export const ROUNDER = 6755399441055744;

/** ln 2 with 42 bits, so that its product with an exponent is exact, and what is left. */
export const LN2_HIGH = 0.6931471805598903;
export const LN2_LOW = 5.497923018708371e-14;

/** √½, below which a significand is doubled. */
export const SQRT_HALF_BITS = bitsOf(Math.SQRT1_2);

export const ONE_BITS = bitsOf(1);
export const MAGNITUDE_BITS = 0x7fff_ffff_ffff_ffffn;
export const SIGNIFICAND_BITS = 0x000f_ffff_ffff_ffffn;

/** The least normal number, 2^-1022. */
export const LEAST_NORMAL = 2.2250738585072014e-308;
