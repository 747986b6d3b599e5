import os
import re
import shutil
import subprocess
import time
from pathlib import Path

import pytest

import segmentd


@pytest.fixture(scope="session")
def program():
    """The program to test: SEGMENTD, else segmentd on the PATH."""
    found = os.environ.get("SEGMENTD") or shutil.which("segmentd")
    if not found or not Path(found).exists():
        pytest.skip("SEGMENTD does not name the program")
    return found


@pytest.fixture(autouse=True)
def bare_environment(monkeypatch, tmp_path):
    """No test finds a daemon or a token of the machine it runs on."""
    monkeypatch.delenv("SEGMENTD_ADDRESS", raising=False)
    monkeypatch.delenv("SEGMENTD_TOKEN", raising=False)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))


@pytest.fixture
def client(program):
    with segmentd.spawn(program) as client:
        yield client


def pytest_terminal_summary(terminalreporter):
    """Tells under which Pythons the core ran; which there are is up to the machine."""
    names = (test.nodeid for test in terminalreporter.stats.get("passed", ()))
    found = [re.search(r"under_each_python\[(.+)\]", name) for name in names]
    if versions := [match[1] for match in found if match]:
        terminalreporter.write_line(f"the core ran under Python {', '.join(versions)}")


class Server:
    """A daemon on TCP and a Unix socket."""

    def __init__(self, program, folder, *options):
        self.socket, self.tokens, ports = folder / "socket", folder / "token", folder / "port"
        self.process = subprocess.Popen(
            [
                program, "serve", "--listen", "127.0.0.1:0", "--port-file", ports,
                "--token-file", self.tokens, "--socket", self.socket, *options,
            ],
            stderr=subprocess.DEVNULL,
        )  # fmt: skip
        end = time.monotonic() + 20
        while not (ports.exists() and ports.read_text().strip()):
            assert self.process.poll() is None, "the daemon ended"
            assert time.monotonic() < end, "the daemon did not start"
            time.sleep(0.01)
        self.address = f"127.0.0.1:{ports.read_text().strip()}"
        self.token = self.tokens.read_text().strip()

    def stop(self):
        self.process.terminate()
        self.process.wait(20)


@pytest.fixture
def server(program, tmp_path):
    server = Server(program, tmp_path)
    yield server
    server.stop()


@pytest.fixture
def shop():
    """Six customers in two groups that nobody could mistake."""
    return {
        "customer": ["a", "b", "c", "d", "e", "f"],
        "recency": [3, 5, 8, 210, 180, 240],
        "spend": [950.0, 870.0, 1020.0, 40.0, 65.0, 20.0],
    }


#: What every sale of `shop` is in transactions.
SALES = {
    "CustomerID": [1, 2, 1, 3, 2, 4],
    "InvoiceDate": [
        "2024-01-02", "2024-01-05", "2024-03-01", "2024-03-02", "2024-02-10", "2023-06-01",
    ],
    "Total": [30.0, 300.0, 31.0, 3.0, 290.0, 5.0],
}  # fmt: skip
TRANSACTIONS = {"customer": "CustomerID", "date": "InvoiceDate", "amount": "Total"}


@pytest.fixture
def sales():
    return {name: list(values) for name, values in SALES.items()}


@pytest.fixture
def transactions():
    return {"transactions": dict(TRANSACTIONS)}
