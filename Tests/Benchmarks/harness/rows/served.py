"""The servers that assign rows, each asked by the generator: ours, redis, FastAPI, TabPy."""

from __future__ import annotations

import http.client
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from .. import load, servers
from ..daemon import Daemon, array_data, fields, request
from ..serving import MODEL, rows_to_ask
from ..turns import Turn
from .base import Bench

WORKERS = 2


@dataclass(frozen=True)
class Asking:
    """What is asked: so many different requests of so many rows, over so many connections."""

    requests: int
    rows: int
    connections: int
    seconds: float
    is_base64: bool = False
    counts_rate: bool = False


class Served:
    """A side that answers the generator; its requests are written to a file once."""

    def __init__(self, bench: Bench, asking: Asking, name: str) -> None:
        self.bench, self.asking, self.name = bench, asking, name

    def body(self, rows: np.ndarray) -> bytes:
        """A request for these rows, without a line end."""
        raise NotImplementedError

    def labels(self, body: bytes) -> list[int] | None:
        """What the server answers, asked by Python for the comparison."""
        return None

    def write_requests(self) -> Path:
        asking = self.asking
        every = rows_to_ask(asking.requests * asking.rows, seed=11)
        parts = np.split(every, asking.requests)
        self.bodies = [self.body(part) for part in parts]
        kind = "base64" if asking.is_base64 else "rows"
        path = self.bench.scratch / f"{self.name.replace(' ', '-')}-{kind}-{asking.rows}.requests"
        path.write_bytes(b"\n".join(self.bodies) + b"\n")
        return path

    def turn(self, number: int) -> Turn:
        answers = load.ask(
            self.bench.generator, self.target, self.asking.connections, self.asking.seconds
        )
        seconds = 1 / answers.per_second if self.asking.counts_rate else answers.p50
        labels = None
        if number == 0:
            parts = [self.labels(body) for body in self.bodies]
            labels = None if None in parts else [label for part in parts for label in part]
        return Turn(seconds, labels)


class Segmentd(Served):
    """`assign` without detail by a daemon that has the model."""

    def __init__(self, bench: Bench, asking: Asking) -> None:
        super().__init__(bench, asking, "segmentd")

    def start(self) -> None:
        self.daemon = Daemon(self.bench.program)
        self.daemon.upload("rows", MODEL.matrix())
        self.daemon.call(
            "fit", model="bench", data={"table": "rows"}, k=MODEL.clusters, n_init=1, max_iter=50,
            tol=0, refine="none", recipe={"defaults": {"scale": "none"}},
            init=MODEL.start().tolist(),
        )  # fmt: skip
        self.target = load.Target(
            self.daemon.port, "lines", self.write_requests(), token=self.daemon.token,
            expect='{"jsonrpc":"2.0","id":1,"result":{"model":"bench"',
        )  # fmt: skip

    def body(self, rows: np.ndarray) -> bytes:
        if self.asking.is_base64:
            data = array_data(rows)
        else:
            data = {"fields": fields(rows.shape[1]), "rows": rows.tolist()}
        return request("assign", model="bench", data=data)[:-1]

    def labels(self, body: bytes) -> list[int]:
        return json.loads(self.daemon.connection.exchange(body + b"\n"))["result"]["segment"]

    def peak_bytes(self) -> int | None:
        return self.daemon.peak_bytes()

    def stop(self) -> None:
        if hasattr(self, "daemon"):
            self.daemon.stop()


class Redis(Served):
    """PING: the least that a round trip can be."""

    def __init__(self, bench: Bench, asking: Asking) -> None:
        super().__init__(bench, asking, "redis PING")
        self.bodies = [b"PING"]

    def start(self) -> None:
        self.server = servers.redis()
        self.target = load.Target(self.server.port, "redis", expect="+PONG")

    def peak_bytes(self) -> int | None:
        return self.server.peak_bytes()

    def stop(self) -> None:
        if hasattr(self, "server"):
            self.server.stop()


class Web(Redis):
    """A web service; `path` takes the requests."""

    def __init__(
        self, bench: Bench, asking: Asking, name: str, path: str, expect: str,
        start: Callable[[], servers.Server],
    ) -> None:  # fmt: skip
        Served.__init__(self, bench, asking, name)
        self.path, self.expect, self.start_server = path, expect, start

    def start(self) -> None:
        self.server = self.start_server()
        self.target = load.Target(
            self.server.port, "http", self.write_requests(), self.path, self.expect
        )
        self.connection = http.client.HTTPConnection("127.0.0.1", self.server.port)

    def body(self, rows: np.ndarray) -> bytes:
        if self.path == "/query/assign":
            message: dict[str, Any] = {"data": {"rows": rows.tolist()}}
        elif self.path == "/assign-base64":
            message = {key: array_data(rows)[key] for key in ("shape", "b64")}
        else:
            message = {"rows": rows.tolist()}
        return json.dumps(message, separators=(",", ":")).encode()

    def labels(self, body: bytes) -> list[int]:
        self.connection.request("POST", self.path, body, {"Content-Type": "application/json"})
        reply = json.loads(self.connection.getresponse().read())
        return reply.get("segment") or reply["response"]


def fastapi(
    bench: Bench, asking: Asking, name: str = "FastAPI", path: str = "/assign", checks: bool = True
) -> Web:
    return Web(bench, asking, name, path, '{"segment":[', lambda: servers.fastapi(WORKERS, checks))


def unchecked(bench: Bench, asking: Asking) -> Web:
    return fastapi(bench, asking, "unchecked FastAPI", checks=False)


def tabpy(bench: Bench, asking: Asking) -> Web:
    return Web(
        bench, asking, "TabPy", "/query/assign", '{"response":', lambda: servers.tabpy(bench.tabpy)
    )
