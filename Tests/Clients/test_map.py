"""What the map, `clients/README.md`, says to paste is pasted, and its examples run as it says."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import segmentd
from conftest import ROOT
from desk import need, open_door
from pages import block, blocks, code, rows

CLIENTS = "clients/README.md"
README = "clients/python/README.md"
SOURCES = str(ROOT / "clients" / "python" / "src")


def test_the_examples_find_the_program(desk, tmp_path):
    swift = desk.tools / "swift"
    swift.write_text(f'#!/bin/sh\necho "$*" > {tmp_path}/asked\n')
    swift.chmod(0o755)
    shown = desk.shown(block(CLIENTS, "export SEGMENTD") + 'echo "$SEGMENTD"', cwd=tmp_path)
    assert shown == f"{tmp_path}/.build/release/segmentd\n"
    assert (tmp_path / "asked").read_text() == "build -c release\n"


EXAMPLES = {cells[0].strip("`"): code(cells[2]) for cells in rows(CLIENTS, "| example |")}


def test_every_example_is_on_the_page():
    there = (ROOT / "clients" / "examples").glob("*/*.*")
    shown = {f"clients/{name}" for name in EXAMPLES}
    for file in there:
        if file.parent.name not in ("analyses", "service", "dashboard"):
            assert file.relative_to(ROOT).as_posix() in shown


@pytest.mark.parametrize("name", EXAMPLES)
def test_examples_run_as_the_page_says(name, desk, program, daemon):
    expected = ROOT / "Tests" / "Expected" / f"{Path(name).name}.txt"
    commands = EXAMPLES[name]
    need(*{command.split()[0] for command in commands} - {"$SEGMENTD", "python3", "bash"})
    if name == "examples/notebook_baseline.py":
        pytest.importorskip("sklearn")
        head = "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country"
        lines = [
            f"{customer * 10 + turn},A,thing,{1 + customer % 5},{1 + turn}/{1 + customer % 9}/2011 "
            f"08:26,{1 + customer % 7}.5,{customer},France"
            for customer in range(1, 120)
            for turn in range(1, 2 + customer % 6)
        ]
        (desk.folder / "online_retail.csv").write_text("\n".join([head, *lines]) + "\n")
        commands = [commands[0].replace("online_retail.csv", f"{desk.folder}/online_retail.csv")]
    if name == "examples/shell/ask.sh":
        assert commands[0] == "$SEGMENTD serve &"
        commands = commands[1:]
    place = {"SEGMENTD_ADDRESS": daemon[0], "SEGMENTD_TOKEN": daemon[1], "SEGMENTD": program}
    shown = desk.shown(commands[0], cwd=ROOT, **place)
    if name == "examples/shell/ask.sh":
        assert shown == '{"jsonrpc":"2.0","id":1,"result":{"models":[]}}\n'
    elif expected.exists():
        assert shown == expected.read_text(encoding="utf-8")
    else:
        assert len(shown.splitlines()) >= 3


MAP = {cells[0]: code(cells[1]) for cells in rows(CLIENTS, "| I use |")}


@pytest.fixture
def asked(daemon, desk, monkeypatch):
    """A client of a daemon that has the model `vip` of the desk's customers."""
    monkeypatch.setenv("SEGMENTD_ADDRESS", daemon[0])
    monkeypatch.setenv("SEGMENTD_TOKEN", daemon[1])
    monkeypatch.setattr("segmentd.default._client", None)
    with segmentd.connect() as client:
        client.fit("vip", desk.folder / "customers.csv", 3, recipe={"id": "customer"})
        yield client


def a_csv(desk, _, words):
    pytest.importorskip("vl_convert")
    shown = desk.shown(words[0], PYTHONPATH=SOURCES)
    assert "Wrote segments.html (the report)" in shown


def in_python(desk, client, words):
    pandas = pytest.importorskip("pandas")
    customers = pandas.read_csv(desk.folder / "customers.csv", dtype={"customer": str})
    exec(words[0], {"segmentd": segmentd, "customers": customers})
    assert customers["segment"].nunique() == 3
    assert customers["segment"].tolist() == client.assign("vip", customers).tolist()


def in_a_browser(*_):
    assert MAP["a browser"][0] in block("clients/examples/dashboard/README.md", "pip install")


def in_scikit_learn(*_):
    pytest.importorskip("sklearn")
    from segmentd.estimator import SegmentEstimator
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    known = {
        "SegmentEstimator": SegmentEstimator, "make_pipeline": make_pipeline,
        "StandardScaler": StandardScaler,
    }  # fmt: skip
    points = [[n % 4 * 10.0 + n / 40, n % 4 * 7.0] for n in range(40)]
    found = eval(MAP["scikit-learn"][0], known).fit_predict(points)
    assert len(set(found)) == 4


def in_jupyter(desk, client, words):
    pytest.importorskip("IPython")
    from IPython.core.interactiveshell import InteractiveShell

    pandas = pytest.importorskip("pandas")
    shell = InteractiveShell()
    shell.push({"customers": pandas.read_csv(desk.folder / "customers.csv")})
    for word in words:
        shell.run_cell(word).raise_error()
    assert client.model("vip").k == 4


def in_tableau(*_):
    assert MAP["Tableau"][0] in block("clients/tableau/README.md", "MODEL_EXTENSION_INT")


def in_a_shell(desk, client, words):
    need("jq")
    (desk.home / ".local/bin/segment").symlink_to(ROOT / "clients/shell/segment")
    place = {name: os.environ[name] for name in ("SEGMENTD_ADDRESS", "SEGMENTD_TOKEN")}
    desk.shown(words[0], **place)
    assert [int(row[1]) for row in desk.file("segments.csv")[1:]] == client.assign(
        "vip", desk.folder / "customers.csv"
    )


def in_prometheus(desk, _, words):
    need("curl")
    pytest.importorskip("starlette")
    port = re.fullmatch(r"curl (http://127\.0\.0\.1:9004)/metrics", words[0])[1]
    command = block(README, "segmentd.http --listen").removesuffix(" --password-file FILE\n")
    with open_door(command, desk.folder) as door:
        shown = desk.shown(words[0].replace(port, door))
    assert "# TYPE segmentd_" in shown


#: What is pasted for each row of the map; a row whose page shows it is tested with that page.
PASTED = {
    "a CSV, and nothing else": a_csv,
    "Python": in_python,
    "a browser": in_a_browser,
    "scikit-learn": in_scikit_learn,
    "Jupyter": in_jupyter,
    "Tableau": in_tableau,
    "a shell, cron, awk, csvkit": in_a_shell,
    "Prometheus": in_prometheus,
}


def test_what_the_map_says_to_paste_is_tried():
    assert {name for name, words in MAP.items() if words} == set(PASTED)


@pytest.mark.parametrize("name", PASTED)
@pytest.mark.filterwarnings("ignore")
def test_the_map(name, desk, asked):
    PASTED[name](desk, asked, MAP[name])


def test_modules_of_the_package_start(desk, program):
    pytest.importorskip("vl_convert")
    command = block(README, "segmentd.report")
    shown = desk.shown(command, PYTHONPATH=SOURCES)
    assert shown == "Wrote report.html (the report)\n"
    assert (desk.folder / "report.html").stat().st_size > 100_000


def test_pip_installs_what_the_page_runs(desk, program, tmp_path):
    # Of a copy, as a build leaves its folders beside the sources.
    ignored = shutil.ignore_patterns("build", "*.egg-info", "__pycache__", ".*")
    copy = tmp_path / "checkout"
    shutil.copytree(ROOT / "clients/python", copy / "clients/python", ignore=ignored)
    place = tmp_path / "fresh"
    subprocess.run([sys.executable, "-m", "venv", place], check=True, timeout=120)
    inside = {"PATH": f"{place}/bin:{desk.environment['PATH']}", "PYTHONPATH": ""}
    done = desk.run(block(README, "pip install ./clients/python"), cwd=copy, **inside)
    assert done.returncode == 0, done.stderr
    first = next(one.text for one in blocks(README) if one.language == "python")
    (desk.folder / "five lines.py").write_text(first.replace('"Total"', '"UnitPrice"'))
    told = desk.shown("python 'five lines.py'", **inside)
    assert "'customers':" in told
