"""The daemon's pictures on the page: Vega draws them, and tells what was clicked in them."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

from dash import dcc, html
from dash_vega_components import Vega
from segmentd import AsyncClient, Chart, DataNeeded, Degenerate, InvalidParams, Model

from parts import aria

#: Pictures of a model, in the order of the page.
KINDS = (
    "sizes", "centers", "profile", "scatter", "boxes", "trend", "by", "silhouette", "rfm_grid",
    "pairs",
)  # fmt: skip

#: What is not to be had for some models: no revenue, no months, rows that were not kept.
NOT_DRAWN = (DataNeeded, InvalidParams, Degenerate)

#: Vega-Lite has no words for what was clicked in a picture of any shape, Vega has. The time makes
#: a second click on the same mark another one.
_CLICKED = {
    "name": "clicked",
    "value": None,
    "on": [
        {
            "events": "click",
            "update": "datum ? {segment: datum.segment, k: datum.k, at: now()} : clicked",
        }
    ],
}

_OPTIONS = {
    "renderer": "svg",
    "actions": False,
    "patch": [{"op": "add", "path": "/signals/-", "value": _CLICKED}],
}


def picture(kind: str, chart: Chart) -> html.Figure:
    """A picture under its title, which is text of the page: it can be read aloud, and wraps."""
    title = chart["title"]
    drawing = Vega(id={"part": "picture", "kind": kind}, opt=_OPTIONS, signalsToObserve=["clicked"])
    # A parameter, so that there are signals to add to.
    params = [{"name": "unused", "value": None}]
    spec = {**_without_legend(chart), "title": None, "params": params}
    return html.Figure(
        className=f"picture picture-{kind}",
        children=[
            html.Figcaption([html.H3(title["text"]), html.P(title["subtitle"], className="soft")]),
            html.Div(
                drawing, className="chart", role="group", tabIndex=0,
                **aria(label=title["text"]),
            ),
            dcc.Store(id={"part": "spec", "kind": kind}, data=spec),
        ],
    )  # fmt: skip


def _without_legend(part: Any) -> Any:
    """A picture, or part of it, without the colours of the segments: the page shows them above."""
    if isinstance(part, list):
        return [_without_legend(one) for one in part]
    if not isinstance(part, dict):
        return part
    made = {name: one if name == "data" else _without_legend(one) for name, one in part.items()}
    return {**made, "legend": None} if part.get("title") == "Segment" and "scale" in part else made


def choice(model: Model, chart: Chart) -> dict[str, Any]:
    """How well each number of segments fits, and what each criterion says."""
    return {**model.choice, "chart": dict(chart)}


async def drawn(
    client: AsyncClient, model: Model, by: str | None
) -> tuple[dict[str, Chart], dict[str, str]]:
    """All pictures of a model, and why there are no others."""
    options: dict[str, Mapping[str, Any]] = {
        "by": {"by": by}, "scatter": {"max_points": 2_000}, "pairs": {"max_points": 1_000}
    }  # fmt: skip
    wanted = {kind: options.get(kind, {}) for kind in KINDS if kind != "by" or by is not None}
    found = await asyncio.gather(
        *(client.chart(kind, model=model.name, **given) for kind, given in wanted.items()),
        return_exceptions=True,
    )
    charts: dict[str, Chart] = {}
    left_out: dict[str, str] = {}
    for kind, chart in zip(wanted, found):
        if isinstance(chart, NOT_DRAWN):
            left_out[kind.replace("_", " ")] = chart.message
        elif isinstance(chart, BaseException):
            raise chart
        else:
            charts[kind] = chart
    return charts, left_out
