"""What runs beside the rows: a daemon of its own for every Python worker of an executor.

The functions here travel to the executors; what they need of the model goes with them.
"""

from __future__ import annotations

import atexit
import json
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pyarrow as pa

    from ..client import Client

#: Rows of one question to the local daemon: many, so that a question costs little beside them, and
#: few enough to be small in memory.
ROWS_OF_A_QUESTION = 100_000

#: The name of the model with the local daemons.
MODEL = "model"


@dataclass(frozen=True)
class Program:
    """How an executor starts a daemon.

    Args:
        path: Where the program is on the executors, or its name on their ``PATH``; of one that was
            sent there, its file's name.
        was_sent: Whether it was sent there.
    """

    path: str
    was_sent: bool = False

    def found(self) -> str:
        """The program on this executor."""
        if not self.was_sent:
            return self.path
        from pyspark import SparkFiles

        path = SparkFiles.get(self.path)
        if not os.access(path, os.X_OK):
            os.chmod(path, 0o700)
        return str(path)


@dataclass(frozen=True)
class Task:
    """A model, and how executors come to a daemon that has it.

    Args:
        program: How the daemon is started.
        title: The model, as ``name@version``.
        document: The model, as `Client.export_model` gave it.
        fingerprint: The model's, by which workers know it again.
        columns: What the model needs of a customer.
    """

    program: Program
    title: str
    document: str
    fingerprint: str
    columns: tuple[str, ...]

    def client(self) -> Client:
        """The local daemon of this worker, which has the model; started where there is none."""
        return _local(self)

    def questions(self, batches: Iterable[pa.RecordBatch]) -> Iterator[pa.Table]:
        """Rows put together to as many as are asked about at once."""
        import pyarrow as pa

        waiting: list[pa.RecordBatch] = []
        count = 0
        for batch in batches:
            waiting.append(batch)
            count += batch.num_rows
            if count >= ROWS_OF_A_QUESTION:
                yield pa.Table.from_batches(waiting)
                waiting, count = [], 0
        if count:
            yield pa.Table.from_batches(waiting)

    def wired(self, rows: pa.Table) -> dict[str, Any]:
        """Rows as the daemon takes customers who were measured before."""
        from ..forms import form_of

        return {**form_of(rows.select(list(self.columns))).data(), "measured": True}


_running: dict[str, Client] = {}


def _local(task: Task) -> Client:
    # A worker that was reused has its daemon still, perhaps with another model.
    from ..client import Client
    from ..errors import ConnectionLost

    path = task.program.found()
    client = _running.get(path)
    if client is not None:
        try:
            if _fingerprint(client) == task.fingerprint:
                return client
            client.import_model(task.document, MODEL)
            return client
        except ConnectionLost:
            client.close()
    # The executors have a task for every core already.
    client = Client.spawned(path, ["--threads", "1"])
    client.import_model(task.document, MODEL)
    if path not in _running:
        atexit.register(lambda: _running.pop(path).close() if path in _running else None)
    _running[path] = client
    return client


def _fingerprint(client: Client) -> str | None:
    from ..errors import ModelNotFound

    try:
        return str(client.call("models.get", model=MODEL)["fingerprint"])
    except ModelNotFound:
        return None


@dataclass(frozen=True)
class Draw:
    """Which rows are drawn of each partition; see ``fit_part``."""

    count: float
    cost: float
    rows: int | None
    seed: int


def parts(
    task: Task, centers: list[list[float]] | None, draw: Draw | None
) -> Any:
    """A function for ``mapInArrow``: of a partition the parts of its rows, as texts of JSON."""

    def of_partition(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        import pyarrow as pa
        from pyspark import TaskContext

        context = TaskContext.get()
        number = context.partitionId() if context is not None else 0
        client = task.client()
        for turn, rows in enumerate(task.questions(batches)):
            asked: dict[str, Any] = {"model": MODEL, "data": task.wired(rows)}
            if centers is not None:
                asked["centers"] = centers
            if draw is not None:
                # Every question draws on its own, and a task that is run again draws the same.
                seed = (draw.seed << 40) + (number << 20) + turn
                asked["draw"] = {"count": draw.count, "cost": draw.cost, "seed": seed}
                if draw.rows is not None:
                    asked["draw"]["rows"] = draw.rows
            reply = client.call("fit_part", **asked)
            found = {name: reply[name] for name in ("part", "left_out", "drawn") if name in reply}
            yield pa.RecordBatch.from_pydict({"found": [json.dumps(found)]})

    return of_partition


def assigned(task: Task, detail: tuple[str, ...]) -> Any:
    """A function for ``mapInArrow``: the rows of a partition, each with its segment."""

    def of_partition(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        import pyarrow as pa

        client = task.client()
        names: dict[str, str] | None = None
        for rows in task.questions(batches):
            asked: dict[str, Any] = {"model": MODEL, "data": task.wired(rows)}
            if detail:
                asked["detail"] = list(detail)
            reply = client.call("assign", **asked)
            names = reply["names"]
            segments = reply["segment"]
            rows = rows.append_column("segment", pa.array(segments, pa.int32()))
            texts = [None if s is None else names.get(str(s)) for s in segments]
            rows = rows.append_column("segment_name", pa.array(texts, pa.string()))
            for name in detail:
                rows = rows.append_column(name, _details(reply[name]))
            yield from rows.combine_chunks().to_batches()

    return of_partition


def _details(values: list[Any]) -> Any:
    import pyarrow as pa

    return pa.array(values, pa.float64())
