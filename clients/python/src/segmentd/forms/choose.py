"""Which form rows are in."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from typing import Any

from .base import Form, FormError
from .lists import ColumnsForm, RecordsForm, RowsForm, cursor_form

KNOWN = (
    "a pandas, polars or pyarrow table, a numpy array, a dict of columns, a list of records or "
    "rows, a cursor, or the path of a CSV file or Excel workbook"
)


def form_of(rows: Any, names: Sequence[Any] | None = None) -> Form:
    """Finds out how rows came.

    Args:
        rows: One of the forms that the package takes.
        names: What the columns are called, for rows that do not say it.

    Raises:
        FormError: If they came in no form that is known, or a library is missing.
    """
    if isinstance(rows, Form):
        return rows
    library = type(rows).__module__.partition(".")[0]
    if library == "pandas":
        from .pandas_form import PandasForm

        return PandasForm(rows)
    if library == "polars":
        from .polars_form import PolarsForm

        return PolarsForm(rows)
    if library == "numpy":
        from .numpy_form import NumpyForm

        return NumpyForm(rows, names)
    if hasattr(rows, "__arrow_c_stream__") or library == "pyarrow":
        return _arrow(rows)
    if isinstance(rows, Mapping):
        return ColumnsForm(rows)
    if isinstance(rows, (str, os.PathLike)):
        from .files import file_form

        return file_form(rows)
    if hasattr(rows, "fetchall") and hasattr(rows, "description"):
        return cursor_form(rows, names)
    return _listed(rows, names)


def _arrow(rows: Any) -> Form:
    try:
        from .arrow_form import ArrowForm
    except ImportError as error:
        raise FormError(
            f"a {type(rows).__name__} is read by pyarrow, which is not installed; "
            "pip install pyarrow"
        ) from error
    return ArrowForm(rows)


def _listed(rows: Any, names: Sequence[Any] | None) -> Form:
    if not isinstance(rows, Sequence) or isinstance(rows, (bytes, bytearray)):
        if not hasattr(rows, "__iter__") or isinstance(rows, (bytes, bytearray)):
            raise FormError(f"the rows are a {type(rows).__name__}; send {KNOWN}")
        rows = list(rows)
    if rows and all(isinstance(row, Mapping) for row in rows):
        return RecordsForm(rows)
    if all(isinstance(row, Sequence) and not isinstance(row, (str, bytes)) for row in rows):
        return RowsForm(rows, names)
    kinds = sorted({type(row).__name__ for row in rows})
    raise FormError(f"the rows are a list of {', '.join(kinds)}; send {KNOWN}")
