"""Pieces of the page made from answers of the daemon. Dash writes every text as text."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from dash import html
from segmentd import Reply
from segmentd.reply import number

from customers import Customers


def aria(**said: str) -> dict[str, Any]:
    """What is said of an element to those who do not see it."""
    return {f"aria-{name}": value for name, value in said.items()}


def label(segment: Mapping[str, Any]) -> str:
    """A segment as the pictures call it."""
    return f"{segment['id']} {segment['name']}"


def dot(segment: int) -> html.Span:
    """The colour that a segment has in every picture."""
    return html.Span(className=f"dot dot-{(segment - 1) % 12}", **aria(hidden="true"))


def chips(segments: Iterable[Mapping[str, Any]]) -> list[Any]:
    """Buttons that choose segments."""
    made = [
        html.Button(
            [dot(segment["id"]), label(segment)], id={"chip": segment["id"]}, type="button",
            className="chip", **aria(pressed="false"),
        )
        for segment in segments
    ]  # fmt: skip
    return [*made, html.Button("All segments", id={"chip": 0}, type="button", className="chip")]


def card(segment: Mapping[str, Any]) -> html.Article:
    """A segment, why it is its own, and what to do for it."""
    share = f"{segment['size']:,} customers, {segment['share']:.1%}"
    if "monetary_share" in segment:
        share += f"; {segment['monetary_share']:.1%} of revenue"
    return html.Article(
        id={"card": segment["id"]},
        className="segment",
        children=[
            html.H3([dot(segment["id"]), label(segment)]),
            html.P(share, className="soft"),
            sentences(segment.get("reasons", ())),
            html.Div(sentences(segment.get("advice", ())), className="advice"),
        ],
    )


def profile(found: Reply) -> html.Div:
    """The mean of every feature, by segment."""
    names = list(found.overall["features"])
    rows = [[label(s), *(s["features"][n]["mean"] for n in names)] for s in found.segments]
    rows.append(["All", *(found.overall["features"][name]["mean"] for name in names)])
    return table(["Mean of", *names], rows)


def votes(choice: Mapping[str, Any]) -> list[Any]:
    """What was suggested, and what each criterion said."""
    rows = [
        [name.replace("_", " "), "none" if vote["k"] is None else vote["k"], vote["reason"]]
        for name, vote in choice["votes"].items()
    ]
    return [
        html.P(choice["suggested"]["reason"], className="lead"),
        html.P(choice.get("structure_reason", "")),
        table(["criterion", "says", "because"], rows),
    ]


def moves(found: Reply) -> list[Any]:
    """Who moved between two versions, most customers first."""
    if not found.customers:
        return [html.P("No customer is in both.", className="lead")]
    names = found.names
    rows = [
        (
            part["customers"],
            f"{a} {names['a'].get(a, '')}",
            f"{b} {names['b'].get(b, '')}",
            part["share"],
        )
        for a, parts in found.moved.items()
        for b, part in parts.items()
    ]
    rows.sort(key=lambda row: -row[0])
    stayed = found.stayed
    told = (
        f"{stayed['customers']:,} of {found.customers:,} customers stayed, {stayed['share']:.1%}. "
        f"Adjusted Rand index {found.ari:.3f}, normalised mutual information {found.nmi:.3f}: 1 is "
        "the same, 0 no more alike than chance."
    )
    shown = [[a, b, customers, f"{share:.1%}"] for customers, a, b, share in rows]
    return [
        html.P(told, className="lead"),
        table(["from", "to", "customers", "of the segment"], shown) if shown else html.Div(),
    ]


def page_of(
    customers: Customers, rows: Sequence[int], sort: str | None, descends: bool
) -> html.Div:
    """Some customers as a table that can be sorted by its heads."""
    heads: list[html.Th] = []
    body: list[list[html.Td]] = [[] for _ in rows]
    for name, column in customers.columns.items():
        order = ("descending" if descends else "ascending") if name == sort else "none"
        mark = {"descending": " ▾", "ascending": " ▴", "none": ""}[order]
        button = html.Button(f"{name}{mark}", id={"sort": name}, type="button")
        side = None if name in ("id", "segment") else _side(column)
        heads.append(html.Th(button, scope="col", className=side, **aria(sort=order)))
        for line, row in zip(body, rows):
            is_segment = name == "segment" and column[row] is not None
            inside: list[Any] = [dot(column[row])] if is_segment else []
            line.append(html.Td([*inside, cell(column[row])], className=side))
    return _scroll(
        html.Table([html.Thead(html.Tr(heads)), html.Tbody([html.Tr(line) for line in body])]),
        "Customers",
    )


def table(heads: Iterable[Any], rows: Sequence[Sequence[Any]]) -> html.Div:
    """Rows under their heads."""
    sides = [_side(column) for column in zip(*rows)]
    head = [html.Th(str(name), scope="col", className=side) for name, side in zip(heads, sides)]
    body = [
        html.Tr([html.Td(cell(value), className=side) for value, side in zip(row, sides)])
        for row in rows
    ]
    return _scroll(html.Table([html.Thead(html.Tr(head)), html.Tbody(body)]), "Table")


def _scroll(inside: Any, name: str) -> html.Div:
    # What can be scrolled can be reached by the keyboard.
    return html.Div(inside, className="scroll", tabIndex=0, role="region", **aria(label=name))


def sentences(told: Iterable[Any]) -> html.Ul:
    """Sentences, one below the other."""
    return html.Ul([html.Li(str(sentence)) for sentence in told])


def _side(column: Iterable[Any]) -> str | None:
    """How a column is set: numbers at the right."""
    known = next((value for value in column if value is not None), None)
    return "number" if isinstance(known, (int, float)) and not isinstance(known, bool) else None


def cell(value: Any) -> str:
    """A value as people read it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return number(value) if isinstance(value, (int, float)) else str(value)
