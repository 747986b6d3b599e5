"""Rows in Arrow tables, and in anything that streams Arrow."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from .base import Column, Form, require_unique
from .cells import LARGEST_EXACT, plains


class ArrowForm(Form):
    """A table, a batch, or what has ``__arrow_c_stream__``; answers are arrays and tables."""

    def __init__(self, rows: Any) -> None:
        table = rows if isinstance(rows, pa.Table) else pa.table(rows)
        self.names = require_unique(table.column_names)
        self.count = table.num_rows
        self._table = table

    def _is_number(self, name: str) -> bool:
        column = self._table[name]
        if pa.types.is_integer(column.type):
            most = pc.min_max(column).as_py()
            return most["max"] is None or (
                most["min"] >= -LARGEST_EXACT and most["max"] <= LARGEST_EXACT
            )
        return bool(pa.types.is_floating(column.type) or pa.types.is_decimal(column.type))

    def matrix(self, rows: slice) -> bytes | None:
        try:
            import numpy as np

            from .numpy_form import matrix_bytes
        except ImportError:
            return None
        if not self.names or not all(self._is_number(name) for name in self.names):
            return None
        part = self._part(rows)
        cells = np.empty((part.num_rows, len(self.names)), dtype="<f8")
        for place, column in enumerate(part.columns):
            cells[:, place] = column.cast(pa.float64(), safe=False).to_numpy()
        return matrix_bytes(cells)

    def values(self, name: str, rows: slice) -> list[Any]:
        column = self._part(rows)[name]
        if pa.types.is_dictionary(column.type):
            column = column.combine_chunks()
            levels = plains(column.dictionary.to_pylist())
            return [None if code is None else levels[code] for code in column.indices.to_pylist()]
        if pa.types.is_timestamp(column.type):
            texts: list[Any] = _wall_clock(column).to_pylist()
            return texts
        if pa.types.is_date(column.type):
            column = column.cast(pa.date32()).cast(pa.string())
        found: list[Any] = column.to_pylist()
        if pa.types.is_string(column.type) or pa.types.is_integer(column.type):
            return found
        return plains(found)

    def _part(self, rows: slice) -> Any:
        start, stop, _ = rows.indices(self.count)
        return self._table.slice(start, stop - start)

    def column(self, name: str, values: Column) -> Any:
        return pa.chunked_array([pa.array(list(values))])

    def table(self, columns: dict[str, Column]) -> Any:
        return pa.table({name: list(values) for name, values in columns.items()})

    def by_id(self, key: str, ids: Column, columns: dict[str, Column]) -> Any:
        return self.table({key: ids, **columns})


def _wall_clock(times: Any) -> Any:
    """Times as ISO text of whole seconds, as a clock in their zone showed them.

    A purchase at 23:50 belongs to that day. ``strftime`` takes thirteen times as long.
    """
    if times.type.tz is not None:
        times = pc.local_timestamp(times)
    seconds = pc.floor_temporal(times, unit="second").cast(pa.timestamp("s"))
    return pc.replace_substring(seconds.cast(pa.string()), " ", "T", max_replacements=1)
