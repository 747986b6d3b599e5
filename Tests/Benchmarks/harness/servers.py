"""Peers that serve: redis, FastAPI under uvicorn, TabPy; each a process that listens."""

from __future__ import annotations

import http.client
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from . import machine
from .results import Unavailable

PACKAGE_FOLDER = Path(__file__).resolve().parents[1]


class Server:
    """A process that listens on a free port, and what it has started."""

    def __init__(self, command: list[str], port: int, **options: object) -> None:
        self.port = port
        self._log = tempfile.TemporaryFile()
        self._process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=self._log, stderr=self._log,
            start_new_session=True, **options,
        )  # fmt: skip
        deadline = time.monotonic() + 60
        while not _listens(port):
            if self._process.poll() is not None or time.monotonic() > deadline:
                self._log.seek(0)
                tail = self._log.read().decode(errors="replace")[-500:]
                self.stop()
                raise Unavailable(f"{Path(command[0]).name} did not start: {tail}")
            time.sleep(0.05)

    def peak_bytes(self) -> int:
        """Of the process and those it started, together."""
        return sum(machine.peak_bytes(process) or 0 for process in _family(self._process.pid))

    def stop(self) -> None:
        """Ends the process, and the ones it started with it."""
        family = _family(self._process.pid)
        self._process.terminate()
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        for process in family[1:]:
            try:
                os.kill(process, 9)
            except ProcessLookupError:
                pass


def redis() -> Server:
    program = shutil.which("redis-server")
    if program is None:
        raise Unavailable("redis-server is not installed")
    port = free_port()
    return Server([program, "--port", str(port), "--save", "", "--appendonly", "no"], port)


def fastapi(workers: int, checks: bool) -> Server:
    """The application of `peers.web` under uvicorn with uvloop and httptools."""
    port = free_port()
    command = [
        sys.executable, "-B", "-m", "uvicorn", "harness.peers.web:app", "--host", "127.0.0.1",
        "--port", str(port), "--loop", "uvloop", "--http", "httptools", "--workers", str(workers),
        "--no-access-log", "--log-level", "warning",
    ]  # fmt: skip
    environment = {**os.environ, "SCIKIT_LEARN_CHECKS": "on" if checks else "off"}
    server = Server(command, port, cwd=PACKAGE_FOLDER, env=environment)
    _wait_for_answer(server, "/openapi.json")
    return server


def tabpy(environment: Path) -> Server:
    """TabPy with the function of `peers/tabpy_model.py` deployed."""
    server = bare_tabpy(environment)
    deploy = Path(__file__).parent / "peers" / "tabpy_model.py"
    done = subprocess.run(
        [str(environment / "bin" / "python"), str(deploy), f"http://127.0.0.1:{server.port}/"],
        capture_output=True, text=True, timeout=120,
    )  # fmt: skip
    if done.returncode != 0:
        server.stop()
        raise Unavailable(f"TabPy took no function: {done.stderr[-500:]}")
    return server


def bare_tabpy(environment: Path, variables: dict[str, str] | None = None) -> Server:
    """TabPy without a function, with these variables of the environment besides."""
    program = environment / "bin" / "tabpy"
    if not program.exists():
        raise Unavailable("TabPy could not be installed")
    port = free_port()
    folder = Path(tempfile.mkdtemp(prefix="tabpy-"))
    settings = folder / "tabpy.conf"
    settings.write_text(
        f"[TabPy]\nTABPY_PORT = {port}\nTABPY_QUERY_OBJECT_PATH = {folder}/objects\n"
        f"TABPY_STATE_PATH = {folder}\nTABPY_GZIP_ENABLE = false\n"
    )
    (folder / "state.ini").write_text(_TABPY_STATE)
    path = f"{environment / 'bin'}:{os.environ.get('PATH', '')}"
    server = Server(
        [str(program), f"--config={settings}", "--disable-auth-warning"], port, cwd=folder,
        env={**os.environ, "PATH": path, **(variables or {})},
    )  # fmt: skip
    _wait_for_answer(server, "/info")
    return server


_TABPY_STATE = """[Service Info]
Name = TabPy Server
Description =
Creation Time = 0
Access-Control-Allow-Origin =
Access-Control-Allow-Headers =
Access-Control-Allow-Methods =

[Query Objects Service Versions]

[Query Objects Docstrings]

[Meta]
Revision Number = 1
"""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(0.5)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _wait_for_answer(server: Server, path: str) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=5)
            connection.request("GET", path)
            if connection.getresponse().status == 200:
                return
        except OSError:
            pass
        time.sleep(0.1)
    server.stop()
    raise Unavailable(f"nobody answers at {path}")


def _family(process: int) -> list[int]:
    """The process and all that it started."""
    found = [process]
    for thread in Path(f"/proc/{process}/task").glob("*/children"):
        try:
            found += [
                member for child in thread.read_text().split() for member in _family(int(child))
            ]
        except OSError:
            pass
    return found
