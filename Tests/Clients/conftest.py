import contextlib
import os
import shutil
import subprocess
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

SHELLS = {
    "dash": ["dash"], "bash": ["bash"], "posix bash": ["bash", "--posix"],
    "busybox": ["busybox", "sh"],
}  # fmt: skip


@pytest.fixture(scope="session")
def program():
    """The program to test."""
    found = os.environ.get("SEGMENTD", "")
    if not Path(found).is_file():
        pytest.skip("SEGMENTD does not name the program")
    return found


@contextlib.contextmanager
def serving(program, folder, *options, tokens=None):
    """Address and token of a daemon on TCP, or its address alone where the tokens are given."""
    ports, place = folder / "port", folder / "token"
    if tokens is not None:
        place.touch(0o600)
        place.write_text(tokens)
    process = subprocess.Popen(
        [
            program, "serve", "--listen", "127.0.0.1:0", "--port-file", ports, "--token-file",
            place, *options,
        ],
        stderr=subprocess.DEVNULL,
    )  # fmt: skip
    end = time.monotonic() + 20
    while not (ports.exists() and ports.read_text().strip()):
        assert process.poll() is None, "the daemon ended"
        assert time.monotonic() < end, "the daemon did not start"
        time.sleep(0.01)
    address = f"127.0.0.1:{ports.read_text().strip()}"
    try:
        yield address if tokens is not None else (address, place.read_text().strip())
    finally:
        process.terminate()
        process.wait(20)


@pytest.fixture
def daemon(program, tmp_path):
    """Address and token of a daemon on TCP."""
    with serving(program, tmp_path) as known:
        yield known


@pytest.fixture
def desk(program, tmp_path):
    """A desk as an analyst has it."""
    from desk import Desk

    return Desk(tmp_path, program)


@pytest.fixture(params=SHELLS)
def shell(request):
    """A shell as a command line, each that is here in turn."""
    words = SHELLS[request.param]
    if not shutil.which(words[0]):
        pytest.skip(f"{words[0]} is not installed")
    return words
