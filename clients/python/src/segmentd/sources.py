"""Where rows come from: this program, a table of the daemon, or a file that the daemon reads."""

from __future__ import annotations

import json
import os
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Callable

from .errors import SegmentdError
from .forms import Form, form_of
from .plans import Ask, Plan

#: What is asked once the rows are where they can be asked about, with their ``data``.
Use = Callable[[dict[str, Any]], Plan[Any]]

#: Bytes of one piece of rows that are too many for one message: large, so that there are few, and
#: small beside the 64 MiB that a daemon takes at once.
PIECE_BYTES = 24_000_000


@dataclass(frozen=True)
class Table:
    """A table that was put into the daemon."""

    name: str

    def wire(self) -> dict[str, Any]:
        """As the protocol has it."""
        return {"table": self.name}


@dataclass(frozen=True)
class ServerFile:
    """A CSV file that the daemon reads by itself, below a folder it was started with.

    Args:
        path: As the daemon sees it.
        options: ``delimiter``, ``encoding``, ``date_format``, ``decimal``, ``thousands``,
            ``missing``, where they are not to be recognised.
    """

    path: str
    options: dict[str, Any] = field(default_factory=dict)

    def wire(self) -> dict[str, Any]:
        """As the protocol has it."""
        return {"path": self.path, **self.options}


@dataclass(frozen=True)
class Measured:
    """Customers as the recipe makes them of purchases, measured before by whoever has those.

    Args:
        rows: In any form that rows may have, with the recipe's measures as columns.
    """

    rows: Any


@dataclass
class Context:
    """What a client knows of the daemon it asks."""

    #: Whether the daemon is our own and may read whatever we may.
    reads_files: bool = False

    #: Bytes of a message at most; None until the daemon was asked.
    limit: int | None = None

    #: The client, which models ask.
    client: Any = None

    #: What is known of a version of a model, by ``name@version``.
    models: dict[str, ModelFacts] = field(default_factory=dict)


@dataclass(frozen=True)
class ModelFacts:
    """What has to be known of a model to read its answers."""

    #: Whether rows are transactions, so that answers are per customer.
    counts_transactions: bool

    #: What the ids of its customers are called.
    key: str


@dataclass(frozen=True)
class Source:
    """Rows, either here or with the daemon."""

    form: Form | None
    reference: dict[str, Any] | None
    beside: dict[str, Any] = field(default_factory=dict)


def source_of(context: Context, rows: Any, names: Sequence[Any] | None = None) -> Source:
    """Finds out where rows are.

    Raises:
        FormError: If they are in no form that is known.
    """
    if isinstance(rows, Measured):
        source = source_of(context, rows.rows, names)
        return Source(source.form, source.reference, {**source.beside, "measured": True})
    if isinstance(rows, (Table, ServerFile)):
        return Source(None, rows.wire())
    if isinstance(rows, (str, os.PathLike)) and context.reads_files:
        path = Path(rows).expanduser().resolve()
        if path.suffix.lower() not in (".xlsx", ".xlsm"):
            return Source(None, {"path": str(path)})
    return Source(form_of(rows, names), None)


def sent(context: Context, source: Source, ids: Sequence[Any] | None, use: Use) -> Plan[Any]:
    """Asks something about rows, which go along, or ahead in pieces where they are many."""
    beside = source.beside
    if source.reference is not None:
        data = {**source.reference, **beside}
        return (yield from use(data if ids is None else {**data, "ids": list(ids)}))
    form = source.form
    assert form is not None
    piece = yield from rows_of_a_piece(context, form)
    if form.count <= piece:
        data = {**form.data(), **beside}
        if ids is not None:
            data["ids"] = list(ids)
        return (yield from use(data))
    name = f"python-{uuid.uuid4().hex}"
    try:
        yield from uploaded(form, name, piece, ids)
        return (yield from use({"table": name, **beside}))
    finally:
        yield from _dropped(name)


def wired(context: Context, recipe: Any) -> Any:
    """A recipe whose joined tables are written as the protocol has them.

    ``data`` of a join may be anything that rows may be.
    """
    if isinstance(recipe, Mapping):
        return {
            name: wired_rows(context, value) if name == "data" else wired(context, value)
            for name, value in recipe.items()
        }
    if isinstance(recipe, (list, tuple)):
        return [wired(context, part) for part in recipe]
    return recipe


def wired_rows(context: Context, rows: Any) -> dict[str, Any]:
    """Rows that go along with others."""
    if isinstance(rows, Mapping) and _is_wired(rows):
        return dict(rows)
    source = source_of(context, rows)
    found = source.form.data() if source.form is not None else dict(source.reference or {})
    return {**found, **source.beside}


def _is_wired(rows: Mapping[Any, Any]) -> bool:
    """Whether rows are written as the protocol has them: no dict of columns looks like that."""
    return (
        isinstance(rows.get("table"), str)
        or isinstance(rows.get("path"), str)
        or isinstance(rows.get("columns"), Mapping)
        or set(rows) == {"records"}
        or {"fields", "rows"} <= rows.keys()
        or {"fields", "b64"} <= rows.keys()
    )


def uploaded(
    form: Form,
    table: str,
    piece: int,
    ids: Sequence[Any] | None = None,
    *,
    appends: bool = False,
) -> Plan[None]:
    """Puts rows into a table of the daemon, or behind those it has, piece by piece."""
    for start in range(0, max(form.count, 1), piece):
        rows = slice(start, min(start + piece, form.count))
        data = form.data(rows)
        if ids is not None:
            data["ids"] = list(ids[rows])
        method = "tables.append" if start or appends else "tables.put"
        yield Ask(method, {"table": table, "data": data})


def rows_of_a_piece(context: Context, form: Form) -> Plan[int]:
    """How many rows go into one message."""
    if form.count * len(form.names) < 4_000:
        return form.count
    bytes_per_row = _bytes_per_row(form)
    if form.count * bytes_per_row < 1_000_000:
        # Any daemon takes as much: there is no need to ask.
        return form.count
    if context.limit is None:
        info = yield Ask("server.info")
        context.limit = int(info["limits"]["max_message_bytes"])
    return max(1, int(min(PIECE_BYTES, context.limit // 2) / bytes_per_row))


def _bytes_per_row(form: Form) -> float:
    """What a row takes on the wire, told from some of them all over the table."""
    count = form.count
    size, rows = 0, 0
    for start in range(0, count, max(1, count // 8)):
        part = slice(start, min(start + 50, count))
        size += len(json.dumps(form.data(part)))
        rows += part.stop - part.start
    return 1.25 * size / max(rows, 1)


def _dropped(table: str) -> Plan[None]:
    try:
        yield Ask("tables.delete", {"table": table})
    except SegmentdError:
        # Whatever was wrong before is what has to be told.
        return
