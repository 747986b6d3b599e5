"""A session over Spark Connect: fits, assigns and judges, and prints what it came to as JSON."""

import json
import sys
import warnings

from pyspark.sql import SparkSession

import segmentd
from segmentd.spark import assign, fit, plain_errors, silhouette

warnings.simplefilter("ignore")
spark = SparkSession.builder.remote("local[2]").getOrCreate()
frame = spark.range(2000).selectExpr("id % 3 * 5 + rand(1) as `a.x`", "rand(2) as b")
with segmentd.spawn(sys.argv[1]) as client:
    model = fit(frame, "m", 3, client=client)
    rows = segmentd.Measured(frame.toArrow())
    segments = assign(frame, "m", client=client).groupBy("segment").count().collect()
    told = {
        "kind": type(frame).__module__,
        "n": model["n"],
        "sizes": {str(segment["id"]): segment["size"] for segment in model["segments"]},
        "assigned": {str(row["segment"]): row["count"] for row in segments},
        "silhouettes": [
            silhouette(frame, "m", client=client)["mean"],
            client.silhouette("m", rows, method="squared")["mean"],
        ],
        "models": [one["model"] for one in client.models()],
    }
    try:
        with plain_errors():
            assign(frame.selectExpr("`a.x`", "double('inf') as b"), "m", client=client).collect()
    except segmentd.SegmentdError as error:
        told["error"] = str(error)
    print(json.dumps(told))
spark.stop()
