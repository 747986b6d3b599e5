"""What `clients/powerbi/README.md` quotes is what is said, and its lines of code do as it says."""

import json

import pytest
import segmentd
from conftest import ROOT
from pages import code, rows, text_of

PAGE = "clients/powerbi/README.md"
ROWS = {"recency": [3, 5, 210, 180], "spend": [950.0, 870.0, 40.0, 65.0]}


def said(call, *arguments, **options):
    """The sentence of what is raised."""
    with pytest.raises(Exception) as found:
        call(*arguments, **options)
    return str(found.value)


def test_sentences_of_the_page_are_those_of_the_client(daemon):
    with segmentd.connect(daemon[0], token=daemon[1]) as client:
        client.fit("vip", ROWS, 2)
        told = [
            said(segmentd.connect, "127.0.0.1:1").replace(":1 ", ":7464 "),
            said(segmentd.connect, daemon[0], token="wrong"),
            said(client.assign, "vip", {"recency": [1]}),
        ]
    quoted = [code(cells[0])[0] for cells in rows(PAGE, "| Power BI says") if "`" in cells[0]]
    for place, sentence in enumerate(told):
        assert sentence.startswith(quoted[place].partition(" …")[0])


def test_a_template_is_saved_as_the_page_says(daemon, tmp_path, monkeypatch):
    (line,) = [found for found in code(text_of(PAGE)) if found.startswith("client.chart(")]
    monkeypatch.chdir(tmp_path)
    with segmentd.connect(daemon[0], token=daemon[1]) as client:
        client.fit("vip", ROWS, 2)
        exec(line, {"client": client})
    template = json.loads((tmp_path / "centers.deneb.json").read_text(encoding="utf-8"))
    assert "deneb" in template["usermeta"]


def test_the_function_takes_what_the_page_gives_it():
    shown = next(found for found in code(text_of(PAGE)) if found.startswith("= Segments("))
    query = (ROOT / "clients/powerbi/Segments.pq").read_text(encoding="utf-8")
    given = [part.strip() for part in shown.removeprefix("= Segments(").rstrip(")").split(",")]
    taken = query.split("(address as text", 1)[1].partition(")")[0].count(" as ") + 1
    assert len(given) == taken == 3
    assert shown.removeprefix("= ").partition(",")[0] in query
