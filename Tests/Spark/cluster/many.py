"""Fits two million customers and tells the most memory that the driver's Python and daemon held."""

import json
import os
import sys
import warnings

from processes import descendants, peak_bytes
from pyspark.sql import SparkSession

import segmentd
from segmentd.spark import fit

warnings.simplefilter("ignore")
ROWS = 2_000_000
spark = (
    SparkSession.builder.master("local-cluster[2,1,1024]")
    .config("spark.ui.enabled", "false")
    .config("spark.driver.host", "127.0.0.1")
    .getOrCreate()
)
spark.sparkContext.setLogLevel("OFF")
columns = [f"id % {3 + place} + rand({place}) as x{place}" for place in range(8)]
frame = spark.range(0, ROWS, 1, 8).selectExpr(*columns)
with segmentd.spawn(sys.argv[1]) as client:
    client.ping()
    (daemon,) = descendants(os.getpid(), "segmentd stdio", "segmentd stdio")
    model = fit(frame, "m", 8, client=client, max_iter=2)
    told = {
        "n": model["n"],
        "sizes": sum(segment["size"] for segment in model["segments"]),
        "coreset": model["distributed"]["coreset"],
        "python": peak_bytes(os.getpid()),
        "daemon": peak_bytes(daemon),
        "application": spark.sparkContext.applicationId,
    }
    print(json.dumps(told))
spark.stop()
