/** Reduction of any angle to (-π/4, π/4) plus a count of quarter turns, by multiplication with enough bits of 2/π. */
import type { FunctionBuilder, FunctionRef, Label, Local, ModuleBuilder, PlainInstruction } from "../encoder/index.ts";
import { bitsOf } from "./math-builder.ts";

/** 2/π in words of 64 bits, behind one word of zeros; from tests/compile/wasm/reference/minimax.py. */
const TWO_OVER_PI = [
  0x0000000000000000n,
  0xa2f9836e4e441529n,
  0xfc2757d1f534ddc0n,
  0xdb6295993c439041n,
  0xfe5163abdebbc561n,
  0xb7246e3a424dd2e0n,
  0x06492eea09d1921cn,
  0xfe1deb1cb129a73en,
  0xe88235f52ebb4484n,
  0xe99c7026b45f7e41n,
  0x3991d639835339f4n,
  0x9c845f8bbdf9283bn,
  0x1ff897ffde05980fn,
  0xef2f118b5a0a6d1fn,
  0x6d367ecf27cb09b7n,
  0x4f463f669e5fea2dn,
  0x7527bac7ebe5f17bn,
  0x3d0739f78a5292ean,
  0x6bfb5fb11f8d5d08n,
  0x56033046fc7b6babn,
];

/** π/2 = 26 bits + rest. */
const HALF_PI_HIGH = 1.5707963109016418;
const HALF_PI_LOW = 1.5893254773528196e-8;

/** Code that leaves one value on the stack. */
type Code = () => void;

/** Scalar formulas as nested calls; `keep` evaluates once into a local. */
function scalar(f: FunctionBuilder) {
  const op =
    (instruction: PlainInstruction, ...operands: readonly Code[]): Code =>
    () => {
      for (const operand of operands) operand();
      f.op(instruction);
    };
  const get =
    (local: Local): Code =>
    () =>
      f.get(local);
  return {
    op,
    get,
    i64:
      (value: bigint | number): Code =>
      () =>
        f.i64Const(BigInt(value)),
    f64:
      (value: number): Code =>
      () =>
        f.f64Const(value),
    keep: (type: "i64" | "f64", code: Code): Code => {
      const local = f.local(type);
      code();
      f.set(local);
      return get(local);
    },
  };
}

/** (index: i32) -> i64: one word of 2/π. */
function defineWord(module: ModuleBuilder): FunctionRef {
  return module.function("word of 2/pi", { params: ["i32"], results: ["i64"] }, (f) => {
    const labels: Label[] = [];
    const open = (depth: number): void => {
      if (depth === TWO_OVER_PI.length) {
        f.get(f.param(0));
        f.brTable(labels, 0);
        return;
      }
      f.block((end) => {
        labels.push(end);
        open(depth + 1);
      });
      f.i64Const(TWO_OVER_PI[depth] ?? 0n);
      f.return();
    };
    open(0);
    f.op("unreachable");
  });
}

/** (a: i64, b: i64) -> i64: the upper half of the unsigned 128-bit product, from products of 32-bit halves. */
function defineUpperProduct(module: ModuleBuilder): FunctionRef {
  return module.function("upper half of a product", { params: ["i64", "i64"], results: ["i64"] }, (f) => {
    const { op, get, i64, keep } = scalar(f);
    const [a, b] = [get(f.param(0)), get(f.param(1))];
    const low = (x: Code): Code => op("i64.and", x, i64(0xffff_ffffn));
    const high = (x: Code): Code => op("i64.shr_u", x, i64(32));
    const carry = keep("i64", op("i64.add", op("i64.mul", high(a), low(b)), high(op("i64.mul", low(a), low(b)))));
    const middle = keep("i64", op("i64.add", op("i64.mul", low(a), high(b)), low(carry)));
    op("i64.add", op("i64.add", op("i64.mul", high(a), high(b)), high(carry)), high(middle))();
  });
}

/**
 * Adds to the module the function (x: f64) -> (r: f64, tail: f64, n: i64) with x = n π/2 + r - tail modulo 2π, for
 * |x| >= π/4; r is NaN if x is infinite or NaN.
 *
 * @see M. Payne and R. Hanek, SIGNUM Newsletter 18 (1983); J.-M. Muller, Elementary Functions, 3rd ed., 11.4
 */
export function definePayneHanek(module: ModuleBuilder): FunctionRef {
  const word = module.once("vector math: word of 2/pi", () => defineWord(module));
  const upper = module.once("vector math: upper product", () => defineUpperProduct(module));
  return module.function("angle reduction", { params: ["f64"], results: ["f64", "f64", "i64"] }, (f) => {
    const { op, get, i64, f64, keep } = scalar(f);
    const x = get(f.param(0));
    const bits = keep("i64", op("i64.reinterpret_f64", x));
    const biased = keep("i64", op("i64.and", op("i64.shr_u", bits, i64(52)), i64(0x7ff)));

    op("i64.eq", biased, i64(0x7ff))();
    f.if(() => {
      op("f64.sub", x, x)();
      f64(0)();
      i64(0)();
      f.return();
    });

    // |x| = M 2^e with integer M < 2^53. Of the bits of 2/π, those of weight 2^(2-e) and more give multiples of 4 turns;
    // the 192 that follow are the window W, and M W modulo 2^192 is the angle in units of 2^-190 quarter turns.
    const significand = keep("i64", op("i64.or", op("i64.and", bits, i64((1n << 52n) - 1n)), i64(1n << 52n)));
    const position = keep("i64", op("i64.sub", biased, i64(1075 - 62)));
    const shift = keep("i64", op("i64.and", position, i64(63)));
    const words = [0, 1, 2, 3].map((i) =>
      keep("i64", () => {
        op("i32.wrap_i64", op("i64.add", op("i64.shr_u", position, i64(6)), i64(i)))();
        f.call(word);
      }),
    );
    /** The 64 bits that start `count` bits into the 128 bits of two words. */
    const window = (first: Code, second: Code, count: Code): Code =>
      op(
        "i64.or",
        op("i64.shl", first, count),
        op("i64.shr_u", op("i64.shr_u", second, i64(1)), op("i64.sub", i64(63), count)),
      );
    const zero = i64(0);
    const [w0, w1, w2] = [0, 1, 2].map((i) => keep("i64", window(words[i] ?? zero, words[i + 1] ?? zero, shift)));
    const times = (w: Code | undefined): Code => op("i64.mul", significand, w ?? zero);
    const timesUpper =
      (w: Code | undefined): Code =>
      () => {
        significand();
        (w ?? zero)();
        f.call(upper);
      };
    const bottom = keep("i64", times(w2));
    const fromBottom = keep("i64", timesUpper(w2));
    const middle = keep("i64", op("i64.add", times(w1), fromBottom));
    const carry = op("i64.extend_i32_u", op("i64.lt_u", middle, fromBottom));
    const top = keep("i64", op("i64.add", op("i64.add", times(w0), timesUpper(w1)), carry));

    // Two bits of whole quarter turns, then the fraction; from ½ on, the next quarter turn less the complement.
    const two = i64(2);
    const fraction = [window(top, middle, two), window(middle, bottom, two), op("i64.shl", bottom, two)];
    const flip = keep("i64", op("i64.shr_s", op("i64.shl", top, two), i64(63)));
    const turns = keep("i64", op("i64.sub", op("i64.shr_u", top, i64(62)), flip));
    const [a0, a1, a2] = fraction.map((part) => keep("i64", op("i64.xor", part, flip)));

    // The leading 53 bits and the next 53, as float64. Fractions below 2^-62 do not occur (Muller, 11.3.2).
    const zeros = keep("i64", op("i64.clz", a0 ?? zero));
    const b0 = keep("i64", window(a0 ?? zero, a1 ?? zero, zeros));
    const b1 = keep("i64", window(a1 ?? zero, a2 ?? zero, zeros));
    const unit = keep("f64", op("f64.reinterpret_i64", op("i64.shl", op("i64.sub", i64(1023), zeros), i64(52))));
    const piece = (integer: Code, size: number): Code =>
      op("f64.mul", op("f64.mul", op("f64.convert_i64_u", integer), f64(size)), unit);
    const high = keep("f64", piece(op("i64.shr_u", b0, i64(11)), 2 ** -53));
    const rest = op("i64.or", op("i64.shl", b0, i64(53)), op("i64.shr_u", b1, i64(11)));
    const low = keep("f64", piece(rest, 2 ** -117));

    // (high + low) π/2, the leading product exact.
    const mask = i64(BigInt.asIntN(64, 0xffff_ffff_f800_0000n));
    const head = keep("f64", op("f64.reinterpret_i64", op("i64.and", op("i64.reinterpret_f64", high), mask)));
    const remaining = op("f64.add", op("f64.sub", high, head), low);
    const product = keep("f64", op("f64.mul", head, f64(HALF_PI_HIGH)));
    const correction = keep(
      "f64",
      op("f64.add", op("f64.mul", head, f64(HALF_PI_LOW)), op("f64.mul", remaining, f64(Math.PI / 2))),
    );
    const sum = keep("f64", op("f64.add", product, correction));
    const tail = op("f64.sub", op("f64.sub", sum, product), correction);

    // Signs: of the complement, and of x.
    const signOfX = keep("i64", op("i64.shr_s", bits, i64(63)));
    const one = bitsOf(1);
    const sign = keep(
      "f64",
      op("f64.reinterpret_i64", op("i64.or", i64(one), op("i64.shl", op("i64.xor", flip, signOfX), i64(63)))),
    );
    op("f64.mul", sum, sign)();
    op("f64.mul", tail, sign)();
    op("i64.sub", op("i64.xor", turns, signOfX), signOfX)();
  });
}
