"""What every test of the Model Context Protocol may ask for.

    .build/venv-mcp2/bin/python -m pytest Tests/MCP        with `mcp` 2.3.0: auto, legacy, pinned
    .build/venv-mcp1/bin/python -m pytest Tests/MCP        with `mcp` 1.30.0

Each test runs once per mode of the installed client and per way to reach the program: over its
standard streams, and over TCP by `segmentd connect`. The program is the newest build, or the one
that SEGMENTD names.
"""

import random

import pytest

from program import Bridge, Stdio
from talk import IS_MODERN, MODES

# These do not depend on the client: once is enough.
collect_ignore = [] if IS_MODERN else ["test_editors.py", "test_wire.py"]


@pytest.fixture(scope="session", params=[Stdio, Bridge], ids=lambda way: way.name)
def host(request, tmp_path_factory):
    """A way to reach the program."""
    way = request.param(tmp_path_factory.mktemp("data"))
    yield way
    way.close()


@pytest.fixture(params=MODES)
def mode(request):
    """A mode of the client."""
    return request.param


@pytest.fixture(scope="session")
def shop(host):
    """A CSV of purchases: 60 customers of three kinds."""
    draw = random.Random(7)
    path = host.folder / "shop.csv"
    lines = ["customer,date,invoice,country,amount"]
    for customer in range(60):
        kind = customer % 3
        for order in range((1, 4, 12)[kind]):
            day = draw.randint(1, 28)
            month = (1, 6, 11)[kind] + draw.randint(0, 1)
            amount = (10, 40, 90)[kind] * draw.uniform(0.8, 1.2)
            lines.append(
                f"c{customer:03},2011-{month:02}-{day:02},{customer}-{order},"
                f"{('UK', 'DE')[customer % 2]},{amount:.2f}"
            )
    path.write_text("\n".join(lines) + "\n")
    return path


@pytest.fixture(scope="session")
def crowd(host):
    """A CSV that takes minutes to segment into many groups: 200,000 customers without structure."""
    return _write_crowd(host.folder / "crowd.csv", 200_000)


@pytest.fixture(scope="session")
def village(host):
    """The same of 20,000: seconds."""
    return _write_crowd(host.folder / "village.csv", 20_000)


def _write_crowd(path, count):
    draw = random.Random(11)
    with path.open("w") as file:
        file.write("a,b,c,d,e,f\n")
        for _ in range(count):
            file.write(",".join(f"{draw.random():.4f}" for _ in range(6)) + "\n")
    return path


#: From purchases to features.
RECIPE = {
    "transactions": {
        "customer": "customer", "date": "date", "invoice": "invoice", "amount": "amount",
        "carry": ["country"],
    }
}  # fmt: skip
