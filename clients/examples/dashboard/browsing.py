"""The customers behind the segments: page after page, and as a file."""

from __future__ import annotations

from typing import Any

from dash import ALL, Dash, Input, Output, State, ctx, html, no_update
from dash.exceptions import PreventUpdate
from segmentd import SegmentdError

from parts import page_of
from uploads import Uploads

#: Customers on a page.
PAGE = 25


def register(app: Dash, uploads: Uploads) -> None:
    """Adds the callbacks to the page."""

    @app.callback(
        Output("customers", "children"),
        Output("pager", "hidden"),
        Output("shown", "children"),
        Output("back", "disabled"),
        Output("on", "disabled"),
        Output("download", "disabled"),
        Output("place", "data"),
        Input("model", "data"),
        Input("upload", "data"),
        Input("chosen", "data"),
        Input("find", "value"),
        Input("sort", "data"),
        Input("back", "n_clicks"),
        Input("on", "n_clicks"),
        State("place", "data"),
    )
    def browse(
        model: str | None, upload: str | None, chosen: list[int], text: str | None,
        sort: dict[str, Any] | None, _back: Any, _on: Any, place: int,
    ) -> tuple[Any, ...]:  # fmt: skip
        if model is None or upload is None:
            return _nobody("Load the file to see who the customers are.")
        try:
            known = uploads.customers(upload, model)
        except SegmentdError as error:
            # The file may be another model's, which is no fault of whoever looks.
            return _nobody(error.message)
        column, descends = (sort["column"], sort["descends"]) if sort else (None, False)
        rows = known.chosen(chosen, text or "", column, descends)
        step = {"back": -PAGE, "on": PAGE}.get(str(ctx.triggered_id))
        place = 0 if step is None else max(0, min(place + step, (len(rows) - 1) // PAGE * PAGE))
        end = min(place + PAGE, len(rows))
        shown = f"{place + 1:,} to {end:,} of {len(rows):,}" if rows else "none"
        table = page_of(known, rows[place:end], column, descends)
        return table, False, shown, place == 0, end >= len(rows), False, place

    @app.callback(
        Output("sort", "data"),
        Input({"sort": ALL}, "n_clicks"),
        State("sort", "data"),
        prevent_initial_call=True,
    )
    def order(clicks: list[int | None], before: dict[str, Any] | None) -> Any:
        # New heads have not been clicked on.
        if not any(clicks) or not isinstance(ctx.triggered_id, dict):
            return no_update
        column = ctx.triggered_id["sort"]
        is_again = before is not None and before["column"] == column
        return {"column": column, "descends": bool(is_again and before and not before["descends"])}

    @app.callback(
        Output("file", "data"),
        Input("download", "n_clicks"),
        State("model", "data"),
        State("upload", "data"),
        prevent_initial_call=True,
    )
    def download(_: int, model: str | None, upload: str | None) -> Any:
        if model is None or upload is None:
            raise PreventUpdate
        content = uploads.customers(upload, model).csv()
        return {"content": content, "filename": f"{model}.csv", "type": "text/csv"}


def _nobody(why: str) -> tuple[Any, ...]:
    return html.P(why, className="soft"), True, "", True, True, True, 0
