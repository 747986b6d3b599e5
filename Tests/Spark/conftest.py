"""What every test in Spark may ask for: one session, one daemon, a count of comparisons."""

import os
import pathlib
import shutil
import sys

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "Tests" / "Support"))
from built import program  # noqa: E402

sql = pytest.importorskip("pyspark.sql")
if shutil.which("java") is None and "JAVA_HOME" not in os.environ:
    pytest.skip("there is no java; install openjdk-17-jre-headless", allow_module_level=True)

import segmentd  # noqa: E402


@pytest.fixture(scope="session")
def spark(tmp_path_factory):
    """Two executor threads, and a session's time zone that nothing may depend on."""
    session = (
        sql.SparkSession.builder.master("local[2]")
        .config("spark.ui.enabled", "false")
        .config("spark.ui.showConsoleProgress", "false")
        .config("spark.sql.shuffle.partitions", "2")
        .config("spark.sql.session.timeZone", "America/New_York")
        .config("spark.sql.warehouse.dir", str(tmp_path_factory.mktemp("warehouse")))
        # Small plans take longer to compile than to run.
        .config("spark.sql.codegen.wholeStage", "false")
        .config("spark.sql.codegen.factoryMode", "NO_CODEGEN")
        .config("spark.sql.adaptive.enabled", "false")
        .config("spark.driver.host", "127.0.0.1")
        .getOrCreate()
    )
    session.sparkContext.setLogLevel("ERROR")
    yield session
    session.stop()


@pytest.fixture(scope="session")
def client():
    """A daemon of our own."""
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


class Counter:
    """Counts comparisons, and says how many there must be."""

    def __init__(self, name):
        self.name = name
        self.count = 0
        self.minimum = None

    def add(self, count=1):
        self.count += int(count)

    def require(self, minimum):
        """Fails the test unless there were so many."""
        self.minimum = minimum
        assert self.count >= minimum, f"{self.count} comparisons instead of at least {minimum}"


_counted = []


@pytest.fixture
def comparisons(request):
    """Counts what was compared: `comparisons.add(n)`, and at the end `comparisons.require(n)`."""
    counter = Counter(request.node.name)
    yield counter
    if counter.minimum is not None:
        _counted.append(counter)


def pytest_terminal_summary(terminalreporter):
    for counter in _counted:
        terminalreporter.write_line(
            f"{counter.name}: {counter.count:,} comparisons (at least {counter.minimum:,})"
        )
