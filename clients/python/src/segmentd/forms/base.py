"""What every form of rows can do."""

from __future__ import annotations

import base64
from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Any

from ..errors import BadData

#: What an assigned column of answers is: one value per row, None where there is none.
Column = Sequence[Any]


class FormError(BadData, TypeError):
    """The rows came in a form that is not known, or cannot be sent."""


class Form(ABC):
    """Rows, told by name of column."""

    #: The names of the columns, in their order.
    names: list[str]

    #: How many rows there are.
    count: int

    @abstractmethod
    def values(self, name: str, rows: slice) -> list[Any]:
        """The cells of a column as JSON has them: None is missing, dates are ISO text."""

    def matrix(self, rows: slice) -> bytes | None:
        """All columns as little-endian doubles row by row, if they are numbers; NaN is missing."""
        return None

    @abstractmethod
    def column(self, name: str, values: Column) -> Any:
        """An answer with one value per row."""

    @abstractmethod
    def table(self, columns: dict[str, Column]) -> Any:
        """An answer with several values per row."""

    @abstractmethod
    def by_id(self, key: str, ids: Column, columns: dict[str, Column]) -> Any:
        """An answer that is not one per row but one per customer."""

    def data(self, rows: slice | None = None) -> dict[str, Any]:
        """The rows, or some of them, as the protocol's ``data``."""
        rows = slice(0, self.count) if rows is None else rows
        matrix = self.matrix(rows)
        if matrix is not None:
            shape = [len(range(*rows.indices(self.count))), len(self.names)]
            text = base64.b64encode(matrix).decode("ascii")
            return {"fields": self.names, "dtype": "<f8", "shape": shape, "b64": text}
        return {"columns": {name: self.values(name, rows) for name in self.names}}


def require_unique(names: Sequence[Any]) -> list[str]:
    """The names of columns as text.

    Raises:
        FormError: If two columns have one name, or one has none.
    """
    texts = [str(name) for name in names]
    for name in texts:
        if not name:
            raise FormError("a column has no name; name every column")
    if len(set(texts)) < len(texts):
        twice = next(name for name in texts if texts.count(name) > 1)
        raise FormError(f"two columns are called {twice!r}; give every column a name of its own")
    return texts
