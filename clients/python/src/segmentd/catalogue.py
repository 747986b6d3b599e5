"""The methods that work on the daemon's models and tables as a whole, as plans."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from .model import Model
from .plans import Ask, Plan, given
from .reply import Reply
from .report import gathered, markdown, page
from .sources import Context, Table, rows_of_a_piece, source_of, uploaded


def models(context: Context, /) -> Plan[list[Reply]]:  # noqa: ARG001 - every plan has it
    """The models there are."""
    return [Reply(model) for model in (yield Ask("models.list"))["models"]]


def model(context: Context, /, model: str) -> Plan[Model]:
    """One model, the newest version of a name unless ``name@version`` asks for another."""
    return Model((yield Ask("models.get", {"model": model})), context.client)


def report(
    context: Context,
    /,
    model: str,
    path: str | os.PathLike[str],
    *,
    by: str | Sequence[str] | None = None,
) -> Plan[Path]:
    """Writes a page that tells what the segments are, why there are so many, and what to do.

    Args:
        model: Its name, or ``name@version``.
        path: ``.html`` for a page with pictures that needs no network, ``.md`` for Markdown.
        by: A column of the customers, or several, to tell the segments apart by, such as a country.

    Returns:
        Where it was written.

    Raises:
        ValueError: If the name ends otherwise.
        ImportError: If vl-convert, which draws, is not installed: ``segmentd[report]``.
    """
    place = Path(path)
    if place.suffix.lower() not in (".html", ".htm", ".md"):
        raise ValueError(f"{place.name} is no .html or .md; a report is one of these")
    contents = yield from gathered(context, model, by=by)
    is_page = place.suffix.lower() != ".md"
    place.write_text(page(contents) if is_page else markdown(contents), encoding="utf-8")
    return place


def delete_model(context: Context, /, model: str) -> Plan[list[str]]:  # noqa: ARG001
    """Deletes a version, or all versions of a name; returns what was deleted."""
    return list((yield Ask("models.delete", {"model": model}))["deleted"])


def rename_model(context: Context, /, model: str, to: str) -> Plan[Reply]:  # noqa: ARG001
    """Gives a model another name."""
    return Reply((yield Ask("models.rename", {"model": model, "to": to})))


def label_segment(
    context: Context,  # noqa: ARG001
    /,
    model: str,
    segment: int,
    *,
    name: str | None = None,
    advice: str | Sequence[str] | None = None,
) -> Plan[Reply]:
    """Gives a segment a name or advice of your own, which later fits of the model keep."""
    params = given(model=model, segment=segment, name=name, advice=advice)
    return Reply((yield Ask("models.label", params)))


def export_model(
    context: Context,  # noqa: ARG001
    /,
    model: str,
    *,
    format: str | None = None,  # noqa: A002 - the protocol's name
    dialect: str | None = None,
    include: Sequence[str] | None = None,
) -> Plan[Reply]:
    """A model as a document (``"json"``) or as one SELECT (``"sql"``), with rows to check it by."""
    params = given(model=model, format=format, dialect=dialect, include=include)
    return Reply((yield Ask("models.export", params)))


def import_model(context: Context, /, document: str, model: str | None = None) -> Plan[Model]:
    """Takes in a document that `export_model` gave, under its own name or another."""
    reply = yield Ask("models.import", given(document=document, model=model))
    name = f"{reply['model']}@{reply['version']}"
    return Model((yield Ask("models.get", {"model": name})), context.client)


def put_table(
    context: Context,
    /,
    table: str,
    data: Any,
    *,
    ids: Sequence[Any] | None = None,
    names: Sequence[str] | None = None,
) -> Plan[Table]:
    """Puts rows into the daemon once, so that several calls can use them.

    Returns:
        The table, which `fit`, `sweep`, `assign` and the others take as rows.
    """
    source = source_of(context, data, names)
    if source.form is None:
        yield Ask("tables.put", {"table": table, "data": source.reference})
    else:
        piece = yield from rows_of_a_piece(context, source.form)
        yield from uploaded(source.form, table, piece, ids)
    return Table(table)


def append_table(context: Context, /, table: str, data: Any) -> Plan[Table]:
    """Puts more rows with the same columns to those of a table."""
    source = source_of(context, data)
    if source.form is None:
        yield Ask("tables.append", {"table": table, "data": source.reference})
        return Table(table)
    piece = yield from rows_of_a_piece(context, source.form)
    yield from uploaded(source.form, table, piece, appends=True)
    return Table(table)


def get_table(
    context: Context,  # noqa: ARG001
    /,
    table: str,
    *,
    offset: int = 0,
    limit: int | None = None,
) -> Plan[dict[str, list[Any]]]:
    """Rows of a table, as columns."""
    columns: dict[str, list[Any]] = {}
    wanted = limit
    while wanted is None or wanted > 0:
        step = 10_000 if wanted is None else min(wanted, 10_000)
        reply = yield Ask("tables.get", {"table": table, "offset": offset, "limit": step})
        for place, name in enumerate(reply["fields"]):
            columns.setdefault(name, []).extend(row[place] for row in reply["rows"])
        offset += len(reply["rows"])
        wanted = None if wanted is None else wanted - len(reply["rows"])
        if not reply["rows"] or offset >= reply["total"]:
            break
    return columns


def tables(context: Context, /) -> Plan[list[Reply]]:  # noqa: ARG001
    """The tables there are."""
    return [Reply(table) for table in (yield Ask("tables.list"))["tables"]]


def delete_table(context: Context, /, table: str) -> Plan[None]:  # noqa: ARG001
    """Forgets a table."""
    yield Ask("tables.delete", {"table": table})


def info(context: Context, /) -> Plan[Reply]:  # noqa: ARG001
    """What the daemon is: its version, the role that the token gives, and its limits."""
    return Reply((yield Ask("server.info")))


def ping(context: Context, /) -> Plan[None]:  # noqa: ARG001
    """Asks whether the daemon is there."""
    yield Ask("server.ping")


def metrics(context: Context, /) -> Plan[Reply]:  # noqa: ARG001
    """Counters, gauges and histograms of the daemon."""
    return Reply((yield Ask("server.metrics")))


def shutdown(context: Context, /) -> Plan[None]:  # noqa: ARG001
    """Ends the daemon."""
    yield Ask("server.shutdown")
