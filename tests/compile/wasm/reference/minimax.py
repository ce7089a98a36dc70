"""Minimax polynomial coefficients of src/compile/wasm/math, by Remez exchange at 50 digits.

Run: python3 minimax.py            (mpmath 1.3.0; half a minute)

Each entry fits p(z) = c0 + c1 z + ... to a function on an interval so that the largest weighted error
w(z) |p(z) - f(z)| is least. The weight turns the error into the relative error of the final result. The error printed
is that of the coefficients rounded to float64.

Method: E. Ya. Remez (1934); see J.-M. Muller, Elementary Functions, 3rd ed. (2016), ch. 3.
"""

from mpmath import mp, mpf, matrix, lu_solve, exp, expm1, log, sin, cos, atan, asin, sqrt, cosh, sinh, tanh, cbrt, pi, polyval, floor

mp.dps = 50


def remez(f, w, count, low, high, rounds=12):
    """Coefficients of the polynomial with `count` terms whose weighted error equioscillates on [low, high]."""
    middle, half = (low + high) / 2, (high - low) / 2
    nodes = [middle - half * cos(pi * i / count) for i in range(count + 1)]
    grid = [middle - half * cos(pi * (i + mpf("0.5")) / (40 * count)) for i in range(40 * count)]
    for _ in range(rounds):
        system, right = matrix(count + 1, count + 1), matrix(count + 1, 1)
        for row, z in enumerate(nodes):
            for column in range(count):
                system[row, column] = z**column
            system[row, count] = (-1) ** row / w(z)
            right[row] = f(z)
        solution = lu_solve(system, right)
        c = [solution[i] for i in range(count)]
        extrema = []
        for z in grid:
            error = w(z) * (polyval(c[::-1], z) - f(z))
            if not extrema or (extrema[-1][1] > 0) != (error > 0):
                extrema.append((z, error))
            elif abs(error) > abs(extrema[-1][1]):
                extrema[-1] = (z, error)
        while len(extrema) > count + 1:
            extrema.pop(0 if abs(extrema[0][1]) < abs(extrema[-1][1]) else -1)
        if len(extrema) <= count:
            raise ArithmeticError("the error does not oscillate: check the weight")
        nodes = [z for z, _ in extrema]
    return c


def fit(name, f, w, count, low, high):
    low, high = mpf(low), mpf(high)
    rounded = [float(c) for c in remez(f, w, count, low, high)]
    grid = [low + (high - low) * i / 2000 for i in range(2001)]
    worst = max(w(z) * abs(polyval([mpf(c) for c in rounded[::-1]], z) - f(z)) for z in grid)
    print(f"// {name}: weighted error 2^{float(log(worst, 2)):.1f}")
    print("  " + ", ".join(repr(c) for c in rounded) + ",")


def quotient(f, limit):
    """f(z), continued to z = 0 where the formula is 0/0 (and all its digits cancel just beside)."""
    return lambda z: limit if abs(z) < mpf("1e-20") else f(z)


ROOT = sqrt
HALF_LN2 = log(2) / 2 * mpf("1.0001")
EIGHTH = pi / 4 * mpf("1.0002")

FITS = {
    # cosh r = 1 + z (1/2 + z p(z)), z = r^2
    "cosh": (
        quotient(lambda z: (cosh(ROOT(z)) - 1 - z / 2) / z**2, mpf(1) / 24),
        lambda z: z**2 + mpf("5e-4"),
        4,
        0,
        HALF_LN2**2,
    ),
    # sinh r = r + r z p(z)
    "sinh": (
        quotient(lambda z: (sinh(ROOT(z)) / ROOT(z) - 1) / z, mpf(1) / 6),
        lambda z: z + mpf("5e-3"),
        5,
        0,
        HALF_LN2**2,
    ),
    # e^r = 1 + r + r^2 p(r), to be good for e^r - 1 also: relative to r
    "exp": (quotient(lambda r: (expm1(r) - r) / r**2, mpf(1) / 2), lambda r: abs(r) + mpf("0.02"), 11, -HALF_LN2, HALF_LN2),
    # log((1 + s)/(1 - s)) = 2 s + s w p(w), w = s^2
    "log": (
        quotient(lambda w: (log((1 + ROOT(w)) / (1 - ROOT(w))) / ROOT(w) - 2) / w, mpf(2) / 3),
        lambda w: w / 2 + mpf("5e-4"),
        7,
        0,
        mpf("0.17160") ** 2,
    ),
    # log((1 + s)/(1 - s)) = 2 s + s w (2/3 + w p(w))
    "pow": (
        quotient(lambda w: ((log((1 + ROOT(w)) / (1 - ROOT(w))) / ROOT(w) - 2) / w - mpf(2) / 3) / w, mpf(2) / 5),
        lambda w: w**2 / 2 + mpf("1e-5"),
        8,
        0,
        mpf("0.17160") ** 2,
    ),
    # sin r = r - r z p(z)
    "sin": (
        quotient(lambda z: (1 - sin(ROOT(z)) / ROOT(z)) / z, mpf(1) / 6),
        lambda z: z + mpf("0.02"),
        6,
        0,
        EIGHTH**2,
    ),
    # cos r = 1 - z/2 + z^2 p(z)
    "cos": (
        quotient(lambda z: (cos(ROOT(z)) - 1 + z / 2) / z**2, mpf(1) / 24),
        lambda z: z**2 + mpf("0.01"),
        6,
        0,
        EIGHTH**2,
    ),
    # atan t = t - t z p(z), |t| <= tan(pi/8)
    "atan": (
        quotient(lambda z: (1 - atan(ROOT(z)) / ROOT(z)) / z, mpf(1) / 3),
        lambda z: z + mpf("0.005"),
        11,
        0,
        mpf("0.41422") ** 2,
    ),
    # asin t = t + t z p(z), |t| <= 1/2
    "asin": (
        quotient(lambda z: (asin(ROOT(z)) / ROOT(z) - 1) / z, mpf(1) / 6),
        lambda z: z + mpf("0.005"),
        13,
        0,
        mpf("0.25"),
    ),
    # e^r = 1 + r + r^2 p(r) in float32
    "exp, four lanes": (quotient(lambda r: (expm1(r) - r) / r**2, mpf(1) / 2), lambda r: r**2 + mpf("0.001"), 5, -HALF_LN2, HALF_LN2),
    # log(1 + f) = f - f^2/2 + f^3 p(f) in float32
    "log, four lanes": (
        quotient(lambda f: (log(1 + f) - f + f**2 / 2) / f**3, mpf(1) / 3),
        lambda f: f**2 + mpf("0.001"),
        8,
        mpf("0.70710") - 1,
        mpf("1.41422") - 1,
    ),
    # tanh x = x + x z p(z), z = x^2, |x| <= 5/8, in float32
    "tanh, four lanes": (
        quotient(lambda z: (tanh(ROOT(z)) / ROOT(z) - 1) / z, -mpf(1) / 3),
        lambda z: z + mpf("0.005"),
        5,
        0,
        mpf("0.625") ** 2,
    ),
    # w^(-1/3) on [1/2, 4], a first approximation
    "cbrt": (lambda w: 1 / cbrt(w), lambda w: cbrt(w), 6, mpf("0.5"), mpf(4)),
}



def split(name, value, bits):
    """Leading pieces of a constant with the given numbers of bits, the last one rounded to float64."""
    pieces, scale = [], mpf(2) ** (floor(log(value, 2)) + 1)
    for width in bits:
        unit = scale / mpf(2) ** width
        piece = floor(value / unit) * unit
        pieces.append(float(piece))
        value, scale = value - piece, unit
    print(f"// {name}\n  " + ", ".join(repr(p) for p in [*pieces, float(value)]))


def two_over_pi_words(count):
    """2/pi in 64-bit words after one word of zeros."""
    mp.dps = 450
    bits = int(floor(2 / pi * mpf(2) ** (64 * (count - 1))))
    mp.dps = 50
    print("// two over pi")
    for i in range(count):
        print(f"  0x{(bits >> (64 * (count - 1 - i))) & (2**64 - 1):016x}n,")


if __name__ == "__main__":
    import sys

    for name, arguments in FITS.items():
        if len(sys.argv) < 2 or name in sys.argv[1:]:
            fit(name, *arguments)
    split("ln 2: 42 bits, rest", log(2), [42])
    split("ln 2: 26 bits, rest", log(2), [26])
    split("1/ln 2: 26 bits, rest", 1 / log(2), [26])
    split("1/ln 10: 26 bits, rest", 1 / log(10), [26])
    split("ln 2/ln 10: 42 bits, rest", log(2) / log(10), [42])
    split("2/3: 14 bits, rest", mpf(2) / 3, [14])
    split("pi/2: 33 bits, 33 bits, rest", pi / 2, [33, 33])
    split("pi/2: 26 bits, rest", pi / 2, [26])
    split("pi/4: 50 bits, rest", pi / 4, [50])
    split("pi/2: 53 bits, rest", pi / 2, [53])
    split("pi: 53 bits, rest", +pi, [53])
    two_over_pi_words(20)
