"""Two executors in processes of their own, and one daemon."""

import contextlib
import os
import pathlib
import shutil
import sys
import threading
import time

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT / "Tests" / "Support"))
from built import program  # noqa: E402

pyspark = pytest.importorskip("pyspark")
if shutil.which("java") is None and "JAVA_HOME" not in os.environ:
    pytest.skip("there is no java; install openjdk-17-jre-headless", allow_module_level=True)

from pyspark.sql import SparkSession  # noqa: E402

import segmentd  # noqa: E402
from processes import descendants  # noqa: E402


@pytest.fixture(scope="session")
def spark():
    os.environ.update(PYSPARK_PYTHON=sys.executable, SEGMENTD=str(program()))
    session = (
        SparkSession.builder.master("local-cluster[2,1,1024]")
        .config("spark.ui.enabled", "false")
        .config("spark.sql.shuffle.partitions", "4")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.driver.memory", "1g")
        .getOrCreate()
    )
    session.sparkContext.setLogLevel("OFF")
    yield session
    # An executor's folder has copies of what it was sent.
    name = session.sparkContext.applicationId
    session.stop()
    work = pathlib.Path(pyspark.__file__).parent / "work" / name
    shutil.rmtree(work, ignore_errors=True)


@pytest.fixture(scope="session")
def client():
    with segmentd.spawn(program()) as client:
        yield client


@pytest.fixture(scope="session")
def shared():
    """The folder with the public data sets; skips the test where it is not there."""
    named = os.environ.get("SEGMENTD_SHARED")
    folder = pathlib.Path(named) if named else ROOT.parent / "shared"
    if not (folder / "data").is_dir():
        pytest.skip(f"no shared data at {folder}; name its folder in SEGMENTD_SHARED")
    return folder


@pytest.fixture
def executors(spark):
    """The processes of the executors, and of what they started, as they are now."""

    def found(word):
        return descendants(os.getpid(), "CoarseGrainedExecutorBackend", word)

    return found


@pytest.fixture
def meanwhile(spark):
    """Runs something once an action has come so far that `count` of its tasks are done."""
    errors = []

    @contextlib.contextmanager
    def at(count, act):
        over = threading.Event()

        def watch():
            tracker = spark.sparkContext.statusTracker()
            while not over.wait(0.02):
                stages = [tracker.getStageInfo(stage) for stage in tracker.getActiveStageIds()]
                if any(stage and stage.numCompletedTasks >= count for stage in stages):
                    try:
                        act()
                    except Exception as error:
                        errors.append(error)
                    return
            errors.append(AssertionError("the action was over before"))

        thread = threading.Thread(target=watch)
        thread.start()
        try:
            yield
        finally:
            over.set()
            thread.join(30)
        assert not errors, errors

    return at


def until(holds, seconds=20):
    """Waits for something that comes soon."""
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, "it did not come"
        time.sleep(0.05)
