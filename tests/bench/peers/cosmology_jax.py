"""Chi-squared of flat LCDM in JAX on the CPU: float64 under `jit`, reverse mode for the gradient.

Usage: cosmology_jax.py value|gradient MINIMUM_SECONDS; the input is H0, Om0, Obh2, ns.
"""

import json
import pathlib
import sys

import timed

import jax
import jax.numpy as jnp
import numpy as np

jax.config.update("jax_enable_x64", True)

SPEED_OF_LIGHT = 299792.458
PHOTONS = 2.469e-5
RADIATION = PHOTONS * (1 + 0.2271 * 3.046)

fixtures = pathlib.Path(__file__).parents[3] / "fixtures" / "cosmology"


def fixture(name):
    return json.loads((fixtures / f"{name}.json").read_text())


def unit_rule(count):
    nodes, weights = np.polynomial.legendre.leggauss(count)
    return (1 + nodes) / 2, weights / 2


def whitening(covariance):
    return np.linalg.inv(np.linalg.cholesky(covariance))


prior, bao, supernovae = fixture("planck2018-distance-prior"), fixture("desi-dr2-bao"), fixture("union3-sn")
sigma = np.array(prior["covariance"]["sigma"])
prior_whitening = whitening(np.array(prior["covariance"]["rows"]) * np.outer(sigma, sigma))
bao_whitening = whitening(np.array(bao["covariance"]["rows"]) * bao["covariance"]["unit"])
upper = np.zeros((len(supernovae["magnitude"]),) * 2)
for row, numbers in enumerate(supernovae["covariance"]["rows"]):
    upper[row, row:] = numbers
supernovae_whitening = whitening((upper + np.triu(upper, 1).T) * supernovae["covariance"]["unit"])
offset = supernovae_whitening @ np.ones(len(upper))

bao_redshift = np.array(bao["redshift"])
kinds = np.array(bao["observable"])
across = np.where(kinds == "DM/rd", 1.0, np.where(kinds == "DH/rd", 0.0, 2 / 3))
volume = np.where(kinds == "DV/rd", np.cbrt(bao_redshift), 1.0)
near, far = unit_rule(16), unit_rule(32)


def energy(x, matter, radiation):
    return matter * x**3 + radiation * x**4 + 1 - matter - radiation


def path(redshift, rule, matter, radiation):
    """Integral of dz / E from 0, in ln(1 + z)."""
    length = jnp.log1p(redshift)[..., None]
    x = jnp.exp(length * rule[0])
    return jnp.sum(rule[1] * length * x / jnp.sqrt(energy(x, matter, radiation)), axis=-1)


def sound_path(redshift, matter, radiation, baryons):
    end = 1 / (1 + redshift)
    a = end * near[0]
    expansion = radiation + matter * a + (1 - matter - radiation) * a**4
    return end * jnp.sum(near[1] / jnp.sqrt(3 * expansion * (1 + 0.75 * baryons / PHOTONS * a)))


def decoupling(baryons, matter):
    return 1089.8 * (baryons / 0.02237) ** -0.004 * (matter / 0.1424) ** 0.010


def drag(baryons, matter):
    b1 = 0.313 * matter**-0.419 * (1 + 0.607 * matter**0.674)
    b2 = 0.238 * matter**0.223
    return 1345 * matter**0.251 / (1 + 0.650 * matter**0.828) * (1 + b1 * baryons**b2)


def chi_squared(point):
    H0, Om0, Obh2, ns = point
    h2 = (H0 / 100) ** 2
    radiation = RADIATION / h2
    star = decoupling(Obh2, Om0 * h2)
    far_path = path(star, far, Om0, radiation)
    acoustic = jnp.pi * far_path / sound_path(star, Om0, radiation, Obh2)
    prediction = jnp.stack([jnp.sqrt(Om0) * far_path, acoustic, Obh2, ns])
    cmb = prior_whitening @ (prediction - np.array(prior["value"]))

    transverse = path(bao_redshift, near, Om0, radiation)
    radial = 1 / jnp.sqrt(energy(1 + bao_redshift, Om0, radiation))
    distance = volume * transverse**across * radial ** (1 - across)
    drag_path = sound_path(drag(Obh2, Om0 * h2), Om0, radiation, Obh2)
    acoustic_peak = bao_whitening @ (distance / drag_path - np.array(bao["value"]))

    redshift = np.array(supernovae["redshift"])
    luminosity = (1 + redshift) * SPEED_OF_LIGHT / H0 * path(redshift, near, Om0, radiation)
    magnitude = supernovae_whitening @ (np.array(supernovae["magnitude"]) - 5 * jnp.log10(luminosity) - 25)
    magnitude = magnitude - (magnitude @ offset) / (offset @ offset) * offset
    return cmb @ cmb + acoustic_peak @ acoustic_peak + magnitude @ magnitude


def main():
    mode, minimum = sys.argv[1], float(sys.argv[2])
    point = jnp.asarray(timed.read_doubles())
    if mode == "value":
        compiled = jax.jit(chi_squared)
        timed.run(lambda: np.asarray(compiled(point)), minimum)
    else:
        compiled = jax.jit(jax.value_and_grad(chi_squared))

        def gradient():
            value, slopes = compiled(point)
            return np.concatenate([[value], slopes])

        timed.run(gradient, minimum)


if __name__ == "__main__":
    main()
