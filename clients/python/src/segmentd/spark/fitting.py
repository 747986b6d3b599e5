"""k-means over the executors: seeding and Lloyd's steps as Spark jobs, the model with the daemon.

A step is a pass over the rows on which every executor's own daemon adds its rows up by nearest
centre; what comes back is as long as there are centres, whatever the number of rows.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Callable

from ..default import default_client
from ..errors import SegmentdError, TooFewRows
from ..forms import form_of
from ..model import Model
from ..sources import Measured
from .assigning import Customers, customers_of, task_of
from .executors import Draw, Task, parts

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

    from ..client import Client

Centers = list[list[float]]

#: Customers that the driver sees: of them features are prepared and segments described.
SAMPLE = 50_000

#: Rows of a coreset at most, which the driver's daemon fits.
CORESET_LIMIT = 200_000

#: Called after each step with its number, the inertia before it and how far the centres moved.
Progress = Callable[[int, float, float], None]


def fit(
    frame: Any,
    model: str,
    k: int | str = "auto",
    *,
    recipe: Mapping[str, Any] | None = None,
    client: Client | None = None,
    method: str = "exact",
    init: str | Sequence[Sequence[float]] = "coreset",
    coreset: int | None = None,
    sample: int = SAMPLE,
    max_iter: int = 100,
    tol: float = 1e-4,
    seed: int = 0,
    align: bool | None = None,
    program: str | None = None,
    progress: Progress | None = None,
) -> Model:
    """Learns segments from customers who lie in Spark, and keeps them as the next version.

    Features are prepared (their scales, bounds and categories) as an even sample of the customers
    has them; centres, sizes and inertia are of all customers, and what segments are like is told
    from the sample, with a warning that says so. Up to `sample` customers, that is all of them.

    Args:
        frame: Customers or transactions with a `recipe`, or what `features` gave.
        model: The name to keep it under.
        k: The number of segments, or ``"auto"``: what a sweep over the sample suggests.
        recipe: How rows become features; absent, that of `features`, or every column is one.
        client: The daemon that keeps the model; absent, the one of the environment.
        method: ``"exact"`` to move centres until they rest, each step over all customers;
            ``"coreset"`` to take those of a weighted sample, with one pass to measure them.
        init: Where ``"exact"`` begins: ``"coreset"``, ``"k-means||"`` or centres, scaled.
        coreset: Rows of the coreset, about; by default a hundredth of the customers, at least
            10,000 and at most 200,000.
        sample: Customers that are sent to the daemon.
        max_iter: Steps at most.
        tol: Relative move of the centres at which they are at rest.
        seed: Of the random choices.
        align: False to number the segments anew.
        program: Where the daemon's program is on the executors; absent, the one here is sent.
        progress: Called after each step with its number, the inertia before it and the shift.

    Returns:
        The model. ``reply["distributed"]`` tells the passes, the size of the coreset, and the
        inertia that it promised with twice its standard error.

    Raises:
        SegmentdError: If rows or options cannot be used; its message says why.
    """
    if method not in ("exact", "coreset"):
        raise SegmentdError(f'method is "{method}" but must be "exact" or "coreset"')
    client = client or default_client()
    customers = customers_of(frame, recipe)
    rows = customers.frame.persist()
    draft = f"draft-{uuid.uuid4().hex}"
    try:
        fitting = _begin(client, customers, rows, draft, k, sample, seed, program)
        fitting.tell = progress
        if not isinstance(init, str):
            centers = [[float(value) for value in center] for center in init]
        elif init == "coreset" or method == "coreset":
            centers = fitting.of_coreset(coreset)
        else:
            centers = fitting.of_candidates()
        last = fitting.rest(centers, 1 if method == "coreset" else max_iter, tol)
        reply = client.call(
            "fit_finish", model=model, base=draft, centers=last.centers, parts=last.parts,
            data=fitting.sample, iterations=max(1, last.steps),
            converged=last.converged or method == "coreset",
            **({} if customers.ledger is None else {"ledger": _counts(customers.ledger)}),
            **({} if align is None else {"align": align}),
        )  # fmt: skip
        reply["distributed"] = fitting.told
        return Model(reply, client)
    finally:
        rows.unpersist()
        _forget(client, draft)


@dataclass
class _Rest:
    """Where the steps ended."""

    centers: Centers
    parts: list[dict[str, Any]]
    steps: int
    converged: bool


@dataclass
class _Fitting:
    """A fit on its way."""

    client: Client
    rows: DataFrame
    task: Task
    sample: dict[str, Any]
    k: int
    width: int
    count: int
    seed: int
    told: dict[str, Any] = field(default_factory=lambda: {"passes": 0})
    tell: Progress | None = None

    def measured(self, centers: Centers, draw: Draw | None = None) -> list[dict[str, Any]]:
        """One pass: what each question of each partition was answered."""
        self.told["passes"] += 1
        found = self.rows.select(*self.task.columns).mapInArrow(
            parts(self.task, centers, draw), "found string"
        )
        return [json.loads(row[0]) for row in found.collect()]

    def step(self, centers: Centers, found: list[dict[str, Any]], tol: float = 0) -> Any:
        """Adds what was measured up."""
        counted = [part["part"] for part in found]
        return self.client.call("fit_step", centers=centers, parts=counted, tol=tol)

    def of_coreset(self, size: int | None) -> Centers:
        """The centres of rows drawn as a lightweight coreset."""
        # The sums of squares around any point give those around the mean.
        origin = [[0.0] * self.width]
        whole = self.step(origin, self.measured(origin))
        mean = whole["centers"]
        count = whole["n"]
        cost = max(0.0, whole["inertia"] - count * sum(value * value for value in mean[0]))
        wanted = size or min(CORESET_LIMIT, max(10_000, count // 100))
        draw = Draw(count=wanted, cost=cost, rows=count, seed=self.seed)
        drawn = [part["drawn"] for part in self.measured(mean, draw)]
        points = [row for part in drawn for row in part["rows"]]
        weights = [weight for part in drawn for weight in part["weights"]]
        found = self.client.call(
            "fit_reduce", points=points, weights=weights, k=self.k, seed=self.seed
        )
        self.told.update(
            coreset=len(points), promised=found["inertia"], error=found["inertia_error"]
        )
        return list(found["centers"])

    def of_candidates(self, rounds: int = 5) -> Centers:
        """The centres of k-means||: candidates drawn by distance in rounds, then brought to k."""
        first = self.client.call("models.get", model=self.task.title)["segments"][0]
        candidates: Centers = [first["center_scaled"]]
        cost = self.step(candidates, self.measured(candidates))["inertia"]
        for turn in range(rounds):
            if cost <= 0:
                break
            # What a row costs is known where its distance is: rows are drawn by the cost before.
            draw = Draw(count=2 * self.k, cost=cost, rows=None, seed=self.seed + turn)
            found = self.measured(candidates, draw)
            cost = self.step(candidates, found)["inertia"]
            candidates = candidates + [row for part in found for row in part["drawn"]["rows"]]
        counts = self.step(candidates, self.measured(candidates))["counts"]
        self.told["candidates"] = len(candidates)
        found = self.client.call(
            "fit_reduce", points=candidates, weights=counts, k=self.k, seed=self.seed
        )
        return list(found["centers"])

    def rest(self, centers: Centers, limit: int, tol: float) -> _Rest:
        """Moves centres until they are at rest, and says what was measured where they are."""
        for turn in range(limit):
            found = self.measured(centers)
            step = self.step(centers, found, tol)
            if self.tell is not None:
                self.tell(turn + 1, step["inertia"], step["shift"])
            if step["converged"] or turn + 1 == limit:
                break
            centers = step["centers"]
        return _Rest(centers, [part["part"] for part in found], turn + 1, step["converged"])


def _begin(
    client: Client, customers: Customers, rows: DataFrame, draft: str, k: int | str, size: int,
    seed: int, program: str | None,
) -> _Fitting:  # fmt: skip
    count = rows.count()
    if count == 0:
        raise TooFewRows("the frame has no customers; there must be at least as many as segments")
    drawn = rows if count <= size else rows.sample(min(1.0, 1.1 * size / count), seed)
    seen = Measured(drawn.limit(size).toArrow())
    base = client.fit(
        draft, seen, k, recipe=customers.recipe, seed=seed, keep="document", reuse=False
    )
    task = task_of(client, draft, rows, program)
    features = base["segments"][0]["center_scaled"]
    data = {**form_of(seen.rows).data(), "measured": True}
    return _Fitting(
        client=client, rows=rows, task=task, sample=data, k=base["k"], width=len(features),
        count=count, seed=seed,
    )  # fmt: skip


def _counts(ledger: Mapping[str, Any]) -> dict[str, Any]:
    names = ("rows_in", "rows_kept", "dropped", "customers", "invoices", "monetary")
    return {name: ledger[name] for name in names if ledger.get(name) is not None}


def _forget(client: Client, draft: str) -> None:
    try:
        client.delete_model(draft)
    except SegmentdError:
        # Whatever was wrong before is what has to be told.
        return
