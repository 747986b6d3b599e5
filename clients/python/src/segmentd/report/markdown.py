"""A report as Markdown: what a page says, without its pictures."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from ..reply import number
from .contents import Contents


def markdown(contents: Contents) -> str:
    """The report; names are text in it, whatever is in them."""
    return "\n".join(_lines(contents)) + "\n"


def _lines(contents: Contents) -> Iterator[str]:
    model = contents.model
    yield f"# {_text(contents.title)}"
    yield ""
    yield from _table(
        ["segment", "name", "customers", "share", "revenue share"],
        (
            [
                segment["id"], segment["name"], f"{segment['size']:,}", f"{segment['share']:.1%}",
                f"{segment['monetary_share']:.1%}" if "monetary_share" in segment else "",
            ]
            for segment in contents.segments
        ),
    )  # fmt: skip
    for segment in contents.segments:
        yield f"\n## {segment['id']} {_text(segment['name'])}\n"
        for sentence in segment.get("reasons", ()):
            yield f"- {_text(sentence)}"
        for sentence in segment.get("advice", ()):
            yield f"- **{_text(sentence)}**"
    choice = model.get("choice")
    if choice:
        yield "\n## Why so many segments\n"
        yield f"{_text(choice['suggested']['reason'])}\n"
        yield from _table(
            ["criterion", "says", "because"],
            (
                [name, "none" if vote["k"] is None else vote["k"], vote["reason"]]
                for name, vote in choice["votes"].items()
            ),
        )
    yield "\n## Features\n"
    yield from _table(
        ["segment", *contents.features],
        (
            [
                f"{segment['id']} {segment['name']}",
                *(number(segment["features"][name]["mean"]) for name in contents.features),
            ]
            for segment in contents.segments
        ),
    )
    yield "\n## Data\n"
    yield from _table(["", "rows"], ([name, number(rows)] for name, rows in contents.ledger))
    for sentence in contents.quality:
        yield f"- {_text(sentence)}"
    yield "\n## To make it again\n"
    yield f"Model `{model['model']}@{model['version']}`, fingerprint `{model['fingerprint']}`."
    yield "\n```json"
    yield json.dumps({"k": model["k"], "recipe": model["recipe"]}, indent=2)
    yield "```"


def _table(names: list[str], rows: Iterable[Iterable[Any]]) -> Iterator[str]:
    yield f"| {' | '.join(map(_text, names))} |"
    yield f"|{' --- |' * len(names)}"
    for row in rows:
        yield f"| {' | '.join(map(_text, row))} |"
    yield ""


def _text(value: Any) -> str:
    """Text in which Markdown and HTML see nothing of their own."""
    text = str(value).replace("\\", "\\\\").replace("&", "&amp;").replace("<", "&lt;")
    for mark in "`*_[]|#{}":
        text = text.replace(mark, f"\\{mark}")
    return " ".join(text.split())
