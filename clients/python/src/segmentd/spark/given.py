"""What a caller gives: customers in Spark, and a model that the executors should know."""

from __future__ import annotations

import contextlib
import shutil
import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from ..errors import InvalidParams, MissingFeature, SegmentdError, TooFewRows
from ..link import chosen_program
from ..sources import Measured
from .jobs import job
from .local import Program, Task

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

    from ..client import Client

#: Customers that the driver sees at most, about.
SAMPLE = 50_000

#: Types of Spark that are numbers to the daemon, and those that no feature can be of.
NUMBERS = ("byte", "short", "integer", "long", "float", "double", "decimal", "boolean", "void")
NESTED = ("array", "map", "struct", "binary", "variant")


@dataclass(frozen=True)
class Customers:
    """A row per customer, and how it came to that.

    Args:
        frame: The customers.
        asked: A recipe that was named beside them.
        features: What `features` gave; None where a data frame came.
    """

    frame: DataFrame
    asked: Mapping[str, Any] | None
    features: Any

    @property
    def recipe(self) -> Mapping[str, Any] | None:
        """How they were made, and how they become features."""
        found = self.features.recipe if self.asked is None and self.features else self.asked
        return cast("Mapping[str, Any] | None", found)

    @property
    def ledger(self) -> Mapping[str, Any] | None:
        """What was done to which rows, which takes a pass over them; None where nobody knows."""
        return cast("Mapping[str, Any]", self.features.ledger) if self.features else None


def customers_of(given: Any, recipe: Mapping[str, Any] | None = None) -> Customers:
    """Takes a data frame, or what `features` gave.

    Raises:
        InvalidParams: If it is neither, or a column's name stands twice.
    """
    from pyspark.sql import DataFrame

    frame = given if isinstance(given, DataFrame) else getattr(given, "frame", None)
    if not isinstance(frame, DataFrame):
        raise InvalidParams(
            f"frame is of type {type(given).__name__} but must be a data frame of Spark, or what "
            "features gave"
        )
    seen: set[str] = set()
    for name in frame.columns:
        if name.lower() in seen:
            raise InvalidParams(
                f'the frame has two columns "{name}", which Spark cannot tell apart; rename one'
            )
        seen.add(name.lower())
    return Customers(frame, recipe, None if frame is given else given)


def task_of(client: Client, model: str, rows: DataFrame, program: str | None) -> Task:
    """What executors need to know of a model.

    Raises:
        ModelNotFound: If there is none.
        MissingFeature: If the rows lack columns of it.
        InvalidParams: If columns are of types that it cannot compare.
    """
    known = client.call("models.get", model=model)
    rules = {rule["column"]: rule for rule in known["recipe"]["features"]}
    missing = [name for name in rules if name not in rows.columns]
    if missing:
        raise MissingFeature(
            f"the frame lacks {', '.join(missing)}, which the model compares; it has "
            f"{', '.join(rows.columns) or 'no columns'}",
            data={"missing": missing},
        )
    for field in rows.schema.fields:
        kind = field.dataType.typeName()
        if field.name not in rules or kind.startswith(NUMBERS):
            continue
        # Of texts some could be read as numbers, by executors who see few of them at once.
        if kind.startswith(NESTED) or "encode" not in rules[field.name]:
            raise InvalidParams(
                f'column "{field.name}" is of type {field.dataType.simpleString()} but the model '
                f"compares {'texts' if 'encode' in rules[field.name] else 'numbers'}; cast it"
            )
    title = f"{known['model']}@{known['version']}"
    document = client.export_model(title)["document"]
    return Task(
        program=Program(program) if program else sent_program(rows), title=title,
        document=document, fingerprint=known["fingerprint"], columns=tuple(rules),
        segments=tuple(segment["id"] for segment in known["segments"]),
    )  # fmt: skip


def sent_program(rows: DataFrame) -> Program:
    """Sends the daemon's program to the executors, once for a session.

    Raises:
        InvalidParams: If there is none here.
    """
    found = shutil.which(chosen_program(None))
    if found is None:
        raise InvalidParams(
            "there is no segmentd here to send to the executors; say in program where it is on them"
        )
    path = Path(found).resolve()
    rows.sparkSession.addArtifacts(str(path), file=True)
    return Program(path.name, was_sent=True)


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


def words(given: str | Sequence[str] | None) -> list[str]:
    """One word, or several, as a list."""
    return [given] if isinstance(given, str) else list(given or ())
