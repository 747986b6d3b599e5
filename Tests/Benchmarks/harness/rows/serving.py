"""Assigning over the network: one row, many rows, many connections."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from ..equal import require_same_labels
from ..figures import ratio_text
from ..results import RowResult, Verdict
from ..serving import rows_to_ask
from ..turns import Side
from .base import Bench, Row
from .served import Asking, Redis, Segmentd, fastapi, tabpy, unchecked


@dataclass
class Assign(Row):
    """Rows are assigned by every server, after all have given the same segments."""

    name: str
    title: str
    how: str
    whole: Asking
    quick: Asking
    peers: Callable[[Bench, Asking], list[Side]]
    bars: Callable[[RowResult], list[Verdict]]
    rounds: int = 5
    unit: str = "time"
    quick_peers: int = 4

    def sides(self, bench: Bench) -> list[Side]:
        self.asking = self.quick if bench.quick else self.whole
        peers = self.peers(bench, self.asking)
        return [
            Segmentd(bench, self.asking),
            *(peers[: self.quick_peers] if bench.quick else peers),
        ]

    def check(self, ours: Any, name: str, theirs: Any) -> None:
        if theirs is not None:
            rows = rows_to_ask(self.asking.requests * self.asking.rows, seed=11)
            require_same_labels(rows, ours, theirs, name, 1e-9)

    def verdicts(self, result: RowResult) -> list[Verdict]:
        return self.bars(result)


def beside_redis(result: RowResult, most: float, asked: str) -> Verdict:
    """The bar that we take at most so many times as long as redis."""
    ratio = result.ratio("redis PING")
    if ratio is None:
        return Verdict(asked, "not measured", False)
    return Verdict(asked, f"{ratio_text(1 / ratio)} its time", 1 / ratio <= most)


ONE = (
    "A model of 8 features and 8 segments; a thousand different rows in turn, one per request, by "
    "the same generator for every server. "
)
WEB = (
    "FastAPI runs under uvicorn (uvloop, httptools, a worker per core), reads and writes by orjson "
    "and calls scikit-learn's predict; *unchecked* with scikit-learn's checks of parameters and "
    "for infinite values switched off. "
)
BATCH = (
    "Three different batches in turn over one connection; the median time until the whole reply. "
    + WEB
)
ROWS: list[Row] = [
    Assign(
        "assign-one", "one-row `assign` over TCP, median",
        ONE + "One connection; the median of each turn. " + WEB
        + "TabPy answers a deployed function.",
        Asking(1_000, 1, 1, 1.5), Asking(1_000, 1, 1, 0.3),
        lambda bench, asking: [
            Redis(bench, asking), fastapi(bench, asking), tabpy(bench, asking),
            unchecked(bench, asking),
        ],
        lambda row: [
            beside_redis(row, 1.5, "at most 1.5 x redis PING"),
            row.at_least(20, "FastAPI"), row.at_least(20, "unchecked FastAPI"),
            row.at_least(50, "TabPy"),
        ],
        quick_peers=3,
    ),
    Assign(
        "assign-64", "64 connections, one request in flight each, one-row assigns",
        ONE + "64 connections; answers a second. " + WEB,
        Asking(1_000, 1, 64, 1.5, counts_rate=True), Asking(1_000, 1, 64, 0.3, counts_rate=True),
        lambda bench, asking: [
            Redis(bench, asking), fastapi(bench, asking), tabpy(bench, asking),
            unchecked(bench, asking),
        ],
        lambda row: [beside_redis(row, 2.0, "half of redis PING")],
        unit="rate", quick_peers=1,
    ),
    Assign(
        "assign-batch-rows", "100,000 x 8 in one `assign`, JSON rows", BATCH,
        Asking(3, 100_000, 1, 2.0), Asking(3, 5_000, 1, 0.3),
        lambda bench, asking: [fastapi(bench, asking), unchecked(bench, asking)],
        lambda row: [row.at_least(10)],
        quick_peers=1,
    ),
    Assign(
        "assign-batch-base64", "100,000 x 8 in one `assign`, base64",
        BATCH + "The bar is against FastAPI with the same rows as JSON; FastAPI that takes base64 "
        "too is shown beside it.",
        Asking(3, 100_000, 1, 2.0, is_base64=True), Asking(3, 5_000, 1, 0.3, is_base64=True),
        lambda bench, asking: [
            fastapi(bench, asking, "FastAPI JSON"),
            fastapi(bench, asking, "FastAPI base64", "/assign-base64"),
        ],
        lambda row: [row.at_least(30, "FastAPI JSON")],
    ),
]  # fmt: skip
