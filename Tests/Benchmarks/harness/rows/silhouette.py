"""The exact silhouette of labels that were never asked before."""

from __future__ import annotations

from typing import Any

from ..daemon import Daemon, request
from ..data import Clouds
from ..equal import require_close
from ..peers.silhouette import labels
from ..results import OtherResult, RowResult, Verdict, WrongResult
from ..turns import Side, Turn
from ..worker import WorkerSide
from .base import Bench, Row


class Ours:
    """`silhouette` with labels, of an uploaded table."""

    name = "segmentd"

    def __init__(self, bench: Bench, clouds: Clouds) -> None:
        self.bench, self.clouds = bench, clouds

    def start(self) -> None:
        self.daemon = Daemon(self.bench.program)
        self.daemon.upload("rows", self.clouds.matrix())
        self.daemon.call(
            "fit", model="bench", data={"table": "rows"}, k=self.clouds.clusters, n_init=1,
            refine="none", recipe={"defaults": {"scale": "none"}},
        )  # fmt: skip

    def turn(self, number: int) -> Turn:
        line = request(
            "silhouette", model="bench", data={"table": "rows"}, method="exact",
            labels=labels(self.clouds, number).tolist(),
        )  # fmt: skip
        seconds, reply = self.daemon.connection.timed(line)
        return Turn(seconds, reply["mean"])

    def peak_bytes(self) -> int | None:
        return self.daemon.peak_bytes()

    def stop(self) -> None:
        if hasattr(self, "daemon"):
            self.daemon.stop()


class Silhouette(Row):
    """One row: 40,000 x 8 with six labels."""

    name = "silhouette"
    title = "exact silhouette 40,000 x 8"
    how = (
        "Six labels, other ones each turn; sent along with ours. Equal to 1e-9 (scikit-learn in "
        "float32: 1e-6, or it is not counted)."
    )
    rounds = 3

    def sides(self, bench: Bench) -> list[Side]:
        clouds = Clouds(bench.size(40_000, 3_000), 8, 6)
        peer = "harness.peers.silhouette:ScikitLearn"
        return [
            Ours(bench, clouds),
            WorkerSide("scikit-learn float64", peer, clouds, "float64"),
            WorkerSide("scikit-learn float32", peer, clouds, "float32"),
        ]

    def check(self, ours: Any, name: str, theirs: Any) -> None:
        single = name.endswith("float32")
        try:
            require_close("the silhouette", ours, theirs, name, 1e-6 if single else 1e-9)
        except WrongResult as reason:
            if single:
                raise OtherResult(str(reason)) from None
            raise

    def verdicts(self, result: RowResult) -> list[Verdict]:
        return [result.at_least(40)]


ROWS: list[Row] = [Silhouette()]
