"""Four chains of BlackJAX's no-U-turn sampler with Stan's window adaptation, float64, on one thread of the CPU.

Usage: sampling_blackjax.py eight-schools|normal-100 CHAINS WARMUP DRAWS MINIMUM_SECONDS; no input. Writes seconds of the first call,
compilation included, twice (the frame of peers reads one), seconds of the second call, and its draws, shape [coordinates, chains, draws].
"""

import sys
import time

import timed  # noqa: F401  (sets the number of threads before JAX is imported)

import blackjax
import jax
import jax.numpy as jnp
import numpy as np

jax.config.update("jax_enable_x64", True)

effects = jnp.array([28.0, 8, -3, 7, -1, 1, 18, 12])
errors = jnp.array([15.0, 10, 16, 11, 9, 11, 10, 18])


def eight_schools(u):
    mu, log_tau, z = u[0], u[1], u[2:]
    tau = jnp.exp(log_tau)
    residuals = (effects - (z * tau + mu)) / errors
    normals = -0.5 * ((mu / 5) ** 2 + jnp.sum(z**2) + jnp.sum(residuals**2))
    return normals + log_tau - jnp.log1p((tau / 5) ** 2)


def correlated_normal(n, rho=0.5):
    diagonal = np.full(n, 1 + rho**2)
    diagonal[[0, -1]] = 1
    beside = np.full(n - 1, -rho)
    matrix = jnp.asarray((np.diag(diagonal) + np.diag(beside, 1) + np.diag(beside, -1)) / (1 - rho**2))
    return lambda u: -0.5 * u @ (matrix @ u)


problem, chains, warmup, draws = sys.argv[1], *map(int, sys.argv[2:5])
size, log_density = (10, eight_schools) if problem == "eight-schools" else (100, correlated_normal(100))


def chain(key):
    start_key, warmup_key, draw_key = jax.random.split(key, 3)
    start = jax.random.normal(start_key, (size,))
    adaptation = blackjax.window_adaptation(blackjax.nuts, log_density)
    (state, parameters), _ = adaptation.run(warmup_key, start, warmup)
    kernel = blackjax.nuts(log_density, **parameters).step

    def step(state, key):
        state, _ = kernel(key, state)
        return state, state.position

    return jax.lax.scan(step, state, jax.random.split(draw_key, draws))[1]


sample = jax.jit(jax.vmap(chain))


def timed_call(seed):
    start = time.perf_counter()
    positions = np.asarray(sample(jax.random.split(jax.random.key(seed), chains)))
    return time.perf_counter() - start, positions


first, _ = timed_call(1)
second, positions = timed_call(2)
output = np.concatenate([[first, first, second], np.transpose(positions, (2, 0, 1)).ravel()])
sys.stdout.buffer.write(output.astype(np.float64).tobytes())
