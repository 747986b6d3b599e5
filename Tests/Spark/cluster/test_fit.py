"""Centres of a coreset and of k-means||, and what is promised of them."""

import warnings

import numpy as np
import pandas as pd
import pytest

import segmentd
from segmentd.spark import fit

GROUPS = 6


@pytest.fixture(scope="module")
def crowd():
    """Customers in six groups of unequal size and spread."""
    dice = np.random.default_rng(20)
    group = dice.choice(GROUPS, 30_000, p=[0.4, 0.25, 0.15, 0.1, 0.07, 0.03])
    middles = dice.normal(0, 8, (GROUPS, 4))
    values = middles[group] + dice.normal(0, 1, (30_000, 4)) * (0.5 + group[:, None] / 4)
    return pd.DataFrame(values, columns=list("abcd"))


@pytest.fixture(scope="module")
def frame(spark, crowd):
    found = spark.createDataFrame(crowd).repartition(2).persist()
    yield found
    # Whoever kept it keeps it.
    assert found.storageLevel.useMemory
    found.unpersist()


@pytest.fixture(scope="module")
def best(client, crowd):
    """What one machine comes to with all customers and ten starts."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return client.fit("best", crowd, GROUPS)


def fitted(frame, client, name, **options):
    """A fit whose features are prepared as one machine prepares them: the sample is all."""
    return fit(frame, name, GROUPS, client=client, sample=30_000, **options)


@pytest.mark.parametrize("init", ["coreset", "k-means||"])
def test_steps_from_what_was_drawn_come_near_the_best(frame, client, crowd, best, init):
    told = []
    model = fitted(
        frame, client, "exact", init=init, coreset=3000, progress=lambda *words: told.append(words)
    )
    assert model["inertia"] <= best["inertia"] * 1.01
    found = client.assign("exact", crowd, detail="distance")["distance"]
    assert (found**2).sum() == pytest.approx(model["inertia"], rel=1e-3)
    assert model["n"] == 30_000
    assert model["converged"]
    passes = model["distributed"]["passes"]
    assert [done for done, _, _ in told] == list(range(1, passes + 1))
    assert all(total is None for _, total, _ in told)
    assert told[-1][2].startswith("inertia ")
    assert model["distributed"]["left_out"] == 0
    # Nothing stays behind.
    assert not [one for one in client.models() if one["model"].startswith("spark-")]
    assert not client.tables()


def test_a_coreset_keeps_what_it_promises(frame, client, best):
    kept = 0
    for seed in range(20):
        model = fitted(frame, client, "core", method="coreset", coreset=3000, seed=seed)
        told = model["distributed"]
        assert told["passes"] == 3
        assert told["coreset"] == pytest.approx(3000, rel=0.2)
        assert model["inertia"] <= best["inertia"] * 1.05
        kept += abs(model["inertia"] - told["promised"]) <= told["error"]
    assert kept >= 15


def test_the_same_seed_gives_the_same_bits(frame, client):
    first, second = (
        fitted(frame, client, name, method="coreset", coreset=1000, seed=4) for name in ("s", "t")
    )
    for one, other in zip(first["segments"], second["segments"]):
        assert one["center_scaled"] == other["center_scaled"]
    assert first["inertia"] == second["inertia"]


def test_most_customers_are_never_sent(frame, client, best):
    with pytest.warns(segmentd.SegmentdWarning, match="told from a sample of"):
        model = fit(frame, "some", GROUPS, client=client, sample=5000)
    assert model["n"] == 30_000
    assert sum(segment["size"] for segment in model["segments"]) == 30_000
    assert client.models()
    sizes = sorted(segment["size"] for segment in model["segments"])
    others = sorted(segment["size"] for segment in best["segments"])
    assert sizes == pytest.approx(others, rel=0.1)


def test_ids_go_on_with_the_next_version(frame, client):
    first = fitted(frame, client, "again", method="coreset", coreset=2000, seed=1)
    second = fitted(frame, client, "again", method="coreset", coreset=2000, seed=2)
    assert second["version"] == 2
    assert second["alignment"]["kept"] == [segment["id"] for segment in first["segments"]]


def test_many_partitions_are_added_up_by_executors(frame, client, best, monkeypatch):
    from segmentd.spark import passes

    monkeypatch.setattr(passes, "NUMBERS_OF_A_PASS", 20)
    asked = []
    monkeypatch.setattr(
        passes.Passes, "step", lambda self, centers, found, tol=0, step=passes.Passes.step: (
            asked.append(len(found)), step(self, centers, found, tol))[1],
    )  # fmt: skip
    many = fitted(
        frame.repartition(20), client, "many parts", method="coreset", coreset=1000, seed=4
    )
    assert asked
    assert max(asked) <= passes.ADDING_PARTITIONS
    assert many["n"] == 30_000
    assert many["inertia"] <= best["inertia"] * 1.05
