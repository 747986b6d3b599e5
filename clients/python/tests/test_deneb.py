"""Templates for Deneb draw the same picture once their columns are given."""

import json

import pytest

from segmentd import Chart
from segmentd.deneb import template

SPEC = {
    "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
    "title": {"text": "Shares", "subtitle": "of 3 customers"},
    "data": {
        "name": "dataset",
        "values": [
            {"segment": "1 A", "share": 0.5, "big": True},
            {"segment": "2 B", "share": None, "big": False},
        ],
    },
    "mark": "bar",
    "encoding": {
        "x": {"field": "share", "type": "quantitative"},
        "y": {"field": "segment", "type": "nominal"},
        "color": {"condition": {"test": "datum.big && datum.share > 0", "value": "red"}},
        "tooltip": [{"field": "segment"}],
    },
}


def test_columns_become_placeholders():
    made = template(SPEC)
    assert made["data"] == {"name": "dataset"}
    assert made["encoding"]["x"]["field"] == "__1__"
    assert made["encoding"]["tooltip"][0]["field"] == "__0__"
    test = made["encoding"]["color"]["condition"]["test"]
    assert test == "datum['__2__'] && datum['__1__'] > 0"
    told = [(c["key"], c["name"], c["type"]) for c in made["usermeta"]["dataset"]]
    assert told == [
        ("__0__", "segment", "text"), ("__1__", "share", "numeric"), ("__2__", "big", "bool"),
    ]  # fmt: skip
    assert "1 A" not in json.dumps(made)


def test_with_its_columns_it_draws_what_the_chart_draws(tmp_path):
    vl_convert = pytest.importorskip("vl_convert")
    made = json.loads(Chart(SPEC).save(tmp_path / "shares.deneb.json").read_text())
    columns = made.pop("usermeta")["dataset"]
    text = json.dumps(made)
    for column in columns:
        text = text.replace(column["key"], column["name"])
    drawn = {**json.loads(text), "data": SPEC["data"]}
    for version in ("5.21", "6.4"):
        assert vl_convert.vegalite_to_svg(drawn, vl_version=version) == (
            vl_convert.vegalite_to_svg(SPEC, vl_version=version)
        )
