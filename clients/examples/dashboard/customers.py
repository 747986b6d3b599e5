"""Who is in which segment: what the table on the page shows, and what is downloaded."""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from segmentd import AsyncClient, Reply, Table

#: What is known of each customer besides the segment.
DETAILS = ["name", "distance", "margin", "percentile", "outlier"]

#: Rows that are asked for at once.
PIECE = 20_000


@dataclass
class Customers:
    """Columns of equal length; the first are ``id``, ``segment`` and ``name``."""

    columns: dict[str, list[Any]]

    def __len__(self) -> int:
        return len(self.columns["segment"])

    def chosen(
        self, segments: Collection[int], text: str, sort: str | None, descends: bool
    ) -> list[int]:
        """The rows of some segments, or of all where none is named, that have a text in their id.

        Missing cells stand last, whichever way the rows are sorted.
        """
        ids, own = self.columns["id"], self.columns["segment"]
        text = text.strip().casefold()
        rows = [
            row
            for row in range(len(self))
            if (not segments or own[row] in segments) and text in str(ids[row]).casefold()
        ]
        if sort in self.columns:
            cells = self.columns[sort]
            known = [row for row in rows if cells[row] is not None]
            known.sort(key=lambda row: _order(cells[row]), reverse=descends)
            rows = known + [row for row in rows if cells[row] is None]
        return rows

    def csv(self) -> str:
        """All of them, as RFC 4180 has it."""
        written = io.StringIO(newline="")
        lines = csv.writer(written)
        lines.writerow(self.columns)
        lines.writerows(zip(*self.columns.values()))
        return written.getvalue()


def _order(cell: Any) -> tuple[int, Any]:
    return (1, cell.casefold()) if isinstance(cell, str) else (0, cell)


async def customers_of(client: AsyncClient, table: Table, model: str) -> Customers:
    """Assigns the rows of a table, and adds what the model measures of each customer.

    Raises:
        SegmentdError: If the table is not of the kind that the model was fitted on.
    """
    known = await client.model(model)
    reply = Reply(await client.call("assign", model=model, data=table.wire(), detail=DETAILS))
    ids = reply.get("ids") or list(range(1, len(reply.segment) + 1))
    columns = {"id": [_text(one) for one in ids], "segment": reply.segment, "name": reply.name}
    transactions = known.recipe.get("transactions")
    if transactions is None:
        wanted = [feature["column"] for feature in known.recipe.get("features", ())]
        measured = await _cells(client, table, wanted or known.features)
    else:
        scores = await client.call("rfm", data=table.wire(), transactions=transactions)
        measured = (
            {name: scores["columns"][name] for name in ("recency", "frequency", "monetary")}
            if scores["ids"] == ids
            else {}
        )
    for name, cells in measured.items():
        columns.setdefault(name, cells)
    for name in DETAILS[1:]:
        columns.setdefault(name, reply[name])
    return Customers(columns)


async def _cells(client: AsyncClient, table: Table, wanted: Iterable[str]) -> dict[str, list[Any]]:
    """Some columns of a table, piece by piece, so that no reply is too large."""
    columns: dict[str, list[Any]] = {name: [] for name in wanted}
    offset = 0
    while True:
        rows = await client.get_table(table.name, offset=offset, limit=PIECE)
        count = len(next(iter(rows.values()), []))
        for name, cells in columns.items():
            cells += rows.get(name, [])
        offset += count
        if count < PIECE:
            return {name: cells for name, cells in columns.items() if len(cells) == offset}


def _text(one: Any) -> Any:
    return " ".join(map(str, one)) if isinstance(one, list) else one
