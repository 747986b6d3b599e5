"""What is seen of a model: segments, pictures that filter each other, two versions."""

from __future__ import annotations

from typing import Any

from dash import Dash, Input, Output, State, html, no_update
from dash.exceptions import PreventUpdate
from segmentd import AsyncClient, Chart, Model, Reply

from daemon import Daemon
from page import dropdown
from parts import card, chips, label, moves, profile, sentences, votes
from pictures import choice, drawn, picture


def register(app: Dash, daemon: Daemon) -> None:
    """Adds the callbacks to the page."""

    @app.callback(
        Output("chips", "children"),
        Output("labels", "data"),
        Output("chosen", "data", allow_duplicate=True),
        Output("segments", "children"),
        Output("pictures", "children"),
        Output("choice", "data", allow_duplicate=True),
        Output("alert", "hidden", allow_duplicate=True),
        *(
            Output(part, "hidden", allow_duplicate=True)
            for part in (
                "nothing",
                "bar",
                "section-segments",
                "section-pictures",
                "section-customers",
                "section-versions",
            )
        ),
        Output("seen", "data"),
        Input("model", "data"),
        State("seen", "data"),
        prevent_initial_call=True,
    )
    def show(name: str | None, seen: str | None) -> tuple[Any, ...]:
        if name is None or name == seen:
            raise PreventUpdate
        model, found, charts, left_out, tried = daemon.wait(_told(daemon.client, name))
        told = {segment["id"]: segment for segment in found.segments}
        segments = [{**segment, **told[segment["id"]]} for segment in model.segments]
        by = _by(found)
        drawings = [
            html.Div([_picker(by), html.Div(picture(kind, chart), id="by-picture")])
            if kind == "by"
            else picture(kind, chart)
            for kind, chart in charts.items()
        ]
        because = sentences(f"{kind}: {why}" for kind, why in left_out.items())
        return (
            chips(segments),
            {label(segment): segment["id"] for segment in segments},
            [],
            [_facts(model), html.Div([card(s) for s in segments], className="cards"),
             html.Details([html.Summary("Means of the features"), profile(found)])],
            [html.Div(drawings, className="pictures"),
             *([html.Details([html.Summary("Not drawn"), because])] if left_out else [])],
            tried or no_update,
            True,
            True, False, False, False, False, False,
            name,
        )  # fmt: skip

    @app.callback(
        Output("by-picture", "children"),
        Input("by", "value"),
        State("model", "data"),
        prevent_initial_call=True,
    )
    def tell_apart(column: str, model: str) -> Any:
        return picture("by", daemon.wait(daemon.client.chart("by", model=model, by=column)))

    @app.callback(
        Output("choice-inside", "children"),
        Output("section-choice", "hidden"),
        Output("nothing", "hidden", allow_duplicate=True),
        Input("choice", "data"),
        prevent_initial_call=True,
    )
    def show_choice(tried: dict[str, Any] | None) -> tuple[Any, ...]:
        if tried is None:
            return [], True, no_update
        drawing = picture("elbow", Chart(tried["chart"]))
        hint = html.P("A click on a number takes it.", className="soft")
        return (
            [html.Div([drawing, html.Div([*votes(tried), hint])], className="choice")],
            False,
            True,
        )

    @app.callback(
        Output("versions", "children"),
        Input("before", "value"),
        Input("now", "value"),
        prevent_initial_call=True,
    )
    def compare(before: str | None, now: str | None) -> Any:
        if not before or not now:
            return html.P(
                "Make segments again, by other columns or another number, to see who moved.",
                className="soft",
            )
        found, chart = daemon.wait(_compared(daemon.client, before, now))
        return html.Div([picture("migration", chart), html.Div(moves(found))], className="choice")


async def _told(
    client: AsyncClient, name: str
) -> tuple[Model, Reply, dict[str, Chart], dict[str, str], dict[str, Any] | None]:
    """All that is shown of a model."""
    model = await client.model(name)
    found = await model.profile()
    by = _by(found)
    charts, left_out = await drawn(client, model, by[0] if by else None)
    tried = choice(model, await model.chart("elbow")) if model.get("choice") else None
    return model, found, charts, left_out, tried


async def _compared(client: AsyncClient, before: str, now: str) -> tuple[Reply, Chart]:
    return (
        await client.compare(before, now),
        await client.chart("migration", a=before, b=now),
    )


def _by(found: Reply) -> list[str]:
    """The columns to tell customers apart by."""
    return list(dict.fromkeys(name for s in found.segments for name in s.get("categories", ())))


def _picker(columns: list[str]) -> html.Div:
    return html.Div(
        className="field",
        hidden=len(columns) < 2,
        children=[
            html.Label("By", htmlFor="by"),
            dropdown("by", columns, columns[0], clearable=False),
        ],
    )


def _facts(model: Model) -> html.Dl:
    facts = [
        ("Model", model.name), ("Customers", f"{model.n:,}"),
        ("Segments", str(len(model.segments))),
        ("Rows read", f"{model.ledger['rows_in']:,}"),
        ("Rows kept", f"{model.ledger['rows_kept']:,}"),
    ]  # fmt: skip
    if model.get("as_of"):
        facts.append(("Measured as of", model.as_of[:10]))
    return html.Dl(
        [html.Div([html.Dt(name), html.Dd(value)]) for name, value in facts], className="facts"
    )
