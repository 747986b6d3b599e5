"""How the columns of a file become features: what is guessed at first, and what was picked."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from segmentd import BadData

#: What a row is.
PURCHASES, CUSTOMERS = "purchases", "customers"

#: How columns that hold something are often called.
_NAMES = {
    "customer": "customer|client|member|buyer|user|account",
    "date": "date|day|time",
    "invoice": "invoice|order|receipt|basket",
    "quantity": "quantity|qty|pieces|units$",
    "price": "price",
    "amount": "amount|total|revenue|spen[dt]|sales|value",
}

_KINDS = {"date": ("date",), "quantity": ("number",), "price": ("number",), "amount": ("number",)}


def guessed(description: Mapping[str, Any]) -> dict[str, Any]:
    """What each column may be; everything can be picked otherwise.

    Args:
        description: A first look at the rows, as `describe` has it.
    """
    columns = [(column["name"], column["kind"]) for column in description["columns"]]
    roles: dict[str, Any] = {}
    for role, pattern in _NAMES.items():
        for name, kind in columns:
            is_taken = name in roles.values()
            fits = kind in _KINDS.get(role, (kind,))
            if fits and not is_taken and re.search(pattern, name, re.IGNORECASE):
                roles[role] = name
                break
    if "date" not in roles:
        roles["date"] = next((name for name, kind in columns if kind == "date"), None)
    if "amount" in roles:
        roles.pop("quantity", None)
        roles.pop("price", None)
    is_sale = {"customer", "date"} <= roles.keys() and roles["date"] is not None
    roles["rows"] = PURCHASES if is_sale else CUSTOMERS
    roles["carry"] = [name for name, _ in columns if re.search("country|city|region", name, re.I)]
    ids = [name for name, _ in columns if re.search(r"id$|key$|^no$|number$", name, re.IGNORECASE)]
    ids += [
        c["name"]
        for c in description["columns"]
        if c.get("distinct") == description["rows"] and c["kind"] == "text"
    ]
    roles["id"] = roles.get("customer") or (ids[0] if ids else None)
    roles["features"] = [name for name, kind in columns if kind == "number" and name != roles["id"]]
    return roles


def recipe(roles: Mapping[str, Any], transform: str, scale: str) -> dict[str, Any]:
    """The recipe of what was picked.

    Raises:
        BadData: If something that is needed was not.
    """
    defaults = {"transform": transform, "scale": scale}
    if roles["rows"] == CUSTOMERS:
        features = [column for column in roles["features"] or () if column != roles["id"]]
        if not features:
            raise BadData("no features are picked; pick the columns that customers differ by")
        wanted = {"features": [{"column": column} for column in features], "defaults": defaults}
        return {**({"id": roles["id"]} if roles["id"] else {}), **wanted}
    has_money = roles["amount"] or (roles["quantity"] and roles["price"])
    if not (roles["customer"] and roles["date"] and has_money):
        raise BadData(
            "purchases need the columns of the customer, of the date, and either of the amount or "
            "of quantity and price; pick them"
        )
    names = ["customer", "date", "invoice"]
    names += ["amount"] if roles["amount"] else ["quantity", "price"]
    columns = {name: roles[name] for name in names if roles[name]}
    carried = [column for column in roles["carry"] or () if column not in columns.values()]
    return {
        "transactions": {**columns, **({"carry": carried} if carried else {})},
        "defaults": defaults,
    }
