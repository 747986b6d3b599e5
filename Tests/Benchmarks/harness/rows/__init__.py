"""Every row of RESULTS.md, in its order."""

from __future__ import annotations

from . import fit, serving, silhouette
from .base import Bench, Row

ALL: list[Row] = [*fit.ROWS, *silhouette.ROWS, *serving.ROWS]

__all__ = ["ALL", "Bench", "Row"]
