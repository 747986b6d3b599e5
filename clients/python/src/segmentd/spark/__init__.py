"""Customers who lie in Spark: the same segments, on as many machines as they take.

Needs pyspark 4, pandas, pyarrow and numpy: ``pip install segmentd[spark]``.
"""

from __future__ import annotations

from .assigning import assign
from .features import features
from .fitting import fit
from .jobs import plain_errors
from .judging import drift, profile, sweep
from .result import Features
from .silhouettes import silhouette

__all__ = [
    "Features",
    "assign",
    "drift",
    "features",
    "fit",
    "plain_errors",
    "profile",
    "silhouette",
    "sweep",
]
