"""Frames whose columns are found by name and by nothing like it, and what is checked of cells.

Spark tells names apart neither by capitals nor, where a name has a point in it, as one would think:
so the columns of a `Rows` are numbered, and the names stand beside them.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F
from pyspark.sql import types as T

from .cells import DATE, NUMBER, TEXT, Cell
from .faults import bad, invalid, missing_column

_places = itertools.count()


@dataclass(frozen=True)
class Rows:
    """A frame and its columns by name."""

    frame: DataFrame
    cells: dict[str, Cell]

    @staticmethod
    def of(frame: DataFrame, what: str = "the data frame") -> Rows:
        """Takes a frame whose columns all have names of their own."""
        names = frame.columns
        if len(set(names)) < len(names):
            twice = next(name for name in names if names.count(name) > 1)
            raise bad(f'{what} has two columns "{twice}"; give each a name of its own', twice)
        places = [place() for _ in names]
        types = [part.dataType for part in frame.schema.fields]
        cells = {name: Cell(at, type_) for name, at, type_ in zip(names, places, types)}
        return Rows(frame.toDF(*places), cells)

    @property
    def names(self) -> list[str]:
        """The names of the columns, in order."""
        return list(self.cells)

    def cell(self, name: str, parameter: str) -> Cell:
        """The column of a name.

        Raises:
            MissingFeature: If there is none.
        """
        if name not in self.cells:
            raise missing_column(name, parameter, self.names)
        return self.cells[name]

    def named(self) -> DataFrame:
        """The frame, its columns called by their names."""
        return self.frame.select(*[cell.column for cell in self.cells.values()]).toDF(*self.names)


def place() -> str:
    """The name of a column that no other has."""
    return f"c{next(_places)}"


class Reading:
    """What columns are read, and as what: the first who asks for one decides."""

    def __init__(self, rows: Rows) -> None:
        self.rows = rows
        self.kinds: dict[str, str] = {}
        self._places: dict[str, str] = {}
        self._cells: dict[str, Column] = {}

    def need(self, name: str, kind: str, parameter: str) -> None:
        """Reads a column, or refuses it where it is read as another kind already."""
        if self.kinds.get(name, kind) != kind:
            raise invalid(
                f"recipe.{parameter}", f'"{name}", which is read as {self.kinds[name]} already',
                f"a column of its own, of kind {kind}",
            )  # fmt: skip
        self.share(name, kind, parameter)

    def share(self, name: str, kind: str | None, parameter: str) -> None:
        """Reads a column, or takes it as it is read already; without a kind, as its type is."""
        if name in self.kinds:
            return
        cell = self.rows.cell(name, parameter)
        kind = kind or cell.kind or TEXT
        self._cells[name] = cell.read(kind, name, parameter)
        self.kinds[name] = kind
        self._places[name] = place()

    def __getitem__(self, name: str) -> Column:
        """A column that was read: doubles, microseconds or texts."""
        return F.col(self._places[name])

    def columns(self) -> list[Column]:
        """The columns to select of the rows."""
        return [self._cells[name].alias(self._places[name]) for name in self.kinds]

    def checks(self) -> Checks:
        """What to ask of the cells before they are used."""
        return Checks(self.rows, self.kinds)


class Checks:
    """Whether cells are what they are read as, asked in one pass over the rows."""

    def __init__(self, rows: Rows, kinds: Mapping[str, str]) -> None:
        self._asked: list[tuple[str, str]] = []
        self.columns: list[Column] = []
        for name, kind in kinds.items():
            # Other types are what they say.
            cell = rows.cells[name]
            if kind == TEXT or not isinstance(cell.type, (T.StringType, T.FloatType, T.DoubleType)):
                continue
            there, read = cell.native, cell.read(kind, name, name)
            lost = there.isNotNull() & read.isNull()
            number = len(self._asked)
            self._asked.append((name, kind))
            # A text without a digit, such as "unknown", is no number in another form.
            other = F.when(lost & cell.column.cast("string").rlike("[0-9]"), there.cast("string"))
            infinite = F.abs(read) == float("inf") if kind == NUMBER else F.lit(False)
            self.columns += [
                F.count(there).alias(f"all{number}"),
                F.count(F.when(lost, 1)).alias(f"lost{number}"),
                F.min(F.when(lost, there.cast("string"))).alias(f"first{number}"),
                F.min(other).alias(f"other{number}"),
                F.count(F.when(infinite, 1)).alias(f"infinite{number}"),
            ]

    def check(self, found: Mapping[str, Any]) -> None:
        """Refuses columns by the row that Spark found.

        Raises:
            BadData: If a column holds numbers or dates in another form, more than 5 % of something
                else, or a number that is not finite.
        """
        for number, (name, kind) in enumerate(self._asked):
            form = "dates in ISO form" if kind == DATE else "plain numbers"
            advice = "parse it with to_timestamp" if kind == DATE else "cast it"
            if found[f"infinite{number}"]:
                raise bad(
                    f'column "{name}" holds a number that is not finite; correct the cell or leave '
                    "it empty", name
                )  # fmt: skip
            odd = found[f"other{number}"]
            if odd is None and found[f"lost{number}"] * 20 > found[f"all{number}"]:
                odd = found[f"first{number}"]
            if odd is not None:
                raise bad(
                    f'column "{name}" holds texts such as "{odd}", but Spark reads {form} alone; '
                    f"{advice} first", name, odd
                )  # fmt: skip
