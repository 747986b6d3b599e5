"""What a caller gives: customers in Spark, and a model that the executors should know."""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from ..errors import InvalidParams, MissingFeature
from ..link import chosen_program
from .local import Program, Task

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

    from ..client import Client

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


def words(given: str | Sequence[str] | None) -> list[str]:
    """One word, or several, as a list."""
    return [given] if isinstance(given, str) else list(given or ())
