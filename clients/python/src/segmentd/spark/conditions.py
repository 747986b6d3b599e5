"""Conditions of a recipe's ``where``, as Spark SQL expressions."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pyspark.sql import Column
from pyspark.sql import functions as F

from .cells import DATE, NUMBER, TEXT, instant_in
from .faults import invalid, known_members
from .frames import Reading
from .instants import span_of

#: JSON's grammar: what a text must be to equal a number.
_JSON = r"^-?(0|[1-9][0-9]*)([.][0-9]+)?([eE][+-]?[0-9]+)?$"
_TESTS = ("is", "in", "not_in", "min", "max")


@dataclass(frozen=True)
class Condition:
    """A test that a row must pass to be read; a missing cell passes ``not_in`` alone."""

    place: str
    column: str
    test: str
    values: list[Any]

    @property
    def kind(self) -> str | None:
        """What the column is read as; None leaves it to its type."""
        if self.test in ("min", "max"):
            return DATE if _number(self.values[0]) is None else NUMBER
        plain = (isinstance(value, str) and span_of(value) is None for value in self.values)
        return TEXT if any(plain) else None

    def passes(self, cell: Column, kind: str) -> Column:
        """Whether a cell passes: a double, an instant or a text; never null."""
        if kind == NUMBER:
            found = self._numbers(cell)
        elif kind == DATE:
            found = self._spans(cell)
        else:
            found = self._texts(cell)
        if self.test == "not_in":
            return F.coalesce(~found, F.lit(True))
        return F.coalesce(found, F.lit(False))

    def _numbers(self, cell: Column) -> Column:
        numbers = [number for value in self.values if (number := _number(value)) is not None]
        if self.test in ("min", "max"):
            if not numbers:
                return F.lit(False)
            return cell >= numbers[0] if self.test == "min" else cell <= numbers[0]
        return cell.isin(numbers)

    def _spans(self, cell: Column) -> Column:
        spans = [span for value in self.values if isinstance(value, str)
                 and (span := span_of(value)) is not None]  # fmt: skip
        if self.test in ("min", "max"):
            if not spans:
                return F.lit(False)
            return cell >= spans[0][0] if self.test == "min" else cell <= spans[0][1]
        return _any([cell.between(first, last) for first, last in spans])

    def _texts(self, cell: Column) -> Column:
        number = F.when(cell.rlike(_JSON), cell).try_cast("double")
        instant = instant_in(cell)
        if self.test in ("min", "max"):
            is_moment = instant.isNotNull()
            return F.when(is_moment, self._spans(instant)).otherwise(self._numbers(number))
        found = [cell.isin([value for value in self.values if isinstance(value, str)])]
        # Where there are dates alone, a text that is a moment of such a day is one of them.
        if self.kind is None:
            found.append(F.coalesce(self._spans(instant), F.lit(False)))
        plain = [float(value) for value in self.values if _is_number(value)]
        if plain:
            found.append(F.coalesce(number.isin(plain), F.lit(False)))
        truths = [str(value).lower() for value in self.values if isinstance(value, bool)]
        if truths:
            found.append(F.lower(cell).isin(truths))
        return _any(found)


def conditions_of(given: Iterable[Mapping[str, Any]]) -> list[Condition]:
    """One condition per test.

    Raises:
        InvalidParams: If a test is not known, or has nothing to compare with.
    """
    found: list[Condition] = []
    for index, part in enumerate(given):
        at = f"where[{index}]"
        known_members(part, ("column", *_TESTS), f"recipe.{at}")
        tests = {name: part[name] for name in part if name in _TESTS and part[name] is not None}
        if not part.get("column") or not tests:
            raise invalid(f"recipe.{at}", "incomplete", "a column with is, in, not_in, min or max")
        for test, value in tests.items():
            values = list(value) if test in ("in", "not_in") else [value]
            if not values:
                raise invalid(f"recipe.{at}.{test}", "empty", "at least one value")
            bound = values[0]
            if test in ("min", "max") and _number(bound) is None and (
                not isinstance(bound, str) or span_of(bound) is None
            ):  # fmt: skip
                raise invalid(f"recipe.{at}.{test}", f'"{bound}"', "a number or a date")
            found.append(Condition(at, str(part["column"]), test, values))
    return found


def read_conditions(reading: Reading, conditions: Sequence[Condition]) -> None:
    """Reads the columns that conditions look at."""
    for condition in conditions:
        reading.share(condition.column, condition.kind, f"{condition.place}.column")


def passed(reading: Reading, conditions: Sequence[Condition]) -> list[Column]:
    """Per condition whether a row passes."""
    return [
        condition.passes(reading[condition.column], reading.kinds[condition.column])
        for condition in conditions
    ]


def _any(tests: list[Column]) -> Column:
    if not tests:
        return F.lit(False)
    found = tests[0]
    for test in tests[1:]:
        found = found | test
    return found


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _number(value: Any) -> float | None:
    """The number that a value stands for in a column of numbers."""
    if isinstance(value, (bool, int, float)):
        return float(value)
    return float(value) if isinstance(value, str) and re.match(_JSON, value) else None
