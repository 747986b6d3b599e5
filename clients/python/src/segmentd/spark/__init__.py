"""Customers who lie in Spark: the same segments, on as many machines as they take.

Needs pyspark 4 and pyarrow: ``pip install segmentd[spark]``.
"""

from __future__ import annotations

from .features import features
from .result import Features

__all__ = ["Features", "features"]
