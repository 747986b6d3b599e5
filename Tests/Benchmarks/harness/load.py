"""Load on a server by the generator (`Generator`, in Swift), the same for every protocol."""

from __future__ import annotations

import json
import subprocess
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Target:
    """Where requests go, how they are framed, and how a good reply begins."""

    port: int
    protocol: str
    requests: Path | None = None
    path: str = "/"
    expect: str = ""
    token: str = ""


@dataclass(frozen=True)
class Answers:
    """What the generator measured, in seconds."""

    count: int
    per_second: float
    p50: float
    p90: float
    p99: float


def ask(generator: Path, target: Target, connections: int, seconds: float) -> Answers:
    """Asks for so long after a warm-up of a fifth of it; raises where a reply was not good."""
    command = [
        str(generator), "--address", f"127.0.0.1:{target.port}", "--protocol", target.protocol,
        "--path", target.path, "--connections", str(connections), "--seconds", str(seconds),
        "--warm-up", str(seconds / 5), "--expect", target.expect,
    ]  # fmt: skip
    if target.requests:
        command += ["--requests", str(target.requests)]
    if target.token:
        command += ["--token", target.token]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120)
    if done.returncode != 0:
        raise RuntimeError(done.stderr.strip() or f"the generator ended with {done.returncode}")
    told = json.loads(done.stdout)
    return Answers(
        told["count"], told["per_second"], told["p50_us"] / 1e6, told["p90_us"] / 1e6,
        told["p99_us"] / 1e6,
    )  # fmt: skip
