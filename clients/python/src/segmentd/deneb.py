"""Charts as templates for Deneb, the Power BI visual that draws Vega-Lite.

In Power BI: New visual > Deneb > Import template, choose the file, and give it the columns that it
asks for. They are those of the picture's data; `Model.table` has many of them.

Source: Deneb, *Template schema*, metaVersion 1.
"""

from __future__ import annotations

import datetime
import re
import uuid
from collections.abc import Mapping, Sequence
from typing import Any

#: What Deneb 1.8 draws with; the pictures use what versions 5 and 6 have in common.
_PROVIDER = {"provider": "vegaLite", "providerVersion": "6.1.0"}


def template(spec: Mapping[str, Any]) -> dict[str, Any]:
    """A chart without its data, with a placeholder for each of its columns.

    Args:
        spec: A chart as the daemon gives it, with its data inside.
    """
    rows = spec["data"]["values"]
    names = list(dict.fromkeys(name for row in rows for name in row))
    keys = {name: f"__{place}__" for place, name in enumerate(names)}
    drawing = {
        name: _replaced(part, keys)
        for name, part in spec.items()
        if name not in ("$schema", "data")
    }
    return {
        "$schema": spec["$schema"],
        "data": {"name": "dataset"},
        **drawing,
        "usermeta": {
            "deneb": {"build": "1.8.0.0", "metaVersion": 1, **_PROVIDER},
            "interactivity": {
                "tooltip": True, "contextMenu": True, "selection": True, "highlight": False,
                "dataPointLimit": 50,
            },
            "information": {
                "name": spec["title"]["text"],
                "description": spec["title"]["subtitle"],
                "author": "segmentd",
                "uuid": str(uuid.uuid5(uuid.NAMESPACE_URL, f"segmentd:{spec['title']['text']}")),
                "generated": datetime.datetime.now(datetime.timezone.utc).isoformat(),
            },
            "dataset": [
                {
                    "key": keys[name], "name": name, "description": "",
                    "type": _type([row[name] for row in rows if row.get(name) is not None]),
                    "kind": "column",
                }
                for name in names
            ],
        },
    }  # fmt: skip


def _type(values: Sequence[Any]) -> str:
    """What Deneb calls the values of a column."""
    if values and all(isinstance(value, bool) for value in values):
        return "bool"
    if values and all(isinstance(value, (int, float)) for value in values):
        return "numeric"
    return "text"


def _replaced(part: Any, keys: Mapping[str, str]) -> Any:
    """A piece of a specification with placeholders for columns, also in what it computes."""
    if isinstance(part, dict):
        return {
            name: keys.get(value, value)
            if name == "field" and isinstance(value, str)
            else _replaced(value, keys)
            for name, value in part.items()
        }
    if isinstance(part, list):
        return [_replaced(value, keys) for value in part]
    if isinstance(part, str) and "datum." in part:
        return re.sub(
            r"datum\.(\w+)", lambda found: f"datum['{keys.get(found[1], found[1])}']", part
        )
    return part
