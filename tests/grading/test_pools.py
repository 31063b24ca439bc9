"""The same function here, in local processes and on a Dask cluster, with deaths in between."""

import functools
import os
import re
import signal
from multiprocessing import forkserver
from pathlib import Path

import nbformat
import pytest

from rnn_grading.jobs import Job
from rnn_grading.pools import ClusterLost, DaskPool, InProcessPool, LocalPool, WorkerDied, run_jobs
from tests.grading import synthetic
from tests.grading.cluster import cluster
from tests.grading.course_folder import A, graded, hand_in, release_of, rows, solved


@pytest.fixture(scope="module")
def jobs(pristine):
    release = nbformat.writes(release_of(pristine)).encode()
    submitted = nbformat.writes(solved(pristine)).encode()
    return [Job(f"student{i:02}", A, submitted, release, 11 + i) for i in range(8)]


@pytest.fixture(scope="module")
def expected(jobs):
    return results(synthetic.grade, jobs, InProcessPool())


@pytest.fixture(scope="module")
def address():
    with cluster() as (address, _):
        yield address


def results(function, jobs, pool):
    return {job.student: result for job, result in run_jobs(function, jobs, pool)}


def test_local_processes_give_the_same(jobs, expected):
    assert results(synthetic.grade, jobs, LocalPool(2)) == expected


def test_dask_gives_the_same(jobs, expected, address):
    assert results(synthetic.grade, jobs, DaskPool(address)) == expected


def test_jobs_are_read_as_they_are_needed(jobs):
    """A class's submissions are never in memory all at once."""
    read = 0

    def counted():
        nonlocal read
        for job in jobs:
            read += 1
            yield job

    for done, _ in enumerate(run_jobs(synthetic.grade, counted(), InProcessPool())):
        assert read <= done + 2


@pytest.mark.skipif(not os.path.exists("/proc/self/status"), reason="there is no /proc here")
def test_whoever_starts_the_workers_never_hears_of_an_interrupt():
    """It imports for seconds, and would end with a traceback."""
    LocalPool(1)
    status = Path(f"/proc/{forkserver._forkserver._forkserver_pid}/status").read_text()
    ignored = int(re.search(r"SigIgn:\s*(\w+)", status)[1], 16)
    assert ignored >> (signal.SIGINT - 1) & 1
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_a_killer_costs_nobody_else_their_result(jobs, expected):
    killer = jobs[0]._replace(student="killer")
    found = results(synthetic.grade_or_die, [*jobs[:3], killer, *jobs[3:]], LocalPool(2))
    assert isinstance(found.pop("killer"), WorkerDied)
    assert found == expected


def test_a_worker_killed_from_outside_costs_no_student(jobs, expected, tmp_path):
    once = tmp_path / "once"
    once.touch()
    function = functools.partial(synthetic.grade_or_die, once=once)
    assert results(function, jobs, LocalPool(2)) == expected
    assert not once.exists()


def test_whoever_kills_the_worker_has_a_row_and_nothing_is_decided(folder):
    for student in ("ann", "killer"):
        hand_in(folder, student, solved(folder))
    found = graded(folder, synthetic.grade_or_die, LocalPool(2))
    assert "was killed, twice" in found["killer"].alarms[0]
    assert found["killer"].by_hand == 7
    assert all(row[3] is None and row[6] for row in rows(folder) if row[0] == "killer")
    assert not found["ann"].alarms


def test_a_dask_worker_killed_in_mid_run_costs_no_student(jobs, expected, address):
    pool, found = DaskPool(address), {}
    pids = pool.run_everywhere(os.getpid)
    assert len(pids) == 2
    for job, result in run_jobs(synthetic.grade, jobs, pool):
        if not found:
            os.kill(pids[0], signal.SIGKILL)
        found[job.student] = result
    assert found == expected


def test_a_killer_on_dask_costs_nobody_else_their_result(jobs, expected, address):
    killer = jobs[0]._replace(student="killer")
    found = results(synthetic.grade_or_die, [*jobs[:3], killer, *jobs[3:]], DaskPool(address))
    assert isinstance(found.pop("killer"), WorkerDied)
    assert found == expected


def test_a_lost_scheduler_is_said_in_a_sentence(jobs, tmp_path):
    (tmp_path / "held").touch()
    function = functools.partial(synthetic.grade_or_hang, held=tmp_path / "held")
    with cluster() as (address, scheduler), pytest.raises(ClusterLost, match="scheduler is gone"):
        for _ in run_jobs(function, jobs, DaskPool(address)):
            scheduler.send_signal(signal.SIGKILL)


def test_no_scheduler_is_said_in_a_sentence():
    with pytest.raises(ClusterLost, match="There is no scheduler at tcp://127.0.0.1:1"):
        DaskPool("tcp://127.0.0.1:1", patience=1).run_everywhere(os.getpid)
