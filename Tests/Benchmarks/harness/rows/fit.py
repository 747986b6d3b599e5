"""Fitting: given centres and so many iterations, or k-means++ to convergence."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from math import sqrt
from statistics import mean, variance

from ..daemon import Daemon, request
from ..data import Clouds
from ..equal import require_close, require_same_labels
from ..figures import seconds_text
from ..peers.clustering import Fitted, Task
from ..results import OtherResult, RowResult, Verdict, WrongResult
from ..turns import Side, Turn
from ..worker import WorkerSide
from .base import Bench, Row

PEERS = "harness.peers.clustering:"
# In a quick run one of each library takes part in the first row, and two in the others.
QUICK_FIRST = ("scikit-learn lloyd float64", "intelex float64", "faiss", "mlpack hamerly")
QUICK = QUICK_FIRST[:2]
# What plain k-means is in a recipe: columns as they came.
PLAIN = {"defaults": {"scale": "none"}}


def peers(task: Task) -> list[Side]:
    """Every way to fit that the issue names."""
    sklearn, mlpack = PEERS + "ScikitLearn", PEERS + "MLPack"
    return [
        WorkerSide("scikit-learn lloyd float64", sklearn, task, "lloyd", "float64"),
        WorkerSide("scikit-learn lloyd float32", sklearn, task, "lloyd", "float32"),
        WorkerSide("scikit-learn elkan float64", sklearn, task, "elkan", "float64"),
        WorkerSide("scikit-learn elkan float32", sklearn, task, "elkan", "float32"),
        WorkerSide("intelex float64", sklearn, task, "lloyd", "float64", True),
        WorkerSide("intelex float32", sklearn, task, "lloyd", "float32", True),
        WorkerSide("faiss", PEERS + "Faiss", task),
        WorkerSide("mlpack hamerly", mlpack, task, "hamerly"),
        WorkerSide("mlpack elkan", mlpack, task, "elkan"),
    ]


class Ours:
    """A `fit` on a table that was uploaded, sent as a line and answered by one."""

    name = "segmentd"

    def __init__(self, bench: Bench, task: Task) -> None:
        self.bench, self.task = bench, task
        self.first: float | None = None

    def start(self) -> None:
        self.daemon = Daemon(self.bench.program)
        self.daemon.upload("rows", self.task.clouds.matrix())
        self.init = self.task.clouds.start().tolist() if self.task.given else "k-means++"

    def turn(self, number: int) -> Turn:
        line = request(
            "fit", model="bench", data={"table": "rows"}, k=self.task.clouds.clusters,
            recipe=PLAIN, init=self.init, n_init=1, max_iter=self.task.iterations,
            tol=self.task.tolerance, refine="none", reuse=False, seed=number,
        )  # fmt: skip
        seconds, reply = self.daemon.connection.timed(line)
        if self.first is None:
            self.first = seconds
        labels = None
        if number == 0:
            labels = self.daemon.call("assign", model="bench", data={"table": "rows"})["segment"]
        self.daemon.call("models.delete", model="bench")
        return Turn(seconds, Fitted(reply["inertia"], reply["iterations"], labels))

    def peak_bytes(self) -> int | None:
        return self.daemon.peak_bytes()

    def stop(self) -> None:
        if hasattr(self, "daemon"):
            self.daemon.stop()


@dataclass
class Fit(Row):
    """A fit from given centres: every side makes the same iterations to the same result."""

    name: str
    title: str
    bars: Callable[[RowResult], list[Verdict]]
    task: Task
    quick_rows: int
    rounds: int = 5
    only: tuple[str, ...] = ("",)
    quick: tuple[str, ...] = QUICK
    how: str = field(init=False)

    def __post_init__(self) -> None:
        self.how = (
            "Every side begins at the same centres and makes the same iterations. Equal: inertia "
            "to 1e-6, the number of iterations where a peer in double precision tells it, and "
            "labels but for ties (in single precision but for one row in ten thousand, if its "
            "two nearest centres differ by less than 1 %). scikit-learn in float64 must agree, or "
            "the run fails; another peer that does not is not counted."
        )

    def sides(self, bench: Bench) -> list[Side]:
        clouds = self.task.clouds
        if bench.quick:
            clouds = Clouds(self.quick_rows, clouds.width, clouds.clusters, clouds.seed)
        self.running = Task(clouds, self.task.given, self.task.iterations, self.task.tolerance)
        only = self.quick if bench.quick else self.only
        beside = (side for side in peers(self.running) if side.name.startswith(only))
        self.ours = Ours(bench, self.running)
        return [self.ours, *beside]

    def check(self, ours: Fitted, name: str, theirs: Fitted) -> None:
        try:
            self._compare(ours, name, theirs)
        except WrongResult as reason:
            if name.startswith("scikit-learn") and name.endswith("float64"):
                raise
            raise OtherResult(str(reason)) from None

    def _compare(self, ours: Fitted, name: str, theirs: Fitted) -> None:
        require_close("the inertia", ours.inertia, theirs.inertia, name, 1e-6)
        single = "float32" in name or name == "faiss"
        if theirs.iterations is not None and not single and ours.iterations != theirs.iterations:
            raise WrongResult(
                f"segmentd made {ours.iterations} iterations, {name} {theirs.iterations}"
            )
        if theirs.labels is not None:
            rows = self.running.clouds.matrix()
            tie, most = (1e-2, 1e-4) if single else (1e-9, 1e-3)
            require_same_labels(rows, ours.labels, theirs.labels, name, tie, most)

    def verdicts(self, result: RowResult) -> list[Verdict]:
        if self.ours.first is not None:
            # What a table is like is kept with it: its order, its hash, figures of its columns.
            result.details.append(
                f"- segmentd, the first fit after the upload: {seconds_text(self.ours.first)}"
            )
        return self.bars(result)


@dataclass
class Converge(Fit):
    """k-means++ and iterations until nothing moves by more than the tolerance.

    Each turn has another seed, and every library draws in its own way: so not one result is
    compared but the means, and a side may not be good by being quick.
    """

    def __post_init__(self) -> None:
        self.how = (
            "k-means++ and one run to convergence (tol 1e-4, at most 300 iterations), another seed "
            "each turn. Every library draws its own first centres, so each inertia has to lie "
            "within 5 % of ours, and the mean of ours is compared with that of all of theirs."
        )
        self.inertias: dict[str, list[float]] = {}

    def check(self, ours: Fitted, name: str, theirs: Fitted) -> None:
        require_close("the inertia of k-means++", ours.inertia, theirs.inertia, name, 0.05)
        self.inertias.setdefault(name, []).append(theirs.inertia)
        own = self.inertias.setdefault("segmentd", [])
        if own[-1:] != [ours.inertia]:
            own.append(ours.inertia)

    def verdicts(self, result: RowResult) -> list[Verdict]:
        for name, values in self.inertias.items():
            result.details.append(f"- mean inertia of {name}: {mean(values):.9g}")
        own = self.inertias.get("segmentd", [])
        theirs = [
            value for name in self.inertias if name != "segmentd" for value in self.inertias[name]
        ]
        bars = super().verdicts(result)
        if len(own) > 1 and len(theirs) > 1:
            error = sqrt(variance(own) / len(own) + variance(theirs) / len(theirs))
            above = (mean(own) - mean(theirs)) / mean(theirs)
            most = 2 * error / mean(theirs)
            asked = f"mean inertia no higher than theirs but by two standard errors, {most:.2%}"
            bars.append(Verdict(asked, f"{above:+.2%}", above <= most))
        return bars


def _task(rows: int, width: int, clusters: int, given: bool = True) -> Task:
    clouds = Clouds(rows, width, clusters)
    return Task(clouds, True, 50, 0.0) if given else Task(clouds, False, 300, 1e-4)


ROWS: list[Row] = [
    Fit(
        "fit-1m-8", "fit 1,000,000 x 8, k=8, given centres, 50 iterations, tol 0",
        lambda row: [row.at_least(5)], _task(1_000_000, 8, 8), 20_000, rounds=4,
        quick=QUICK_FIRST,
    ),
    Fit(
        "fit-1m-16", "fit 1,000,000 x 16, k=64, given centres, 50 iterations, tol 0",
        lambda row: [row.at_least(4)], _task(1_000_000, 16, 64), 20_000, rounds=3,
    ),
    Converge(
        "converge-1m-16", "fit 1,000,000 x 16, k=64, k-means++ to convergence",
        lambda row: [row.at_least(5)], _task(1_000_000, 16, 64, given=False), 20_000, rounds=2,
    ),
    Fit(
        "fit-100k-3", "fit 100,000 x 3, k=6, given centres, 50 iterations, tol 0",
        lambda row: [row.at_least(3)], _task(100_000, 3, 6), 10_000, rounds=7,
    ),
    Fit(
        "fit-small", "fit 4,338 x 3, k=4, given centres, n_init 1, the whole request",
        lambda row: [row.at_least(1, "intelex"), row.at_least(50, "scikit-learn")],
        Task(Clouds(4_338, 3, 4), True, 300, 1e-4), 4_338, rounds=15,
        only=("scikit-learn", "intelex"),  # the others stop by other rules
    ),
]  # fmt: skip
