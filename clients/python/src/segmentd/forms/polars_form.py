"""Rows in polars data frames."""

from __future__ import annotations

from typing import Any

import polars as pl

from .base import Column, Form, require_unique
from .cells import LARGEST_EXACT, plains


class PolarsForm(Form):
    """A data frame, or a lazy one that is collected; answers are series and frames."""

    def __init__(self, frame: Any) -> None:
        if isinstance(frame, pl.LazyFrame):
            frame = frame.collect()
        if isinstance(frame, pl.Series):
            frame = frame.to_frame()
        self.names = require_unique(frame.columns)
        self.count = frame.height
        self._frame = frame

    def _is_number(self, name: str) -> bool:
        column = self._frame[name]
        if column.dtype.is_integer() and column.len() > column.null_count():
            return bool(column.min() >= -LARGEST_EXACT and column.max() <= LARGEST_EXACT)
        return bool(column.dtype.is_numeric())

    def matrix(self, rows: slice) -> bytes | None:
        try:
            from .numpy_form import matrix_bytes
        except ImportError:
            return None
        if not self.names or not all(self._is_number(name) for name in self.names):
            return None
        cells = self._frame[rows].select(pl.all().cast(pl.Float64).fill_null(float("nan")))
        return matrix_bytes(cells.to_numpy())

    def values(self, name: str, rows: slice) -> list[Any]:
        column = self._frame[name][rows]
        if isinstance(column.dtype, pl.Datetime):
            column = column.dt.replace_time_zone(None)
            column = column.dt.strftime("%Y-%m-%dT%H:%M:%S")
        elif column.dtype == pl.Date:
            column = column.dt.strftime("%Y-%m-%d")
        if column.dtype.is_integer() or column.dtype in (pl.String, pl.Boolean):
            found: list[Any] = column.to_list()
            return found
        return plains(column.to_list())

    def column(self, name: str, values: Column) -> Any:
        return pl.Series(name, list(values), strict=False)

    def table(self, columns: dict[str, Column]) -> Any:
        return pl.DataFrame([self.column(name, values) for name, values in columns.items()])

    def by_id(self, key: str, ids: Column, columns: dict[str, Column]) -> Any:
        return self.table({key: ids, **columns})
