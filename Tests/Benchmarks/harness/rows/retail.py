"""Online Retail: the file to measures, the sweep over 2 to 10 segments, and the whole notebook."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import numpy as np

from .. import retail
from ..daemon import Daemon, request
from ..equal import require_close
from ..figures import bytes_text
from ..peers.notebook import SEGMENTS, Swept
from ..peers.transactions import File, Measured
from ..results import RowResult, Verdict, WrongResult, limit
from ..turns import Side, Turn
from ..worker import WorkerSide
from .base import Bench, Row

COLUMNS = (
    "InvoiceNo", "StockCode", "Description", "Quantity", "InvoiceDate", "UnitPrice", "CustomerID",
    "Country",
)  # fmt: skip
RECIPE = {"transactions": retail.TRANSACTIONS, "defaults": {"transform": "log1p"}}
CRITERIA = ["elbow", "silhouette"]
NOTEBOOK = "harness.peers.notebook:"


class OnFile:
    """A daemon that may read the folder of the file."""

    name = "segmentd"

    def __init__(self, bench: Bench) -> None:
        self.bench = bench
        self.most = most_segments(bench)

    def start(self) -> None:
        self.daemon = Daemon(self.bench.program, "--data-root", str(self.bench.scratch))

    def peak_bytes(self) -> int | None:
        return self.daemon.peak_bytes()

    def stop(self) -> None:
        if hasattr(self, "daemon"):
            self.daemon.stop()


class Measures(OnFile):
    """`rfm` of a file: the measures of every customer, their scores and names."""

    def __init__(self, bench: Bench, name: str, transactions: dict[str, str]) -> None:
        super().__init__(bench)
        self.file, self.transactions = name, transactions

    def turn(self, number: int) -> Turn:
        line = request("rfm", data={"path": self.file}, transactions=self.transactions)
        seconds, reply = self.daemon.connection.timed(line)
        columns = (reply["columns"][name] for name in ("recency", "frequency", "monetary"))
        return Turn(seconds, Measured.sorted([int(key) for key in reply["ids"]], *columns))


class Sweep(OnFile):
    """`sweep` on the measures as an uploaded table, another seed each turn."""

    def start(self) -> None:
        super().start()
        measured = self.daemon.call(
            "rfm", data={"path": retail.NAME}, transactions=retail.TRANSACTIONS
        )
        names = ("recency", "frequency", "monetary")
        self.customers = len(measured["ids"])
        columns = {name: measured["columns"][name] for name in names}
        self.daemon.call("tables.put", table="customers", data={"columns": columns})

    def turn(self, number: int) -> Turn:
        line = request(
            "sweep", data={"table": "customers"}, recipe={"defaults": RECIPE["defaults"]},
            k_range=[2, self.most], n_init=10, criteria=CRITERIA, seed=number,
        )  # fmt: skip
        seconds, reply = self.daemon.connection.timed(line)
        return Turn(seconds, Swept(tried(reply), self.customers))


class Whole(OnFile):
    """Three requests: `sweep` and `fit` on the file, then `profile`."""

    def turn(self, number: int) -> Turn:
        ask = self.daemon.connection.timed
        data = {"path": retail.NAME}
        sweep_seconds, swept = ask(
            request(
                "sweep", data=data, recipe=RECIPE, k_range=[2, self.most], n_init=10,
                criteria=CRITERIA, seed=number,
            )
        )  # fmt: skip
        fit_seconds, fit = ask(
            request(
                "fit", model="bench", data=data, recipe=RECIPE, k=SEGMENTS, n_init=10, seed=number,
                reuse=False,
            )
        )  # fmt: skip
        profile_seconds, profile = ask(request("profile", model="bench"))
        customers = sum(segment["size"] for segment in profile["segments"])
        self.daemon.call("models.delete", model="bench")
        return Turn(
            sweep_seconds + fit_seconds + profile_seconds,
            Swept(tried(swept), customers, fit["inertia"]),
        )


def most_segments(bench: Bench) -> int:
    """The end of the sweep."""
    return bench.size(10, 3)


def tried(reply: dict[str, Any]) -> dict[int, tuple[float, float]]:
    return {row["k"]: (row["inertia"], row["silhouette"]) for row in reply["rows"]}


def require_same_measures(ours: Measured, name: str, theirs: Measured) -> None:
    """The same customers, days and invoices, and money to 1e-9."""
    for column, values in asdict(ours).items():
        other = getattr(theirs, column)
        relative = 1e-9 if column == "monetary" else 0
        if len(values) != len(other) or not np.allclose(values, other, rtol=relative, atol=0):
            raise WrongResult(f"{column} differs between segmentd and {name}")


def require_no_worse(ours: Swept, name: str, theirs: Swept) -> None:
    """As many customers; no inertia above theirs (ours may be lower, as it moves single rows too)
    but by what ten random starts may differ, and the same silhouette where the partition is."""
    if ours.customers != theirs.customers:
        raise WrongResult(f"{ours.customers} customers, {theirs.customers} with {name}")
    if ours.inertia is not None and ours.inertia > theirs.inertia * (1 + 1e-6):
        raise WrongResult(f"the inertia is {ours.inertia}, {theirs.inertia} with {name}")
    for count, (inertia, silhouette) in theirs.tried.items():
        own_inertia, own_silhouette = ours.tried[count]
        if own_inertia > inertia * (1 + 2e-3):
            raise WrongResult(
                f"the inertia of {count} segments is {own_inertia}, {inertia} with {name}"
            )
        if abs(own_inertia - inertia) <= 1e-9 * inertia:
            require_close(f"the silhouette of {count}", own_silhouette, silhouette, name, 1e-6)


class ToMeasures(Row):
    name = "csv-rfm"
    title = "Online Retail CSV to RFM"
    how = (
        "45 MB, 541,909 rows, from the page cache, read anew each turn. Ours also scores and names "
        "every customer. Equal: customers, days, invoices, and money to 1e-9."
    )
    rounds = 7

    def sides(self, bench: Bench) -> list[Side]:
        path = str(retail.unpacked(bench.shared, bench.scratch))
        file = File(
            path, "CustomerID", "InvoiceDate", "InvoiceNo", "Quantity", "UnitPrice", COLUMNS,
            "%m/%d/%Y %H:%M", True,
        )  # fmt: skip
        return [
            Measures(bench, retail.NAME, retail.TRANSACTIONS),
            WorkerSide("duckdb", "harness.peers.transactions:DuckDB", file),
            WorkerSide("polars", "harness.peers.transactions:Polars", file),
            WorkerSide("pandas", "harness.peers.transactions:Pandas", path),
        ]

    def check(self, ours: Measured, name: str, theirs: Measured) -> None:
        require_same_measures(ours, name, theirs)

    def verdicts(self, result: RowResult) -> list[Verdict]:
        peak = result.ours.peak_bytes or 0
        return [
            result.at_least(2.5),
            limit("peak memory under 60 MB", peak, 60e6, bytes_text(peak)),
        ]


class SweepRow(Row):
    name = "sweep"
    title = "sweep k=2..10, n_init 10, silhouettes, Online Retail RFM"
    how = (
        "4,338 customers, logarithms, standard scaling; the notebook's loop calls KMeans and "
        "silhouette_score for each k. Another seed each turn. Equal: our inertia is nowhere higher "
        "by more than 0.2 % (random starts), silhouettes equal where inertias are."
    )
    rounds = 3

    def __init__(self) -> None:
        # Of each side the lowest inertia of each number of segments in any turn.
        self.lowest: dict[str, dict[int, float]] = {}

    def sides(self, bench: Bench) -> list[Side]:
        path = str(retail.unpacked(bench.shared, bench.scratch))
        return [
            Sweep(bench),
            WorkerSide("scikit-learn", NOTEBOOK + "Sweep", path, most_segments(bench), False),
            WorkerSide("intelex", NOTEBOOK + "Sweep", path, most_segments(bench), True),
        ]

    def check(self, ours: Swept, name: str, theirs: Swept) -> None:
        require_no_worse(ours, name, theirs)
        for side, swept in (("segmentd", ours), (name, theirs)):
            lowest = self.lowest.setdefault(side, {})
            for count, (inertia, _) in swept.tried.items():
                lowest[count] = min(inertia, lowest.get(count, inertia))

    def verdicts(self, result: RowResult) -> list[Verdict]:
        return [result.at_least(50, "scikit-learn"), self.no_worse()]

    def no_worse(self) -> Verdict:
        """The bar that no side found a lower inertia than ours for any number of segments."""
        own = self.lowest.get("segmentd", {})
        above = [
            own[count] / inertia - 1
            for name, lowest in self.lowest.items()
            for count, inertia in lowest.items()
            if name != "segmentd"
        ]
        asked = "lowest inertia of each k at most theirs + 0.01 %"
        if not above:
            return Verdict(asked, "not measured", False)
        return Verdict(asked, f"{max(above):+.2g} at most", max(above) <= 1e-4)


class WholeRow(SweepRow):
    name = "notebook"
    title = "the whole notebook: CSV, clean, RFM, log, scale, sweep, fit, profile"
    how = (
        "clients/examples/notebook_baseline.py as one piece, its libraries imported before; ours "
        "is `sweep` and `fit` on the file and `profile`, one after another. Equal as in the sweep, "
        "and the inertia of the final fit (k=4) no higher."
    )

    def sides(self, bench: Bench) -> list[Side]:
        path = str(retail.unpacked(bench.shared, bench.scratch))
        return [
            Whole(bench),
            WorkerSide(
                "pandas and scikit-learn", NOTEBOOK + "Whole", path, most_segments(bench), False
            ),
            WorkerSide("pandas and intelex", NOTEBOOK + "Whole", path, most_segments(bench), True),
        ]

    def verdicts(self, result: RowResult) -> list[Verdict]:
        return [result.at_least(30, "pandas and scikit-learn"), self.no_worse()]


ROWS: list[Row] = [SweepRow(), ToMeasures(), WholeRow()]
