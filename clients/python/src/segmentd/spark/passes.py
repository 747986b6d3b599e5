"""Passes over the customers of which the daemon makes centres.

A pass has every executor's own daemon add its rows up by nearest centre; what comes back is as
long as there are centres, whatever the number of rows.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ..progress import Progress
from .executors import Draw, added, parts, together
from .jobs import collected, quoted, texts_of
from .local import Task
from .samples import Sample

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

    from ..client import Client

Centers = list[list[float]]

#: Numbers of a coreset at most, which the driver and its daemon hold for a while.
CORESET_NUMBERS = 1_600_000

#: Numbers that all partitions may send the driver in one pass; where they would be more, some
#: executors add them up before.
NUMBERS_OF_A_PASS = 1_000_000

#: In how many partitions parts are added up there.
ADDING_PARTITIONS = 16


@dataclass
class Rest:
    """Where the steps ended."""

    centers: Centers
    parts: list[dict[str, Any]]
    steps: int
    converged: bool


@dataclass
class Passes:
    """The customers and their model on its way.

    Args:
        client: The daemon that makes centres of what was added up.
        rows: The customers.
        task: What executors know.
        sample: What was seen of them.
        start: Centres of the sample's segments.
        k: How many segments there should be.
        seed: Of what is drawn.
        features: What each number of a centre is of.
        tell: Called after each pass.
        told: What there is to tell in the end.
    """

    client: Client
    rows: DataFrame
    task: Task
    sample: Sample
    start: Centers
    k: int
    seed: int
    features: list[str]
    tell: Progress | None = None
    told: dict[str, Any] = field(default_factory=lambda: {"passes": 0})

    def measured(
        self, centers: Centers, draw: Draw | None = None, *, what: str
    ) -> list[dict[str, Any]]:
        """One pass: what was found in each partition."""
        rows = self.rows.select(*quoted(self.task.columns))
        found = texts_of(rows, parts(self.task, centers, draw))
        numbers = self.sample.partitions * len(centers) * len(centers[0])
        if numbers > NUMBERS_OF_A_PASS and self.sample.partitions > ADDING_PARTITIONS:
            found = texts_of(found.repartition(ADDING_PARTITIONS), added)
        answers = collected(found)
        self.told["passes"] += 1
        self.told["left_out"] = sum(answer["left_out"] for answer in answers)
        if self.tell is not None:
            self.tell(self.told["passes"], None, what)
        return answers

    def step(self, centers: Centers, found: list[dict[str, Any]], tol: float = 0) -> Any:
        """Adds what was measured up."""
        counted = [answer["part"] for answer in found]
        return self.client.call("fit_step", centers=centers, parts=counted, tol=tol)

    def of_coreset(self, size: int | None) -> Centers:
        """The centres of rows drawn as a lightweight coreset."""
        # The sums of squares around any point give those around the mean.
        origin = [[0.0] * len(self.start[0])]
        whole = self.step(origin, self.measured(origin, what="the mean of all customers"))
        mean, count = whole["centers"], whole["n"]
        cost = max(0.0, whole["inertia"] - count * sum(value * value for value in mean[0]))
        most = max(self.k, CORESET_NUMBERS // len(mean[0]))
        wanted = size or min(most, max(10_000, count // 100))
        draw = Draw(count=wanted, cost=cost, rows=count, seed=self.seed)
        found = together(self.measured(mean, draw, what="a weighted sample"))
        drawn = found["drawn"]
        reduced = self.client.call(
            "fit_reduce", points=drawn["rows"], weights=drawn["weights"], k=self.k, seed=self.seed
        )
        self.told.update(
            coreset=len(drawn["rows"]), promised=reduced["inertia"], error=reduced["inertia_error"]
        )
        return list(reduced["centers"])

    def of_candidates(self, rounds: int = 5) -> Centers:
        """The centres of k-means||: candidates drawn by distance in rounds, then brought to k."""
        candidates: Centers = self.start[:1]
        found = self.measured(candidates, what="a first centre")
        cost = self.step(candidates, found)["inertia"]
        for turn in range(rounds):
            if cost <= 0:
                break
            # Rows are drawn by the distances in all before: those of the pass that draws.
            draw = Draw(count=2 * self.k, cost=cost, rows=None, seed=self.seed + turn)
            found = self.measured(candidates, draw, what=f"{len(candidates)} candidates")
            cost = self.step(candidates, found)["inertia"]
            candidates = candidates + together(found)["drawn"]["rows"]
        if len(candidates) < self.k:
            # Few were drawn, as happens where there are few rows.
            candidates = candidates + self.start
        counts = self.step(candidates, self.measured(candidates, what="their weights"))["counts"]
        self.told["candidates"] = len(candidates)
        reduced = self.client.call(
            "fit_reduce", points=candidates, weights=counts, k=self.k, seed=self.seed
        )
        return list(reduced["centers"])

    def rest(self, centers: Centers, limit: int, tol: float) -> Rest:
        """Moves centres until they are at rest, and says what was measured where they are."""
        what = "the first centres"
        for turn in range(limit):
            found = self.measured(centers, what=what)
            step = self.step(centers, found, tol)
            what = f"inertia {step['inertia']:.6g}, centres moved by {step['shift']:.3g}"
            if step["converged"] or turn + 1 == limit:
                break
            centers = step["centers"]
        return Rest(centers, [one["part"] for one in found], turn + 1, step["converged"])
