"""``%load_ext segmentd``: segments in a notebook with a line or a cell.

%load_ext segmentd
%segmentd host:7464            which daemon, or the variable of a client; ``spawn`` for one of
                               our own, the default where SEGMENTD_ADDRESS is not set

%segment vip customers -k 4    fits the data frame ``customers`` as the model ``vip``
%%segment vip customers -k 4   the same with a recipe, which is the cell as JSON
{"defaults": {"transform": "log1p"}}

%segment vip                   shows a model
%segment vip new_customers     the segment of each row
"""

from __future__ import annotations

import json
import os
import shlex
from typing import Any

from IPython.core.error import UsageError
from IPython.core.magic import Magics, line_cell_magic, line_magic, magics_class

from .client import Client, spawn
from .errors import SegmentdError
from .model import Model


@magics_class
class SegmentMagics(Magics):
    """The magics, and the daemon that they ask."""

    def __init__(self, shell: Any) -> None:
        super().__init__(shell)
        self._client: Client | None = None

    @property
    def client(self) -> Client:
        """The client; a daemon of the notebook's own where no other is named."""
        if self._client is None:
            self._client = Client() if os.environ.get("SEGMENTD_ADDRESS") else spawn()
        return self._client.options(progress=True)

    @line_magic
    def segmentd(self, line: str) -> None:
        """Chooses the daemon: its address, ``spawn``, or the variable of a client."""
        place = line.strip()
        if not place:
            raise UsageError("say which daemon: %segmentd HOST:PORT, or %segmentd spawn")
        known = self._variables.get(place)
        try:
            client = known if isinstance(known, Client) else _connected(place)
            client.ping()
        except (SegmentdError, ValueError) as error:
            raise UsageError(str(error)) from None
        self._client = client

    @line_cell_magic
    def segment(self, line: str, cell: str | None = None) -> Any:
        """Fits a model, shows one, or gives the segment of each row."""
        words = shlex.split(line)
        k: int | str | None = None if cell is None else "auto"
        if "-k" in words:
            place = words.index("-k")
            told = words[place + 1] if place + 1 < len(words) else ""
            if told != "auto" and not told.isdigit():
                raise UsageError(f"-k takes a number or auto, not {told!r}")
            k = told if told == "auto" else int(told)
            del words[place : place + 2]
        if not 1 <= len(words) <= 2 or (k is not None and len(words) < 2):
            raise UsageError("%segment MODEL [ROWS [-k N]], or %%segment MODEL ROWS and a recipe")
        try:
            if k is not None:
                return self._fit(words[0], self._rows(words[1]), k, cell or "")
            if len(words) == 2:
                return self.client.assign(words[0], self._rows(words[1]))
            return self.client.model(words[0])
        except SegmentdError as error:
            # The sentence says what to do; a traceback through a client would hide it.
            raise UsageError(error.message) from None

    @property
    def _variables(self) -> dict[str, Any]:
        found: dict[str, Any] = getattr(self.shell, "user_ns", {})
        return found

    def _fit(self, model: str, rows: Any, k: int | str, cell: str) -> Model:
        try:
            recipe = json.loads(cell) if cell.strip() else None
        except ValueError as error:
            raise UsageError(f"the cell is no recipe in JSON ({error})") from None
        return self.client.fit(model, rows, k, recipe=recipe)

    def _rows(self, name: str) -> Any:
        if name in self._variables:
            return self._variables[name]
        if os.path.exists(name):
            return name
        raise UsageError(f"there is neither a variable nor a file called {name}")


def _connected(place: str) -> Client:
    return spawn() if place == "spawn" else Client(place)


def load_ipython_extension(shell: Any) -> None:
    """What ``%load_ext segmentd`` calls."""
    shell.register_magics(SegmentMagics)
