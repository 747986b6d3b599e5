"""What cannot be done is said in one sentence, mostly before a job runs."""

import datetime
import re

import pandas as pd
import pytest

import segmentd
from segmentd.spark import assign, fit, plain_errors, silhouette

pytestmark = pytest.mark.filterwarnings("ignore")


@pytest.fixture(scope="module")
def rows():
    return pd.DataFrame({"a": [1.0, 2, 30, 31, 60, 61], "b": [1.0, 2, 3, 4, 5, 6]})


@pytest.fixture(scope="module")
def frame(spark, rows):
    return spark.createDataFrame(rows)


@pytest.fixture(scope="module", autouse=True)
def model(client, rows):
    client.fit("m", rows, 2)


def test_no_frame(client, rows):
    with pytest.raises(segmentd.InvalidParams, match="^frame is of type DataFrame but must be"):
        assign(rows, "m", client=client)
    with pytest.raises(segmentd.InvalidParams, match="^frame is of type NoneType but"):
        fit(None, "x", 2, client=client)


def test_columns(spark, client, frame):
    from pyspark.sql import functions as F

    with pytest.raises(segmentd.MissingFeature, match="^the frame lacks b, which the model"):
        assign(frame.drop("b"), "m", client=client)
    with pytest.raises(segmentd.InvalidParams, match='has a column "segment" already'):
        assign(frame.withColumn("Segment", F.lit(1)), "m", client=client)
    with pytest.raises(segmentd.InvalidParams, match='has a column "margin" already'):
        assign(frame.withColumn("margin", F.lit(1)), "m", client=client, detail="margin")
    with pytest.raises(segmentd.InvalidParams, match='two columns "a"'):
        assign(frame.select("a", "b", "a"), "m", client=client)
    for value in ("x", datetime.date(2024, 1, 1)):
        with pytest.raises(segmentd.InvalidParams, match='^column "a" is of type .* numbers; cast'):
            assign(frame.withColumn("a", F.lit(value)), "m", client=client)
    with pytest.raises(segmentd.InvalidParams, match='column "b" is of type array<double>'):
        silhouette(frame.withColumn("b", F.array("a")), "m", client=client)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"method": "fast"}, 'method is "fast" but must be "exact" or "coreset"'),
        ({"init": "random"}, 'init is "random" but must be "coreset", "k-means||" or a list'),
        ({"k": 0}, 'k is 0 but must be a whole number of at least 1, or "auto"'),
        ({"k": 2.5}, "k is 2.5 but must be"),
        ({"k": 7}, "6 rows cannot fill 7 segments; send more rows"),
        ({"k": 3, "init": [[0, 0]]}, "init has 1 centres but k is 3; leave k out"),
        ({"k": "auto", "init": [[0, 0], [1]]}, "init must be at least one centre, all of as many"),
        ({"k": "auto", "init": [["x"]]}, "init must be a list of centres, each a list of numbers"),
        (
            {"k": "auto", "init": [[0, 0, 0], [1, 1, 1]]},
            "the centres of init have 3 numbers but there are 2 features: a, b",
        ),
        ({"max_iter": 0}, "max_iter is 0 but must be a whole number of at least 1"),
        ({"seed": -1}, "seed is -1 but must be a whole number of at least 0"),
        ({"sample": 0}, "sample is 0 but must be a whole number of at least 1"),
        ({"sample": 3}, "sample is 3 but must be at least 4, two for each segment"),
        ({"coreset": 1}, "coreset is 1 but must be a whole number of at least 2"),
        ({"recipe": {"features": [{"column": "z"}]}}, '"z"'),
    ],
)
def test_options_of_a_fit(client, frame, options, message):
    with pytest.raises(segmentd.SegmentdError, match=re.escape(message)):
        fit(frame, "x", **{"k": 2, "client": client, **options})
    assert [one["model"] for one in client.models() if one["model"] in ("x", "spark-")] == []
    assert not client.tables()


def test_details_and_models(client, frame):
    with pytest.raises(segmentd.InvalidParams, match='detail has "name" but must be of distance'):
        assign(frame, "m", client=client, detail="name")
    with pytest.raises(segmentd.ModelNotFound, match='there is no model "zz"'):
        assign(frame, "zz", client=client)
    with pytest.raises(segmentd.ModelNotFound):
        silhouette(frame, "zz", client=client)


def test_no_customers(client, frame):
    nobody = frame.where("a < 0")
    with pytest.raises(segmentd.TooFewRows, match="^the frame has no customers"):
        fit(nobody, "x", 2, client=client)
    assert assign(nobody, "m", client=client, detail="margin").collect() == []
    with pytest.raises(segmentd.Degenerate, match="^the 0 customers are in one segment or none"):
        silhouette(nobody, "m", client=client)


def test_what_a_daemon_beside_the_rows_says_is_on_top(client, frame):
    from pyspark.sql import functions as F

    wrong = frame.withColumn("a", F.lit(float("inf")))
    with pytest.raises(segmentd.BadData, match="^a cell is infinite; send NaN for what is not"):
        silhouette(wrong, "m", client=client)
    with pytest.raises(segmentd.BadData, match="^a cell is infinite"), plain_errors():
        assign(wrong, "m", client=client).collect()


def test_a_program_that_is_not_there(client, frame):
    with pytest.raises(segmentd.ConnectionLost, match="^no-such-program cannot be started"):
        silhouette(frame, "m", client=client, program="no-such-program")
