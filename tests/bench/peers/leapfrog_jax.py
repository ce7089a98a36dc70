"""The leapfrog problem in JAX on the CPU: float64, `lax.scan` under `jit`, reverse mode for the gradient.

Usage: leapfrog_jax.py forward|gradient ORBITS STEPS MINIMUM_SECONDS; the input is ln rho_s, r_s, G, the time step and the state.
"""

import sys

import timed

import jax
import jax.numpy as jnp
import numpy as np

jax.config.update("jax_enable_x64", True)


def main():
    mode, orbits, steps, minimum = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), float(sys.argv[4])
    numbers = timed.read_doubles()
    gravity, dt = numbers[2], numbers[3]
    parameters = (numbers[0], numbers[1], numbers[4:].reshape(6, orbits))

    def kick(ln_density, scale_radius, state, time):
        x, v = state
        squared = jnp.sum(x * x, axis=0)
        r = jnp.sqrt(squared)
        s = r / scale_radius
        amplitude = 4 * np.pi * gravity * jnp.exp(ln_density) * scale_radius**3
        strength = amplitude * (jnp.log1p(s) - s / (1 + s)) / (squared * r)
        return x, v - time * strength * x

    def evolve(ln_density, scale_radius, start):
        def step(state, _):
            x, v = state
            return kick(ln_density, scale_radius, (x + dt * v, v), dt), None

        begin = kick(ln_density, scale_radius, (start[:3], start[3:]), dt / 2)
        end, _ = jax.lax.scan(step, begin, None, length=steps)
        return jnp.concatenate(kick(ln_density, scale_radius, end, -dt / 2))

    def objective(ln_density, scale_radius, start):
        x = evolve(ln_density, scale_radius, start)[:3]
        return jnp.mean(jnp.sum(x * x, axis=0))

    if mode == "forward":
        compiled = jax.jit(evolve)
        timed.run(lambda: np.asarray(compiled(*parameters)), minimum)
    else:
        compiled = jax.jit(jax.value_and_grad(objective, argnums=(0, 1, 2)))

        def gradient():
            value, (by_density, by_radius, by_start) = jax.block_until_ready(compiled(*parameters))
            return np.concatenate([[value, by_density, by_radius], np.ravel(by_start)])

        timed.run(gradient, minimum)


main()
