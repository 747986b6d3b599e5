"""``python -m segmentd.http``: opens the door on an address and serves until it is told to stop."""

from __future__ import annotations

import argparse
import contextlib
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import uvicorn
from starlette.applications import Starlette

from ..address import Address
from ..aio import AsyncClient
from .door import Door


def main() -> None:
    """Reads the options and serves."""
    parser = argparse.ArgumentParser(prog="python -m segmentd.http", description=__doc__)
    parser.add_argument(
        "--listen", default="127.0.0.1:9004", help="HOST:PORT to listen on (127.0.0.1:9004)"
    )
    parser.add_argument("--address", help="the daemon, HOST:PORT or unix:PATH (SEGMENTD_ADDRESS)")
    parser.add_argument(
        "--password-file", type=Path, help="a file with the password that requests have to show"
    )
    options = parser.parse_args()
    place = Address.parse(options.listen)
    password = None
    if options.password_file is not None:
        password = options.password_file.read_text(encoding="utf-8").strip()
    if password == "":
        sys.exit(f"{options.password_file} is empty; put the password into it")
    if password is None and place.host not in ("127.0.0.1", "::1", "localhost"):
        sys.exit(
            f"segmentd.http does not listen on {place.host} without a password; give one with "
            "--password-file"
        )
    client = AsyncClient(options.address)

    @contextlib.asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        yield
        await client.close()

    app = Door(client, password).app()
    app.router.lifespan_context = lifespan
    uvicorn.run(app, host=place.host, port=place.port, log_level="warning")


if __name__ == "__main__":
    main()
