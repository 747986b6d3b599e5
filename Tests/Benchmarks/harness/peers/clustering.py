"""k-means by scikit-learn, scikit-learn-intelex, faiss and mlpack, on all cores.

Each gives its labels and the inertia of its centres, as a `fit` of segmentd has both. What faiss
and mlpack do not compute themselves is counted (labels) or, as nobody needs it, not (inertia).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from ..data import Clouds
from ..equal import inertia_of


@dataclass(frozen=True)
class Task:
    """What is fitted: given centres, or k-means++ by the number of the turn."""

    clouds: Clouds
    given: bool
    iterations: int
    tolerance: float


@dataclass
class Fitted:
    """What a peer computed; labels only where they are compared."""

    inertia: float
    iterations: int | None
    labels: np.ndarray | None = None


class ScikitLearn:
    """scikit-learn's KMeans, plain or patched by scikit-learn-intelex."""

    def __init__(self, task: Task, algorithm: str, dtype: str, patched: bool = False) -> None:
        self.task, self.algorithm, self.dtype, self.patched = task, algorithm, dtype, patched

    def prepare(self) -> None:
        if self.patched:
            from sklearnex import patch_sklearn

            patch_sklearn(verbose=False)
        from sklearn.cluster import KMeans

        self.kind = KMeans
        self.rows = self.task.clouds.matrix().astype(self.dtype)
        self.start = self.task.clouds.start().astype(self.dtype)

    def work(self, number: int) -> Any:
        self.number = number
        return self.kind(
            n_clusters=self.task.clouds.clusters,
            init=self.start if self.task.given else "k-means++",
            n_init=1,
            max_iter=self.task.iterations,
            tol=self.task.tolerance,
            algorithm=self.algorithm,
            random_state=number,
        ).fit(self.rows)

    def outcome(self, done: Any) -> Fitted:
        centers, labels = done.cluster_centers_.astype(np.float64), done.labels_
        inertia = float(done.inertia_)
        if self.dtype == "float32":  # its own sum is a float32
            inertia = inertia_of(self.task.clouds.matrix(), centers, labels)
        return Fitted(inertia, int(done.n_iter_), labels if self.number == 0 else None)


class Faiss:
    """faiss.Kmeans with every row taken, then one search for the labels."""

    def __init__(self, task: Task) -> None:
        self.task = task

    def prepare(self) -> None:
        import faiss

        self.faiss = faiss
        self.rows = self.task.clouds.matrix().astype(np.float32)
        self.start = self.task.clouds.start().astype(np.float32)

    def work(self, number: int) -> Any:
        self.number = number
        clouds = self.task.clouds
        means = self.faiss.Kmeans(
            clouds.width, clouds.clusters, niter=self.task.iterations, seed=number + 1,
            max_points_per_centroid=clouds.rows,
        )  # fmt: skip
        means.train(self.rows, init_centroids=self.start if self.task.given else None)
        return means, means.index.search(self.rows, 1)[1]

    def outcome(self, done: Any) -> Fitted:
        means, labels = done[0], done[1][:, 0]
        centers = means.centroids.astype(np.float64)
        inertia = inertia_of(self.task.clouds.matrix(), centers, labels)
        return Fitted(inertia, len(means.iteration_stats), labels if self.number == 0 else None)


class MLPack:
    """mlpack's k-means by one of its algorithms; it does not tell how many iterations it made."""

    def __init__(self, task: Task, algorithm: str) -> None:
        self.task, self.algorithm = task, algorithm

    def prepare(self) -> None:
        import mlpack

        self.kmeans = mlpack.kmeans
        self.rows = self.task.clouds.matrix()
        self.start = self.task.clouds.start()

    def work(self, number: int) -> Any:
        self.number = number
        # A copy, as mlpack moves the centres where they lie.
        begin = (
            {"initial_centroids": self.start.copy()}
            if self.task.given
            else {"kmeans_plus_plus": True}
        )
        return self.kmeans(
            input_=self.rows, clusters=self.task.clouds.clusters, algorithm=self.algorithm,
            max_iterations=self.task.iterations, labels_only=True, seed=number + 1, **begin,
        )  # fmt: skip

    def outcome(self, done: Any) -> Fitted:
        labels = np.asarray(done["output"]).ravel().astype(np.int64)
        inertia = inertia_of(self.task.clouds.matrix(), done["centroid"], labels)
        return Fitted(inertia, None, labels if self.number == 0 else None)
