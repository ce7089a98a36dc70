"""Gaussian lines by scipy.optimize.curve_fit, one after another: `many_fits_scipy.py COUNT CHANNELS SECONDS`, starts and spectra on stdin."""

import sys

import timed  # first: it sets the threads of what is imported below
import numpy as np
from scipy.optimize import curve_fit


def line(x, height, centre, width, level):
    return level + height * np.exp(-0.5 * ((x - centre) / width) ** 2)


def main():
    count, channels, minimum = int(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3])
    numbers = timed.read_doubles()
    starts = numbers[: 4 * count].reshape(count, 4)
    spectra = numbers[4 * count :].reshape(count, channels)
    x = np.linspace(-4, 4, channels)

    def fits():
        return np.concatenate([curve_fit(line, x, flux, start)[0] for flux, start in zip(spectra, starts)])

    timed.run(fits, minimum, lambda found: found)


main()
