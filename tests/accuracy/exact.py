"""Errors of computed values, in units in the last place of the exact ones, by MPFR (gmpy2 2.2 or newer, and numpy).

Run by run.ts: python3 exact.py <function> <arity> <points of each range...>, with the columns of arguments and then the values as
float64 on standard input. Prints a list with an entry for each range: the worst error and where it is.

MPFR rounds each function correctly at the precision below; a formula of several functions loses a few of its bits. The unit is that of
the binade of the exact value, never below 2^-1074: below a power of two it is half of that above.
"""

import json
import sys

import gmpy2
import numpy as np
from gmpy2 import mpfr

gmpy2.get_context().precision = 200
CHUNK = 50_000


def floored_remainder(x, y):
    rest = gmpy2.fmod(x, y)
    return rest + y if rest != 0 and (rest < 0) != (y < 0) else rest


# A function of vector math that is not here fails with a sentence that says so.
EXACT = {
    "acos": gmpy2.acos, "acosh": gmpy2.acosh, "asin": gmpy2.asin, "asinh": gmpy2.asinh, "atan": gmpy2.atan, "atan2": gmpy2.atan2,
    "atanh": gmpy2.atanh, "cbrt": gmpy2.cbrt, "cos": gmpy2.cos, "cosh": gmpy2.cosh, "digamma": gmpy2.digamma, "erf": gmpy2.erf,
    "erfc": gmpy2.erfc, "exp": gmpy2.exp, "exp2": gmpy2.exp2, "expm1": gmpy2.expm1, "hypot": gmpy2.hypot, "j0": gmpy2.j0,
    "j1": gmpy2.j1, "lgamma": lambda x: gmpy2.lgamma(x)[0], "log": gmpy2.log, "log10": gmpy2.log10, "log1p": gmpy2.log1p,
    "log2": gmpy2.log2, "mod": floored_remainder, "pow": lambda x, y: x**y, "rsqrt": gmpy2.rec_sqrt,
    "sigmoid": lambda x: 1 / (1 + gmpy2.exp(-x)), "sin": gmpy2.sin, "sinh": gmpy2.sinh,
    "softplus": lambda x: gmpy2.log1p(gmpy2.exp(x)), "tan": gmpy2.tan, "tanh": gmpy2.tanh, "y0": gmpy2.y0, "y1": gmpy2.y1,
}  # fmt: skip

# Inverses without an exact function: the value v is off by about (f(v) - x)/f'(v), exactly enough where that is a few units.
INVERSE = {
    "erfInv": (gmpy2.erf, lambda v: 2 / gmpy2.sqrt(gmpy2.const_pi()) * gmpy2.exp(-v * v)),
}


def exact_value(name, arguments, value):
    if name in EXACT:
        return EXACT[name](*arguments)
    f, slope = INVERSE[name]
    return value - (f(value) - arguments[0]) / slope(value)


def errors(name, columns, values):
    """|value - exact| in units in the last place of the exact value; infinite where one is NaN or infinite and the other not."""
    arguments = [[mpfr(x) for x in column.tolist()] for column in columns]
    exact = [exact_value(name, each, mpfr(v)) for *each, v in zip(*arguments, values.tolist())]
    high = np.array([float(e) for e in exact])
    low = np.array([float(e - mpfr(h)) for e, h in zip(exact, high.tolist())])
    exponent = np.frexp(high)[1] - 1
    below_power = (np.abs(high) == np.ldexp(1.0, exponent)) & (np.signbit(low) != np.signbit(high)) & (low != 0)
    least = np.maximum(exponent - below_power, -1022) - 52
    with np.errstate(invalid="ignore", over="ignore"):
        result = np.abs(np.ldexp(values - high, -least) - np.ldexp(low, -least))
    for i in np.flatnonzero(~np.isfinite(high) | ~np.isfinite(values)):
        result[i] = special_error(values[i], exact[i])
    return result


def special_error(value, exact):
    """Next to the overflow the unit is that of the largest numbers, and infinity stands for 2^1024."""
    if np.isnan(value) or gmpy2.is_nan(exact):
        return 0.0 if np.isnan(value) and gmpy2.is_nan(exact) else np.inf
    if gmpy2.is_infinite(exact):
        return 0.0 if value == float(exact) else np.inf
    if np.isinf(value) and abs(exact) >= mpfr(2) ** 1024 - mpfr(2) ** 970 and (value > 0) == (exact > 0):
        return 0.0
    reached = mpfr(2) ** 1024 * (1 if value > 0 else -1) if np.isinf(value) else mpfr(float(value))
    return float(abs(reached - exact) / mpfr(2) ** 971)


def main():
    name, arity, *counts = sys.argv[1], *map(int, sys.argv[2:])
    if name not in EXACT and name not in INVERSE:
        sys.exit(f"{name} has no exact function yet: name MPFR's in EXACT, or its inverse in INVERSE, of tests/accuracy/exact.py")
    table = np.frombuffer(sys.stdin.buffer.read(), dtype=np.float64).reshape(arity + 1, sum(counts))
    report, start = [], 0
    for count in counts:
        worst, at = -1.0, start
        for first in range(start, start + count, CHUNK):
            part = table[:, first : min(first + CHUNK, start + count)]
            found = errors(name, part[:-1], part[-1])
            if found.max() > worst:
                worst, at = found.max(), first + int(found.argmax())
        where = [repr(float(x)) for x in table[:, at]]
        report.append({"worst": min(float(worst), 1e300), "arguments": where[:-1], "value": where[-1]})
        start += count
    print(json.dumps(report))


if __name__ == "__main__":
    main()
