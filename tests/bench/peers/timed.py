"""The frame of a peer in Python: reads doubles, times a computation, writes seconds a call and the result."""

import os
import sys
import time

# One thread, as every other peer has; read by XLA and by the linear algebra of NumPy when they are imported, which is after this.
os.environ["XLA_FLAGS"] = "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1"
os.environ["OMP_NUM_THREADS"] = "1"
os.environ["OPENBLAS_NUM_THREADS"] = "1"

import numpy as np


def read_doubles():
    return np.frombuffer(sys.stdin.buffer.read(), dtype=np.float64)


def run(work, minimum, as_numbers=np.ravel):
    """Calls `work` once to warm up and then until `minimum` seconds are full; `as_numbers` makes an array of what it returns."""
    result = work()
    calls = 0
    start = time.perf_counter()
    while True:
        work()
        calls += 1
        elapsed = time.perf_counter() - start
        if elapsed >= minimum:
            break
    output = np.concatenate([[elapsed / calls], np.ravel(as_numbers(result))]).astype(np.float64)
    sys.stdout.buffer.write(output.tobytes())
