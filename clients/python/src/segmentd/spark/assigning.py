"""The segment of every customer of a Spark data frame."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from ..default import default_client
from ..errors import InvalidParams
from .executors import assigned
from .given import customers_of, task_of, words
from .jobs import mapped

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

    from ..client import Client

#: What `assign` can say of each customer besides.
DETAILS = ("distance", "margin", "percentile")


def assign(
    frame: Any,
    model: str,
    *,
    client: Client | None = None,
    detail: str | Sequence[str] = (),
    program: str | None = None,
) -> DataFrame:
    """Puts the segment beside every customer, by a daemon on each executor.

    Nothing runs before the frame that comes back is used; see `plain_errors` for what goes wrong
    then.

    Args:
        frame: Customers: a data frame with the features of the model, or what `features` gave.
        model: Its name, or ``name@version``.
        client: The daemon that has the model; absent, the one of the environment.
        detail: Of ``distance``, ``margin`` and ``percentile`` what to add.
        program: Where the daemon's program is on the executors, or its name on their ``PATH``;
            absent, the one here is sent there.

    Returns:
        The frame with ``segment``, ``segment_name`` and the details as further columns; null where
        a customer cannot be placed.

    Raises:
        InvalidParams: If columns are of types that the model cannot compare, or there is a column
            ``segment`` already.
        MissingFeature: If the frame lacks columns of the model.
        ModelNotFound: If there is no such model.
        SegmentdError: What the daemon answered.
    """
    rows = customers_of(frame).frame
    wanted = words(detail)
    for place, name in enumerate(wanted):
        if name not in DETAILS or name in wanted[:place]:
            raise InvalidParams(
                f'detail has "{name}" but must be of {", ".join(DETAILS)}, each once'
            )
    there = {name.lower() for name in rows.columns}
    for name in ("segment", "segment_name", *wanted):
        if name in there:
            raise InvalidParams(
                f'the frame has a column "{name}" already; drop or rename it before assign'
            )
    task = task_of(client or default_client(), model, rows, program)
    from pyspark.sql.types import DoubleType, IntegerType, StringType, StructType

    schema = StructType(list(rows.schema.fields))
    schema.add("segment", IntegerType()).add("segment_name", StringType())
    for name in wanted:
        schema.add(name, DoubleType())
    return mapped(rows, assigned(task, tuple(wanted)), schema)
