"""Every row of RESULTS.md, in its order."""

from __future__ import annotations

from . import fit, growth, retail, serving, silhouette, starting, streaming
from .base import Bench, Row

ALL: list[Row] = [
    *fit.ROWS,
    *silhouette.ROWS,
    *retail.ROWS,
    *serving.ROWS,
    *starting.ROWS,
    *growth.ROWS,
    *streaming.ROWS,
]

__all__ = ["ALL", "Bench", "Row"]
