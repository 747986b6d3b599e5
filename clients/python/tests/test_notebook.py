"""The magics, in a notebook that a real kernel runs."""

import pytest

nbformat = pytest.importorskip("nbformat")
nbclient = pytest.importorskip("nbclient")
pytest.importorskip("ipykernel")

CELLS = [
    "%load_ext segmentd\n"
    "import pandas as pd\n"
    "customers = pd.DataFrame({'recency': [3, 5, 210, 180], 'spend': [950.0, 870.0, 40.0, 65.0]})",
    '%%segment vip customers -k 2\n{"defaults": {"scale": "standard"}}',
    "%segment vip",
    "found = %segment vip customers\nfound.tolist()",
    "%segment nobody customers",
    "%segment vip customers -k two",
    "%%segment vip customers\n{",
    "%segment vip nothing",
    "%segment vip customers -k auto",
    "%segmentd spawn",
    "%segment vip",
    "%segmentd nowhere:1",
    "import segmentd\nclient = segmentd.spawn()\n%segmentd client",
    "%segment vip customers -k 2",
    "client.profile('vip')",
    "client.chart('sizes', model='vip')",
    "model = client.model('vip')\nclient.delete_model('vip')\nmodel",
]


@pytest.mark.filterwarnings("ignore")
def test_a_notebook(program, monkeypatch, tmp_path):
    monkeypatch.setenv("SEGMENTD", program)
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path))
    monkeypatch.setenv("JUPYTER_RUNTIME_DIR", str(tmp_path))
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in CELLS])
    nbclient.NotebookClient(
        notebook, timeout=60, kernel_name="python3", allow_errors=True
    ).execute()
    outputs = [cell.outputs for cell in notebook.cells]
    fitted, picture = outputs[1][-2]["data"], outputs[1][-1]["data"]
    assert "4 customers in 2 segments" in fitted["text/plain"]
    assert "<table>" in fitted["text/html"]
    assert picture["application/vnd.vegalite.v5+json"]["data"]["values"]
    assert picture["image/svg+xml"].startswith("<svg")
    assert [part["data"] for part in outputs[2]] == [fitted, picture]
    assert outputs[3][-1]["data"]["text/plain"] in ("[1, 1, 2, 2]", "[2, 2, 1, 1]")
    told = ["".join(part.get("text", "") for part in parts) for parts in outputs]
    assert "there is no model" in told[4]
    assert "-k takes a number or auto, not 'two'" in told[5]
    assert "no recipe in JSON" in told[6]
    assert "neither a variable nor a file called nothing" in told[7]
    assert "4 customers in" in outputs[8][-2]["data"]["text/plain"]
    assert outputs[9] == []
    assert "there is no model" in told[10]
    assert "no segmentd answers at nowhere:1" in told[11]
    assert outputs[13][-2]["data"]["text/html"] == fitted["text/html"].replace("vip@2", "vip@1")
    [profile] = outputs[14]
    assert "what the segments are like" in profile["data"]["text/html"]
    assert outputs[15][0]["data"]["image/svg+xml"].startswith("<svg")
    # Of a model that is gone there is what it was.
    [gone] = outputs[16]
    assert "<table>" in gone["data"]["text/html"]
    assert not any("Traceback" in text for text in told)
