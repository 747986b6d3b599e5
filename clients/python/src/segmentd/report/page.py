"""A report as one page: everything inside, nothing fetched."""

from __future__ import annotations

import html
import json
from collections.abc import Iterable
from importlib import resources
from typing import Any

from ..charts import javascript, script_json
from ..reply import number
from .contents import Contents

#: What each picture tells, above it.
_HEADINGS = {
    "sizes": "Size and revenue", "centers": "What sets them apart", "elbow": "How many segments",
    "silhouette": "How well they hold together", "profile": "At a glance",
    "boxes": "How customers spread", "scatter": "From afar", "rfm_grid": "Recency and frequency",
    "trend": "Over time", "migration": "Since the version before",
}  # fmt: skip


def page(contents: Contents) -> str:
    """The page. All names in it are text, whatever is in them.

    Raises:
        ImportError: If vl-convert, which brings the code that draws, is not installed.
    """
    segments = [
        {"label": f"{segment['id']} {segment['name']}", "id": segment["id"]}
        for segment in contents.segments
    ]
    charts = {name: dict(chart) for name, chart in contents.charts.items()}
    return _PAGE.format(
        title=_text(contents.title),
        style=_asset("report.css"),
        facts=_facts(contents),
        chips="".join(_chip(segment) for segment in segments),
        segments="".join(_segment(segment) for segment in contents.segments),
        choice=_choice(contents),
        pictures="".join(_picture(name, charts) for name in charts),
        features=_features(contents),
        ledger=_table(["", "rows"], ([name, number(rows)] for name, rows in contents.ledger)),
        quality=_sentences(contents.quality or ["Nothing was left out, filled in or unreadable."]),
        left_out=_left_out(contents),
        again=_again(contents),
        vega=javascript(),
        data=script_json({"charts": charts, "segments": segments}),
        script=_asset("report.js"),
    )


def _asset(name: str) -> str:
    return resources.files(__package__).joinpath(name).read_text(encoding="utf-8")


def _facts(contents: Contents) -> str:
    model = contents.model
    facts = [
        ("Customers", f"{model['n']:,}"), ("Segments", str(model["k"])),
        ("Version", f"{model['model']}@{model['version']}"),
        ("Fitted", model["created"][:16].replace("T", " ") + " UTC"),
    ]  # fmt: skip
    if "as_of" in model:
        facts.append(("Measured as of", model["as_of"][:10]))
    return "".join(f"<div><dt>{_text(n)}</dt><dd>{_text(v)}</dd></div>" for n, v in facts)


def _chip(segment: dict[str, Any]) -> str:
    return (
        f'<button type="button" class="chip" data-segment="{_text(segment["label"])}" '
        f'aria-pressed="false"><span class="dot" data-id="{segment["id"]}"></span>'
        f"{_text(segment['label'])}</button>"
    )


def _segment(segment: dict[str, Any]) -> str:
    label = f"{segment['id']} {segment['name']}"
    share = f"{segment['size']:,} customers, {segment['share']:.1%}"
    if "monetary_share" in segment:
        share += f"; {segment['monetary_share']:.1%} of revenue"
    return (
        f'<article class="segment" data-segment="{_text(label)}">'
        f'<h3><span class="dot" data-id="{segment["id"]}"></span>{_text(label)}</h3>'
        f'<p class="share">{_text(share)}</p>'
        f"{_sentences(segment.get('reasons', ()))}"
        f'<div class="advice">{_sentences(segment.get("advice", ()))}</div></article>'
    )


def _choice(contents: Contents) -> str:
    choice = contents.model.get("choice")
    if not choice:
        return "<p>The number of segments was given.</p>"
    votes = (
        [name.replace("_", " "), "none" if vote["k"] is None else vote["k"], vote["reason"]]
        for name, vote in choice["votes"].items()
    )
    return (
        f"<p>{_text(choice['suggested']['reason'])}</p>"
        f"<p>{_text(choice.get('structure_reason', ''))}</p>"
        f"{_table(['criterion', 'says', 'because'], votes)}"
    )


def _picture(name: str, charts: dict[str, Any]) -> str:
    title = charts[name]["title"]
    heading = _HEADINGS.get(name, str(title["text"]))
    return (
        f'<figure class="picture" id="{_text(name)}"><h3>{_text(heading)}</h3>'
        f'<div class="chart" data-chart="{_text(name)}" role="img" '
        f'aria-label="{_text(title["text"])}: {_text(title["subtitle"])}"></div></figure>'
    )


def _features(contents: Contents) -> str:
    names = contents.features
    rows = [
        [f"{s['id']} {s['name']}", *(number(s["features"][name]["mean"]) for name in names)]
        for s in contents.segments
    ]
    overall = contents.profile["overall"]["features"]
    rows.append(["All", *(number(overall[name]["mean"]) for name in names)])
    return _table(["Mean of", *names], rows)


def _left_out(contents: Contents) -> str:
    if not contents.left_out:
        return ""
    told = (f"{name.replace('_', ' ')}: {why}" for name, why in contents.left_out.items())
    return f"<h3>Not drawn</h3>{_sentences(told)}"


def _again(contents: Contents) -> str:
    model = contents.model
    recipe = json.dumps(model["recipe"], indent=2, ensure_ascii=False)
    return (
        f"<p>Fingerprint of centres, sizes, profile and recipe: <code>{_text(model['fingerprint'])}"
        "</code>. The same rows in any order give it again.</p>"
        f"<details><summary>Recipe</summary><pre>{_text(recipe)}</pre></details>"
    )


def _sentences(sentences: Iterable[Any]) -> str:
    items = "".join(f"<li>{_text(sentence)}</li>" for sentence in sentences)
    return f"<ul>{items}</ul>" if items else ""


def _table(names: Iterable[Any], rows: Iterable[Iterable[Any]]) -> str:
    head = "".join(f"<th>{_text(name)}</th>" for name in names)
    body = "".join(f"<tr>{''.join(f'<td>{_text(c)}</td>' for c in row)}</tr>" for row in rows)
    inside = f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody>"
    return f'<div class="scroll"><table>{inside}</table></div>'


def _text(value: Any) -> str:
    """Text that is nothing else in a page; braces stay what they are."""
    return html.escape(str(value), quote=True)


_PAGE = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none';
 script-src 'unsafe-inline' 'unsafe-eval'; style-src 'unsafe-inline'; img-src data:">
<title>{title}</title>
<style>{style}</style>
</head>
<body>
<header>
<h1>{title}</h1>
<dl class="facts">{facts}</dl>
</header>
<nav class="chips" aria-label="Segments">{chips}
<button type="button" class="chip all" id="everyone">All segments</button></nav>
<main>
<section><h2>The segments</h2><div class="cards">{segments}</div></section>
<section><h2>In pictures</h2><div class="pictures">{pictures}</div></section>
<section><h2>Why so many</h2>{choice}</section>
<section><h2>Features</h2>{features}</section>
<section><h2>The data</h2>{ledger}{quality}{left_out}</section>
<section><h2>To make it again</h2>{again}</section>
</main>
<script>{vega}</script>
<script type="application/json" id="contents">{data}</script>
<script>{script}</script>
</body>
</html>
"""
