"""A file of transactions that is larger than the memory that may be used for it."""

from __future__ import annotations

from typing import Any

from ..figures import bytes_text, three_digits
from ..peers.transactions import File
from ..results import RowResult, SideResult, Verdict, limit
from ..sales import Sales
from ..turns import Side
from ..worker import WorkerSide
from .base import Bench, Row
from .retail import Measures, require_same_measures

TRANSACTIONS = {
    "customer": "customer", "date": "date", "invoice": "invoice", "quantity": "quantity",
    "price": "price",
}  # fmt: skip
COLUMNS = ("customer", "date", "invoice", "quantity", "price")


class Streaming(Row):
    name = "stream"
    title = "20,000,000 generated transactions streamed"
    how = (
        "`rfm` on a file of 20,000,000 rows by 100,000 customers (900 MB, from the page cache), "
        "every customer's measures, scores and names in the reply. Memory is compared with that of "
        "a quarter of the rows by as many customers. Equal: customers, days, invoices, and money "
        "to 1e-9."
    )
    rounds = 3

    def sides(self, bench: Bench) -> list[Side]:
        self.sales = Sales(bench.size(20_000_000, 200_000), bench.size(100_000, 2_000))
        self.path = self.sales.written(bench.scratch)
        file = File(
            str(self.path), *COLUMNS, columns=COLUMNS, date_format="%Y-%m-%d %H:%M:%S",
            is_latin=False,
        )  # fmt: skip
        peer = "harness.peers.transactions:"
        return [
            Measures(bench, self.path.name, TRANSACTIONS),
            WorkerSide("duckdb", peer + "DuckDB", file),
            WorkerSide("polars", peer + "Polars", file),
        ]

    def check(self, ours: Any, name: str, theirs: Any) -> None:
        require_same_measures(ours, name, theirs)

    def measure(self, bench: Bench) -> RowResult:
        result = super().measure(bench)
        quarter = Sales(self.sales.rows // 4, self.sales.customers)
        small = Measures(bench, quarter.written(bench.scratch).name, TRANSACTIONS)
        small.start()
        try:
            seconds = [small.turn(number).seconds for number in (0, 1)]
            side = SideResult("segmentd, a quarter of the rows", seconds, small.peak_bytes())
        finally:
            small.stop()
        result.details = [
            f"{side.name}: {bytes_text(side.peak_bytes)} at its peak, "
            f"{three_digits(_megabytes(quarter, bench) / side.median)} MB/s"
        ]
        result.verdicts.append(_memory(result, side, self.sales))
        return result

    def verdicts(self, result: RowResult) -> list[Verdict]:
        speed = self.path.stat().st_size / 1e6 / result.ours.median
        return [Verdict("300 MB/s", f"{three_digits(speed)} MB/s", speed >= 300)]


def _megabytes(sales: Sales, bench: Bench) -> float:
    return sales.written(bench.scratch).stat().st_size / 1e6


def _memory(result: RowResult, quarter: SideResult, sales: Sales) -> Verdict:
    """Four times the rows by the same customers may cost a fifth more memory at most."""
    peak, small = result.ours.peak_bytes or 0, quarter.peak_bytes or 1
    text = (
        f"{bytes_text(peak)}, {three_digits(peak / sales.customers)} bytes per customer; "
        f"{three_digits(peak / small)} x that of a quarter of the rows"
    )
    return limit("memory per customer, not per row", peak / small, 1.2, text)


ROWS: list[Row] = [Streaming()]
