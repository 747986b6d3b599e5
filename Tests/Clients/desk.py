"""A desk as an analyst has it: a home, a folder of data, programs on the `PATH`, a shell."""

import contextlib
import csv
import getpass
import gzip
import io
import json
import shlex
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

CUSTOMERS = "customer,recency,spend,orders\n" + "".join(
    f"{number:05},{recency},{spend},{orders}\n"
    for number, recency, spend, orders in [
        (101, 3, 900, 12), (102, 4, 950, 13), (103, 5, 880, 11), (104, 200, 40, 1),
        (105, 220, 60, 2), (106, 240, 20, 1), (107, 90, 400, 6), (108, 95, 420, 7),
        (109, 99, 390, 6),
    ]
)  # fmt: skip


def sales():
    """Purchases of 40 customers over a year."""
    lines = ["CustomerID,InvoiceDate,InvoiceNo,Quantity,UnitPrice"]
    for who in range(1, 41):
        lines += [
            f"C{who:03},2024-{1 + (who + turn) % 12:02}-{1 + turn:02},{who * 100 + turn},"
            f"{1 + who % 3},{5 + who % 7}.50"
            for turn in range(1, 2 + who % 6)
        ]
    return "\n".join(lines) + "\n"


class Desk:
    """Runs commands in its folder and finds what is installed there."""

    def __init__(self, folder, program):
        self.home, self.folder, self.tools = folder / "home", folder / "data", folder / "tools"
        for place in (self.home / ".local" / "bin", self.folder, self.tools):
            place.mkdir(parents=True)
        (self.tools / "segmentd").symlink_to(program)
        (self.folder / "customers.csv").write_text(CUSTOMERS)
        (self.folder / "sales.csv").write_text(sales())
        with gzip.open(self.folder / "sales.csv.gz", "wt") as file:
            file.write(sales())
        places = [self.home / ".local" / "bin", self.tools, Path(sys.executable).parent]
        path = ":".join([*map(str, places), "/usr/local/bin", "/usr/bin", "/bin", "/usr/sbin"])
        self.environment = {
            "HOME": str(self.home), "PATH": path, "LANG": "C.UTF-8", "TMPDIR": str(folder),
            "USER": getpass.getuser(),
        }  # fmt: skip

    def run(self, script, shell=("bash",), cwd=None, **environment):
        """What a script prints and its status; it fails at the first command that does."""
        return subprocess.run(
            [*shell, "-ec", script], cwd=cwd or self.folder, capture_output=True, text=True,
            timeout=120, check=False, stdin=subprocess.DEVNULL,
            env={**self.environment, **environment},
        )  # fmt: skip

    def shown(self, script, shell=("bash",), cwd=None, **environment):
        """What a script prints, which goes well."""
        done = self.run(script, shell, cwd, **environment)
        assert done.returncode == 0, f"{script}\n{done.stderr}"
        return done.stdout

    def rows(self, script, shell=("bash",), **environment):
        """The same as rows of a CSV."""
        return table(self.shown(script, shell, **environment))

    def file(self, name):
        return table((self.folder / name).read_text())


def table(text):
    return list(csv.reader(io.StringIO(text)))


def documents(text):
    """The JSON documents that stand one after another in a text."""
    decoder, found = json.JSONDecoder(), []
    while text := text.strip():
        document, end = decoder.raw_decode(text)
        found.append(document)
        text = text[end:]
    return found


@contextlib.contextmanager
def open_door(command, folder):
    """The address of the door over HTTP, opened by a command on a port that is free."""
    words = shlex.split(command)
    assert words[:3] == ["python", "-m", "segmentd.http"]
    with socket.create_server(("127.0.0.1", 0)) as listener:
        place = f"127.0.0.1:{listener.getsockname()[1]}"
    words[words.index("--listen") + 1] = place
    with subprocess.Popen([sys.executable, *words[1:]], cwd=folder) as process:
        try:
            end = time.monotonic() + 60
            while True:
                assert process.poll() is None, "the door closed"
                try:
                    urllib.request.urlopen(f"http://{place}/healthz", timeout=5).close()
                    break
                except OSError:
                    assert time.monotonic() < end, "the door did not open"
                    time.sleep(0.05)
            yield f"http://{place}"
        finally:
            process.terminate()


def need(*programs):
    """Skips a test for which a program is missing; those that pip installed stand beside Python."""
    for program in programs:
        if not (shutil.which(program) or Path(sys.executable).with_name(program).exists()):
            pytest.skip(f"{program} is not installed")
