"""The daemon beside the rows: one of its own for every Python worker of an executor.

What is here travels to the executors; what they need to know of the model goes along.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ..client import Client
from ..errors import ConnectionLost

if TYPE_CHECKING:
    import pyarrow as pa

#: The name of the model with the local daemons.
MODEL = "model"


@dataclass(frozen=True)
class Program:
    """How an executor starts a daemon.

    Args:
        path: Where the program is on the executors, or its name on their ``PATH``; of one that was
            sent there, its file's name.
        was_sent: Whether it was sent there.
    """

    path: str
    was_sent: bool = False

    def found(self) -> str:
        """The program on this executor."""
        if not self.was_sent:
            return self.path
        from pyspark import SparkFiles

        path = SparkFiles.get(self.path)
        if not os.access(path, os.X_OK):
            os.chmod(path, 0o700)
        return str(path)


@dataclass(frozen=True)
class Task:
    """A model, and how executors come to a daemon that has it.

    Args:
        program: How the daemon is started.
        title: The model, as ``name@version``.
        document: The model, as `Client.export_model` gave it.
        fingerprint: The model's, by which workers know it again.
        columns: What the model needs of a customer.
        segments: The ids of its segments, in the order of its centres.
    """

    program: Program
    title: str
    document: str
    fingerprint: str
    columns: tuple[str, ...]
    segments: tuple[int, ...]

    def ask(self, method: str, rows: pa.Table, **params: Any) -> Any:
        """Asks the daemon of this worker about customers.

        One that was killed in the meantime is started anew, once.

        Raises:
            SegmentdError: What it answered.
        """
        from ..forms import form_of

        data = {**form_of(rows.select(list(self.columns))).data(), "measured": True}
        asked = {"model": MODEL, "data": data, **params}
        try:
            return self._client().call(method, **asked)
        except ConnectionLost:
            _forget()
            return self._client().call(method, **asked)

    def _client(self) -> Client:
        # A worker that is used again has its daemon still, perhaps with another model.
        global _running
        path = self.program.found()
        if _running is not None and _running.path != path:
            _forget()
        if _running is None:
            # The executors have a task for every core already. At the end of its worker, whatever
            # that is, the daemon comes to the end of its input.
            _running = _Running(path, Client.spawned(path, ["--threads", "1"]))
        if _running.fingerprint != self.fingerprint:
            if _running.fingerprint is not None:
                _running.fingerprint = None
                _running.client.delete_model(MODEL)
            _running.client.import_model(self.document, MODEL)
            _running.fingerprint = self.fingerprint
        return _running.client


@dataclass
class _Running:
    """The daemon of this worker, and which model it has."""

    path: str
    client: Client
    fingerprint: str | None = None


_running: _Running | None = None


def _forget() -> None:
    global _running
    running, _running = _running, None
    if running is not None:
        running.client.close()
