"""Non-negative least squares by SciPy.

Usage: nnls_scipy.py ROWS COLUMNS COUNT MINIMUM_SECONDS; the input is the matrix row by row, then the right-hand sides as the
columns of another.
"""

import sys

import timed

import numpy as np
from scipy.optimize import nnls


def main():
    rows, columns, count, minimum = int(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), float(sys.argv[4])
    numbers = timed.read_doubles()
    matrix = np.ascontiguousarray(numbers[: rows * columns].reshape(rows, columns))
    targets = [target.copy() for target in numbers[rows * columns :].reshape(rows, count).T]
    timed.run(lambda: np.column_stack([nnls(matrix, target, maxiter=100 * columns)[0] for target in targets]), minimum)


main()
