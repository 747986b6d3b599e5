"""What all servers serve: one model, and the rows that are asked for."""

from __future__ import annotations

import numpy as np

from .data import Clouds

MODEL = Clouds(10_000, 8, 8, seed=7)


def rows_to_ask(count: int, seed: int) -> np.ndarray:
    """New customers, to four decimals as numbers in requests are."""
    return np.round(Clouds(count, MODEL.width, MODEL.clusters, seed).matrix(), 4)
