"""Runs rows and writes RESULTS.md and RESULTS.json; Tests/Benchmarks/run makes what this needs."""

from __future__ import annotations

import argparse
import os
import signal
import sys
import time
from pathlib import Path

from . import machine, report
from .daemon import built
from .results import RowResult, Unavailable, WrongResult
from .rows import ALL, Bench, Row

REPOSITORY = Path(__file__).resolve().parents[3]


def main() -> int:
    # Whoever is told to end stops the servers it has started.
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(128 + number))
    options = _options()
    chosen = [row for row in ALL if not options.row or row.name in options.row]
    bench = _bench(options)
    results, wrong = [], 0
    begin = time.monotonic()
    for row in chosen:
        started = time.monotonic()
        result, is_wrong = _measured(row, bench)
        wrong += is_wrong
        if bench.quick:
            result.verdicts = []  # small inputs say nothing about time
        results.append(result)
        print(report.row_text(result), flush=True)
        print(f"({time.monotonic() - started:.0f} s)\n", flush=True)
    minutes = (time.monotonic() - begin) / 60
    about = report.About(
        machine.describe(), machine.versions(bench.program, REPOSITORY, bench.tabpy), minutes
    )
    if options.out and not bench.quick:
        report.write(options.out, results, [row.name for row in ALL], about)
    print(f"{len(results)} rows, {wrong} wrong, in {minutes:.1f} minutes")
    return 1 if wrong else 0


def _measured(row: Row, bench: Bench) -> tuple[RowResult, bool]:
    """One row; a wrong result, or a failure, is told and the next row goes on."""
    try:
        return row.measure(bench), False
    except Unavailable as reason:
        result = row.empty()
        result.skipped = str(reason)
        return result, False
    except (WrongResult, RuntimeError) as reason:
        result = row.empty()
        result.skipped = f"WRONG: {reason}"
        return result, True


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="Tests/Benchmarks/run", description=__doc__)
    parser.add_argument("row", nargs="*", metavar="ROW", help="; ".join(row.name for row in ALL))
    parser.add_argument("--quick", action="store_true", help="small inputs, to check results")
    parser.add_argument("--rounds", type=int, help="turns of each side; otherwise each row's own")
    parser.add_argument("--out", type=Path, help="folder for RESULTS.md and RESULTS.json")
    options = parser.parse_args()
    unknown = set(options.row) - {row.name for row in ALL}
    if unknown:
        parser.error(f"no such row: {', '.join(sorted(unknown))}")
    return options


def _bench(options: argparse.Namespace) -> Bench:
    build = REPOSITORY / ".build"
    scratch = build / "benchmarks"
    scratch.mkdir(parents=True, exist_ok=True)
    return Bench(
        program=built(REPOSITORY),
        generator=Path(os.environ.get("REQUEST_LOAD") or build / "release" / "request-load"),
        tabpy=build / "venv-tabpy",
        shared=Path(os.environ.get("SEGMENTD_SHARED") or REPOSITORY.parent / "shared"),
        scratch=scratch,
        quick=options.quick,
        rounds=options.rounds,
    )


if __name__ == "__main__":
    sys.exit(main())
