"""RESULTS.md for people and RESULTS.json for machines."""

from __future__ import annotations

import datetime
import json
from dataclasses import asdict, dataclass
from pathlib import Path

from .figures import (
    bytes_text,
    percent_text,
    rate_text,
    ratio_text,
    seconds_text,
    spread,
)  # fmt: skip
from .results import RowResult, SideResult


@dataclass(frozen=True)
class About:
    """On what and when it was measured."""

    machine: dict[str, str]
    versions: dict[str, str]
    minutes: float


def write(folder: Path, results: list[RowResult], order: list[str], about: About) -> None:
    """Writes both files; rows that were not measured now stay as they were."""
    date = datetime.date.today().isoformat()
    for result in results:
        result.measured = f"{date}, {about.versions['segmentd']}"
    rows = {result.name: result for result in [*_earlier(folder), *results]}
    every = [rows[name] for name in order if name in rows]
    (folder / "RESULTS.md").write_text(document(every, about, notes(folder / "notes")))
    whole = {
        "machine": about.machine,
        "versions": about.versions,
        "rows": [asdict(result) for result in every],
    }
    (folder / "RESULTS.json").write_text(json.dumps(whole, indent=1, ensure_ascii=False) + "\n")


def _earlier(folder: Path) -> list[RowResult]:
    try:
        told = json.loads((folder / "RESULTS.json").read_text())
    except OSError:
        return []
    return [RowResult.from_json(row) for row in told["rows"]]


def notes(folder: Path) -> dict[str, str]:
    """What people have written about rows, by their names: profiles, what was tried, the limit.

    `preface` stands at the top.
    """
    return {file.stem: file.read_text().strip() for file in sorted(folder.glob("*.md"))}


def document(results: list[RowResult], about: About, written: dict[str, str]) -> str:
    """The whole of RESULTS.md."""
    place = ", ".join(f"{value}" for value in about.machine.values())
    parts = [
        "# Measured beside its peers",
        "",
        "Written by `Tests/Benchmarks/run`, which installs the peers, builds a release and measures"
        " everything below anew; do not edit. A time says little without its machine: compare"
        " ratios. The sides of a row take turns (A B A B) after a warm-up, each alive in a process"
        " of its own with its data; results are compared before any time counts. *Ours* is a"
        " request over TCP until its whole reply is there. *Spread* is the slowest turn less the"
        " fastest, as a part of the median. *Memory* is the most that the process held, its data"
        " (and for peers the interpreter and libraries) included.",
        "",
        f"Machine: {place}. The last run took {about.minutes:.0f} minutes; the date and commit of"
        " each row stand with it.",
        "",
        *([written["preface"], ""] if "preface" in written else []),
        *summary(results),
        "",
    ]
    for result in results:
        parts += [row_text(result), ""]
        if result.name in written:
            parts += [written[result.name], ""]
    parts += ["## Versions", "", "| what | version |", "| --- | --- |"]
    parts += [f"| {name} | {version} |" for name, version in about.versions.items()]
    return "\n".join(parts) + "\n"


def summary(results: list[RowResult]) -> list[str]:
    """A line per bar."""
    lines = ["| row | asked | measured | holds |", "| --- | --- | --- | --- |"]
    for result in results:
        if result.skipped:
            lines.append(f"| {result.title} | – | {_cell(result.skipped)} | – |")
        for verdict in result.verdicts:
            holds = "yes" if verdict.holds else "**no**"
            lines.append(f"| {result.title} | {verdict.asked} | {verdict.measured} | {holds} |")
    return lines


def row_text(result: RowResult) -> str:
    """One row with all its sides."""
    lines = [f"## {result.title}", ""]
    if result.skipped:
        return "\n".join([*lines, f"Not measured: {result.skipped}"])
    lines += [result.how, "", f"Measured {result.measured}.", ""] if result.measured else [
        result.how, "",
    ]  # fmt: skip
    if result.sides:
        lines += [
            "| side | median | spread | turns | against ours | memory |",
            "| --- | --- | --- | --- | --- | --- |",
            *(_side_line(side, result) for side in result.sides),
            "",
        ]
    lines += [*result.details, ""] if result.details else []
    for verdict in result.verdicts:
        lines.append(
            f"- {verdict.asked}: {verdict.measured}, {'holds' if verdict.holds else '**missed**'}"
        )
    return "\n".join(lines).rstrip()


def _side_line(side: SideResult, result: RowResult) -> str:
    if not side.seconds:
        return f"| {side.name} | {_cell(side.note)} | | | | |"
    text = rate_text if result.unit == "rate" else seconds_text
    ratio = "1" if side is result.ours else ratio_text(side.median / result.ours.median)
    cells = (
        side.name, text(side.median), percent_text(spread(side.seconds)), str(len(side.seconds)),
        ratio, bytes_text(side.peak_bytes),
    )  # fmt: skip
    return "| " + " | ".join(cells) + " |"


def _cell(text: str) -> str:
    return " ".join(text.replace("|", "/").split())[:300]
