"""Minima by scipy.optimize.minimize, L-BFGS-B with exact gradients.

Usage: minimize_scipy.py rosenbrock|lcdm compiled|whole MINIMUM_SECONDS; the input is the start. `whole` traces and compiles within
what is timed.
"""

import sys

import timed  # first: it sets the threads of what is imported below
import numpy as np
from scipy.optimize import Bounds, minimize, rosen, rosen_der

# Ends where the objective falls by no more than rounding, or the gradient by a millionth: parameters to six digits and more.
STOP = {"maxiter": 5000, "maxfun": 5000, "ftol": 1e-15, "gtol": 1e-8, "maxcor": 12}


def rosenbrock(start, whole):
    return lambda: minimize(rosen, start, jac=rosen_der, method="L-BFGS-B", options=STOP).x


def lcdm(start, whole):
    import jax
    from cosmology_jax import chi_squared

    # In units of the start: as they are, in units that differ by a thousand, it stops early.
    def compiled():
        return jax.jit(jax.value_and_grad(lambda scaled: chi_squared(scaled * start)))

    bounds = Bounds(np.array([20, 0.01, 0.005, 0.5]) / start, np.array([150, 0.99, 0.1, 1.5]) / start)

    def fit(function):
        def both(point):
            value, slopes = function(point)
            return float(value), np.asarray(slopes)

        solution = minimize(both, np.ones(4), jac=True, method="L-BFGS-B", bounds=bounds, options=STOP)
        return solution.x * start

    once = compiled()
    return (lambda: fit(compiled())) if whole else (lambda: fit(once))


def main():
    problem, whole, minimum = {"rosenbrock": rosenbrock, "lcdm": lcdm}[sys.argv[1]], sys.argv[2] == "whole", float(sys.argv[3])
    timed.run(problem(timed.read_doubles(), whole), minimum)


main()
