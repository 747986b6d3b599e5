"""Rows in numpy arrays, two-dimensional or with named fields."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from .base import Column, Form, FormError, require_unique
from .cells import LARGEST_EXACT, plains
from .lists import names_for


class NumpyForm(Form):
    """An array; answers are arrays, several per row an array with named fields."""

    def __init__(self, rows: Any, names: Sequence[Any] | None = None) -> None:
        rows = np.asanyarray(rows)
        if rows.dtype.names:
            self.names = require_unique(rows.dtype.names)
            self._columns = [rows[name] for name in rows.dtype.names]
            self._whole: Any = None
        else:
            if rows.ndim == 1:
                raise FormError(
                    f"the array has shape {rows.shape}; send one row per customer: "
                    "reshape(-1, 1) for one column, reshape(1, -1) for one row"
                )
            if rows.ndim != 2:
                raise FormError(f"the array has {rows.ndim} dimensions; send two, rows by columns")
            self.names = require_unique(names_for(rows.shape[1], names))
            self._columns = [rows[:, place] for place in range(rows.shape[1])]
            self._whole = rows
        self.count = len(rows)

    def values(self, name: str, rows: slice) -> list[Any]:
        return array_values(self._columns[self.names.index(name)][rows])

    def matrix(self, rows: slice) -> bytes | None:
        if self._whole is None or not is_exact(self._whole[rows]):
            return None
        return matrix_bytes(self._whole[rows])

    def column(self, name: str, values: Column) -> Any:
        return to_array(values)

    def table(self, columns: dict[str, Column]) -> Any:
        arrays = {name: to_array(values) for name, values in columns.items()}
        fields = [(name, values.dtype) for name, values in arrays.items()]
        found = np.empty(len(next(iter(arrays.values()))), dtype=fields)
        for name, values in arrays.items():
            found[name] = values
        return found

    def by_id(self, key: str, ids: Column, columns: dict[str, Column]) -> Any:
        return self.table({key: ids, **columns})


def is_exact(cells: Any) -> bool:
    """Whether doubles tell these numbers exactly."""
    kind = cells.dtype.kind
    if kind == "f":
        return bool(cells.dtype.itemsize <= 8)
    if kind not in "iu":
        return False
    if cells.dtype.itemsize < 8 or cells.size == 0:
        return True
    return bool(cells.max() <= LARGEST_EXACT and cells.min() >= -LARGEST_EXACT)


def matrix_bytes(cells: Any) -> bytes:
    """Numbers as little-endian doubles row by row.

    Raises:
        FormError: If one is infinite.
    """
    doubles = np.ascontiguousarray(cells, dtype="<f8")
    if np.isinf(doubles).any():
        raise FormError("a cell is infinite; send NaN for what is not known, or a number")
    return doubles.tobytes()


def array_values(cells: Any) -> list[Any]:
    """Cells of one column as JSON has them."""
    kind = cells.dtype.kind
    if kind == "M":
        texts = np.datetime_as_string(cells.astype("datetime64[s]")).tolist()
        return [None if text == "NaT" else text for text in texts]
    found: list[Any] = cells.tolist()
    is_plain = kind in "biu" or (kind == "f" and np.isfinite(cells).all())
    return found if is_plain else plains(found)


def to_array(values: Column) -> Any:
    """An answer as an array: whole numbers and floats as such, None among them as NaN."""
    kinds = {type(value) for value in values}
    if kinds <= {int}:
        return np.array(values, dtype=np.int64)
    if kinds <= {int, float, type(None)}:
        return np.array([np.nan if value is None else value for value in values], dtype=np.float64)
    if kinds <= {bool}:
        return np.array(values, dtype=np.bool_)
    if kinds <= {str}:
        return np.array(values, dtype=np.str_)
    found = np.empty(len(values), dtype=object)
    found[:] = list(values)
    return found
