"""Rows in pandas data frames."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from .base import Column, Form, FormError, require_unique
from .cells import LARGEST_EXACT, plain, plains
from .numpy_form import array_values, matrix_bytes


class PandasForm(Form):
    """A data frame; answers are series and frames with the same index."""

    def __init__(self, frame: Any) -> None:
        if isinstance(frame, pd.Series):
            frame = frame.to_frame(frame.name if frame.name is not None else "x0")
        if isinstance(frame.columns, pd.MultiIndex):
            raise FormError(
                "the columns have several levels; join their names, for example with "
                'frame.columns = ["_".join(map(str, c)) for c in frame.columns]'
            )
        self.names = require_unique(list(frame.columns))
        self.count = len(frame)
        self._frame = frame
        self._places = {name: place for place, name in enumerate(self.names)}

    def _column(self, name: str) -> Any:
        return self._frame.iloc[:, self._places[name]]

    def _is_number(self, name: str) -> bool:
        column = self._column(name)
        dtype = column.dtype
        if pd.api.types.is_bool_dtype(dtype) or not pd.api.types.is_numeric_dtype(dtype):
            return False
        if pd.api.types.is_complex_dtype(dtype):
            return False
        if pd.api.types.is_integer_dtype(dtype) and len(column):
            least, most = column.min(), column.max()
            return bool(pd.isna(most) or (least >= -LARGEST_EXACT and most <= LARGEST_EXACT))
        return True

    def matrix(self, rows: slice) -> bytes | None:
        if not self.names or not all(self._is_number(name) for name in self.names):
            return None
        return matrix_bytes(self._frame.iloc[rows].to_numpy(dtype=np.float64, na_value=np.nan))

    def values(self, name: str, rows: slice) -> list[Any]:
        column = self._column(name).iloc[rows]
        dtype = column.dtype
        if isinstance(dtype, pd.CategoricalDtype):
            levels = plains(dtype.categories.tolist())
            return [None if code < 0 else levels[code] for code in column.cat.codes.tolist()]
        if isinstance(dtype, np.dtype) and dtype.kind in "biufM":
            return array_values(column.to_numpy())
        if isinstance(dtype, pd.DatetimeTZDtype):
            # What a clock on the wall showed: a purchase at 23:50 belongs to that day.
            return array_values(column.dt.tz_localize(None).to_numpy())
        if isinstance(dtype, pd.StringDtype):
            present = column.notna().tolist()
            return [v if there else None for v, there in zip(column.tolist(), present)]
        return [plain(value) for value in column.tolist()]

    def column(self, name: str, values: Column) -> Any:
        return to_series(name, values, self._frame.index)

    def table(self, columns: dict[str, Column]) -> Any:
        index = self._frame.index
        return pd.DataFrame(
            {name: to_series(name, values, index) for name, values in columns.items()}, index=index
        )

    def by_id(self, key: str, ids: Column, columns: dict[str, Column]) -> Any:
        index = pd.Index(_keys(ids), name=key)
        found = {name: to_series(name, values, index) for name, values in columns.items()}
        if len(found) == 1:
            return next(iter(found.values()))
        return pd.DataFrame(found, index=index)


def to_series(name: str, values: Column, index: Any = None) -> Any:
    """An answer as a series; whole numbers stay whole where some are missing."""
    kinds = {type(value) for value in values}
    dtype: Any = None
    if kinds == {int, type(None)}:
        dtype = "Int64"
    elif kinds <= {int, float, type(None)} and float in kinds:
        dtype = np.float64
    return pd.Series(list(values), index=index, name=name, dtype=dtype)


def _keys(ids: Column) -> list[Any]:
    # A key of several parts comes as a list, which cannot be an index.
    return [tuple(key) if isinstance(key, list) else key for key in ids]
