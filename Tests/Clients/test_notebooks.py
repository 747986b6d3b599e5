"""The notebooks run from top to bottom, and show what they say."""

import json
import os
import re
from pathlib import Path

import pytest
from conftest import ROOT

nbformat = pytest.importorskip("nbformat")
nbconvert = pytest.importorskip("nbconvert")
pytest.importorskip("ipykernel")
pytest.importorskip("vl_convert")

NOTEBOOKS = ROOT / "clients/notebook"
VEGA = "application/vnd.vegalite.v5+json"


@pytest.mark.parametrize("name", ["one_fit", "walk"])
def test_what_is_committed_is_clean(name):
    place = NOTEBOOKS / f"{name}.ipynb"
    notebook = nbformat.read(place, as_version=4)
    nbformat.validate(notebook)
    for cell in notebook.cells:
        assert cell.source.strip() == cell.source != ""
        assert cell.metadata == {}
        if cell.cell_type == "code":
            assert cell.outputs == []
            assert cell.execution_count is None
    assert notebook.cells[0].source.startswith("# ")
    # As tools write it, so that a change of a word is a change of a line.
    written = json.dumps(json.loads(place.read_text("utf-8")), indent=1, ensure_ascii=False)
    assert place.read_text("utf-8") == written + "\n"


def run(name, program, monkeypatch, folder):
    monkeypatch.setenv("SEGMENTD", program)
    for variable in ("IPYTHONDIR", "JUPYTER_RUNTIME_DIR", "JUPYTER_CONFIG_DIR"):
        monkeypatch.setenv(variable, str(folder / "jupyter"))
    notebook = nbformat.read(NOTEBOOKS / f"{name}.ipynb", as_version=4)
    runner = nbconvert.preprocessors.ExecutePreprocessor(timeout=120, kernel_name="python3")
    runner.preprocess(notebook, {"metadata": {"path": str(folder)}})
    outputs = [part for cell in notebook.cells for part in cell.get("outputs", ())]
    assert [part for part in outputs if part.output_type == "error"] == []
    # A bar may come and go on the error stream; no warning does.
    told = "".join(part.text for part in outputs if part.get("name") == "stderr")
    assert [line for line in re.split(r"[\r\n]", told) if line.strip() and "%|" not in line] == []
    page, _ = nbconvert.HTMLExporter().from_notebook_node(notebook)
    if os.environ.get("CHART_FOLDER"):
        (Path(os.environ["CHART_FOLDER"]) / f"{name}.html").write_text(page, encoding="utf-8")
    return outputs, page


def pictures(outputs):
    """The titles of all pictures; each has an image beside it for those who cannot draw."""
    found = []
    for part in outputs:
        if VEGA in part.get("data", {}):
            assert part.data[VEGA]["$schema"].endswith("/vega-lite/v5.json")
            assert part.data[VEGA]["data"]["values"]
            assert part.data["image/svg+xml"].startswith("<svg")
            found.append(part.data[VEGA]["title"]["text"])
    return found


def tables(outputs):
    return [part.data["text/html"] for part in outputs if "text/html" in part.get("data", {})]


@pytest.mark.filterwarnings("ignore")
def test_one_fit(program, monkeypatch, tmp_path):
    outputs, page = run("one_fit", program, monkeypatch, tmp_path)
    assert pictures(outputs) == ["What sets the segments apart"]
    [table] = tables(outputs)
    assert "shop@1: 1,996 customers in 4 segments" in table
    assert "image/svg+xml" in page
    report = (tmp_path / "shop/report.html").read_text("utf-8")
    assert "Segments by City" in report
    assert "shop: 4 segments of 1,996 customers" in report


@pytest.mark.filterwarnings("ignore")
def test_walk(program, monkeypatch, tmp_path):
    outputs, _ = run("walk", program, monkeypatch, tmp_path)
    assert pictures(outputs) == [
        "What sets the segments apart", "How many segments", "Who they are and what they bring",
        "The customers from afar", "How well customers sit in their segments", "Segments by City",
        "How the segments develop", "Where the customers went", "What sets the segments apart",
    ]  # fmt: skip
    shown = "\n".join(tables(outputs))
    assert "shop@1: what the segments are like" in shown
    assert "copy@1: 1,996 customers in 4 segments" in shown
    told = "".join(part.text for part in outputs if part.get("name") == "stdout")
    assert "4 has 4 of 7 votes" in told
    assert "\nok\n" in told or "\nreassign\n" in told or "\nrefit\n" in told
    assert "of 1,996 customers stayed" in told
    assert any("N1" in part.data["text/plain"] for part in outputs if "data" in part)
    assert (tmp_path / "shop/segments.sql").read_text("utf-8").startswith("-- The segments of")
    assert (tmp_path / "shop/report.html").exists()
