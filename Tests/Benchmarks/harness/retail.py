"""The UCI Online Retail transactions, and how segmentd is told what their columns are."""

from __future__ import annotations

import lzma
import shutil
from pathlib import Path

from .results import Unavailable

NAME = "OnlineRetail.csv"
TRANSACTIONS = {
    "customer": "CustomerID",
    "date": "InvoiceDate",
    "invoice": "InvoiceNo",
    "quantity": "Quantity",
    "price": "UnitPrice",
}


def unpacked(shared: Path, scratch: Path) -> Path:
    """The file as CSV (45 MB), made once from the shared data."""
    target = scratch / NAME
    packed = shared / "data" / "online_retail" / (NAME + ".xz")
    if target.exists():
        return target
    if not packed.exists():
        raise Unavailable(f"no Online Retail data at {packed}; SEGMENTD_SHARED names its folder")
    partial = target.with_suffix(".partial")
    with lzma.open(packed) as source, partial.open("wb") as sink:
        shutil.copyfileobj(source, sink, 1 << 20)
    return partial.rename(target)
