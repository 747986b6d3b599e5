"""Rows in Python's own lists and dicts: columns, records, rows, and what a cursor fetches."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from .base import Column, Form, FormError, require_unique
from .cells import exact_doubles, plains


class ColumnsForm(Form):
    """A dict of lists, one per column; answers are lists, or dicts of lists."""

    def __init__(self, columns: Mapping[Any, Iterable[Any]]) -> None:
        self.names = require_unique(list(columns))
        self._columns = {str(name): list(values) for name, values in columns.items()}
        lengths = {len(values) for values in self._columns.values()}
        if len(lengths) > 1:
            told = ", ".join(f"{name!r} {len(self._columns[name])}" for name in self.names)
            raise FormError(f"the columns have different lengths ({told}); make them equal")
        self.count = lengths.pop() if lengths else 0

    def values(self, name: str, rows: slice) -> list[Any]:
        return plains(self._columns[name][rows])

    def matrix(self, rows: slice) -> bytes | None:
        width = len(self.names)
        cells = array("d", bytes(8 * width * len(range(*rows.indices(self.count)))))
        for place, name in enumerate(self.names):
            doubles = exact_doubles(self._columns[name][rows])
            if doubles is None:
                return None
            cells[place::width] = array("d", doubles)
        return little_endian(cells)

    def column(self, name: str, values: Column) -> Any:
        return list(values)

    def table(self, columns: dict[str, Column]) -> Any:
        return {name: list(values) for name, values in columns.items()}

    def by_id(self, key: str, ids: Column, columns: dict[str, Column]) -> Any:
        return self.table({key: ids, **columns})


class RecordsForm(ColumnsForm):
    """A list of dicts, one per row; several answers per row are dicts too."""

    def __init__(self, records: Sequence[Mapping[Any, Any]]) -> None:
        names: dict[Any, None] = {}
        for record in records:
            names.update(dict.fromkeys(record))
        super().__init__({name: [record.get(name) for record in records] for name in names})
        self.count = len(records)

    def table(self, columns: dict[str, Column]) -> Any:
        return [dict(zip(columns, row)) for row in zip(*columns.values())]


class RowsForm(ColumnsForm):
    """A list of lists or tuples, one per row; the columns are called x0, x1 … unless named."""

    def __init__(self, rows: Sequence[Sequence[Any]], names: Sequence[Any] | None = None) -> None:
        widths = {len(row) for row in rows}
        if len(widths) > 1:
            raise FormError(
                f"the rows have {min(widths)} to {max(widths)} cells; give each the same number"
            )
        width = widths.pop() if widths else len(names or ())
        names = names_for(width, names)
        columns = zip(*rows) if rows else ([] for _ in names)
        super().__init__(dict(zip(names, columns)))
        self.count = len(rows)


def names_for(width: int, names: Sequence[Any] | None) -> Sequence[Any]:
    """Names of so many columns: those given, or x0, x1 …, as scikit-learn calls them.

    Raises:
        FormError: If there are more or fewer names than columns.
    """
    if names is None:
        return [f"x{place}" for place in range(width)]
    if len(names) != width:
        raise FormError(f"there are {len(names)} names for {width} columns; name each column once")
    return names


def cursor_form(cursor: Any, names: Sequence[Any] | None = None) -> RowsForm:
    """What a DB-API cursor has to fetch.

    Raises:
        FormError: If its statement gave no rows.
    """
    if cursor.description is None:
        raise FormError("the cursor has no rows; execute a SELECT before it is sent")
    found = [column[0] for column in cursor.description]
    return RowsForm([tuple(row) for row in cursor.fetchall()], names or found)


def little_endian(cells: array[float]) -> bytes:
    """Doubles as bytes, the least significant first on any machine."""
    import sys

    if sys.byteorder == "big":
        cells.byteswap()
    return cells.tobytes()
