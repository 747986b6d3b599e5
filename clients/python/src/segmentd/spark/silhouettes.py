"""How well customers who lie in Spark sit in their segments."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from ..default import default_client
from ..errors import Degenerate
from ..reply import Reply
from .executors import parts, questions, together
from .given import customers_of, task_of
from .jobs import collected, quoted, texts_of
from .local import Task
from .samples import kept

if TYPE_CHECKING:
    import pyarrow as pa

    from ..client import Client
    from .executors import Function


def silhouette(
    frame: Any, model: str, *, client: Client | None = None, program: str | None = None
) -> Reply:
    """How well all customers sit in their segments, by squared distances, in two passes.

    Squared distances add up, so that no customer needs to be compared with another: it is exact,
    and what the daemon's ``silhouette(method="squared")`` says of the same customers. Executors
    need numpy.

    Args:
        frame: Customers: a data frame with the features of the model, or what `features` gave.
        model: Its name, or ``name@version``.
        client: The daemon that has the model; absent, the one of the environment.
        program: As for `assign`.

    Raises:
        Degenerate: If all customers are in one segment.
        SegmentdError: As for `assign`.
    """
    client = client or default_client()
    rows = customers_of(frame).frame
    known = client.call("models.get", model=model)
    task = task_of(client, f"{known['model']}@{known['version']}", rows, program)
    with kept(rows.select(*quoted(task.columns))) as chosen:
        answers = collected(texts_of(chosen, parts(task, None, None)))
        found = together(answers) if answers else {}
        counts = found["part"]["counts"] if found else []
        if sum(count > 0 for count in counts) < 2:
            raise Degenerate(
                f"the {sum(counts)} customers are in one segment or none; a silhouette compares two"
            )
        means, inertias = _moments(found["part"], known["segments"])
        values = collected(texts_of(chosen, silhouettes(task, means, counts, inertias)))
    sums = [math.fsum(each) for each in zip(*(value["sums"] for value in values))]
    negative = [sum(each) for each in zip(*(value["negative"] for value in values))]
    placed, there = sum(counts), zip(known["segments"], counts, sums, negative)
    return Reply(
        mean=math.fsum(sums) / placed, method="squared", n=placed, used=placed,
        segments=[
            {"id": segment["id"], "name": segment["name"], "mean": total / count if count else None,
             "size": count, "negative_share": below / count if count else None}
            for segment, count, total, below in there
        ],
    )  # fmt: skip


def _moments(
    part: Mapping[str, Any], segments: Sequence[Mapping[str, Any]]
) -> tuple[list[list[float]], list[float]]:
    """The mean of each segment's customers, and their inertia around it."""
    means, inertias = [], []
    for segment, count, sums, inertia in zip(
        segments, part["counts"], part["sums"], part["inertia"]
    ):
        center = segment["center_scaled"]
        mean = [value / count for value in sums] if count else center
        moved = sum((one - other) ** 2 for one, other in zip(mean, center))
        means.append(mean)
        inertias.append(max(0.0, inertia - count * moved))
    return means, inertias


def silhouettes(
    task: Task, means: list[list[float]], counts: list[int], inertias: list[float]
) -> Function:
    """Of a partition the sums of its rows' silhouettes by segment, as a text of JSON.

    The mean squared distance of a row to a cluster is that to its mean and the cluster's own
    variance.
    """  # fmt: skip

    def of_partition(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        import numpy as np
        import pyarrow as pa

        size = np.array(counts, dtype=float)
        # A chance of 1: all prepared rows come back.
        everyone = {"count": 4, "cost": 0, "rows": 1}
        for rows in questions(batches):
            segments = task.ask("assign", rows)["segment"]
            place = {segment: index for index, segment in enumerate(task.segments)}
            own = np.array([place[one] for one in segments if one is not None], dtype=int)
            drawn = task.ask("fit_part", rows, draw=everyone)["drawn"]["rows"]
            values = np.array(drawn, dtype=float).reshape(len(own), -1)
            far = np.full((len(own), len(counts)), np.inf)
            for index in np.flatnonzero(size):
                around = ((values - np.array(means[index])) ** 2).sum(axis=1)
                far[:, index] = around + inertias[index] / size[index]
            each = np.arange(len(own))
            within = far[each, own] * size[own] / np.maximum(size[own] - 1, 1)
            far[each, own] = np.inf
            beyond = far.min(axis=1)
            most = np.maximum(within, beyond)
            value = np.where(most > 0, (beyond - within) / np.where(most > 0, most, 1), 0.0)
            value[size[own] <= 1] = 0.0
            count = len(counts)
            told = {
                "sums": np.bincount(own, value, count).tolist(),
                "negative": np.bincount(own, value < 0, count).tolist(),
            }
            yield pa.RecordBatch.from_pydict({"found": [json.dumps(told)]})

    return of_partition
