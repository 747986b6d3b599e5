"""The scripts for Power BI, run as Power BI runs them."""

import re
import subprocess
import sys

import pytest
import segmentd
from conftest import ROOT

pandas = pytest.importorskip("pandas")
CUSTOMERS = {
    "customer": ["a", "b", "c", "d"],
    "recency": [3, 5, 210, 180],
    "spend": [950.0, 870.0, 40.0, 30.0],
    "since": ["2020-01-01", None, "2021-05-06", "2022-01-01"],
}

# What Power BI puts around a script: a working directory elsewhere, no console, the query so far as
# `dataset`, and in the end every data frame by its name.
BEFORE = """import os, sys, pandas
os.chdir(sys.argv[1])
sys.stdin.close()
if os.path.exists("input.csv"):
    dataset = pandas.read_csv("input.csv")
"""
AFTER = """
import pandas
for name, frame in list(globals().items()):
    if isinstance(frame, pandas.DataFrame):
        frame.to_csv(f"out {name}.csv", index=False)
"""


@pytest.fixture
def run(daemon, tmp_path, monkeypatch):
    monkeypatch.setenv("SEGMENTD_ADDRESS", daemon[0])
    monkeypatch.setenv("SEGMENTD_TOKEN", daemon[1])
    with segmentd.connect() as client:
        client.fit("vip", CUSTOMERS, 2, recipe={"id": "customer", "exclude": ["since"]})

    def run(script, dataset=None):
        folder = tmp_path / "elsewhere"
        folder.mkdir(exist_ok=True)
        if dataset is not None:
            dataset.to_csv(folder / "input.csv", index=False)
        wrapped = tmp_path / "PythonScriptWrapper.PY"
        wrapped.write_text(BEFORE + script + AFTER, encoding="utf-8")
        done = subprocess.run(
            [sys.executable, wrapped, folder], capture_output=True, text=True, timeout=60,
            check=False, stdin=subprocess.PIPE,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return {
            file.stem.removeprefix("out "): pandas.read_csv(file) for file in folder.glob("out *.csv")
        }

    return run


def test_a_step_adds_columns_to_the_query(run):
    script = (ROOT / "clients" / "powerbi" / "transform_step.py").read_text(encoding="utf-8")
    tables = run(script, pandas.DataFrame(CUSTOMERS))
    assert list(tables) == ["dataset"]
    rows = tables["dataset"]
    assert rows["customer"].tolist() == CUSTOMERS["customer"]
    assert rows["segment"].tolist() in ([1, 1, 2, 2], [2, 2, 1, 1])
    assert rows["segment name"].notna().all()
    assert rows["distance"].ge(0).all()
    # Power BI runs a script several times for one refresh.
    assert run(script, pandas.DataFrame(CUSTOMERS))["dataset"].equals(rows)


def test_a_source_gives_tables_for_slicers(run):
    script = (ROOT / "clients" / "powerbi" / "data_source.py").read_text(encoding="utf-8")
    tables = run(script)
    assert set(tables) == {"segments", "features"}
    assert tables["segments"]["customers"].sum() == 4
    assert set(tables["features"]["feature"]) == {"recency", "spend"}
    assert not tables["features"].map(lambda cell: isinstance(cell, (list, dict))).any(axis=None)


def test_power_query_asks_for_what_the_door_has():
    query = (ROOT / "clients" / "powerbi" / "Segments.pq").read_text(encoding="utf-8")
    door = (ROOT / "clients" / "python" / "src" / "segmentd" / "http" / "door.py").read_text()
    path = re.search(r'RelativePath = "([^"]*)" & Uri.EscapeDataString\(model\) & "/" & what', query)
    for what in re.findall(r'"vip", "(\w+)"\)', query):
        assert f'"/{path[1]}{{name}}/{what}.csv"' in door
    assert query.count("(") == query.count(")")
    assert query.count("[") == query.count("]")
