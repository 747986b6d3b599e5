"""The segment of every customer of a Spark data frame."""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..default import default_client
from ..errors import InvalidParams
from ..link import chosen_program
from .executors import Program, Task, assigned

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
    detail: Sequence[str] = (),
    program: str | None = None,
) -> DataFrame:
    """Puts the segment beside every customer, by a daemon on each executor.

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
        InvalidParams: If the frame lacks columns of the model, before any job is run.
        SegmentdError: What the daemon answered.
    """
    rows = customers_of(frame).frame
    client = client or default_client()
    for name in detail:
        if name not in DETAILS:
            raise InvalidParams(f'detail is "{name}" but must be of {", ".join(DETAILS)}')
    task = task_of(client, model, rows, program)
    taken = [name for name in ("segment", "segment_name", *detail) if name in rows.columns]
    if taken:
        raise InvalidParams(
            f'the frame has a column "{taken[0]}" already; drop or rename it before assign'
        )
    added = ", ".join(f"{name} double" for name in detail)
    schema = f"segment int, segment_name string{', ' + added if added else ''}"
    from pyspark.sql.types import StructType

    return rows.mapInArrow(
        assigned(task, tuple(detail)), StructType([*rows.schema, *StructType.fromDDL(schema)])
    )


@dataclass(frozen=True)
class Customers:
    """A row per customer, and how it came to that.

    Args:
        frame: The customers.
        recipe: How they were made, and how they become features.
        ledger: What was done to which rows; None where that is not known.
    """

    frame: DataFrame
    recipe: Mapping[str, Any] | None
    ledger: Mapping[str, Any] | None


def customers_of(frame: Any, recipe: Mapping[str, Any] | None = None) -> Customers:
    """Takes what `features` gave, or makes it of rows by a recipe."""
    if hasattr(frame, "ledger"):
        return Customers(frame.frame, recipe or frame.recipe, frame.ledger)
    return Customers(frame, recipe, None)


def task_of(client: Client, model: str, rows: DataFrame, program: str | None) -> Task:
    """What executors need to know of a model.

    Raises:
        InvalidParams: If the rows lack columns of it.
    """
    known = client.call("models.get", model=model)
    columns = tuple(rule["column"] for rule in known["recipe"]["features"])
    missing = [name for name in columns if name not in rows.columns]
    if missing:
        raise InvalidParams(
            f"the frame lacks {', '.join(missing)}, which the model compares; it has "
            f"{', '.join(rows.columns)}"
        )
    title = f"{known['model']}@{known['version']}"
    document = client.export_model(title)["document"]
    return Task(
        program=Program(program) if program else sent_program(rows), title=title,
        document=document, fingerprint=known["fingerprint"], columns=columns,
    )  # fmt: skip


def sent_program(rows: DataFrame) -> Program:
    """Sends the daemon's program to the executors, once for a session."""
    found = shutil.which(chosen_program(None))
    if found is None:
        raise InvalidParams(
            "there is no segmentd here to send to the executors; say in program where it is on them"
        )
    path = Path(found).resolve()
    rows.sparkSession.addArtifacts(str(path), file=True)
    return Program(path.name, was_sent=True)
