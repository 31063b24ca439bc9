"""Sends jobs to where they run: this process, local processes, a Dask cluster. All three work as
``concurrent.futures`` does; the death of a worker is handled here, for all of them the same way.
"""

import atexit
import contextlib
import logging
import multiprocessing
import multiprocessing.util
import os
import signal
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import (
    FIRST_COMPLETED,
    BrokenExecutor,
    CancelledError,
    Future,
    ProcessPoolExecutor,
    wait,
)
from multiprocessing import forkserver
from typing import Any

from .errors import CannotGrade
from .jobs import Job


class WorkerDied(Exception):
    """The process died with the job, twice: with others, and alone."""


class ClusterLost(CannotGrade):
    """The scheduler or all its workers are gone."""


class InProcessPool:
    """Runs each job at once, where it is submitted."""

    workers = 1

    def run_everywhere(self, function: Callable[[], Any]) -> list:
        """What ``function()`` returns on each machine that jobs run on."""
        return [function()]

    def open(self) -> None:
        """To be called before ``submit``."""

    def submit(self, function: Callable, job: Job) -> Future:
        """Has ``function(job)`` called."""
        future: Future = Future()
        try:
            future.set_result(function(job))
        except Exception as error:
            future.set_exception(error)
        return future

    def is_alive(self) -> bool:
        """Whether there is anybody to do a job."""
        return True

    def close(self, at_once: bool = False) -> None:
        """Ends it; ``at_once`` does not wait for what is under way."""


class LocalPool(InProcessPool):
    """Processes of this machine. A death breaks the whole pool: whoever uses it opens another.

    In each, ``initializer`` is called without arguments before the first job.
    """

    # Not fork: this process may have threads, Dask's or the progress bar's. With forkserver the
    # imports, seconds of them, are done once instead of in each worker.
    _context = multiprocessing.get_context("forkserver" if os.name == "posix" else "spawn")

    def __init__(self, workers: int, initializer: Callable[[], None] | None = None) -> None:
        self.workers, self._initializer = workers, initializer
        if os.name == "posix":
            self._context.set_forkserver_preload(["rnn_grading.grade", "torch"])
            with _without_interrupts():
                forkserver.ensure_running()  # it imports while this process does other things

    def open(self) -> None:
        theirs, self._lifeline = self._context.Pipe(duplex=False)
        given = (theirs, self._initializer)
        self._pool = ProcessPoolExecutor(self.workers, self._context, _begin_work, given)

    def submit(self, function: Callable, job: Job) -> Future:
        return self._pool.submit(function, job)

    def close(self, at_once: bool = False) -> None:
        if at_once:
            self._lifeline.close()
        self._pool.shutdown(wait=True, cancel_futures=True)
        self._lifeline.close()


@contextlib.contextmanager
def _without_interrupts():
    """Whatever program is started meanwhile never hears of Ctrl-C, not while it imports either."""
    if threading.current_thread() is not threading.main_thread():
        yield  # only the main thread may decide on signals
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _begin_work(lifeline, initializer):
    """Makes this worker end with its parent, and leave Ctrl-C to it."""
    # A handler, not SIG_IGN, which programs that it starts would inherit.
    signal.signal(signal.SIGINT, lambda *_: None)
    # Such a process leaves without the functions of atexit, which end what a grader started.
    multiprocessing.util.Finalize(None, atexit._run_exitfuncs, exitpriority=0)
    threading.Thread(target=_end_with, args=(lifeline,), daemon=True).start()
    if initializer:
        initializer()


def _end_with(lifeline):
    with contextlib.suppress(EOFError, OSError):
        lifeline.recv()  # nobody sends: it ends when the other end is closed, or its process dies
    os._exit(1)


class DaskPool(InProcessPool):
    """A Dask cluster. A death costs its worker's jobs, which Dask sends elsewhere by itself.

    It waits ``patience`` seconds for the scheduler at ``address``.
    """

    def __init__(self, address: str, patience: float = 30) -> None:
        self._address, self._patience = address, patience

    def run_everywhere(self, function: Callable[[], Any]) -> list:
        """What ``function()`` returns on each machine that jobs run on. ClusterLost if the
        scheduler cannot be reached, or its workers lack the course's package.
        """
        self.open()
        try:
            return list(self._client.run(function).values())
        except Exception as error:  # as it was raised over there
            raise ClusterLost(f"The workers of {self._address} cannot grade: {error}.") from error
        finally:
            self.close()

    def open(self) -> None:
        try:
            from distributed import Client
        except ImportError:
            raise CannotGrade(
                "A scheduler takes Dask: pip install 'rnn-helpers[cluster]'."
            ) from None
        logging.getLogger("distributed").setLevel(logging.CRITICAL)  # losses are reported here
        try:
            self._client = Client(self._address, timeout=self._patience, set_as_default=False)
            self._client.get_versions(check=True)
        except (OSError, ValueError) as error:
            raise ClusterLost(f"There is no scheduler at {self._address}: {error}.") from error
        self.workers = max(1, sum(worker["nthreads"] for worker in self._worker_infos()))
        self._pool = self._client.get_executor(pure=False, retries=0)

    def submit(self, function: Callable, job: Job) -> Future:
        return self._pool.submit(function, job)

    def is_alive(self) -> bool:
        return bool(self._worker_infos())

    def close(self, at_once: bool = False) -> None:
        self._pool.shutdown(wait=False)
        self._client.close()

    def _worker_infos(self):
        return self._client.scheduler_info(n_workers=-1)["workers"].values()


def run_jobs(
    function: Callable, jobs: Iterable[Job], pool: InProcessPool, ahead: int = 2
) -> Iterator[tuple[Job, Any]]:
    """Has every job done, whatever dies meanwhile.

    Args:
        function: takes a job; importable where it runs.
        jobs: read as far as is needed to keep the pool busy: a class's submissions are never in
            memory all at once.
        pool: not open.
        ahead: how many jobs there are at a time for each worker.

    Yields:
        ``(job, result or exception)`` as they come, each job once.

    Raises:
        ClusterLost: there is nobody left to do them.
    """
    suspects, finished = [], False
    waiting = iter(jobs)
    pool.open()
    try:
        running = {}
        while True:
            broken = False
            for job in waiting:
                try:
                    running[pool.submit(function, job)] = job
                except BrokenExecutor:
                    suspects.append(job)
                    broken = True
                if broken or len(running) >= ahead * pool.workers:
                    break
            if not running and not broken:
                finished = True
                break
            done = _next_done(running, pool)
            broken = broken or any(isinstance(_error(f), BrokenExecutor) for f in done)
            for future in running.keys() if broken else done:  # a broken pool ends them all
                error = _error(future)
                if _is_death(error):
                    suspects.append(running[future])
                else:
                    yield running[future], error or future.result()
            if broken:
                running = {}
                pool.close(at_once=True)
                pool.open()
            else:
                for future in done:
                    del running[future]
    finally:
        pool.close(at_once=not finished)
    yield from _one_by_one(function, suspects)


def _next_done(running, pool):
    """The futures that are done, at least one; with no worker left Dask would wait for ever."""
    done, strikes = (), 0
    while running and not done:
        done, _ = wait(running, timeout=20, return_when=FIRST_COMPLETED)
        strikes = 0 if done or pool.is_alive() else strikes + 1
        if strikes == 3:
            raise ClusterLost("No worker has been there for a minute.")
    return done


def _error(future):
    """Its exception, or None."""
    try:
        return future.exception()
    except CancelledError:  # Dask's client cancels what it has when the scheduler is gone
        raise ClusterLost("The scheduler is gone.") from None


def _one_by_one(function, suspects):
    """The jobs that ran when a worker died, one at a time: now it shows which one kills it."""
    pool = None
    try:
        for job in suspects:
            if pool is None:
                pool = LocalPool(1)
                pool.open()
            future = pool.submit(function, job)
            error = future.exception()
            if _is_death(error):
                pool.close(at_once=True)
                pool, error = None, WorkerDied("The process that graded it was killed, twice.")
            yield job, error or future.result()
    finally:
        if pool:
            pool.close(at_once=True)


def _is_death(error):
    return isinstance(error, BrokenExecutor) or type(error).__name__ == "KilledWorker"
