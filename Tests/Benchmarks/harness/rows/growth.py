"""How time and memory grow with the rows: a fit of 10,000 to 10,000,000 rows."""

from __future__ import annotations

import json
from dataclasses import dataclass

from .. import machine
from ..daemon import Daemon, request
from ..data import Clouds
from ..figures import bytes_text, median, seconds_text, spread, three_digits
from ..results import RowResult, SideResult, Verdict, limit
from .base import Bench, Row
from .fit import PLAIN

WIDTH, CLUSTERS, ITERATIONS = 8, 8, 10
# Rows whose matrix (64 MB) is larger than the caches of most machines.
OUT_OF_CACHE = 1_000_000
# From so many rows on there are two turns, which take their time.
LARGE = 3_000_000


@dataclass(frozen=True)
class Point:
    """One number of rows: time per row and iteration, peak memory against the matrix."""

    rows: int
    seconds: list[float]
    idle_bytes: int
    peak_bytes: int

    @property
    def nanoseconds(self) -> float:
        return median(self.seconds) / (self.rows * ITERATIONS) * 1e9

    @property
    def matrices(self) -> float:
        return self.peak_bytes / (self.rows * WIDTH * 8)


class Growth(Row):
    name = "growth"
    title = "time per row from 10,000 to 10,000,000 rows x 8; peak memory"
    how = (
        f"A fresh daemon each: upload in pieces of 24 MB, then fits of k={CLUSTERS} from given "
        f"centres, {ITERATIONS} iterations, tol 0, with everything that `fit` returns. Time is "
        "that of the request by rows and iterations; memory the highest that the daemon has held, "
        "upload and table included, against the matrix in doubles."
    )
    rounds = 5

    def sides(self, bench: Bench) -> list:
        return []

    def check(self, ours: object, name: str, theirs: object) -> None: ...

    def measure(self, bench: Bench) -> RowResult:
        result = self.empty()
        most = bench.size(10_000_000, 100_000)
        counts = [rows for rows in _steps() if rows <= most]
        rounds = bench.times(self.rounds)
        points = [
            _point(bench, rows, rounds if rows < LARGE else min(2, rounds)) for rows in counts
        ]
        result.sides = [
            SideResult(f"segmentd, {point.rows:,} rows", point.seconds, point.peak_bytes)
            for point in points
        ]
        result.details = _table(points)
        if not bench.quick:
            result.details += ["", *plot(points)]
        large = [point for point in points if point.rows >= OUT_OF_CACHE]
        if large:
            result.verdicts = _verdicts(large)
        return result


def _steps() -> list[int]:
    return [10_000, 30_000, 100_000, 300_000, 1_000_000, 3_000_000, 10_000_000]


def _point(bench: Bench, rows: int, times: int) -> Point:
    clouds = Clouds(rows, WIDTH, CLUSTERS)
    daemon = Daemon(bench.program)
    try:
        idle = machine.resident_bytes(daemon.process) or 0
        daemon.upload("rows", clouds.matrix())
        line = request(
            "fit", model="bench", data={"table": "rows"}, k=CLUSTERS, recipe=PLAIN,
            init=clouds.start().tolist(), n_init=1, max_iter=ITERATIONS, tol=0, refine="none",
            reuse=False,
        )  # fmt: skip
        seconds = []
        for turn in range(times + 1):
            elapsed, reply = daemon.connection.timed(line)
            daemon.call("models.delete", model="bench")
            if reply["iterations"] != ITERATIONS:
                raise RuntimeError(f"{rows} rows were at rest after {reply['iterations']}")
            if turn > 0:
                seconds.append(elapsed)
        return Point(rows, seconds, idle, daemon.peak_bytes() or 0)
    finally:
        daemon.stop()
        clouds.forget()


def _table(points: list[Point]) -> list[str]:
    lines = [
        "| rows | request | spread | per row and iteration | peak memory | of the matrix |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    for point in points:
        cells = (
            f"{point.rows:,}", seconds_text(median(point.seconds)),
            f"{spread(point.seconds) * 100:.0f} %", f"{three_digits(point.nanoseconds)} ns",
            bytes_text(point.peak_bytes), f"{three_digits(point.matrices)} x",
        )  # fmt: skip
        lines.append("| " + " | ".join(cells) + " |")
    return lines


def _verdicts(large: list[Point]) -> list[Verdict]:
    times = [point.nanoseconds for point in large]
    growth = max(times) / min(times) - 1
    memory = large[-1].matrices
    return [
        limit(
            f"time per row flat within 30 % from {OUT_OF_CACHE:,} rows on", growth, 0.30,
            f"{growth * 100:.0f} % between the fastest and the slowest",
        ),
        limit(
            "peak memory at most 2.5 x the matrix in doubles", memory, 2.5,
            f"{three_digits(memory)} x with {large[-1].rows:,} rows",
        ),
    ]  # fmt: skip


def plot(points: list[Point]) -> list[str]:
    """The same as a plot, for whatever shows Vega-Lite."""
    values = [{"rows": point.rows, "nanoseconds": round(point.nanoseconds, 3)} for point in points]
    chart = {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "title": "nanoseconds per row and iteration",
        "data": {"values": values},
        "mark": {"type": "line", "point": True},
        "encoding": {
            "x": {"field": "rows", "type": "quantitative", "scale": {"type": "log"}},
            "y": {"field": "nanoseconds", "type": "quantitative"},
        },
    }
    return ["```vega-lite", json.dumps(chart, indent=1), "```"]


ROWS: list[Row] = [Growth()]
