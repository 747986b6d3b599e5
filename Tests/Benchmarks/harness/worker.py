"""A peer in a process of its own, which holds its data and works when it is told to.

The parent sends (method, arguments) over a pipe; the child does it and sends back how long the
work itself took. Libraries are imported in the child alone, so that one that is missing or brings
its own threads concerns nobody else.
"""

from __future__ import annotations

import importlib
import multiprocessing
import time
import traceback
from multiprocessing.connection import Connection
from typing import Any, Protocol

from . import machine
from .results import OtherResult, Unavailable
from .turns import Turn


class Peer(Protocol):
    """What runs in the child; its module is imported there."""

    def prepare(self) -> None:
        """Everything a user does once, before the work: imports, data, settings."""

    def work(self, number: int) -> Any:
        """The work that is timed; a method `ready`, if there is one, has the same number before."""

    def outcome(self, done: Any) -> Any:
        """What is compared of the work, not timed."""


class WorkerSide:
    """A side whose work is done by `module:Class(*arguments)` in a process of its own."""

    def __init__(self, name: str, peer: str, *arguments: Any) -> None:
        self.name = name
        self._peer = peer
        self._arguments = arguments
        self._process: multiprocessing.process.BaseProcess | None = None
        self._pipe: Connection | None = None

    def start(self) -> None:
        context = multiprocessing.get_context("spawn")
        self._pipe, theirs = context.Pipe()
        self._process = context.Process(target=_serve, args=(theirs, self._peer, self._arguments))
        self._process.start()
        theirs.close()
        self._ask("prepare")

    def turn(self, number: int) -> Turn:
        seconds, outcome = self._ask("work", number)
        return Turn(seconds, outcome)

    def peak_bytes(self) -> int | None:
        return machine.peak_bytes(self._process.pid) if self._process else None

    def stop(self) -> None:
        if self._process is None:
            return
        if self._process.is_alive():
            self._process.terminate()
        self._process.join(10)
        self._process = None

    def _ask(self, *message: Any) -> Any:
        assert self._pipe is not None
        self._pipe.send(message)
        try:
            kind, value = self._pipe.recv()
        except EOFError:
            raise OtherResult("its process ended") from None
        if kind == "unavailable":
            raise Unavailable(value)
        if kind == "failed":
            # A peer that fails has no time; the run goes on.
            reason = f"it failed: {value.strip().splitlines()[-1]}"
            raise Unavailable(reason) if message[0] == "prepare" else OtherResult(reason)
        return value


def _serve(pipe: Connection, name: str, arguments: tuple[Any, ...]) -> None:
    """The child: does what it is asked until the parent goes."""
    peer: Peer | None = None
    while True:
        try:
            method, *rest = pipe.recv()
        except EOFError:
            return
        try:
            if method == "prepare":
                module, kind = name.split(":")
                peer = getattr(importlib.import_module(module), kind)(*arguments)
                peer.prepare()
                answer: Any = None
            else:
                assert peer is not None
                if hasattr(peer, "ready"):
                    peer.ready(*rest)
                begin = time.perf_counter()
                done = peer.work(*rest)
                elapsed = time.perf_counter() - begin
                answer = elapsed, peer.outcome(done)
            pipe.send(("done", answer))
        except (ImportError, Unavailable) as error:
            pipe.send(("unavailable", str(error)))
        except Exception:
            pipe.send(("failed", traceback.format_exc()))
