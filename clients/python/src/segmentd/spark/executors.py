"""What is done with the rows of a partition, by the daemon beside them.

The functions here are for ``mapInArrow`` and travel to the executors.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Callable

from ..errors import ConnectionLost, SegmentdError
from .local import Task

if TYPE_CHECKING:
    import pyarrow as pa

    Function = Callable[[Iterator[pa.RecordBatch]], Iterator[pa.RecordBatch]]

#: Rows of one question to the local daemon: many, so that a question costs little beside them, and
#: few enough to be small in memory.
ROWS_OF_A_QUESTION = 100_000

#: Bytes of one question's rows: with the longest escapes still less than a daemon takes at once.
BYTES_OF_A_QUESTION = 8_000_000


def questions(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.Table]:
    """Rows in as many as are asked about at once."""
    import pyarrow as pa

    waiting: list[pa.RecordBatch] = []
    rows, size = 0, 0.0
    for batch in batches:
        pieces = min(batch.num_rows, math.ceil(batch.nbytes / BYTES_OF_A_QUESTION))
        step = math.ceil(batch.num_rows / max(1, pieces))
        for start in range(0, batch.num_rows, max(1, step)):
            piece = batch.slice(start, step)
            more = batch.nbytes * piece.num_rows / batch.num_rows
            if waiting and (rows >= ROWS_OF_A_QUESTION or size + more > BYTES_OF_A_QUESTION):
                yield pa.Table.from_batches(waiting)
                waiting, rows, size = [], 0, 0.0
            waiting.append(piece)
            rows, size = rows + piece.num_rows, size + more
    if waiting:
        yield pa.Table.from_batches(waiting)


@dataclass(frozen=True)
class Draw:
    """Which rows are drawn of each partition; see ``fit_part``."""

    count: float
    cost: float
    rows: int | None
    seed: int

    def wired(self, partition: int, turn: int) -> dict[str, Any]:
        """As a question has it: each draws on its own, and one that is asked again the same."""
        text = f"{self.seed} {partition} {turn}".encode()
        seed = int.from_bytes(hashlib.blake2b(text, digest_size=6).digest(), "big")
        return {
            "count": self.count, "cost": self.cost, "seed": seed,
            **({} if self.rows is None else {"rows": self.rows}),
        }  # fmt: skip


def parts(task: Task, centers: list[list[float]] | None, draw: Draw | None) -> Function:
    """Of a partition what `fit_part` finds in it, as a text of JSON."""

    def of_partition(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        from pyspark import TaskContext

        context = TaskContext.get()
        partition = context.partitionId() if context is not None else 0
        asked: dict[str, Any] = {} if centers is None else {"centers": centers}
        found = []
        for turn, rows in enumerate(questions(batches)):
            if draw is not None:
                asked["draw"] = draw.wired(partition, turn)
            found.append(task.ask("fit_part", rows, **asked))
        yield from _texts(found)

    return of_partition


def added(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """What was found in some partitions, as if it were one."""
    texts = [text.as_py() for batch in batches for text in batch.column(0)]
    wrong = [text for text in texts if text.startswith('{"error"')]
    if wrong:
        import pyarrow as pa

        yield pa.RecordBatch.from_pydict({"found": wrong[:1]})
    else:
        yield from _texts([json.loads(text) for text in texts])


def telling(function: Function) -> Function:
    """A function that tells the driver of an error of the daemon's as a text.

    Spark would try again where nothing will change, and bury the sentence.
    """

    def of_partition(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        import pyarrow as pa

        try:
            yield from function(batches)
        except ConnectionLost:
            # Another executor may have a daemon.
            raise
        except SegmentdError as error:
            told = {"kind": error.kind, **error.data}
            text = json.dumps({"error": {"message": str(error), "code": error.code, "data": told}})
            yield pa.RecordBatch.from_pydict({"found": [text]})

    return of_partition


def _texts(found: list[dict[str, Any]]) -> Iterator[pa.RecordBatch]:
    import pyarrow as pa

    if found:
        yield pa.RecordBatch.from_pydict({"found": [json.dumps(together(found))]})


def together(found: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Answers of `fit_part` as one."""
    asked = [one["part"] for one in found]
    whole: dict[str, Any] = {
        "part": {
            "counts": [sum(counts) for counts in zip(*(part["counts"] for part in asked))],
            "sums": [
                [math.fsum(values) for values in zip(*rows)]
                for rows in zip(*(part["sums"] for part in asked))
            ],
            "inertia": [math.fsum(values) for values in zip(*(part["inertia"] for part in asked))],
        },
        "left_out": sum(one["left_out"] for one in found),
    }
    if "drawn" in found[0]:
        whole["drawn"] = {
            name: [value for one in found for value in one["drawn"][name]]
            for name in ("rows", "weights")
        }
    return whole


def assigned(task: Task, detail: tuple[str, ...]) -> Function:
    """The rows of a partition, each with its segment."""

    def of_partition(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        import pyarrow as pa

        asked = {"detail": list(detail)} if detail else {}
        for rows in questions(batches):
            reply = task.ask("assign", rows, **asked)
            segments, names = reply["segment"], reply["names"]
            texts = [None if one is None else names.get(str(one)) for one in segments]
            rows = rows.append_column("segment", pa.array(segments, pa.int32()))
            rows = rows.append_column("segment_name", pa.array(texts, pa.string()))
            for name in detail:
                rows = rows.append_column(name, pa.array(reply[name], pa.float64()))
            yield from rows.combine_chunks().to_batches()

    return of_partition


def renamed(function: Function, names: list[str]) -> Function:
    """A function that sees columns by other names than Spark does, which come in order."""

    def of_partition(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        for batch in function(batch.rename_columns(names) for batch in batches):
            yield batch.rename_columns([f"c{place}" for place in range(batch.num_columns)])

    return of_partition
