"""Sides take turns, A B A B, so that what disturbs the machine disturbs both."""

from __future__ import annotations

import concurrent.futures
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

from .figures import seconds_text
from .results import OtherResult, RowResult, SideResult, Unavailable

# Work of so many seconds needs no warm-up: the first turn counts. And a run has to end: a peer
# whose work is so long, and takes this many times longer than the best one's, has no other turn.
LONG_SECONDS = 5.0
HOPELESS = 2.0
# Threads of a library that just worked go on looking for work for a moment (OpenMP spins).
SETTLE_SECONDS = 0.02


@dataclass(frozen=True)
class Turn:
    """How long the work took, and what came out of it."""

    seconds: float
    outcome: Any = None


class Side(Protocol):
    """One way to do the work of a row, kept alive with its data while others have their turns."""

    name: str

    def start(self) -> None:
        """Gets ready, or raises Unavailable."""

    def turn(self, number: int) -> Turn:
        """Does the work once; the same number means the same input for every side."""

    def peak_bytes(self) -> int | None:
        """The most memory that the process has held."""

    def stop(self) -> None: ...


class _Turns:
    """The sides of one row while they are measured."""

    def __init__(self, sides: list[Side], check: Callable[[Any, str, Any], None]) -> None:
        self.check = check
        self.results = {id(side): SideResult(side.name) for side in sides}
        self.running: list[Side] = []
        self._start(sides)

    def _start(self, sides: list[Side]) -> None:
        """Starts all at once, as most of it is the import of libraries."""
        with concurrent.futures.ThreadPoolExecutor(len(sides)) as pool:
            starts = [pool.submit(side.start) for side in sides]
        for side, start in zip(sides, starts, strict=True):
            try:
                start.result()
                self.running.append(side)
            except Unavailable as reason:
                self.results[id(side)].note = f"not available: {reason}"
                if side is sides[0]:
                    raise

    def round(self, number: int) -> None:
        """Lets each side work once, number 0 being the warm-up; one whose result differs works no
        more."""
        ours: Turn | None = None
        for side in list(self.running):
            result = self.results[id(side)]
            took = ""
            time.sleep(SETTLE_SECONDS)
            try:
                turn = side.turn(number)
                took = f" (it took {seconds_text(turn.seconds)})"
                if ours is None:
                    ours = turn
                else:
                    self.check(ours.outcome, side.name, turn.outcome)
                if number > 0 or turn.seconds > LONG_SECONDS:
                    result.seconds.append(turn.seconds)
            except OtherResult as reason:
                result.seconds.clear()
                result.note = f"not counted: {reason}{took}"
                self._stop(side)

    def drop_hopeless(self) -> None:
        """Lets those peers that take long and cannot become the best work no more."""
        medians = {
            id(side): self.results[id(side)].median
            for side in self.running[1:]
            if self.results[id(side)].seconds
        }
        if len(medians) < len(self.running) - 1:
            medians[0] = LONG_SECONDS  # somebody's work is shorter than that
        best = min(medians.values(), default=0.0)
        for side in self.running[1:]:
            if medians.get(id(side), 0.0) > max(best * HOPELESS, LONG_SECONDS):
                self._stop(side)

    def stop(self) -> None:
        for side in list(self.running):
            self._stop(side)

    def _stop(self, side: Side) -> None:
        self.results[id(side)].peak_bytes = side.peak_bytes()
        self.running.remove(side)
        side.stop()


def take_turns(
    result: RowResult, sides: list[Side], rounds: int, check: Callable[[Any, str, Any], None]
) -> None:
    """Fills in the sides of a result, the first being ours: a warm-up, then so many rounds.

    `check(ours, name, theirs)` compares the outcomes of the same turn and raises WrongResult, or
    OtherResult where the time of the peer shall not count.
    """
    turns: _Turns | None = None
    try:
        turns = _Turns(sides, check)
        result.sides = list(turns.results.values())
        for number in range(rounds + 1):
            turns.round(number)
            turns.drop_hopeless()
    finally:
        if turns:
            turns.stop()
