"""The estimator does what scikit-learn asks of one, and what KMeans does."""

import pickle

import numpy as np
import pandas as pd
import pytest

pytest.importorskip("sklearn")
from sklearn.base import clone
from sklearn.cluster import KMeans
from sklearn.datasets import make_blobs
from sklearn.metrics import adjusted_rand_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.utils.estimator_checks import check_estimator

from segmentd import estimator as module
from segmentd.estimator import SegmentEstimator


@pytest.fixture(autouse=True)
def own_daemon(program, monkeypatch):
    monkeypatch.setenv("SEGMENTD", program)
    monkeypatch.setattr(module, "_clients", {})
    yield
    for client in module._clients.values():
        client.close()


@pytest.fixture
def blobs():
    return make_blobs(500, 3, centers=4, cluster_std=0.5, random_state=3)[0]


@pytest.mark.filterwarnings("ignore")
def test_it_passes_the_checks_of_scikit_learn():
    results = check_estimator(SegmentEstimator(3, n_init=2, address="spawn"), on_fail=None)
    told = [
        f"{result['check_name']}: {result['exception']!r}"
        for result in results
        if result["status"] not in ("passed", "skipped")
    ]
    assert told == []
    assert len(results) >= 50


def test_positions_point_into_the_centres(blobs):
    found = SegmentEstimator(4, random_state=0, address="spawn").fit(blobs)
    distances = np.linalg.norm(blobs[:, None] - found.cluster_centers_[None], axis=2)
    assert (found.labels_ == distances.argmin(axis=1)).all()
    assert (found.predict(blobs) == found.labels_).all()
    assert np.allclose(found.transform(blobs), distances)
    assert found.segment_ids_.tolist() == [1, 2, 3, 4]
    assert np.isclose(-found.score(blobs), found.inertia_)
    theirs = KMeans(4, n_init=10, random_state=0).fit(blobs)
    assert adjusted_rand_score(found.labels_, theirs.labels_) == 1
    assert np.isclose(found.inertia_, theirs.inertia_, rtol=1e-9)
    assert SegmentEstimator(4, random_state=0, address="spawn").fit_predict(blobs).tolist() == (
        found.labels_.tolist()
    )


def test_weights_count_as_repetition(blobs):
    weights = np.random.default_rng(0).integers(1, 4, len(blobs))
    weighted = SegmentEstimator(4, random_state=0, address="spawn").fit(
        blobs, sample_weight=weights
    )
    repeated = SegmentEstimator(4, random_state=0, address="spawn").fit(
        np.repeat(blobs, weights, axis=0)
    )
    assert np.isclose(weighted.inertia_, repeated.inertia_)
    assert np.isclose(weighted.score(blobs, sample_weight=weights), -weighted.inertia_)


def test_it_works_in_a_pipeline_with_names(blobs):
    frame = pd.DataFrame(blobs, columns=["recency", "frequency", "monetary"])
    pipeline = make_pipeline(
        StandardScaler(), SegmentEstimator(4, random_state=0, address="spawn")
    ).set_output(transform="pandas")
    assert pipeline.fit_predict(frame).max() == 3
    assert list(pipeline.transform(frame).columns) == [f"segmentestimator{i}" for i in range(4)]
    again = clone(pipeline)
    assert again.get_params()["segmentestimator__n_clusters"] == 4


def test_a_pickled_one_answers_from_another_daemon(blobs):
    found = SegmentEstimator(4, random_state=0, address="spawn").fit(blobs)
    kept = pickle.dumps(found)
    for client in module._clients.values():
        client.close()
    module._clients.clear()
    again = pickle.loads(kept)
    assert (again.predict(blobs) == found.labels_).all()


def test_its_model_goes_with_it_unless_it_has_a_name(blobs):
    found = SegmentEstimator(4, address="spawn").fit(blobs)
    client = module._clients["spawn"]
    assert len(client.models()) == 1
    del found
    assert client.models() == []
    SegmentEstimator(4, address="spawn", model="vip").fit(blobs)
    assert [model.model for model in client.models()] == ["vip"]
    assert client.tables() == []


def test_k_may_be_chosen(blobs):
    found = SegmentEstimator("auto", random_state=0, address="spawn").fit(blobs)
    assert len(found.cluster_centers_) == 4
