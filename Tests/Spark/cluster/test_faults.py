"""Executors and daemons that are killed, and callers who change their minds."""

import contextlib
import os
import signal
import threading

import numpy as np
import pytest
from conftest import until

import segmentd
from segmentd.spark import assign, fit

pytestmark = pytest.mark.filterwarnings("ignore")

ROWS = 400_000


@pytest.fixture(scope="module")
def frame(spark):
    """Many partitions that can be made anew."""
    columns = ["id", "id % 7 + rand(1) as a", "id % 5 * 3 + rand(2) as b"]
    return spark.range(0, ROWS, 1, 16).selectExpr(*columns)


@pytest.fixture(scope="module")
def expected(client, frame):
    model = fit(frame, "base", 4, client=client, method="coreset", sample=2000, seed=3)
    sizes = {segment["id"]: segment["size"] for segment in model["segments"]}
    assert sum(sizes.values()) == ROWS
    return sizes


def killed(processes):
    """Kills the first of some processes."""
    assert processes
    os.kill(processes[0], signal.SIGKILL)


def sizes(frame, client):
    rows = assign(frame, "base", client=client).groupBy("segment").count().collect()
    return {row["segment"]: row["count"] for row in rows}


def test_an_executor_is_killed_while_it_assigns(executors, meanwhile, frame, client, expected):
    before = executors("CoarseGrainedExecutorBackend")
    with meanwhile(3, lambda: killed(before)):
        found = sizes(frame, client)
    assert {one: count for one, count in found.items() if count} == expected
    until(lambda: before[0] not in executors("CoarseGrainedExecutorBackend"))


def test_an_executor_is_killed_while_it_fits(executors, meanwhile, frame, client, expected):
    before = executors("CoarseGrainedExecutorBackend")
    with meanwhile(3, lambda: killed(before)):
        model = fit(frame, "after", 4, client=client, method="coreset", sample=2000, seed=3)
    assert {segment["id"]: segment["size"] for segment in model["segments"]} == expected
    until(lambda: len(executors("CoarseGrainedExecutorBackend")) >= 2)


def test_a_daemon_beside_the_rows_is_killed(executors, meanwhile, frame, client, expected):
    def kill():
        # The executors' own Java must live on.
        for process in executors("segmentd stdio"):
            with contextlib.suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)

    with meanwhile(2, kill):
        assert sizes(frame, client) == expected
    assert executors("segmentd stdio")


def test_ctrl_c_ends_jobs_and_leaves_nothing(spark, frame, client, expected):
    told = []

    def press(done, _total, _what):
        told.append(done)
        if done == 2:
            threading.Timer(0.2, os.kill, (os.getpid(), signal.SIGINT)).start()

    start = np.random.default_rng(0).normal(size=(4, 3)).tolist()
    with pytest.raises(KeyboardInterrupt):
        fit(frame, "never", init=start, tol=0, client=client, sample=2000, progress=press)
    assert len(told) >= 2
    assert not [one for one in client.models() if one["model"].startswith(("spark-", "never"))]
    assert not client.tables()
    until(lambda: not spark.sparkContext.statusTracker().getActiveStageIds())
    # Whoever asks next is answered.
    assert sizes(frame, client) == expected


def test_an_interrupt_from_elsewhere_ends_it(spark, frame, client):
    def stop(done, _total, _what):
        if done == 1:
            threading.Timer(0.2, spark.interruptAll).start()

    start = np.random.default_rng(0).normal(size=(4, 3)).tolist()
    with pytest.raises(segmentd.Cancelled, match="^the Spark jobs were cancelled"):
        fit(frame, "never", init=start, tol=0, client=client, sample=2000, progress=stop)
    assert not client.tables()
