"""What a row gives: the times of each side, and whether the bars hold."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from .figures import median, ratio_text


class WrongResult(Exception):
    """A side computed something else than the others; no time counts then."""


class OtherResult(Exception):
    """A peer that may be inexact came to another result, or to none: its time does not count."""


class Unavailable(Exception):
    """A side cannot be run here, and why."""


@dataclass
class SideResult:
    """The turns of one side, in seconds (or seconds per request or row, as the row says)."""

    name: str
    seconds: list[float] = field(default_factory=list)
    peak_bytes: int | None = None
    note: str = ""

    @property
    def median(self) -> float:
        return median(self.seconds)


@dataclass(frozen=True)
class Verdict:
    """One bar: what is asked, what was measured, and whether that is enough."""

    asked: str
    measured: str
    holds: bool


@dataclass
class RowResult:
    """One row: `sides[0]` is ours."""

    name: str
    title: str
    how: str
    sides: list[SideResult] = field(default_factory=list)
    verdicts: list[Verdict] = field(default_factory=list)
    unit: str = "time"
    skipped: str = ""
    details: list[str] = field(default_factory=list)
    measured: str = ""

    @classmethod
    def from_json(cls, told: dict[str, Any]) -> RowResult:
        """A row of RESULTS.json."""
        sides = [SideResult(**side) for side in told["sides"]]
        verdicts = [Verdict(**verdict) for verdict in told["verdicts"]]
        return cls(**{**told, "sides": sides, "verdicts": verdicts})

    @property
    def ours(self) -> SideResult:
        return self.sides[0]

    def peers(self, prefixes: Iterable[str] = ("",)) -> list[SideResult]:
        """The peers that were measured and whose names begin so, the fastest first."""
        wanted = tuple(prefixes)
        found = [side for side in self.sides[1:] if side.seconds and side.name.startswith(wanted)]
        return sorted(found, key=lambda side: side.median)

    def ratio(self, *prefixes: str) -> float | None:
        """How many times longer the best of these peers takes than we do."""
        peers = self.peers(prefixes or ("",))
        if not peers or not self.ours.seconds:
            return None
        return peers[0].median / self.ours.median

    def at_least(self, factor: float, *prefixes: str) -> Verdict:
        """The bar that the best of these peers takes at least so many times longer."""
        whom = " or ".join(prefixes) or "the best peer"
        asked = f"{factor:g} x {whom}"
        ratio = self.ratio(*prefixes)
        if ratio is None:
            return Verdict(asked, "not measured", False)
        return Verdict(asked, ratio_text(ratio), ratio >= factor)


def limit(asked: str, measured: float, most: float, text: str) -> Verdict:
    """The bar that a figure is at most so large."""
    return Verdict(asked, text, measured <= most)
