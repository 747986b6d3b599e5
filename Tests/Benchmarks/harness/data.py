"""Generated inputs: the same seed gives the same bits, in whichever process."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np


@dataclass(frozen=True)
class Clouds:
    """Rows drawn from overlapping clouds of different size and width, as customers are.

    Four times as many clouds as will be looked for, their shares a Dirichlet draw, their centres
    uniform in a box of side 10, each with standard deviations of 1 to 3 per feature: k-means finds
    no partition that stands out, and goes on moving rows for well over 50 iterations. Every value
    is a float32 written as a double, so that peers in single precision see the same data.
    """

    rows: int
    width: int
    clusters: int
    seed: int = 1

    def matrix(self) -> np.ndarray:
        return _matrix(self)

    def forget(self) -> None:
        """Lets the memory of all matrices go."""
        _matrix.cache_clear()

    def start(self) -> np.ndarray:
        """The centres that every side is given: distinct rows, drawn at random."""
        chosen = np.random.default_rng([self.seed, 2]).choice(
            self.rows, self.clusters, replace=False
        )
        return self.matrix()[np.sort(chosen)].copy()


@cache
def _matrix(clouds: Clouds) -> np.ndarray:
    random = np.random.default_rng([clouds.seed, 1])
    count = 4 * clouds.clusters
    shares = random.dirichlet(np.full(count, 2.0))
    centers = random.uniform(0, 10, (count, clouds.width))
    widths = random.uniform(1, 3, (count, clouds.width))
    result = np.empty((clouds.rows, clouds.width))
    step = 500_000
    for begin in range(0, clouds.rows, step):
        part = result[begin : begin + step]
        which = random.choice(count, len(part), p=shares)
        part[:] = random.standard_normal(part.shape)
        part *= widths[which]
        part += centers[which]
    return result.astype(np.float32).astype(np.float64)
