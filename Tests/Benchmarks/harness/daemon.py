"""segmentd as a user has it: a daemon on TCP, and a client that waits for whole replies."""

from __future__ import annotations

import base64
import json
import os
import socket
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Any

from . import machine

# Rows per message, so that no upload comes near the default limit of 64 MiB.
UPLOAD_BYTES = 24_000_000


class Daemon:
    """One `segmentd serve`, and one connection to it with the admin's token."""

    def __init__(self, program: Path, *options: str) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="segmentd-bench-")
        folder = Path(self._folder.name)
        port_file, token_file = folder / "port", folder / "token"
        self._process = subprocess.Popen(
            [
                str(program), "serve", "--listen", "127.0.0.1:0", "--port-file", str(port_file),
                "--token-file", str(token_file), "--log-level", "warning", *options,
            ],
            stdin=subprocess.DEVNULL,
        )  # fmt: skip
        deadline = time.monotonic() + 10
        while not port_file.exists():
            if time.monotonic() > deadline or self._process.poll() is not None:
                raise RuntimeError("the daemon did not start")
            time.sleep(0.005)
        self.port = int(port_file.read_text())
        self.token = token_file.read_text().strip()
        self.connection = Connection(self.port)
        self.connection.call("auth", token=self.token)

    @property
    def process(self) -> int:
        return self._process.pid

    def call(self, method: str, /, **params: Any) -> Any:
        return self.connection.call(method, **params)

    def upload(self, table: str, rows: Any) -> None:
        """Stores a matrix of numpy as a table of columns f00, f01, .. by `tables.put` and
        `tables.append` in base64."""
        count, width = rows.shape
        step = max(1, UPLOAD_BYTES // (8 * width))
        for begin in range(0, count, step):
            method = "tables.put" if begin == 0 else "tables.append"
            self.call(method, table=table, data=array_data(rows[begin : begin + step]))

    def peak_bytes(self) -> int | None:
        return machine.peak_bytes(self.process)

    def stop(self) -> None:
        self.connection.close()
        self._process.terminate()
        try:
            self._process.wait(15)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._folder.cleanup()


class Connection:
    """Sends a line and waits for the whole line that comes back."""

    def __init__(self, port: int) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port))
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._buffer = bytearray(1 << 20)

    def exchange(self, line: bytes) -> bytes:
        """The reply to a line, both with their ends; one request is in flight, so a reply ends
        where a line end is the last byte that has come."""
        self._socket.sendall(line)
        parts: list[bytes] = []
        while True:
            count = self._socket.recv_into(self._buffer)
            if count == 0:
                raise RuntimeError("the daemon closed the connection")
            parts.append(bytes(self._buffer[:count]))
            if self._buffer[count - 1] == 10:
                return b"".join(parts)

    def timed(self, line: bytes) -> tuple[float, Any]:
        """How long until the whole reply was there, and its result."""
        begin = time.perf_counter()
        reply = self.exchange(line)
        elapsed = time.perf_counter() - begin
        return elapsed, result_of(reply)

    def call(self, method: str, /, **params: Any) -> Any:
        return result_of(self.exchange(request(method, **params)))

    def close(self) -> None:
        self._socket.close()


def request(method: str, /, **params: Any) -> bytes:
    """A request with id 1 as a line."""
    message = {"jsonrpc": "2.0", "id": 1, "method": method, "params": params}
    return json.dumps(message, allow_nan=False, separators=(",", ":")).encode() + b"\n"


def result_of(reply: bytes) -> Any:
    message = json.loads(reply)
    if "error" in message:
        raise RuntimeError(f"segmentd refused: {json.dumps(message['error'])[:600]}")
    return message["result"]


def array_data(rows: Any) -> dict[str, Any]:
    """A matrix of numpy as the wire's base64 form, columns f00, f01, .."""
    text = base64.b64encode(rows.astype("<f8").tobytes()).decode()
    return {"fields": fields(rows.shape[1]), "dtype": "<f8", "shape": list(rows.shape), "b64": text}


def fields(width: int) -> list[str]:
    """Names whose order is that of the columns: rows of `init` go by the order of the names."""
    return [f"f{column:02}" for column in range(width)]


def built(repository: Path) -> Path:
    """The program that SEGMENTD names, else the release build."""
    named = os.environ.get("SEGMENTD")
    return Path(named) if named else repository / ".build" / "release" / "segmentd"
