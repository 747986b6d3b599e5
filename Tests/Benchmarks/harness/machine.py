"""The machine, the versions of what is measured, and what a process has held of memory."""

from __future__ import annotations

import os
import platform
import re
import subprocess
from importlib import metadata
from pathlib import Path

LIBRARIES = (
    "scikit-learn", "scikit-learn-intelex", "faiss-cpu", "mlpack", "numpy", "pandas", "duckdb",
    "polars", "fastapi", "uvicorn", "uvloop", "httptools", "orjson",
)  # fmt: skip


def peak_bytes(process: int) -> int | None:
    """The most resident memory that a process has had since it began or since `forget_peak`."""
    return _status(process, "VmHWM")


def resident_bytes(process: int) -> int | None:
    return _status(process, "VmRSS")


def forget_peak(process: int) -> None:
    """Begins to watch the peak anew."""
    try:
        Path(f"/proc/{process}/clear_refs").write_text("5")
    except OSError:
        pass


def _status(process: int, name: str) -> int | None:
    try:
        text = Path(f"/proc/{process}/status").read_text()
    except OSError:
        return None
    found = re.search(rf"^{name}:\s+(\d+) kB", text, re.MULTILINE)
    return int(found[1]) * 1024 if found else None


def describe() -> dict[str, str]:
    """The processor, its level, how many cores we may use, the kernel."""
    text = Path("/proc/cpuinfo").read_text()
    model = re.search(r"^model name\s*:\s*(.+)$", text, re.MULTILINE)
    flags = re.search(r"^flags\s*:\s*(.+)$", text, re.MULTILINE)
    return {
        "processor": model[1] if model else platform.processor(),
        "level": level(set(flags[1].split()) if flags else set()),
        "cores": str(len(os.sched_getaffinity(0))),
        "kernel": platform.release(),
    }


def level(flags: set[str]) -> str:
    """The micro-architecture level of an x86-64 processor with these flags."""
    if {"avx512f", "avx512bw", "avx512cd", "avx512dq", "avx512vl"} <= flags:
        return "x86-64-v4"
    if {"avx2", "fma", "bmi1", "bmi2", "f16c", "movbe"} <= flags:
        return "x86-64-v3"
    return "x86-64-v2" if "sse4_2" in flags else "x86-64"


def versions(program: Path, repository: Path, tabpy: Path) -> dict[str, str]:
    """What was measured: our commit and compiler, and the peers as they are installed."""
    found = {
        "segmentd": _first_line("git", "-C", str(repository), "describe", "--always", "--dirty"),
        "swift": _first_line("swift", "--version"),
        "python": platform.python_version(),
        "redis": _first_line("redis-server", "--version"),
    }
    for name in LIBRARIES:
        try:
            found[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            found[name] = "not installed"
    question = "from importlib.metadata import version; print(version('tabpy'))"
    found["tabpy"] = _first_line(str(tabpy / "bin" / "python"), "-c", question)
    return found


def _first_line(*command: str) -> str:
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True)
    except (OSError, subprocess.SubprocessError):
        return "not installed"
    return done.stdout.strip().splitlines()[0] if done.stdout.strip() else "unknown"
