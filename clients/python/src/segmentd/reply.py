"""What the daemon answers, a little nicer than a dict."""

from __future__ import annotations

import contextlib
import html
import sys
import warnings
from collections.abc import Iterable, Iterator, Mapping
from contextvars import ContextVar
from typing import Any, NamedTuple


class SegmentdWarning(UserWarning):
    """Something in an answer that deserves a look: columns left out, cells that were missing."""


class Reply(dict[str, Any]):
    """An answer: a dict whose members are attributes too.

    >>> Reply(mean=0.5).mean
    0.5
    """

    def __getattr__(self, name: str) -> Any:
        try:
            return self[name]
        except KeyError:
            raise AttributeError(
                f"the answer has no {name!r}; it has {', '.join(map(str, self))}"
            ) from None

    def __dir__(self) -> list[str]:
        return [*super().__dir__(), *(name for name in self if name.isidentifier())]


class Place(NamedTuple):
    """A line of the program that calls."""

    file: str
    line: int
    #: The variables of its module, among which Python keeps what it has warned of.
    module: dict[str, Any]


_place: ContextVar[Place | None] = ContextVar("segmentd-place", default=None)


def caller() -> Place:
    """The line that called this package, however deep in it we are."""
    frame = sys._getframe(1)
    while frame.f_back and frame.f_globals.get("__name__", "").partition(".")[0] == __package__:
        frame = frame.f_back
    return Place(frame.f_code.co_filename, frame.f_lineno, frame.f_globals)


@contextlib.contextmanager
def called_from(place: Place) -> Iterator[None]:
    """Has warnings point at a line; a task's own stack does not lead to who made it."""
    token = _place.set(place)
    try:
        yield
    finally:
        _place.reset(token)


def warn(reply: Mapping[str, Any]) -> None:
    """Passes the daemon's warnings on as Python's, which point at the line that called."""
    if not reply.get("warnings"):
        return
    file, line, module = _place.get() or caller()
    for text in reply["warnings"]:
        warnings.warn_explicit(
            str(text), SegmentdWarning, file, line, module.get("__name__"),
            module.setdefault("__warningregistry__", {}),
        )  # fmt: skip


def frame(records: Iterable[Mapping[str, Any]]) -> Any:
    """Records as a pandas data frame where pandas is installed, else as they are."""
    records = [dict(record) for record in records]
    try:
        import pandas
    except ImportError:
        return records
    return pandas.DataFrame(records)


def number(value: float | None) -> str:
    """A number as people read it: whole ones whole, others by four digits or to the whole.

    >>> number(20046.3), number(0.123456), number(1200)
    ('20,046', '0.1235', '1,200')
    """
    if value is None:
        return ""
    is_long = isinstance(value, int) or abs(value) >= 1_000
    return f"{value:,.0f}" if is_long else f"{value:.4g}"


def html_table(records: Iterable[Mapping[str, Any]], caption: str) -> str:
    """Records as a small table for a notebook; everything in it is text."""
    records = list(records)
    names = list(dict.fromkeys(name for record in records for name in record))
    head = "".join(f"<th>{html.escape(str(name))}</th>" for name in names)
    rows = "".join(
        "<tr>" + "".join(_cell(record.get(name)) for name in names) + "</tr>" for record in records
    )
    return (
        f"<table><caption>{html.escape(caption)}</caption>"
        f"<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
    )


def _cell(value: Any) -> str:
    if value is None:
        return "<td></td>"
    if isinstance(value, float):
        return f"<td>{number(value)}</td>"
    if isinstance(value, int):
        return f"<td>{value}</td>"
    text = " ".join(map(str, value)) if isinstance(value, (list, tuple)) else str(value)
    return f'<td style="text-align: left">{html.escape(text)}</td>'
