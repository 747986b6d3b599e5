"""What it costs to have the daemon: from spawn to the first reply, and memory at rest."""

from __future__ import annotations

import subprocess
import time
from pathlib import Path
from typing import Any

from .. import machine
from ..daemon import request
from ..figures import bytes_text, median, seconds_text
from ..results import RowResult, Verdict, limit
from ..turns import Side, Turn
from .base import Bench, Row


class Stdio:
    """`segmentd stdio`, spawned and asked one thing."""

    name = "segmentd stdio"

    def __init__(self, program: Path) -> None:
        self.program = program
        self.idle: list[int] = []

    def start(self) -> None:
        self.ping = request("server.ping")

    def turn(self, number: int) -> Turn:
        begin = time.perf_counter()
        process = subprocess.Popen(
            [str(self.program), "stdio"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0
        )
        assert process.stdin and process.stdout
        process.stdin.write(self.ping)
        reply = process.stdout.readline()
        elapsed = time.perf_counter() - begin
        if b'"result":{}' not in reply:
            raise RuntimeError(f"came: {reply!r}")
        time.sleep(0.05)
        self.idle.append(machine.resident_bytes(process.pid) or 0)
        process.stdin.close()
        process.wait(10)
        process.stdout.close()
        return Turn(elapsed)

    def peak_bytes(self) -> int | None:
        return max(self.idle)

    def stop(self) -> None: ...


class Nothing(Stdio):
    """`/bin/cat`, which starts and gives back what it got: the least that a spawn can be."""

    name = "/bin/cat"

    def __init__(self) -> None:
        super().__init__(Path("/bin/cat"))

    def turn(self, number: int) -> Turn:
        begin = time.perf_counter()
        process = subprocess.Popen(
            ["/bin/cat"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0
        )
        assert process.stdin and process.stdout
        process.stdin.write(self.ping)
        process.stdout.readline()
        elapsed = time.perf_counter() - begin
        self.idle.append(machine.resident_bytes(process.pid) or 0)
        process.stdin.close()
        process.wait(10)
        process.stdout.close()
        return Turn(elapsed)


class Starting(Row):
    name = "start"
    title = "`segmentd stdio`, spawn to first reply; idle memory"
    how = (
        "From before the spawn until the reply to `server.ping` is there, by Python's subprocess; "
        "memory is what is resident 50 ms later. /bin/cat shows what the spawn itself takes."
    )
    rounds = 25

    def sides(self, bench: Bench) -> list[Side]:
        self.ours = Stdio(bench.program)
        return [self.ours, Nothing()]

    def check(self, ours: Any, name: str, theirs: Any) -> None: ...

    def verdicts(self, result: RowResult) -> list[Verdict]:
        spawn, idle = result.ours.median, median(self.ours.idle)
        return [
            limit("10 ms to the first reply", spawn, 0.010, seconds_text(spawn)),
            limit("15 MB idle", idle, 15e6, bytes_text(idle)),
        ]


ROWS: list[Row] = [Starting()]
