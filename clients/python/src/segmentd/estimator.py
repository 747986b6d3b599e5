"""A scikit-learn estimator whose model lives in a daemon."""

from __future__ import annotations

import contextlib
import threading
import uuid
import weakref
from typing import Any

import numpy as np
from sklearn.base import (
    BaseEstimator,
    ClassNamePrefixFeaturesOutMixin,
    ClusterMixin,
    TransformerMixin,
)
from sklearn.metrics.pairwise import euclidean_distances
from sklearn.utils import check_random_state
from sklearn.utils.validation import _check_sample_weight, check_is_fitted, validate_data

from .client import Client, spawn
from .default import default_client
from .errors import ModelNotFound, SegmentdError

#: The column that the weights of rows are sent as.
WEIGHTS = "sample weight"


class SegmentEstimator(
    ClassNamePrefixFeaturesOutMixin, TransformerMixin, ClusterMixin, BaseEstimator
):
    """k-means as scikit-learn's `KMeans` has it, fitted and asked by a segmentd daemon.

    Features are taken as they come: scale them in a `Pipeline`, or fit by a `Client` with a recipe.

    Args:
        n_clusters: The number of clusters, or ``"auto"``.
        init: ``"k-means++"``, ``"random"``, or the first centres, shape
            ``(n_clusters, n_features)``.
        n_init: Starts, the best of which counts.
        max_iter: Iterations of a start at most.
        tol: Relative move of the centres at which a start ends.
        random_state: An int for results that can be had again.
        refine: ``"none"`` to leave out the transfers and swaps that improve k-means.
        model: The name of the model, which stays in the daemon; absent, a name of its own, and the
            model goes with the estimator.
        address: Of the daemon, as `connect` takes it; ``"spawn"`` for one of this process's own,
            absent for that of the environment.

    Attributes:
        cluster_centers_: Shape ``(n_clusters, n_features)``.
        labels_: Positions into `cluster_centers_`, one per training row.
        segment_ids_: For each position, the id that the segment has in the daemon.
        inertia_: Sum of squared distances to the nearest centre.
        n_iter_: Iterations of the best start.
        document_: The model as `export_model` gives it, from which it is restored after pickling.

    >>> import numpy as np
    >>> found = SegmentEstimator(2, address="spawn").fit(np.array([[0.0], [1.0], [9.0], [10.0]]))
    >>> sorted(found.cluster_centers_.ravel().tolist())
    [0.5, 9.5]
    """

    def __init__(
        self,
        n_clusters: int | str = 8,
        *,
        init: Any = "k-means++",
        n_init: int = 10,
        max_iter: int = 300,
        tol: float = 1e-4,
        random_state: Any = None,
        refine: str = "auto",
        model: str | None = None,
        address: str | None = None,
    ) -> None:
        self.n_clusters = n_clusters
        self.init = init
        self.n_init = n_init
        self.max_iter = max_iter
        self.tol = tol
        self.random_state = random_state
        self.refine = refine
        self.model = model
        self.address = address

    def fit(self, X: Any, y: Any = None, sample_weight: Any = None) -> SegmentEstimator:  # noqa: N803
        """Finds the clusters.

        Args:
            X: Shape ``(n_samples, n_features)``.
            y: Not used.
            sample_weight: How much each row counts; absent, all the same.
        """
        rows = validate_data(self, X, dtype=np.float64, ensure_min_samples=1)
        if isinstance(self.n_clusters, (int, np.integer)) and len(rows) < self.n_clusters:
            raise ValueError(
                f"n_samples={len(rows)} should be >= n_clusters={self.n_clusters}; send more rows "
                "or ask for fewer clusters"
            )
        if len(rows) == 1:
            raise ValueError("n_samples=1: one row has nothing to differ from; send at least two")
        names = [f"x{place}" for place in range(rows.shape[1])]
        sent, sent_names = rows, names
        if sample_weight is not None:
            weights = _check_sample_weight(sample_weight, rows, dtype=np.float64)
            sent, sent_names = np.column_stack([rows, weights]), [*names, WEIGHTS]
        seed = check_random_state(self.random_state).randint(np.iinfo(np.int32).max)
        client = self._client()
        name = self.model or f"estimator-{uuid.uuid4().hex}"
        table = client.put_table(f"{name} rows", sent, names=sent_names)
        try:
            found = client.fit(
                name,
                table,
                self.n_clusters if isinstance(self.n_clusters, str) else int(self.n_clusters),
                recipe={
                    "features": [{"column": column} for column in names],
                    "defaults": {"scale": "none"},
                },
                init=self.init,
                n_init=self.n_init,
                max_iter=self.max_iter,
                tol=self.tol,
                seed=int(seed),
                refine=self.refine,
                sample_weight=None if sample_weight is None else WEIGHTS,
                keep="document",
            )
            segments = client.call("assign", model=found.name, data=table.wire())["segment"]
        finally:
            client.delete_table(table.name)
        self.document_ = client.export_model(found.name).document
        self.model_ = found.name
        if self.model is None:
            weakref.finalize(self, _forget, weakref.ref(client), name)
        self._take(found, segments)
        return self

    def _take(self, found: Any, segments: list[int]) -> None:
        self.segment_ids_ = np.array([segment["id"] for segment in found.segments])
        self.cluster_centers_ = np.array(
            [segment["center_scaled"] for segment in found.segments], dtype=np.float64
        )
        self.labels_ = np.searchsorted(self.segment_ids_, segments).astype(np.int32)
        self.inertia_ = float(found.inertia)
        self.n_iter_ = int(found.iterations)
        self._n_features_out = len(self.segment_ids_)

    def predict(self, X: Any) -> Any:  # noqa: N803
        """The position of the nearest centre of each row.

        Args:
            X: Shape ``(n_samples, n_features)``.
        """
        check_is_fitted(self)
        rows = validate_data(self, X, dtype=np.float64, reset=False)
        client = self._client()
        try:
            segments = client.assign(self.model_, rows)
        except ModelNotFound:
            # Another daemon than the one that fitted it, or one that has begun anew.
            restored = client.import_model(self.document_, f"estimator-{uuid.uuid4().hex}")
            self.model_ = restored.name
            weakref.finalize(self, _forget, weakref.ref(client), restored["model"])
            segments = client.assign(self.model_, rows)
        return np.searchsorted(self.segment_ids_, segments).astype(np.int32)

    def fit_predict(self, X: Any, y: Any = None, sample_weight: Any = None) -> Any:  # noqa: N803
        """Finds the clusters and returns the position of each row's."""
        return self.fit(X, y, sample_weight).labels_

    def transform(self, X: Any) -> Any:  # noqa: N803
        """The distance of each row to each centre."""
        check_is_fitted(self)
        rows = validate_data(self, X, dtype=np.float64, reset=False)
        return euclidean_distances(rows, self.cluster_centers_)

    def score(self, X: Any, y: Any = None, sample_weight: Any = None) -> float:  # noqa: N803
        """The negative sum of the squared distances to the nearest centres."""
        nearest = self.transform(X).min(axis=1) ** 2
        return -float(np.sum(nearest if sample_weight is None else nearest * sample_weight))

    def _client(self) -> Client:
        return _client(self.address)


_lock = threading.Lock()
_clients: dict[str, Client] = {}


def _client(address: str | None) -> Client:
    """One client per address, for all estimators of a process."""
    if address is None:
        return default_client()
    with _lock:
        if address not in _clients:
            _clients[address] = spawn() if address == "spawn" else Client(address)
        return _clients[address]


def _forget(client: weakref.ref[Client], model: str) -> None:
    """Deletes the model of an estimator that is gone."""
    there = client()
    if there is not None:
        with contextlib.suppress(SegmentdError):
            there.delete_model(model)
