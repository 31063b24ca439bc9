"""A Dask cluster: ``python -m tests.grading.cluster`` is its scheduler and prints the address. It
goes when its standard input is closed; its two workers go when it goes.
"""

import contextlib
import multiprocessing
import os
import subprocess
import sys
from pathlib import Path


@contextlib.contextmanager
def cluster():
    """``(address, process of the scheduler)``."""
    settings = {
        "DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": "1",
        "DASK_DISTRIBUTED__WORKER__MULTIPROCESSING_METHOD": "forkserver",
        "OMP_NUM_THREADS": "1",
        "PYTHONPATH": str(Path(__file__).parents[2]),
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.grading.cluster"],
        env={**os.environ, **settings},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        yield process.stdout.readline().strip(), process
    finally:
        process.stdin.close()
        process.stdout.close()
        process.wait()


def main():
    from distributed import LocalCluster

    # Workers start with all they need, so that a new one is there in no time.
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["distributed", "tests.grading.synthetic"])
    with LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as workers:
        print(workers.scheduler_address, flush=True)
        sys.stdin.read()


if __name__ == "__main__":
    main()
