"""What the daemon warns of points at the line that asked, by whatever way it asked."""

import asyncio
import inspect
import warnings

import pytest

import segmentd
from segmentd import default

ROWS = {"recency": [3, 5, 210, 180], "spend": [950.0, 870.0, 40.0, 65.0]}
MORE = {**ROWS, "shoe size": [1, 2, 3, 4]}


def one_liner(client):
    return segmentd.assign("vip", MORE)  # line


def plain(client):
    return client.assign("vip", MORE)  # line


def with_options(client):
    return client.options(timeout=20).assign("vip", MORE, detail=["name"])  # line


def of_a_model(client):
    return client.model("vip").drift(MORE)  # line


def over_two_lines(client):
    return client.assign(  # line
        "vip", MORE
    )


async def awaited(client):
    return await client.assign("vip", MORE)  # line


async def in_a_task(client):
    return await asyncio.create_task(client.assign("vip", MORE))  # line


async def gathered(client):
    calls = [client.assign("vip", MORE) for _ in range(5)]  # line
    return await asyncio.gather(*calls)


async def later(client):
    call = client.assign("vip", MORE)  # line
    await asyncio.sleep(0)
    return await call


def line_of(function):
    lines, first = inspect.getsourcelines(function)
    (place,) = [index for index, line in enumerate(lines) if line.endswith("# line\n")]
    return first + place


def check(told, function):
    assert told
    for warning in told:
        assert warning.category is segmentd.SegmentdWarning
        assert (warning.filename, warning.lineno) == (__file__, line_of(function))


@pytest.fixture
def served(server, monkeypatch):
    monkeypatch.setenv("SEGMENTD_ADDRESS", server.address)
    monkeypatch.setenv("SEGMENTD_TOKEN", server.token)
    monkeypatch.setattr(default, "_client", None)
    with segmentd.connect() as client:
        client.fit("vip", ROWS, 2)
        yield client
    default.default_client().close()


@pytest.mark.parametrize(
    "function", [one_liner, plain, with_options, of_a_model, over_two_lines]
)  # fmt: skip
def test_calls_that_wait(function, served):
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        function(served)
    check(told, function)


@pytest.mark.parametrize("function", [awaited, in_a_task, gathered, later])
def test_calls_that_are_awaited(function, served):
    async def work():
        async with segmentd.AsyncClient() as client:
            await function(client)

    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        asyncio.run(work())
    check(told, function)


def test_a_line_is_warned_of_once_and_another_again(served):
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("default")
        for _ in range(3):
            served.assign("vip", MORE)
        served.assign("vip", MORE)
    assert len(told) == 2


def test_a_module_may_turn_them_off(served):
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        warnings.filterwarnings("ignore", module=__name__)
        served.assign("vip", MORE)
    assert told == []


def test_awaited_calls_look_like_it():
    assert inspect.isgeneratorfunction(inspect.unwrap(segmentd.AsyncClient.fit))
    if hasattr(inspect, "markcoroutinefunction"):
        assert inspect.iscoroutinefunction(segmentd.AsyncClient.fit)
