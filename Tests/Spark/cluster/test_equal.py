"""Executors and one machine come to the same."""

import lzma
import warnings

import numpy as np
import pandas as pd
import pytest

import segmentd
from segmentd.spark import assign, drift, fit, profile, silhouette, sweep

TRANSACTIONS = {
    "customer": "CustomerID", "invoice": "InvoiceNo", "date": "InvoiceDate",
    "quantity": "Quantity", "price": "UnitPrice", "as_of": "2011-12-10",
}  # fmt: skip
RECIPE = {
    "transactions": TRANSACTIONS,
    "defaults": {"transform": "log1p"},
}
MEASURES = ["recency", "frequency", "monetary"]


@pytest.fixture(scope="module")
def retail(shared, client, tmp_path_factory):
    """Online Retail's customers as the daemon measures them."""
    packed = shared / "data" / "online_retail" / "OnlineRetail.csv.xz"
    file = tmp_path_factory.mktemp("retail") / "OnlineRetail.csv"
    file.write_bytes(lzma.decompress(packed.read_bytes()))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = client.rfm(str(file), TRANSACTIONS)
    return pd.DataFrame(
        {"CustomerID": found["ids"], **{name: found["columns"][name] for name in MEASURES}}
    )


@pytest.fixture(scope="module")
def frame(spark, retail):
    return spark.createDataFrame(retail).repartition(5)


@pytest.fixture(scope="module")
def models(client, frame, retail):
    """Fitted from the same centres, by one machine and by the executors."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        rows = segmentd.Measured(retail)
        first = client.fit("first", rows, 4, recipe=RECIPE, seed=5)
        start = [segment["center_scaled"] for segment in first["segments"]]
        start = (np.array(start) * 0.3 + 0.1 * np.arange(4)[:, None]).tolist()
        one = client.fit("one", rows, 4, recipe=RECIPE, init=start, n_init=1, refine="none", tol=0)
        many = fit(frame, "many", recipe=RECIPE, client=client, init=start, tol=0)
    return one, many


def test_the_same_centres_lead_to_the_same_model(models):
    one, many = models
    assert len(many["segments"]) == 4
    assert many["n"] == one["n"] == 4338
    assert many["inertia"] == pytest.approx(one["inertia"], rel=1e-9)
    assert many["warnings"] == one["warnings"]
    for segment, other in zip(many["segments"], one["segments"]):
        assert [segment[name] for name in ("id", "name", "size", "flags")] == [
            other[name] for name in ("id", "name", "size", "flags")
        ]
        assert segment["center_scaled"] == pytest.approx(other["center_scaled"], rel=1e-9)
        assert segment["monetary"] == pytest.approx(other["monetary"], rel=1e-9)


def test_every_customer_is_in_the_same_segment(client, models, frame, retail):
    found = assign(frame, "many", client=client, detail=["distance", "margin", "percentile"])
    assert found.columns == [*retail.columns, "segment", "segment_name", "distance", "margin",
                             "percentile"]  # fmt: skip
    found = found.toPandas().set_index("CustomerID").loc[retail["CustomerID"]]
    for model in ("many", "one"):
        expected = client.assign(
            model, segmentd.Measured(retail), detail=["name", "distance", "margin", "percentile"]
        )
        assert found["segment"].tolist() == expected["segment"].tolist()
        assert found["segment_name"].tolist() == expected["name"].tolist()
    one = client.assign("many", segmentd.Measured(retail), detail=["distance", "margin"])
    assert found["distance"].tolist() == one["distance"].tolist()
    assert found["margin"].tolist() == one["margin"].tolist()


def test_the_squared_silhouette_is_the_daemon_s(client, models, frame, retail):
    found = silhouette(frame, "many", client=client)
    expected = client.silhouette("many", segmentd.Measured(retail), method="squared")
    assert found["mean"] == pytest.approx(expected["mean"], abs=1e-9)
    assert [found[name] for name in ("method", "n", "used")] == [
        expected[name] for name in ("method", "n", "used")
    ]
    for segment, other in zip(found["segments"], expected["segments"]):
        assert segment == pytest.approx(other, abs=1e-9)


def test_all_customers_are_judged_where_the_sample_holds_them(client, models, frame, retail):
    rows = segmentd.Measured(retail)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        swept = sweep(frame, recipe=RECIPE, client=client, k_range=(3, 4), criteria=["silhouette"])
        other = client.sweep(rows, recipe=RECIPE, k_range=(3, 4), criteria=["silhouette"], seed=0)
    assert swept == other
    described = profile(frame, "many", client=client)
    assert described["segments"] == client.profile("many", rows)["segments"]
    drifted = drift(frame, "many", client=client)
    assert drifted == client.drift("many", rows)


def test_a_sample_is_told_of(client, models, frame):
    with pytest.warns(segmentd.SegmentdWarning, match=r"of an even sample of [\d,]+ of 4,338 cus"):
        found = profile(frame, "many", client=client, sample=1000)
    assert sum(segment["size"] for segment in found["segments"]) == pytest.approx(1000, abs=150)
    assert "of 4,338 customers" in found["warnings"][-1]


def test_categories_and_missing_cells(client, spark):
    dice = np.random.default_rng(3)
    rows = pd.DataFrame({
        "key one": np.arange(3000), "spend.total": dice.gamma(2, 30, 3000),
        "visits": dice.integers(0, 9, 3000),
        "plan": dice.choice(["a", "b", None], 3000),
    })  # fmt: skip
    rows.loc[::17, "spend.total"] = np.nan
    recipe = {
        "id": "key one",
        "features": [
            {"column": "spend.total"},
            {"column": "visits", "impute": "drop"},
            {"column": "plan"},
        ],
    }
    frame = spark.createDataFrame(rows.astype({"plan": object})).repartition(3)
    from pyspark.sql import functions as F

    frame = frame.withColumn("visits", F.when(F.col("visits") > 0, F.col("visits")))
    pandas = frame.toPandas()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        model = fit(frame, "mixed", 3, recipe=recipe, client=client)
        expected = client.assign("mixed", segmentd.Measured(pandas))
        score = client.silhouette("mixed", segmentd.Measured(pandas), method="squared")
    missing = int(pandas["visits"].isna().sum())
    assert model["distributed"]["left_out"] == missing > 100
    assert model["n"] == 3000 - missing
    # How rows are spread, and so their order, is another every time.
    found = assign(frame, "mixed", client=client).toPandas().set_index("key one")
    found = found.loc[pandas["key one"]]
    assert found["segment"].isna().sum() == missing
    assert found["segment"].fillna(0).tolist() == expected.fillna(0).tolist()
    found = silhouette(frame, "mixed", client=client)
    assert found["mean"] == pytest.approx(score["mean"], abs=1e-9)
    assert found["n"] == score["n"]
    assert found["used"] == score["used"]
