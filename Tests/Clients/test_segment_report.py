"""From a CSV to a report by one command: of the program, and of the Python package."""

import json
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

pytest.importorskip("vl_convert")

SALES = "CustomerID,InvoiceDate,Amount,Country\n" + "".join(
    f"{who},2024-{1 + (who * turn) % 12:02}-{1 + turn:02},{10 + who * turn % 97},"
    f"{'DE' if who % 3 else 'FR'}\n"
    for who in range(1, 61)
    for turn in range(1, 2 + who % 5)
)


@pytest.fixture
def folder(tmp_path):
    """Where data lie, with a module among them that no Python may load."""
    place = tmp_path / "data"
    place.mkdir()
    (place / "sales.csv").write_text(SALES)
    for trap in ("segmentd.py", "json.py"):
        (place / trap).write_text("open('loaded', 'w')\nraise SystemExit('loaded from the data')\n")
    return place


def run(folder, *command, python=None, **more):
    """Runs a command in the folder; `python` is where it finds python3."""
    path = f"{python or Path(sys.executable).parent}:/usr/bin:/bin"
    # The path of a socket has 107 bytes at most, and those of tests are long.
    with tempfile.TemporaryDirectory(dir="/tmp") as scratch:
        done = subprocess.run(
            [str(word) for word in command], cwd=folder, capture_output=True, text=True,
            timeout=120, env={**os.environ, "PATH": path, "TMPDIR": scratch, **more}, check=False,
        )  # fmt: skip
        assert os.listdir(scratch) == []
    assert not (folder / "loaded").exists()
    return done


def fingerprint(page):
    return re.search(r"<code>([0-9a-f]{64})</code>", page.read_text(encoding="utf-8"))[1]


def test_segment_writes_a_report_beside_the_customers(program, folder):
    done = run(folder, program, "segment", "sales.csv", "--k", "3", "--report")

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.endswith(
        "\nWrote segments.csv (a row per customer)\nWrote segments.html (the report)\n"
    )
    page = (folder / "segments.html").read_text(encoding="utf-8")
    assert "<h1>sales: 3 segments of 60 customers</h1>" in page
    assert page.count('data-chart="') >= 8

    (folder / "x.y").mkdir()
    told = run(
        folder, program, "segment", "sales.csv", "--k", "3", "--out", "x.y/a b.csv", "--report",
        "--json",
    )  # fmt: skip
    assert (told.returncode, told.stderr) == (0, "")
    assert fingerprint(folder / "x.y" / "a b.html") == json.loads(told.stdout)["fit"]["fingerprint"]
    assert fingerprint(folder / "segments.html") == json.loads(told.stdout)["fit"]["fingerprint"]


def test_the_package_makes_the_same_from_a_csv(program, folder):
    run(folder, program, "segment", "sales.csv", "--k", "3", "--report")
    # Python looks for modules beside where it is started, so elsewhere.
    away = folder.parent / "away"
    away.mkdir()
    done = run(
        away, sys.executable, "-m", "segmentd.report", folder / "sales.csv", "-k", "3",
        "--program", program,
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (0, "Wrote report.html (the report)\n"), done.stderr
    assert done.stderr == ""
    assert fingerprint(away / "report.html") == fingerprint(folder / "segments.html")

    (away / "recipe.json").write_text(
        '{"transactions": {"customer": "CustomerID", "date": "InvoiceDate", "carry": ["Country"], '
        '"amount": "Amount", "drop": ["missing_customer"]}, "defaults": {"transform": "log1p"}}'
    )
    found = []
    for name, more in {"sales": [], "shop": ["--recipe", "recipe.json", "--model", "shop"]}.items():
        page = away / f"{name}.html"
        done = run(
            away, sys.executable, "-m", "segmentd.report", folder / "sales.csv", "-k", "3",
            "--program", program, "--by", "Country", "-o", page, *more,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        text = page.read_text(encoding="utf-8")
        assert f"<h1>{name}: 3 segments of 60 customers</h1>" in text
        assert 'data-chart="by Country"' in text
        found.append(fingerprint(page))
    assert found[0] == found[1]


def test_a_model_of_a_daemon_is_reported(folder, daemon, program):
    known = {"SEGMENTD_TOKEN": daemon[1]}
    asked = [sys.executable, "-m", "segmentd.report", "--address", daemon[0]]
    away = folder.parent / "away"
    away.mkdir()
    done = run(away, *asked, folder / "sales.csv", "-k", "2", "-o", "a.md", **known)
    assert done.returncode == 0, done.stderr
    done = run(away, *asked, "--model", "sales", "-o", "b.md", **known)
    assert done.returncode == 0, done.stderr
    assert (away / "a.md").read_text() == (away / "b.md").read_text()


@pytest.mark.parametrize(
    ("words", "status", "told"),
    [
        ([], 2, "name a file to segment, or with --model a model that a daemon has"),
        (["nowhere.csv"], 1, "is missing; check the name and the folder"),
        (
            ["data/sales.csv", "--recipe", "data/sales.csv"],
            2,
            "data/sales.csv is no recipe in JSON",
        ),
        (["data/sales.csv", "-k", "two"], 2, "invalid"),
        (["data/sales.csv", "-o", "report.txt"], 1, "report.txt is no .html or .md"),
    ],
)
def test_what_is_wrong_is_a_sentence(folder, program, words, status, told):
    asked = [sys.executable, "-m", "segmentd.report", "--program", program, *words]
    done = subprocess.run(
        asked, cwd=folder.parent, capture_output=True, text=True, timeout=60, check=False
    )
    assert (done.returncode, done.stdout) == (status, "")
    assert told in done.stderr
    assert "Traceback" not in done.stderr


def test_without_the_package_nothing_is_done(program, folder):
    tools = folder.parent / "tools"
    tools.mkdir()
    fake = tools / "python3"
    fake.write_text("#!/bin/sh\necho No module named segmentd >&2\nexit 1\n")
    fake.chmod(0o755)
    done = run(folder, program, "segment", "sales.csv", "--report", python=tools)
    assert (done.returncode, done.stdout) == (69, "")
    assert done.stderr == (
        "segmentd segment: --report needs the Python package, which python3 cannot import; from "
        'the sources: python3 -m pip install "clients/python[report]"\n'
    )
    assert not (folder / "segments.csv").exists()


def test_files_are_not_written_over(program, folder):
    (folder / "segments.html").write_text(SALES)
    over = run(folder, program, "segment", "segments.html", "--report")
    assert over.returncode == 64
    assert "--report would write over segments.html, the file that is read" in over.stderr
    assert (folder / "segments.html").read_text() == SALES
    over = run(folder, program, "segment", "sales.csv", "--out", "a.html", "--report")
    assert over.returncode == 64
    assert "--report would write over a.html; name a .csv file with --out" in over.stderr
