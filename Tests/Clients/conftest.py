import os
import subprocess
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def program():
    """The program to test."""
    found = os.environ.get("SEGMENTD", "")
    if not Path(found).is_file():
        pytest.skip("SEGMENTD does not name the program")
    return found


@pytest.fixture
def daemon(program, tmp_path):
    """Address and token of a daemon on TCP."""
    ports, tokens = tmp_path / "port", tmp_path / "token"
    process = subprocess.Popen(
        [program, "serve", "--listen", "127.0.0.1:0", "--port-file", ports, "--token-file", tokens],
        stderr=subprocess.DEVNULL,
    )
    end = time.monotonic() + 20
    while not (ports.exists() and ports.read_text().strip()):
        assert process.poll() is None, "the daemon ended"
        assert time.monotonic() < end, "the daemon did not start"
        time.sleep(0.01)
    yield f"127.0.0.1:{ports.read_text().strip()}", tokens.read_text().strip()
    process.terminate()
    process.wait(20)
