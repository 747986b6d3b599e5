"""What every comparison test may ask for.

    python3 -m pytest Tests/Comparison            SEGMENTD names another program than the last build
    python3 -m pytest Tests/Comparison -m "not slow"

Each test compares what the daemon answers with what a library of others computes. A property that
is tried on many random cases counts them by `comparisons` and fails below a minimum.
"""

import os
import pathlib

import pytest

from daemon import REPOSITORY, Daemon


@pytest.fixture(scope="module")
def daemon(tmp_path_factory):
    """A daemon for the tests of one file."""
    running = Daemon(tmp_path_factory.mktemp("data"))
    yield running
    running.close()


@pytest.fixture(scope="session")
def shared():
    """The folder with the public data sets; skips the test where it is not there."""
    named = os.environ.get("SEGMENTD_SHARED")
    folder = pathlib.Path(named) if named else REPOSITORY.parent / "shared"
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
