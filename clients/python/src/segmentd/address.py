"""Where a daemon listens and which token it wants."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path

DEFAULT_HOST = "127.0.0.1"
DEFAULT_PORT = 7464

_HOST_AND_PORT = re.compile(r"(?:\[(?P<six>[^\]]+)\]|(?P<host>[^:]*))(?::(?P<port>\d{1,5}))?\Z")


@dataclass(frozen=True)
class Address:
    """A host and port, or the path of a Unix socket."""

    host: str = DEFAULT_HOST
    port: int = DEFAULT_PORT
    path: str | None = None

    @classmethod
    def parse(cls, text: str) -> Address:
        """Reads ``host``, ``host:port``, ``[::1]:port``, ``tcp://host:port`` or ``unix:/path``.

        Raises:
            ValueError: If it is none of these.
        """
        if text.startswith("unix:"):
            return cls(path=text[len("unix:") :])
        if "/" in text and not text.startswith("tcp://"):
            return cls(path=text)
        match = _HOST_AND_PORT.match(text[len("tcp://") :] if text.startswith("tcp://") else text)
        port = int(match["port"] or DEFAULT_PORT) if match else 0
        if match is None or not 0 < port < 65_536:
            raise ValueError(
                f"{text!r} is no address; it is HOST:PORT with a port from 1 to 65535, "
                "or unix:PATH of a socket"
            )
        return cls(host=match["six"] or match["host"] or DEFAULT_HOST, port=port)

    @classmethod
    def chosen(cls, text: str | None) -> Address:
        """The address given, else that of ``SEGMENTD_ADDRESS``, else the daemon's default."""
        text = text or os.environ.get("SEGMENTD_ADDRESS")
        return cls.parse(text) if text else cls()

    def __str__(self) -> str:
        if self.path is not None:
            return f"unix:{self.path}"
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"


def token_file() -> Path:
    """Where the daemon keeps the token that it made at its first start."""
    home = os.environ.get("XDG_CONFIG_HOME") or Path("~/.config").expanduser()
    return Path(home) / "segmentd" / "token"


def chosen_token(token: str | None) -> str | None:
    """The token given, else ``SEGMENTD_TOKEN``, else the first of the token file, else nothing."""
    token = token or os.environ.get("SEGMENTD_TOKEN")
    if token:
        return token.strip()
    try:
        # One token, or lines of a role and its token.
        words = token_file().read_text(encoding="utf-8").partition("\n")[0].split()
    except OSError:
        return None
    return words[-1] if words else None
