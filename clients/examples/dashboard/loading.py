"""What happens when a file comes, and when a model is opened."""

from __future__ import annotations

import re
from pathlib import PurePath
from typing import Any

from dash import ALL, Dash, Input, Output, State, ctx, html, no_update

from daemon import Daemon
from page import SEVERAL
from recipes import PURCHASES, guessed
from uploads import Uploads


def register(app: Dash, daemon: Daemon, uploads: Uploads) -> None:
    """Adds the callbacks to the page."""

    @app.callback(
        Output("upload", "data"),
        Output("facts", "children"),
        Output("columns", "hidden"),
        Output("actions", "hidden"),
        Output("rows", "value"),
        Output({"role": ALL}, "options"),
        Output({"role": ALL}, "value"),
        Output("name", "value"),
        Output("transform", "value"),
        Output("choice", "data", allow_duplicate=True),
        Output("alert", "hidden", allow_duplicate=True),
        Input("file-in", "contents"),
        State("file-in", "filename"),
        State("upload", "data"),
        prevent_initial_call=True,
    )
    def load(content: str, name: str, before: str | None) -> tuple[Any, ...]:
        upload = uploads.add(name, content)
        uploads.remove(before)
        kinds = {column["name"]: column["kind"] for column in upload.description.columns}
        guess = guessed(upload.description)
        roles = [output["id"]["role"] for output in ctx.outputs_list[5]]
        options = [{"label": name, "value": name, "title": kind} for name, kind in kinds.items()]
        values = [guess.get(role, [] if role in SEVERAL else None) for role in roles]
        facts = [
            html.Strong(upload.name),
            f": {upload.description.rows:,} rows, {len(kinds)} columns",
        ]
        transform = "log1p" if guess["rows"] == PURCHASES else "none"
        return (
            upload.id, facts, False, False, guess["rows"], [options] * len(roles), values,
            _model_name(upload.name), transform, None, True,
        )  # fmt: skip

    @app.callback(
        Output("open", "options"),
        Output("before", "options"),
        Output("now", "options"),
        Output("before", "value"),
        Output("now", "value"),
        Output("daemon", "children"),
        Input("model", "data"),
    )
    def list_models(model: str | None) -> tuple[Any, ...]:
        client = daemon.client
        info, models = daemon.wait(client.info()), daemon.wait(client.models())
        newest = [f"{model.model}@{model.version}" for model in models]
        versions = [f"{m.model}@{version}" for m in models for version in reversed(m.versions)]
        before: Any = no_update
        now: Any = no_update
        if model is not None:
            name, _, version = model.rpartition("@")
            own = [v for m in models if m.model == name for v in m.versions if v < int(version)]
            before, now = (f"{name}@{own[-1]}" if own else None), model
        about = (
            f"segmentd {info.version}, {len(models)} {'model' if len(models) == 1 else 'models'}"
        )
        return newest, versions, versions, before, now, about

    @app.callback(
        Output("model", "data", allow_duplicate=True),
        Output("choice", "data", allow_duplicate=True),
        Input("open", "value"),
        prevent_initial_call=True,
    )
    def open_model(name: str | None) -> tuple[Any, Any]:
        if name is None:
            return no_update, no_update
        return name, None


def _model_name(file: str) -> str:
    """A name that a model can have, from that of the file."""
    return (
        re.sub(r"[^\w .-]+", "-", PurePath(file).stem, flags=re.ASCII).strip(" .-")[:64] or "model"
    )
