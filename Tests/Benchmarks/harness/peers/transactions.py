"""A CSV of transactions to recency, frequency and monetary value, by duckdb, polars and pandas.

All read the file of the turn anew, keep the same rows and count days from the last purchase of all
and a day.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np


@dataclass(frozen=True)
class File:
    """A CSV and how its columns are written."""

    path: str
    customer: str
    date: str
    invoice: str
    quantity: str
    price: str
    columns: tuple[str, ...]
    date_format: str
    is_latin: bool


@dataclass
class Measured:
    """A row per customer, by customer."""

    customer: np.ndarray
    recency: np.ndarray
    frequency: np.ndarray
    monetary: np.ndarray

    @classmethod
    def sorted(cls, customer: Any, recency: Any, frequency: Any, monetary: Any) -> Measured:
        keys = np.asarray(customer, dtype=np.int64)
        order = np.argsort(keys)
        columns = (
            np.asarray(column, dtype=float)[order] for column in (recency, frequency, monetary)
        )
        return cls(keys[order], *columns)


class DuckDB:
    """One query; columns that are not asked for are not converted."""

    def __init__(self, file: File) -> None:
        self.file = file

    def prepare(self) -> None:
        import duckdb

        self.connection = duckdb.connect()
        self.connection.execute("SET enable_progress_bar = false")
        file = self.file
        kinds = {
            file.customer: "INTEGER", file.date: "TIMESTAMP", file.quantity: "INTEGER",
            file.price: "DOUBLE",
        }  # fmt: skip
        columns = ", ".join(f"'{name}': '{kinds.get(name, 'VARCHAR')}'" for name in file.columns)
        encoding = ", encoding='latin-1'" if file.is_latin else ""
        self.query = f"""
            WITH kept AS (
                SELECT {file.customer} AS customer, {file.date} AS date,
                    {file.invoice} AS invoice, {file.quantity} * {file.price} AS amount
                FROM read_csv('{file.path}', header=true, auto_detect=false, delim=',', quote='"',
                    columns={{{columns}}}, timestampformat='{file.date_format}'{encoding})
                WHERE {file.customer} IS NOT NULL AND {file.price} > 0 AND {file.quantity} >= 0
            ), per AS (
                SELECT customer, max(date) AS last, count(DISTINCT invoice) AS frequency,
                    sum(amount) AS monetary
                FROM kept GROUP BY customer
            )
            SELECT customer,
                floor((epoch(max(last) OVER ()) + 86400 - epoch(last)) / 86400) AS recency,
                frequency, monetary
            FROM per
        """

    def work(self, number: int) -> Any:
        return self.connection.execute(self.query).fetchnumpy()

    def outcome(self, done: Any) -> Measured:
        return Measured.sorted(*(done[name] for name in ("customer", *MEASURES)))


MEASURES = ("recency", "frequency", "monetary")


class Polars:
    """A lazy scan, which converts what is asked for alone."""

    def __init__(self, file: File) -> None:
        self.file = file

    def prepare(self) -> None:
        import polars

        self.polars = polars

    def work(self, number: int) -> Any:
        pl, file = self.polars, self.file
        kinds = {name: pl.String for name in file.columns}
        kinds |= {file.customer: pl.Int32, file.quantity: pl.Int32, file.price: pl.Float64}
        moment = pl.col(file.date).str.to_datetime(file.date_format, time_unit="ms")
        customers = (
            pl.scan_csv(file.path, encoding="utf8-lossy", schema=kinds)
            .filter(
                pl.col(file.customer).is_not_null(),
                pl.col(file.price) > 0,
                pl.col(file.quantity) >= 0,
            )
            .with_columns(moment.alias("moment"))
            .group_by(file.customer)
            .agg(
                pl.col("moment").max().alias("last"),
                pl.col(file.invoice).n_unique().alias("frequency"),
                (pl.col(file.quantity) * pl.col(file.price)).sum().alias("monetary"),
            )
        )
        as_of = pl.col("last").max() + pl.duration(days=1)
        return customers.with_columns(
            (as_of - pl.col("last")).dt.total_days().alias("recency")
        ).collect()

    def outcome(self, done: Any) -> Measured:
        return Measured.sorted(
            done[self.file.customer].to_numpy(), *(done[name].to_numpy() for name in MEASURES)
        )


class Pandas:
    """As the notebook does it (clients/examples/notebook_baseline.py)."""

    def __init__(self, path: str) -> None:
        self.path = path

    def prepare(self) -> None:
        from . import notebook

        self.notebook = notebook.module()

    def work(self, number: int) -> Any:
        book = self.notebook
        return book.measure(book.clean(book.read(self.path)))

    def outcome(self, done: Any) -> Measured:
        return Measured.sorted(done.index.to_numpy(), *(done[name].to_numpy() for name in MEASURES))
