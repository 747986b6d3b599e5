"""What `clients/tableau/README.md` shows, asked as Tableau asks it.

`tableau/test_tabpy.py` asks a TabPy server what the page shows for one.
"""

import base64
import importlib.util
import json
import re
import urllib.error
import urllib.request

import pytest
import segmentd
from conftest import ROOT
from desk import open_door
from pages import block, blocks, rows, text_of

pytest.importorskip("starlette")
pandas = pytest.importorskip("pandas")

PAGE = "clients/tableau/README.md"
VALUES = {"recency": [3, 5, 210, 180], "spend": [950.0, 870.0, 40.0, 65.0]}


@pytest.fixture
def client(daemon, monkeypatch):
    monkeypatch.setenv("SEGMENTD_ADDRESS", daemon[0])
    monkeypatch.setenv("SEGMENTD_TOKEN", daemon[1])
    with segmentd.connect() as client:
        client.fit("vip", VALUES, 2)
        yield client


@pytest.fixture
def door(client, tmp_path):
    """The address of the door, started by the page's command."""
    (tmp_path / "password").write_text("a secret\n")
    with open_door(block(PAGE, "segmentd.http --listen").splitlines()[-1], tmp_path) as door:
        yield door


def asked(url, body, password="a secret"):
    """The status and the JSON that a request with a user and the password is answered with."""
    shown = base64.b64encode(f"tableau:{password}".encode()).decode()
    request = urllib.request.Request(
        url, json.dumps(body).encode(), {"Authorization": f"Basic {shown}"}
    )
    try:
        with urllib.request.urlopen(request, timeout=20) as answer:
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as error:
        return error.code, json.load(error)


def fields():
    """The calculated fields of the page: their function, and what it is given."""
    shown = "".join(one.text for one in blocks(PAGE) if one.language == "tableau")
    return re.findall(r"^(\w+)\((.*)\)$", shown, re.MULTILINE)


def requested(arguments):
    """The model that a MODEL_EXTENSION names, and its columns by the fields given for them."""
    names = re.findall(r'"([^"]*)"', arguments)
    values = re.findall(r"SUM\(\[(\w+)\]\)", arguments)
    assert [name.lower() for name in values] == names[1:]
    return names[0], {name: VALUES[name] for name in names[1:]}


def test_fields_are_answered_row_by_row(client, door):
    kinds = {"INT": int, "STR": str, "REAL": float}
    found = [(name, text) for name, text in fields() if name.startswith("MODEL_EXTENSION_")]
    assert len(found) == 3
    for function, arguments in found:
        model, data = requested(arguments)
        status, answer = asked(f"{door}/query/{model}", {"data": data})
        assert status == 200
        assert [type(value) for value in answer["response"]] == (
            [kinds[function.rpartition("_")[2]]] * 4
        )
    segments = asked(f"{door}/query/vip", {"data": VALUES})[1]["response"]
    assert segments == client.assign("vip", VALUES)


def test_what_fails_says_what_the_page_has(door):
    told = {
        asked(f"{door}/query/vip", {"data": VALUES}, "wrong")[1]["message"],
        asked(f"{door}/query/nope", {"data": VALUES})[1]["info"].replace("nope", "vip"),
        asked(f"{door}/query/vip", {"data": {"recency": [1]}})[1]["info"],
        asked(f"{door}/evaluate", {"script": "return 1", "data": {}})[1]["info"],
    }
    shown = [cell.strip("`").partition(" …")[0] for cell, _ in rows(PAGE, "| Tableau says")]
    for text in told:
        assert any(text.startswith(start) for start in shown), text


def prep():
    """The script, with the names that Prep brings along."""
    place = ROOT / "clients" / "tableau" / "prep_segment.py"
    specification = importlib.util.spec_from_file_location("prep_segment", place)
    script = importlib.util.module_from_spec(specification)
    for kind, value in {"int": 0, "string": "", "decimal": 0.0, "bool": False}.items():
        setattr(script, f"prep_{kind}", lambda value=value: pandas.Series([value]))
    specification.loader.exec_module(script)
    return script


def test_prep_gets_the_columns_that_the_script_says(client):
    assert "[`prep_segment.py`](prep_segment.py) and the function name `segment`" in text_of(PAGE)
    script = prep()
    flow = pandas.DataFrame(VALUES, index=[4, 5, 6, 9])
    found = script.segment(flow)
    assert list(found.index) == [4, 5, 6, 9]
    assert found["segment"].tolist() == client.assign("vip", VALUES)
    schema = script.get_output_schema()
    assert list(found.columns) == list(schema.columns)
    for name in schema:
        if name != "name":
            assert pandas.api.types.is_numeric_dtype(found[name])
            assert found[name].dtype.kind in "iuf"
