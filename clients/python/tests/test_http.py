"""The door over HTTP, as Tableau, Power BI and Prometheus knock on it."""

import asyncio
import csv
import io

import pytest

import segmentd

pytest.importorskip("starlette")
httpx = pytest.importorskip("httpx")
from segmentd.http import Door  # noqa: E402

ROWS = {"id": ["a", 7, "c", "d"], "recency": [3, 5, 210, 180], "spend": [950.0, 870.0, 40.0, 65.0]}
PLAIN = {name: ROWS[name] for name in ("recency", "spend")}


def asked(program, knock, password=None):
    """Runs a coroutine with a client of a door over a daemon that has the model `vip`."""

    async def work():
        async with segmentd.AsyncClient.spawned(program) as client:
            await client.fit("vip", ROWS, 2, recipe={"id": "id"})
            transport = httpx.ASGITransport(Door(client, password).app())
            async with httpx.AsyncClient(transport=transport, base_url="http://door") as http:
                return await knock(http)

    return asyncio.run(work())


def test_tableau_finds_what_it_asks_for(program):
    async def knock(http):
        info = (await http.get("/info")).json()
        assert info["versions"]["v1"]["features"]["evaluate_enabled"] is False
        assert (await http.get("/status")).json()["vip"]["status"] == "LoadSuccessful"
        assert (await http.get("/endpoints")).json()["vip"]["type"] == "model"
        assert list((await http.get("/endpoints/vip")).json()) == ["vip"]
        assert (await http.get("/endpoints/nope")).status_code == 404

    asked(program, knock)


def test_models_are_queried_by_name_and_by_position(program):
    async def knock(http):
        named = await http.post("/query/vip", json={"data": PLAIN})
        assert named.json()["model"] == "vip"
        segments = named.json()["response"]
        assert segments in ([1, 1, 2, 2], [2, 2, 1, 1])
        # Tableau 2020.1 says that its JSON is a form.
        form = {"content-type": "application/x-www-form-urlencoded"}
        placed = await http.post(
            "/query/vip", content='{"data": [[3, 210], [950.0, null]]}', headers=form
        )
        assert placed.json()["response"] == [segments[0], segments[2]]
        single = await http.post("/query/vip", json={"data": {"recency": 3, "spend": 950}})
        assert single.json()["response"] == segments[:1]
        names = (await http.post("/query/vip.names", json={"data": PLAIN})).json()["response"]
        assert len(set(names)) == 2
        far = (await http.post("/query/vip.distance", json={"data": PLAIN})).json()["response"]
        assert all(distance >= 0 for distance in far)

    asked(program, knock)


def test_faults_are_told_as_tabpy_tells_them(program):
    async def knock(http):
        for path, body, status in [
            ("/query/nope", {"data": PLAIN}, 404),
            ("/query/vip", {"data": {"recency": [1]}}, 400),
            ("/query/vip", {"data": [[1]]}, 400),
            ("/query/vip", {"data": {}}, 400),
            ("/query/vip", [], 400),
            ("/evaluate", {"script": "return 1/0", "data": {}}, 404),
            ("/v1/models/nope/segments.csv", None, 404),
        ]:
            call = http.get(path) if body is None else http.post(path, json=body)
            found = await call
            assert found.status_code == status, path
            assert set(found.json()) == {"message", "info"}
        broken = await http.post("/query/vip", content=b"{")
        assert broken.status_code == 400
        assert (await http.post("/evaluate", json={"script": "return int(1)"})).json() == 1

    asked(program, knock)


def test_power_bi_reads_csv(program):
    async def knock(http):
        found = await http.get("/v1/models/vip/assignments.csv")
        assert found.headers["content-type"] == "text/csv; charset=utf-8"
        lines = list(csv.reader(io.StringIO(found.text, newline="")))
        assert lines[0] == ["id", "segment", "name"]
        assert [line[0] for line in lines[1:]] == ["a", "7", "c", "d"]
        segments = list(csv.DictReader(io.StringIO((await http.get(
            "/v1/models/vip/segments.csv")).text)))  # fmt: skip
        assert sum(int(segment["customers"]) for segment in segments) == 4
        assert (await http.get("/v1/models")).json()[0]["model"] == "vip"

    asked(program, knock)


def test_a_password_is_asked_for(program):
    async def knock(http):
        assert (await http.get("/info")).json()["versions"]["v1"]["features"]["authentication"]
        assert (await http.get("/healthz")).text == "ok\n"
        for path in ("/status", "/v1/models", "/metrics", "/v1/models?token=wrong"):
            assert (await http.get(path)).status_code == 401
        assert (await http.get("/status", auth=("any", "wrong"))).status_code == 401
        broken = {"authorization": "Basic !!!"}
        assert (await http.get("/status", headers=broken)).status_code == 401
        assert (await http.get("/status", auth=("any", "gehéim"))).status_code == 200
        assert (await http.get("/v1/models", params={"token": "gehéim"})).status_code == 200

    asked(program, knock, "gehéim")


def test_prometheus_reads_metrics(program):
    parser = pytest.importorskip("prometheus_client.parser")

    async def knock(http):
        await http.post("/query/vip", json={"data": PLAIN})
        return (await http.get("/metrics")).text

    families = {
        family.name: family
        for family in parser.text_string_to_metric_families(asked(program, knock))
    }
    counts = {
        sample.labels["method"]: sample.value
        for sample in families["segmentd_method_requests"].samples
    }
    assert counts["assign"] == 1
    assert counts["fit"] == 1
    histogram = families["segmentd_method_duration_seconds"]
    assert histogram.type == "histogram"
    assert {s.value for s in histogram.samples if s.labels.get("le") == "+Inf"} >= {1.0}
    assert families["segmentd_memory_limit_bytes"].samples[0].value > 0
