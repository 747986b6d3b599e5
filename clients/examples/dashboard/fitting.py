"""What happens when segments are made, or numbers of them are tried."""

from __future__ import annotations

import contextlib
import functools
import uuid
from dataclasses import dataclass
from typing import Any

from dash import ALL, Dash, Input, Output, State, ctx, no_update
from segmentd import AsyncClient, BadData, SegmentdError, Table

from daemon import Daemon, sentence
from pictures import choice
from recipes import recipe
from uploads import Uploads

#: What `poll` leaves as it is where there is nothing new: model, choice and alert.
UNCHANGED = (no_update,) * 4


@dataclass(frozen=True)
class Wish:
    """What is to be made."""

    name: str
    table: Table
    k: int | str
    k_range: tuple[int, int]
    recipe: dict[str, Any]


def register(app: Dash, daemon: Daemon, uploads: Uploads) -> None:
    """Adds the callbacks to the page."""

    @app.callback(
        Output("job", "data"),
        Output("poll", "disabled"),
        Output("busy", "hidden"),
        Output("fit", "disabled"),
        Output("sweep", "disabled"),
        Output("ended", "children"),
        Output("alert", "hidden", allow_duplicate=True),
        Input("fit", "n_clicks"),
        Input("sweep", "n_clicks"),
        State("upload", "data"),
        State({"role": ALL}, "value"),
        State("rows", "value"),
        State("transform", "value"),
        State("scale", "value"),
        State("name", "value"),
        State("how", "value"),
        State("k", "value"),
        State("least", "value"),
        State("most", "value"),
        prevent_initial_call=True,
    )
    def start(
        _fit: Any, _sweep: Any, upload: str | None, roles: list[Any], rows: str, transform: str,
        scale: str, name: str | None, how: str, k: int | None, least: int | None, most: int | None,
    ) -> tuple[Any, ...]:  # fmt: skip
        picked = {state["id"]["role"]: role for state, role in zip(ctx.states_list[1], roles)}
        if how == "given" and k is None:
            raise BadData("the number of segments is no whole number from 1 to 50; type one")
        if least is None or most is None:
            raise BadData("the numbers to try are no whole numbers from 1 to 50; type them")
        wish = Wish(
            (name or "").strip(), uploads.get(upload).table,
            k if how == "given" and k is not None else "auto", (least, most),
            recipe({**picked, "rows": rows}, transform, scale),
        )  # fmt: skip
        work = swept if ctx.triggered_id == "sweep" else fitted
        job = daemon.start(functools.partial(work, wish=wish))
        return job.id, False, False, True, True, "", True

    @app.callback(
        Output("progress", "value"),
        Output("doing", "children"),
        Output("poll", "disabled", allow_duplicate=True),
        Output("busy", "hidden", allow_duplicate=True),
        Output("fit", "disabled", allow_duplicate=True),
        Output("sweep", "disabled", allow_duplicate=True),
        Output("ended", "children", allow_duplicate=True),
        Output("model", "data", allow_duplicate=True),
        Output("choice", "data", allow_duplicate=True),
        Output("alert", "children", allow_duplicate=True),
        Output("alert", "hidden", allow_duplicate=True),
        Input("poll", "n_intervals"),
        State("job", "data"),
        prevent_initial_call=True,
    )
    def poll(_: int, name: str) -> tuple[Any, ...]:
        # It may be asked again before the page has heard that it is over, and says the same then.
        over = ("0", "", True, True, False, False)
        try:
            job = daemon.job(name)
            if not job.is_over:
                return (f"{job.share:.3f}", job.message, False, False, True, True, "", *UNCHANGED)
            result = job.result()
        except Exception as error:
            # Whatever it was, the work is over.
            return (*over, "", no_update, no_update, sentence(error), False)
        if result is None:
            return (*over, "Cancelled; nothing was changed.", *UNCHANGED)
        model, tried, told = result
        return (*over, told, model or no_update, tried or no_update, no_update, no_update)

    @app.callback(
        Output("doing", "children", allow_duplicate=True),
        Input("cancel", "n_clicks"),
        State("job", "data"),
        prevent_initial_call=True,
    )
    def cancel(_: int, name: str) -> str:
        daemon.job(name).cancel()
        return "Ending"


async def fitted(client: AsyncClient, wish: Wish) -> Any:
    """Makes the next version of a model."""
    model = await client.fit(
        wish.name, wish.table, wish.k, recipe=wish.recipe,
        k_range=wish.k_range if wish.k == "auto" else None,
    )  # fmt: skip
    told = f"{model.name}: {model.k} segments in {model.seconds:.1f} s."
    if model.unchanged:
        told = f"Nothing has changed since {model.name}."
    return model.name, None, " ".join([told, *model.warnings])


async def swept(client: AsyncClient, wish: Wish) -> Any:
    """Tries numbers of segments; what they are drawn from is a model that is deleted at once."""
    name = f"dashboard-{uuid.uuid4().hex}"
    try:
        model = await client.fit(
            name, wish.table, recipe=wish.recipe, k_range=wish.k_range, keep="document"
        )
        chart = await client.chart("elbow", model=name)
    finally:
        await _deleted(client, name)
    k = model.choice["suggested"]["k"]
    told = "The criteria name no number." if k is None else f"The criteria say {k}."
    return None, choice(model, chart), told


async def _deleted(client: AsyncClient, name: str) -> None:
    with contextlib.suppress(SegmentdError):
        await client.delete_model(name)
