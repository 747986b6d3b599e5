"""scikit-learn's exact silhouette, on all cores."""

from __future__ import annotations

import numpy as np

from ..data import Clouds


class ScikitLearn:
    """`silhouette_score` on labels that differ every turn."""

    def __init__(self, clouds: Clouds, dtype: str) -> None:
        self.clouds, self.dtype = clouds, dtype

    def prepare(self) -> None:
        from sklearn.metrics import silhouette_score

        self.score = silhouette_score
        self.rows = self.clouds.matrix().astype(self.dtype)

    def ready(self, number: int) -> None:
        self.labels = labels(self.clouds, number)

    def work(self, number: int) -> float:
        return self.score(self.rows, self.labels, n_jobs=-1)

    def outcome(self, done: float) -> float:
        return float(done)


def labels(clouds: Clouds, number: int) -> np.ndarray:
    """The nearest of some rows, drawn anew for each turn: a partition nobody has seen."""
    rows = clouds.matrix()
    random = np.random.default_rng([clouds.seed, 3, number])
    centers = rows[random.choice(len(rows), clouds.clusters, replace=False)]
    return ((rows[:, None, :] - centers[None]) ** 2).sum(axis=2).argmin(axis=1)
