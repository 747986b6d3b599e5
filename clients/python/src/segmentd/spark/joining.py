"""Left joins by keys that are compared as text, each of which stands once on the right."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import reduce
from operator import and_
from typing import Any

from pyspark.sql import Column
from pyspark.sql import functions as F
from pyspark.sql import types as T

from .cells import DATE, TEXT, Cell, timestamp
from .faults import bad, missing_column
from .frames import Checks, Rows, place
from .recipes import Join

#: The most rows of a lookup table that a model keeps.
LOOKUP_ROWS = 100_000


def looked_up(
    left: Rows, right: Rows, join: Join, columns: Sequence[str], *, is_small: bool = False
) -> Rows:
    """The left rows, with these columns of the right beside them.

    Args:
        left: The rows that look something up.
        right: The rows in which it is looked up, a row per key.
        join: By which key.
        columns: What is brought of the right.
        is_small: Whether every executor takes all of the right, so that the left stays where it is.

    Raises:
        MissingFeature: If a column of the key is not there.
    """
    for name in join.on:
        if name not in left.cells:
            raise missing_column(name, f"{join.place}.on", left.names)
    keys = [(place(), place()) for _ in join.on]
    left_keys = _keys(left, join.on, f"{join.place}.on")
    right_keys = _keys(right, join.right_on, f"{join.place}.right_on")
    brought = {name: Cell(place(), right.cells[name].type) for name in columns}
    beside = right.frame.select(
        *[key.alias(names[1]) for key, names in zip(right_keys, keys)],
        *[right.cells[name].column.alias(cell.place) for name, cell in brought.items()],
    )
    same = reduce(and_, [F.col(a) == F.col(b) for a, b in keys])
    keyed = left.frame.withColumns({names[0]: key for key, names in zip(left_keys, keys)})
    frame = keyed.join(F.broadcast(beside) if is_small else beside, same, "left")
    return Rows(frame.drop(*[name for names in keys for name in names]), {**left.cells, **brought})


def examine(right: Rows, join: Join, kinds: Mapping[str, str], most: int | None = None) -> None:
    """Looks at the right side once: each key may be there once, and cells must be readable.

    Args:
        right: The rows.
        join: How they are joined.
        kinds: What columns of theirs are read as.
        most: The most rows there may be.

    Raises:
        BadData: If that is not so.
    """
    keys = _keys(right, join.right_on, f"{join.place}.right_on")
    checks = Checks(right, {name: kinds[name] for name in right.cells if name in kinds})
    whole = F.when(reduce(and_, [key.isNotNull() for key in keys]), 1)
    found = right.frame.agg(
        F.count("*").alias("rows"), F.count(whole).alias("keys"),
        F.count_distinct(*keys).alias("different"), *checks.columns,
    ).collect()[0].asDict()  # fmt: skip
    if most is not None and found["rows"] > most:
        raise bad(
            f"recipe.{join.place}.data has {found['rows']} rows but at most {most} are kept with a "
            "model; join what describes customers outside of transactions"
        )
    checks.check(found)
    if found["different"] < found["keys"]:
        raise _twice(right, join, keys)


def _twice(right: Rows, join: Join, keys: list[Column]) -> Exception:
    groups = right.frame.filter(reduce(and_, [key.isNotNull() for key in keys])).groupBy(*keys)
    first = groups.count().filter("count > 1").orderBy(*range(1, len(keys) + 1)).first()
    shown = ", ".join(str(part) for part in (first or ())[:-1])
    names = ", ".join(f'"{name}"' for name in join.right_on)
    return bad(
        f'recipe.{join.place} finds the key "{shown}" more than once in {names}; each key may be '
        "there once", join.right_on[0], shown
    )  # fmt: skip


def without(left: Rows, right: Rows, join: Join) -> Rows:
    """The rows of the left, a row per key, whose key is not on the right."""
    keys = [(place(), place()) for _ in join.on]
    lefts = {b: key for key, (_, b) in zip(_keys(left, join.right_on, join.place), keys)}
    rights = [key.alias(a) for key, (a, _) in zip(_keys(right, join.on, join.place), keys)]
    there = left.frame.withColumns(lefts)
    there = there.filter(reduce(and_, [F.col(b).isNotNull() for _, b in keys]))
    same = reduce(and_, [F.col(a) == F.col(b) for a, b in keys])
    frame = there.join(right.frame.select(*rights), same, "left_anti")
    return Rows(frame.drop(*[b for _, b in keys]), left.cells)


def handed_on(cell: Cell, kind: str | None, name: str, parameter: str) -> tuple[Column, T.DataType]:
    """Cells as they are handed on, with their type, or as texts or moments if these are asked."""
    read = None if kind is None else cell.read(kind, name, parameter)
    if read is not None and kind == TEXT:
        return read, T.StringType()
    if read is not None and kind == DATE and cell.kind == TEXT:
        return timestamp(read), T.TimestampNTZType()
    is_moment = isinstance(cell.type, T.TimestampType)
    return cell.native, T.TimestampNTZType() if is_moment else cell.type


def texts_of(rows: Rows, names: Sequence[str], at: str) -> dict[str, Any]:
    """The columns of a small table as the protocol has them: numbers, and texts of all others."""
    cells = [rows.cells[name] for name in names]
    read = [
        cell.read(kind, name, at)
        for name, cell in zip(names, cells)
        for kind in ("number" if cell.kind == "number" else TEXT,)
    ]
    found = rows.frame.select(*[column.alias(f"c{i}") for i, column in enumerate(read)]).collect()
    return {name: [row[i] for row in found] for i, name in enumerate(names)}


def _keys(rows: Rows, names: Sequence[str], parameter: str) -> list[Column]:
    return [rows.cells[name].read(TEXT, name, parameter) for name in names]
