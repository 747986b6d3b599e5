"""The routes, and what each answers."""

from __future__ import annotations

import base64
import datetime
import hmac
import json
import uuid
from collections.abc import Awaitable
from typing import Any, Callable

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from ..aio import AsyncClient
from ..errors import SegmentdError
from .bodies import columns_of, csv_of, failure, json_body, unknown
from .prometheus import MEDIA_TYPE, exposition

#: What may be asked of each row, by the end of an endpoint's name.
ASPECTS = {"": "segment", ".labels": "segment", ".names": "name", ".distance": "distance"}

#: What Tableau sends to see whether an extension works, where a password is asked for.
HANDSHAKE = "return int(1)"

Handler = Callable[[Request], Awaitable[Response]]


class Door:
    """The routes over one daemon.

    Args:
        client: Of the daemon.
        password: What requests have to show, as the password of Basic authentication (with any
            user) or as ``?token=``; absent, nothing.
    """

    def __init__(self, client: AsyncClient, password: str | None = None) -> None:
        self._client = client
        self._password = password

    def app(self) -> Starlette:
        """The application, for any ASGI server."""
        routes = [
            Route("/info", self.info),
            Route("/status", self._guarded(self.status)),
            Route("/endpoints", self._guarded(self.endpoints)),
            Route("/endpoints/{name}", self._guarded(self.endpoints)),
            Route("/query/{name}", self._guarded(self.query), methods=["POST"]),
            Route("/evaluate", self._guarded(self.evaluate), methods=["POST"]),
            Route("/v1/models", self._guarded(self.models)),
            Route("/v1/models/{name}/segments.csv", self._guarded(self.segments)),
            Route("/v1/models/{name}/assignments.csv", self._guarded(self.assignments)),
            Route("/metrics", self._guarded(self.metrics)),
            Route("/healthz", self.healthy),
            Route("/readyz", self._guarded(self.ready)),
        ]
        return Starlette(routes=routes)

    def _guarded(self, handler: Handler) -> Handler:
        async def guarded(request: Request) -> Response:
            if not self._may(request):
                return JSONResponse(
                    {"message": "Unauthorized request.", "info": "Show the password."}, 401,
                    {"WWW-Authenticate": 'Basic realm="segmentd"'},
                )  # fmt: skip
            try:
                return await handler(request)
            except SegmentdError as error:
                return failure(error)

        return guarded

    def _may(self, request: Request) -> bool:
        if self._password is None:
            return True
        shown = request.query_params.get("token", "")
        kind, _, credentials = request.headers.get("authorization", "").partition(" ")
        if kind.lower() == "basic":
            try:
                shown = base64.b64decode(credentials, validate=True).decode().partition(":")[2]
            except ValueError:
                return False
        return hmac.compare_digest(shown.encode(), self._password.encode())

    async def info(self, request: Request) -> Response:
        """What the extension can do: models are queried, nothing is evaluated."""
        features: dict[str, Any] = {
            "evaluate_enabled": False, "gzip_enabled": False, "arrow_enabled": False
        }  # fmt: skip
        if self._password is not None:
            features["authentication"] = {"required": True, "methods": {"basic-auth": {}}}
        return JSONResponse(
            {
                "description": "customer segments by segmentd", "creation_time": "0",
                "state_path": "", "server_version": "2.16.0", "name": "segmentd",
                "versions": {"v1": {"features": features}},
            }
        )  # fmt: skip

    async def status(self, request: Request) -> Response:
        """Whether each model answers."""
        return JSONResponse(
            {
                model.model: {
                    "version": model.version, "type": "model", "status": "LoadSuccessful",
                    "last_error": None,
                }
                for model in await self._client.models()
            }
        )  # fmt: skip

    async def endpoints(self, request: Request) -> Response:
        """What each model is."""
        known = {model.model: _endpoint(model) for model in await self._client.models()}
        name = request.path_params.get("name")
        if name is None:
            return JSONResponse(known)
        if name not in known:
            return unknown(name)
        return JSONResponse({name: known[name]})

    async def query(self, request: Request) -> Response:
        """The segment of each row, or its name or distance."""
        body = await json_body(request)
        if isinstance(body, Response):
            return body
        name, aspect = await self._aspect(request.path_params["name"])
        if name is None:
            return unknown(request.path_params["name"])
        model = await self._client.model(name)
        columns = columns_of(body.get("data"), model["recipe"])
        if isinstance(columns, str):
            return JSONResponse({"message": "Bad arguments.", "info": columns}, 400)
        detail = [] if aspect == "segment" else [aspect]
        reply = await self._client.call(
            "assign",
            model=name,
            data={"columns": columns},
            **({"detail": detail} if detail else {}),
        )
        return JSONResponse(
            {
                "response": reply[aspect], "version": reply["version"], "model": name,
                "uuid": str(uuid.uuid4()),
            }
        )  # fmt: skip

    async def _aspect(self, endpoint: str) -> tuple[str | None, str]:
        """The model that an endpoint names, and what it asks of it."""
        known = {model.model for model in await self._client.models()}
        for ending, aspect in ASPECTS.items():
            name = endpoint[: len(endpoint) - len(ending)] if ending else endpoint
            if endpoint.endswith(ending) and name.partition("@")[0] in known:
                return name, aspect
        return None, ""

    async def evaluate(self, request: Request) -> Response:
        """Refuses all scripts but the one by which Tableau sees whether it is let in."""
        body = await json_body(request)
        if isinstance(body, Response):
            return body
        if body.get("script") == HANDSHAKE:
            return JSONResponse(1)
        return JSONResponse(
            {
                "message": "Evaluate is disabled.",
                "info": "segmentd runs no scripts; ask a model: MODEL_EXTENSION_INT(name, …).",
            },
            404,
        )

    async def models(self, request: Request) -> Response:
        """The models."""
        return JSONResponse(await self._client.models())

    async def segments(self, request: Request) -> Response:
        """A row per segment of a model."""
        model = await self._client.model(request.path_params["name"])
        rows = model._rows()
        return csv_of(rows[0], (row.values() for row in rows))

    async def assignments(self, request: Request) -> Response:
        """The segment of each training customer, as the model keeps it."""
        name = request.path_params["name"]
        model = await self._client.model(name)
        exported = await self._client.export_model(name, include="members")
        members = json.loads(exported.document).get("members")
        if members is None:
            return JSONResponse(
                {
                    "message": "No customers.",
                    "info": f"{name} does not keep its customers; fit it with keep=members",
                },
                404,
            )
        names = {segment["id"]: segment["name"] for segment in model.segments}
        rows = (
            (" ".join(map(str, key)) if isinstance(key, list) else key, segment, names[segment])
            for key, segment in zip(members["ids"], members["segment"])
        )
        return csv_of(("id", "segment", "name"), rows)

    async def metrics(self, request: Request) -> Response:
        """The daemon's metrics as Prometheus reads them."""
        return PlainTextResponse(exposition(await self._client.metrics()), media_type=MEDIA_TYPE)

    async def healthy(self, request: Request) -> Response:
        """Whether this process runs."""
        return PlainTextResponse("ok\n")

    async def ready(self, request: Request) -> Response:
        """Whether the daemon answers."""
        await self._client.ping()
        return PlainTextResponse("ok\n")


def _endpoint(model: dict[str, Any]) -> dict[str, Any]:
    """A model as TabPy describes what it deployed."""
    made = datetime.datetime.fromisoformat(model["created"].replace("Z", "+00:00"))
    return {
        "description": f"{model['k']} segments of {model['n']} customers",
        "type": "model",
        "version": model["version"],
        "dependencies": [],
        "target": None,
        "creation_time": int(made.timestamp()),
        "last_modified_time": int(made.timestamp()),
        "schema": None,
        "is_public": True,
        "docstring": "The segment of each row.",
    }
