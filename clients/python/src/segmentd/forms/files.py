"""Rows in files: CSV by the standard library, Excel workbooks by openpyxl."""

from __future__ import annotations

import csv
import io
import itertools
import os
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from .base import FormError, require_unique
from .lists import ColumnsForm, RowsForm

_ARCHIVES = {b"\x1f\x8b": "gzip", b"BZh": "bzip2", b"\xfd7zX": "xz"}


def file_form(path: str | os.PathLike[str]) -> ColumnsForm:
    """Reads a file here and sends what is in it: all of a CSV as text, which the daemon recognises.

    Raises:
        FormError: If it is not there, or no table.
    """
    place = Path(path).expanduser()
    try:
        content = place.read_bytes()
    except OSError as error:
        raise FormError(f"{place} cannot be read ({error.strerror}); name a CSV file") from error
    if content[:4] == b"PK\x03\x04":
        return _workbook(place, content)
    for mark, name in _ARCHIVES.items():
        if content.startswith(mark):
            raise FormError(f"{place} is packed by {name}; unpack it first")
    return _csv(place, _text(content))


def _text(content: bytes) -> str:
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return content.decode("utf-16", errors="replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def _csv(place: Path, text: str) -> ColumnsForm:
    delimiter = None
    if text[:4].lower() == "sep=" and len(text) > 4:
        delimiter, _, text = text[4], *text[5:].partition("\n")[1:]
    first = text.partition("\n")[0]
    delimiter = delimiter or max(",;\t|", key=first.count)
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        names = next(lines, None)
        if not names:
            raise FormError(f"{place} is empty; its first line names the columns")
        columns: list[list[str]] = [[] for _ in names]
        rows = _full_rows(place, lines, len(names))
        # Lists of a row each are let go soon: a million of them at once keep the collector busy.
        while some := list(itertools.islice(rows, 10_000)):
            for column, cells in zip(columns, zip(*some)):
                column.extend(cells)
    except csv.Error as error:
        raise FormError(
            f"line {lines.line_num} of {place} cannot be read ({error}); look for a quotation mark "
            "that is not closed"
        ) from error
    return ColumnsForm(dict(zip(require_unique(names), columns)))


def _full_rows(place: Path, lines: Any, width: int) -> Iterator[list[str]]:
    for row in lines:
        if not row:
            continue
        if len(row) != width:
            raise FormError(
                f"line {lines.line_num} of {place} has {len(row)} fields and the first {width}; "
                "quote fields that hold the delimiter"
            )
        yield row


def _workbook(place: Path, content: bytes) -> RowsForm:
    try:
        from openpyxl import load_workbook
    except ImportError as error:
        raise FormError(
            f"{place} is an Excel workbook, which openpyxl reads; pip install 'segmentd[excel]'"
        ) from error
    try:
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
    except (KeyError, ValueError, OSError, zipfile.BadZipFile) as error:
        raise FormError(f"{place} is a zip archive but no Excel workbook ({error})") from error
    lines: list[tuple[Any, ...]] = [tuple(row) for row in book.active.iter_rows(values_only=True)]
    book.close()
    lines = [line for line in lines if any(cell is not None for cell in line)]
    if not lines:
        raise FormError(f"the first sheet of {place} is empty; its first line names the columns")
    names = [str(name) if name is not None else "" for name in lines[0]]
    while names and not names[-1]:
        names.pop()
    return RowsForm([line[: len(names)] for line in lines[1:]], require_unique(names))
