"""The program under test, and the ways by which a host may reach it."""

import contextlib
import os
import pathlib
import subprocess
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "Support"))
from built import REPOSITORY, program  # noqa: E402,F401


def processes(parent=None):
    """The processes of the program under test: number, with this parent where one is given."""
    found = []
    for folder in pathlib.Path("/proc").iterdir():
        if not folder.name.isdigit():
            continue
        with contextlib.suppress(OSError):
            name, fields = _status(int(folder.name))
            if name == "segmentd" and parent in (None, int(fields[1])) and fields[0] != "Z":
                found.append(int(folder.name))
    return found


def processor_seconds(process):
    """What a process has used of the processors so far."""
    _, fields = _status(process)
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def is_alive(process):
    """Whether a process is there and has not ended."""
    try:
        return _status(process)[1][0] != "Z"
    except OSError:
        return False


def wait_until(condition, seconds=20):
    """Waits for something that must come; whether it did."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.02)
    return False


def wait_until_idle(process, seconds=20):
    """Waits until a process has used no processor for a while; whether it came to that."""
    used = [-1.0]

    def is_idle():
        before, used[0] = used[0], processor_seconds(process)
        time.sleep(0.25)
        return used[0] - before < 0.02

    return wait_until(is_idle, seconds)


def _status(process):
    """The name of a process, and what its `stat` tells from the state on."""
    text = pathlib.Path(f"/proc/{process}/stat").read_text()
    name, rest = text[text.index("(") + 1 :].rsplit(")", 1)
    return name, rest.split()


class Stdio:
    """Each client starts a program of its own."""

    name = "stdio"

    def __init__(self, folder):
        self.folder = folder

    def command(self):
        return [program(), "stdio", "--data-root", str(self.folder)]

    def worker(self):
        """The process that does the work for the client of this process."""
        (process,) = processes(parent=os.getpid())
        return process

    def close(self):
        pass


class Bridge:
    """Clients reach one daemon over TCP by `segmentd connect`."""

    name = "connect"

    def __init__(self, folder):
        self.folder = folder
        port_file = folder / "port"
        self.token = ["--token-file", str(folder / "token")]
        self._daemon = subprocess.Popen(
            [
                program(), "serve", "--listen", "127.0.0.1:0", "--port-file", str(port_file),
                "--data-root", str(folder), *self.token,
            ],
            stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        assert wait_until(lambda: port_file.exists() and port_file.read_text().endswith("\n"))
        self.address = f"127.0.0.1:{port_file.read_text().strip()}"

    def command(self):
        return [program(), "connect", "--address", self.address, *self.token]

    def worker(self):
        return self._daemon.pid

    def close(self):
        self._daemon.terminate()
        assert self._daemon.wait(20) == 0
