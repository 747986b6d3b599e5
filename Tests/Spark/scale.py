"""k-means of many generated customers: this client and Spark MLlib in one session, by turns.

    SEGMENTD=.build/release/segmentd python Tests/Spark/scale.py 100000 1000000

For each number of rows, seconds and inertia of MLlib's KMeans (k-means||, its own tolerance), of
`method="exact"` and of `method="coreset"`, from rows that the executors hold in memory already.
Numbers are compared as they are, so that both measure the same distances.
"""

import argparse
import os
import sys
import time
import warnings

import numpy as np
from pyspark.ml.clustering import KMeans
from pyspark.ml.feature import VectorAssembler
from pyspark.sql import SparkSession

import segmentd
from segmentd import spark as far

WIDTH = 8
GROUPS = 8


def session(master):
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    found = (
        SparkSession.builder.master(master)
        .config("spark.ui.enabled", "false")
        .config("spark.driver.host", "127.0.0.1")
        .getOrCreate()
    )
    found.sparkContext.setLogLevel("OFF")
    return found


def customers(spark, rows):
    """Groups that overlap: to find the best centres takes steps."""
    middles = np.random.default_rng(7).normal(0, 2, (GROUPS, WIDTH))
    columns = []
    for place in range(WIDTH):
        of_group = ", ".join(f"{middle:.6f}D" for middle in middles[:, place])
        columns.append(f"element_at(array({of_group}), g) + randn({place}) as x{place}")
    groups = spark.range(0, rows, 1, 8).selectExpr(f"int(rand(99) * {GROUPS}) + 1 as g")
    return groups.selectExpr(*columns)


def timed(work):
    begin = time.perf_counter()
    result = work()
    return time.perf_counter() - begin, result


def by_mllib(vectors, seed):
    model = KMeans(k=GROUPS, seed=seed, maxIter=100).fit(vectors)
    return model.summary.trainingCost


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("rows", type=int, nargs="+")
    parser.add_argument("--master", default="local-cluster[2,1,2048]")
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    warnings.simplefilter("ignore")
    spark = session(asked.master)
    names = [f"x{place}" for place in range(WIDTH)]
    recipe = {"features": [{"column": name, "scale": "none"} for name in names]}
    print(f"{'rows':>10} {'way':<16} {'seconds':>8} {'inertia':>16}")
    with segmentd.spawn() as client:
        far.fit(customers(spark, 10_000), "warm", 2, recipe=recipe, client=client)
        for rows in asked.rows:
            frame = customers(spark, rows).persist()
            frame.count()
            vectors = VectorAssembler(inputCols=names, outputCol="features").transform(frame)
            vectors = vectors.select("features").persist()
            vectors.count()
            ways = {
                "MLlib": lambda: by_mllib(vectors, asked.seed),
                **{
                    method: lambda method=method: far.fit(
                        frame, "m", GROUPS, recipe=recipe, client=client, method=method,
                        seed=asked.seed,
                    )["inertia"]
                    for method in ("exact", "coreset")
                },
            }  # fmt: skip
            for name, work in ways.items():
                seconds, inertia = timed(work)
                print(f"{rows:>10} {name:<16} {seconds:>8.1f} {inertia:>16.6g}", flush=True)
            frame.unpersist()
            vectors.unpersist()
    spark.stop()


if __name__ == "__main__":
    main()
