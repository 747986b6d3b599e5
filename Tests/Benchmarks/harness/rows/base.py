"""What a row is, and what it may use."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..results import RowResult, Verdict
from ..turns import Side, take_turns


@dataclass(frozen=True)
class Bench:
    """What all rows share."""

    program: Path
    generator: Path
    tabpy: Path
    shared: Path
    scratch: Path
    quick: bool
    rounds: int | None

    def size(self, whole: int, quick: int) -> int:
        return quick if self.quick else whole

    def times(self, whole: int, quick: int = 1) -> int:
        """How many rounds, unless the command line says."""
        return self.rounds or self.size(whole, quick)


class Row(ABC):
    """One row of RESULTS.md."""

    name: str
    title: str
    how: str
    unit = "time"
    rounds = 5

    def measure(self, bench: Bench) -> RowResult:
        """Takes turns, checks, judges."""
        result = self.empty()
        take_turns(result, self.sides(bench), bench.times(self.rounds), self.check)
        result.verdicts = self.verdicts(result)
        return result

    def empty(self) -> RowResult:
        return RowResult(self.name, self.title, self.how, unit=self.unit)

    @abstractmethod
    def sides(self, bench: Bench) -> list[Side]:
        """Ours first."""

    @abstractmethod
    def check(self, ours: Any, name: str, theirs: Any) -> None:
        """Raises WrongResult where the outcomes of a turn do not agree."""

    def verdicts(self, result: RowResult) -> list[Verdict]:
        return []
