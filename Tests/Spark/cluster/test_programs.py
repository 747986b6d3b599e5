"""Programs of their own, as Spark has one session in each."""

import json
import os
import pathlib
import shutil
import subprocess
import sys

import pyspark
import pytest
from conftest import program

HERE = pathlib.Path(__file__).parent


def printed(file):
    """What a program printed at last."""
    done = subprocess.run(
        [sys.executable, "-B", HERE / file, program()], capture_output=True, text=True, timeout=200,
        env={**os.environ, "PYSPARK_PYTHON": sys.executable, "SEGMENTD": program()}, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-4000:]
    return json.loads(done.stdout.splitlines()[-1])


def test_spark_connect():
    pytest.importorskip("grpc")
    told = printed("remote.py")
    assert told["kind"].startswith("pyspark.sql.connect")
    assert told["n"] == 2000
    assert told["assigned"] == told["sizes"]
    assert told["silhouettes"][0] == pytest.approx(told["silhouettes"][1], abs=1e-9)
    assert told["models"] == ["m"]
    assert told["error"].startswith("a cell is infinite")


def test_the_driver_stays_small_whatever_the_number_of_customers():
    told = printed("many.py")
    work = pathlib.Path(pyspark.__file__).parent / "work" / told["application"]
    shutil.rmtree(work, ignore_errors=True)
    assert told["n"] == told["sizes"] == 2_000_000
    assert told["coreset"] == pytest.approx(20_000, rel=0.1)
    assert told["python"] < 300e6
    assert told["daemon"] < 300e6
