"""Customers who lie in Spark: the same segments, on as many machines as they take.

Needs pyspark 4, pandas, pyarrow and numpy: ``pip install segmentd[spark]``.
"""

from __future__ import annotations

from .assigning import assign
from .fitting import fit
from .jobs import plain_errors
from .judging import drift, profile, sweep
from .silhouettes import silhouette

__all__ = ["assign", "drift", "fit", "plain_errors", "profile", "silhouette", "sweep"]
