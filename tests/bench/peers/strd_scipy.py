"""The regression problems of NIST by scipy.optimize.least_squares: `strd_scipy.py NAME PARAMETERS SECONDS`, starts and data on stdin."""

import sys

import timed  # first: it sets the threads of what is imported below
import numpy as np
from scipy.optimize import least_squares


def cubic_ratio(b, x):
    return (b[0] + x * (b[1] + x * (b[2] + x * b[3]))) / (1 + x * (b[4] + x * (b[5] + x * b[6])))


def seasons(b, x):
    phases = [2 * np.pi * x / period for period in (12, b[3], b[6])]
    sums = [(b[1], b[2]), (b[4], b[5]), (b[7], b[8])]
    return b[0] + sum(c * np.cos(p) + s * np.sin(p) for (c, s), p in zip(sums, phases))


MODELS = {
    "Misra1a": lambda b, x: b[0] * (1 - np.exp(-b[1] * x)),
    "MGH10": lambda b, x: b[0] * np.exp(b[1] / (x + b[2])),
    "Thurber": cubic_ratio,
    "Chwirut1": lambda b, x: np.exp(-b[0] * x) / (b[1] + b[2] * x),
    "ENSO": seasons,
    "Gauss1": lambda b, x: b[0] * np.exp(-b[1] * x)
    + b[2] * np.exp(-(((x - b[3]) / b[4]) ** 2))
    + b[5] * np.exp(-(((x - b[6]) / b[7]) ** 2)),
}


def main():
    model, parameters, minimum = MODELS[sys.argv[1]], int(sys.argv[2]), float(sys.argv[3])
    numbers = timed.read_doubles()
    start, rest = numbers[:parameters], numbers[parameters:]
    x, y = rest[: len(rest) // 2], rest[len(rest) // 2 :]
    # MINPACK with its own scaling and differences of two points, at tolerances that leave six digits and more.
    fit = lambda: least_squares(
        lambda b: model(b, x) - y, start, method="lm", x_scale="jac", xtol=1e-12, ftol=1e-12, gtol=1e-12, max_nfev=10000
    )
    timed.run(fit, minimum, lambda solution: solution.x)


main()
