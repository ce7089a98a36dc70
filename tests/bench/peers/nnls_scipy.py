"""Non-negative least squares by SciPy.

Usage: nnls_scipy.py ROWS COLUMNS MINIMUM_SECONDS; the input is the matrix row by row, then the right-hand side.
"""

import sys

import timed

import numpy as np
from scipy.optimize import nnls


def main():
    rows, columns, minimum = int(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3])
    numbers = timed.read_doubles()
    matrix = np.ascontiguousarray(numbers[: rows * columns].reshape(rows, columns))
    target = numbers[rows * columns :].copy()
    timed.run(lambda: nnls(matrix, target, maxiter=100 * columns)[0], minimum)


main()
