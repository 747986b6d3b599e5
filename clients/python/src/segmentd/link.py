"""Bytes to and from a daemon: a socket, or the standard streams of a process of our own."""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
import subprocess
from collections.abc import Sequence
from typing import IO, Protocol

from .address import Address
from .errors import ConnectionLost

#: How much is read at once.
CHUNK = 1 << 18


class Link(Protocol):
    """A way to send bytes and to receive them."""

    def send(self, data: bytes) -> None:
        """Sends all of the bytes.

        Raises:
            ConnectionLost: If the other end is gone.
        """

    def receive(self) -> bytes:
        """Waits for bytes; none where the other end is gone, or this one was closed."""

    def close(self) -> None:
        """Says goodbye; a `receive` that waits ends."""

    def release(self) -> None:
        """Gives back what receiving needs, after the last `receive`.

        Not before: the next file that is opened may get the same number, and a thread that still
        receives would take its bytes.
        """


class SocketLink:
    """A TCP or Unix socket."""

    def __init__(self, address: Address, timeout: float | None) -> None:
        """Connects.

        Raises:
            ConnectionLost: If nobody listens there.
        """
        try:
            if address.path is not None:
                self._socket = _unix_socket(address.path)
            else:
                self._socket = socket.create_connection((address.host, address.port), timeout)
                self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        except OSError as error:
            raise ConnectionLost(
                f"no segmentd answers at {address} ({error}); start one with `segmentd serve`, or "
                "say where it is with connect(address) or SEGMENTD_ADDRESS"
            ) from error
        self._socket.settimeout(None)

    def send(self, data: bytes) -> None:
        try:
            self._socket.sendall(data)
        except OSError as error:
            raise _gone(error) from error

    def receive(self) -> bytes:
        try:
            return self._socket.recv(CHUNK)
        except OSError:
            return b""

    def close(self) -> None:
        with contextlib.suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)

    def release(self) -> None:
        self._socket.close()


class ProcessLink:
    """A `segmentd stdio` of our own, which ends with this link."""

    def __init__(self, program: str, arguments: Sequence[str]) -> None:
        """Starts the program.

        Raises:
            ConnectionLost: If it cannot be started.
        """
        try:
            self._process = subprocess.Popen(
                [program, "stdio", *arguments],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                bufsize=0,
                # Ctrl-C is for us: the request is then cancelled, and the daemon lives on.
                start_new_session=True,
            )
        except OSError as error:
            raise ConnectionLost(
                f"{program} cannot be started ({error.strerror}); put segmentd on the PATH or name "
                "it with spawn(program=...) or SEGMENTD"
            ) from error

    def send(self, data: bytes) -> None:
        stream = _open(self._process.stdin)
        try:
            view = memoryview(data)
            while view:
                view = view[stream.write(view) :]
        except (OSError, ValueError) as error:
            raise _gone(error) from error

    def receive(self) -> bytes:
        try:
            return os.read(_open(self._process.stdout).fileno(), CHUNK)
        except (OSError, ValueError):
            return b""

    def close(self) -> None:
        # At the end of its input the daemon answers what was asked, and ends.
        with contextlib.suppress(OSError):
            _open(self._process.stdin).close()
        try:
            self._process.wait(timeout=2)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def release(self) -> None:
        _open(self._process.stdout).close()


def chosen_program(program: str | None) -> str:
    """The program given, else that of ``SEGMENTD``, else `segmentd` on the ``PATH``."""
    return program or os.environ.get("SEGMENTD") or shutil.which("segmentd") or "segmentd"


def _unix_socket(path: str) -> socket.socket:
    if not hasattr(socket, "AF_UNIX"):
        raise OSError("this system has no Unix sockets")
    found = socket.socket(socket.AF_UNIX)
    try:
        found.connect(path)
    except BaseException:
        found.close()
        raise
    return found


def _open(stream: IO[bytes] | None) -> IO[bytes]:
    if stream is None:
        raise ConnectionLost("the daemon was started without standard streams")
    return stream


def _gone(error: Exception) -> ConnectionLost:
    return ConnectionLost(f"the connection to segmentd ended ({error}); connect again")
