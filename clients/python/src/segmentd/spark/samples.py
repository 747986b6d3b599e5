"""Customers that the driver sees, and what stays behind of them only for a while."""

from __future__ import annotations

import contextlib
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..errors import InvalidParams, SegmentdError, TooFewRows
from ..sources import Measured
from .jobs import job

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

    from ..client import Client

#: Customers that the driver sees at most, about.
SAMPLE = 50_000


@dataclass(frozen=True)
class Sample:
    """Some of the customers, evenly drawn, or all of them.

    Args:
        rows: The customers, as a client takes them.
        seen: How many they are.
        count: How many there are.
        partitions: In how many partitions they lie.
    """

    rows: Measured
    seen: int
    count: int
    partitions: int

    def warning(self, what: str) -> list[str]:
        """Says that something is told of some, where it is."""
        if self.seen == self.count:
            return []
        return [f"{what} of an even sample of {self.seen:,} of {self.count:,} customers"]


def sample_of(rows: DataFrame, size: int, seed: int) -> Sample:
    """Draws about as many customers as are asked for; all, where they are not more.

    Raises:
        TooFewRows: If there are none.
    """
    if isinstance(size, bool) or not isinstance(size, int) or size < 1:
        raise InvalidParams(f"sample is {size} but must be a whole number of at least 1")
    from pyspark.sql.functions import spark_partition_id

    with job(rows.sparkSession):
        counts = [row[1] for row in rows.groupBy(spark_partition_id()).count().collect()]
        count = sum(counts)
        if count == 0:
            raise TooFewRows("the frame has no customers; there must be more than segments")
        some = rows if count <= size else rows.sample(fraction=size / count, seed=seed)
        seen = some.toArrow()
    return Sample(Measured(seen), seen.num_rows, count, len(counts))


@contextlib.contextmanager
def kept(rows: DataFrame) -> Iterator[DataFrame]:
    """Keeps rows with the executors while they are asked about again and again."""
    level = rows.storageLevel
    if level.useMemory or level.useDisk:
        # They are kept already, and by whom they should be.
        yield rows
        return
    rows.persist()
    try:
        yield rows
    finally:
        rows.unpersist()


@contextlib.contextmanager
def passing(client: Client, kind: str) -> Iterator[str]:
    """A name for something with the daemon that is deleted at the end.

    Args:
        client: The daemon.
        kind: ``model`` or ``table``.
    """
    name = f"spark-{uuid.uuid4().hex}"
    try:
        yield name
    finally:
        # Whatever was wrong before is what has to be told.
        with contextlib.suppress(SegmentdError):
            (client.delete_model if kind == "model" else client.delete_table)(name)
