"""Fourier transforms by NumPy or SciPy, complex float64.

Usage: fft_numpy.py numpy|scipy image|lines ROWS COLUMNS MINIMUM_SECONDS; the input is all real parts, then all imaginary parts.
"""

import sys

import timed

import numpy as np


def main():
    library, what, rows, columns, minimum = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4]), float(sys.argv[5])
    re, im = timed.read_doubles().reshape(2, rows, columns)
    z = re + 1j * im
    if library == "numpy":
        transform = np.fft.fft2 if what == "image" else np.fft.fft
    else:
        import scipy.fft

        transform = scipy.fft.fft2 if what == "image" else scipy.fft.fft

    # Real parts before imaginary parts is how the result is compared; bringing it into that order is not timed.
    timed.run(lambda: transform(z), minimum, lambda result: np.stack([result.real, result.imag]))


main()
