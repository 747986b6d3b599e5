"""What runs beside the rows of Spark's executors, here without a session."""

import os
import signal

import pyarrow as pa
import pytest
from built import program
from segmentd import BadData, Cancelled, ConnectionLost, Measured
from segmentd.spark import executors, local
from segmentd.spark.jobs import error_in, plain_errors

ROWS = {"a": [1.0, 2, 30, 31, 60, None], "b": [1.0, 2, 3, 4, 5, 6]}


@pytest.fixture
def task(client):
    client.fit("m", Measured(ROWS), 2, keep="document")
    yield task_of(client, "m")
    local._forget()


def task_of(client, model):
    known = client.call("models.get", model=model)
    return local.Task(
        local.Program(program()), model, client.export_model(model)["document"],
        known["fingerprint"], ("a", "b"), tuple(segment["id"] for segment in known["segments"]),
    )  # fmt: skip


def found(function, *batches):
    return [row for batch in function(iter(batches)) for row in batch.to_pylist()]


def test_rows_go_in_questions_of_a_size(monkeypatch):
    monkeypatch.setattr(executors, "ROWS_OF_A_QUESTION", 10)
    small = pa.RecordBatch.from_pydict({"a": [1.0] * 4})
    tables = list(executors.questions([small] * 6))
    assert [table.num_rows for table in tables] == [12, 12]
    assert list(executors.questions([])) == []
    assert list(executors.questions([small.slice(0, 0)])) == []
    monkeypatch.setattr(executors, "ROWS_OF_A_QUESTION", 100_000)
    monkeypatch.setattr(executors, "BYTES_OF_A_QUESTION", 80)
    wide = pa.RecordBatch.from_pydict({"a": [float(n) for n in range(35)]})
    tables = list(executors.questions([wide]))
    assert max(table.num_rows for table in tables) <= 10
    assert [value for table in tables for value in table["a"].to_pylist()] == list(range(35))


def test_a_draw_is_its_own_and_comes_again():
    draw = executors.Draw(count=5, cost=1, rows=None, seed=3)
    assert draw.wired(1, 2) == draw.wired(1, 2)
    seeds = {draw.wired(partition, turn)["seed"] for partition in range(50) for turn in range(50)}
    assert len(seeds) == 2500
    assert max(seeds) < 2**48


def test_parts_add_up_to_the_whole(client, task):
    batch = pa.RecordBatch.from_pydict(ROWS)
    pieces = [batch.slice(0, 2), batch.slice(2)]
    counts = [client.call("fit_part", model="m", data=executors_data(piece)) for piece in pieces]
    whole = client.call("fit_part", model="m", data=executors_data(batch))
    together = executors.together(counts)
    assert together["part"]["counts"] == whole["part"]["counts"]
    for sums, others in zip(together["part"]["sums"], whole["part"]["sums"]):
        assert sums == pytest.approx(others)
    assert together["part"]["inertia"] == pytest.approx(whole["part"]["inertia"])
    texts = found(executors.parts(task, None, None), batch)
    again = found(executors.added, *[pa.RecordBatch.from_pydict({"found": [texts[0]["found"]]})])
    assert again == texts


def executors_data(batch):
    return {"columns": batch.to_pydict(), "measured": True}


def test_a_daemon_that_was_killed_is_started_anew(client, task):
    batch = pa.RecordBatch.from_pydict({**ROWS, "other": list("abcdef")})
    expected = client.assign("m", Measured(ROWS))
    assign = executors.assigned(task, ("margin",))
    first = found(assign, batch)
    assert [row["segment"] for row in first] == expected
    assert [row["other"] for row in first] == list("abcdef")
    before = local._running.client._opened.session._link._process
    os.kill(before.pid, signal.SIGKILL)
    assert found(assign, batch) == first
    assert local._running.client._opened.session._link._process.pid != before.pid


def test_a_worker_that_is_used_again_takes_another_model(client, task):
    batch = pa.RecordBatch.from_pydict(ROWS)
    found(executors.assigned(task, ()), batch)
    daemon = local._running.client
    client.fit("n", Measured(ROWS), 3, keep="document")
    other = task_of(client, "n")
    for asked, model in ((other, "n"), (task, "m"), (other, "n")):
        rows = found(executors.assigned(asked, ()), batch)
        assert [row["segment"] for row in rows] == client.assign(model, Measured(ROWS))
        assert local._running.client is daemon
        assert [one["versions"] for one in daemon.models()] == [[1]]


def test_an_error_of_the_daemon_is_told_and_one_of_the_way_is_tried_elsewhere(client, task):
    batch = pa.RecordBatch.from_pydict({"a": [float("inf")], "b": [1.0]})
    (told,) = found(executors.telling(executors.parts(task, None, None)), batch)
    assert told["found"].startswith('{"error": {"message": "a cell is infinite')
    assert found(executors.added, pa.RecordBatch.from_pylist([told])) == [told]
    local._forget()
    fine = pa.RecordBatch.from_pydict(ROWS)
    nowhere = local.Task(local.Program("no-such-program"), "m", "", "", ("a", "b"), (1,))
    with pytest.raises(ConnectionLost, match="no-such-program cannot be started"):
        found(executors.telling(executors.parts(nowhere, None, None)), fine)


def test_what_spark_tells_becomes_an_error_of_ours():
    text = 'Traceback\n  File "x"\nsegmentd.errors.MissingFeature: the model needs "a"\n'
    assert repr(error_in(text)) == "MissingFeature('the model needs \"a\"')"
    assert isinstance(error_in("segmentd.forms.base.FormError: a cell\n"), BadData)
    assert isinstance(error_in("[SPARK_JOB_CANCELLED] Job 3"), Cancelled)
    absent = error_in("ModuleNotFoundError: No module named 'segmentd'\n")
    assert str(absent).startswith("the executors do not have the Python package segmentd; install")
    assert error_in("java.lang.OutOfMemoryError") is None
    with pytest.raises(ZeroDivisionError), plain_errors():
        raise ZeroDivisionError
