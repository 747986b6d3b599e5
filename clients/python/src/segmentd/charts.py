"""Pictures: Vega-Lite specifications that show themselves in notebooks and save themselves."""

from __future__ import annotations

import contextlib
import html
import json
import os
from pathlib import Path
from typing import Any

from . import deneb

#: The Vega-Lite that pictures are drawn by: the last of version 5, which notebooks know.
VERSION = "5.21"

MIME_TYPE = "application/vnd.vegalite.v5+json"


class Chart(dict[str, Any]):
    """A Vega-Lite specification, which is a dict, with its data inside.

    In a notebook it shows itself; with the extra ``segmentd[report]`` (vl-convert) there is an
    image beside it for viewers that know no Vega-Lite, and it can be saved as one.
    """

    @property
    def title(self) -> str:
        """What it shows."""
        return str(self["title"]["text"])

    def save(self, path: str | os.PathLike[str]) -> Path:
        """Writes it to a file, by the end of its name.

        Args:
            path: ``.json`` for the specification alone, ``.deneb.json`` for a template of Deneb in
                Power BI; ``.html`` for a page that needs no network, ``.svg``, ``.png`` or
                ``.pdf`` for an image.

        Raises:
            ValueError: If the name ends otherwise.
            ImportError: If vl-convert is needed and not installed.
        """
        place = Path(path)
        kind = place.suffix.lower()
        if kind == ".json":
            is_template = place.name.lower().endswith(".deneb.json")
            written = deneb.template(self) if is_template else self
            place.write_text(json.dumps(written, ensure_ascii=False), encoding="utf-8")
        elif kind == ".html":
            place.write_text(self.html(), encoding="utf-8")
        elif kind == ".svg":
            place.write_text(self.svg(), encoding="utf-8")
        elif kind == ".png":
            place.write_bytes(_vl_convert().vegalite_to_png(self, vl_version=VERSION, scale=2))
        elif kind == ".pdf":
            place.write_bytes(_vl_convert().vegalite_to_pdf(self, vl_version=VERSION))
        else:
            raise ValueError(
                f"{place.name} ends in {kind or 'nothing'}; a chart is saved as .json, .html, "
                ".svg, .png or .pdf"
            )
        return place

    def svg(self) -> str:
        """The picture as SVG.

        Raises:
            ImportError: If vl-convert is not installed.
        """
        return str(_vl_convert().vegalite_to_svg(self, vl_version=VERSION))

    def html(self) -> str:
        """A page with the picture and all that draws it, for any browser without a network.

        Raises:
            ImportError: If vl-convert is not installed.
        """
        return _PAGE.format(
            title=html.escape(self.title), bundle=javascript(), spec=script_json(self)
        )

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        bundle: dict[str, Any] = {MIME_TYPE: dict(self), "text/plain": repr(self)}
        with contextlib.suppress(ImportError):
            bundle["image/svg+xml"] = self.svg()
        return bundle

    def __repr__(self) -> str:
        return f"<Chart {self.title}: {self['title']['subtitle']}>"


_PAGE = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>body {{ margin: 24px; background: white }}</style>
</head>
<body>
<div id="chart"></div>
<script>{bundle}</script>
<script>vegaEmbed("#chart", {spec}, {{renderer: "svg"}});</script>
</body>
</html>
"""


def javascript() -> str:
    """Vega, Vega-Lite and Vega-Embed in one script, as vl-convert brings them along.

    Raises:
        ImportError: If vl-convert is not installed.
    """
    return str(_vl_convert().javascript_bundle(vl_version=VERSION)).replace(
        "</script", "<\\/script"
    )


def script_json(value: Any) -> str:
    """JSON that can stand in a script of a page: no name in it can end the script."""
    text = json.dumps(value, ensure_ascii=False)
    for mark in "<>&\u2028\u2029":
        text = text.replace(mark, f"\\u{ord(mark):04x}")
    return text


def _vl_convert() -> Any:
    try:
        import vl_convert
    except ImportError as error:
        raise ImportError(
            "images are drawn by vl-convert, which is not installed; "
            "pip install 'segmentd[report]', or save the chart as .json"
        ) from error
    return vl_convert
