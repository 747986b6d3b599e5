"""Charts show themselves in notebooks and save themselves."""

import builtins
import json
import re

import pytest

from segmentd import Chart

SPEC = {
    "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
    "title": {"text": "Shares", "subtitle": "of 3 customers"},
    "data": {"name": "dataset", "values": [{"a": 1, "b": "</script>"}, {"a": 2, "b": "y"}]},
    "mark": "bar",
    "encoding": {
        "x": {"field": "a", "type": "quantitative"},
        "y": {"field": "b", "type": "nominal"},
    },
}


def test_a_chart_shows_itself():
    pytest.importorskip("vl_convert")
    bundle = Chart(SPEC)._repr_mimebundle_()
    assert bundle["application/vnd.vegalite.v5+json"] == SPEC
    assert bundle["image/svg+xml"].startswith("<svg")
    assert bundle["text/plain"] == "<Chart Shares: of 3 customers>"


def test_it_is_saved_by_the_end_of_its_name(tmp_path):
    pytest.importorskip("vl_convert")
    chart = Chart(SPEC)
    assert json.loads(chart.save(tmp_path / "a.json").read_text()) == SPEC
    assert chart.save(tmp_path / "a.png").read_bytes().startswith(b"\x89PNG")
    assert chart.save(tmp_path / "a.pdf").read_bytes().startswith(b"%PDF")
    assert "<svg" in chart.save(tmp_path / "a.svg").read_text()
    page = chart.save(tmp_path / "a.html").read_text(encoding="utf-8")
    # Everything is inside: nothing is fetched, and names cannot end the script.
    assert not re.search(r'(src|href)="https?:', page)
    assert page.count("</script>") == 2
    assert "\\u003c/script" in page
    with pytest.raises(ValueError, match=r"a\.gif ends in \.gif; a chart is saved as"):
        chart.save(tmp_path / "a.gif")


def test_without_vl_convert_the_specification_is_left(tmp_path, monkeypatch):
    known = builtins.__import__

    def refuse(name, *rest):
        if name == "vl_convert":
            raise ImportError(name)
        return known(name, *rest)

    monkeypatch.setattr(builtins, "__import__", refuse)
    assert "image/svg+xml" not in Chart(SPEC)._repr_mimebundle_()
    with pytest.raises(ImportError, match=r"pip install 'segmentd\[report\]'"):
        Chart(SPEC).save(tmp_path / "a.png")
    assert Chart(SPEC).save(tmp_path / "a.json").exists()
