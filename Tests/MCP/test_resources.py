"""Models as resources: listed, read by their encoded names, unknown ones refused."""

import asyncio

import pytest

from talk import ProtocolError, talk

NAMES = ["plain", "best customers", "Käufer 2011", "Vip", "vip", "a.b-c_d"]
DATA = {"columns": {"a": [1, 2, 3, 9, 8, 7]}}


def test_models_are_listed_and_read(host, mode):
    async def work():
        async with talk(host.command(), mode) as client:
            for name in NAMES:
                await client.call("fit_model", {"model": name, "data": DATA, "k": 2})
            listed = {resource["name"]: resource for resource in await client.resources()}
            read = {name: await client.read(listed[name]["uri"]) for name in NAMES}
            version = await client.read("segmentd://models/plain@1")
            return listed, read, version, await client.templates()

    listed, read, version, templates = asyncio.run(work())
    assert templates == ["segmentd://models/{model}"]
    assert listed["best customers"]["uri"] == "segmentd://models/best%20customers"
    assert listed["Käufer 2011"]["uri"] == "segmentd://models/K%C3%A4ufer%202011"
    assert list(listed) == sorted(listed, key=str.encode)
    for name in NAMES:
        assert listed[name]["mimeType"] == "application/json"
        assert listed[name]["description"].startswith("2 segments of 6 customers, fitted 2")
        assert read[name]["model"] == name
        assert [segment["id"] for segment in read[name]["segments"]] == [1, 2]
    assert version == read["plain"]


@pytest.mark.parametrize(
    "uri",
    [
        "segmentd://models/none", "segmentd://models/plain@77", "segmentd://models/",
        "segmentd://tables/plain", "file:///etc/passwd", "segmentd://models/..%2F..%2Fetc",
        "segmentd://models/%FF", "segmentd://models/%", "segmentd://models/" + "a" * 5000,
    ],
)  # fmt: skip
def test_unknown_resources_are_refused(host, mode, uri):
    async def work():
        async with talk(host.command(), mode) as client:
            with pytest.raises(ProtocolError) as raised:
                await client.read(uri)
            return raised.value.error, client.version

    error, version = asyncio.run(work())
    assert error.code == (-32602 if version == "2026-07-28" else -32002)
    assert error.message.startswith("there is no resource ")
    assert error.data["kind"] == "resource_not_found"
