"""A real TabPy server takes our function, and TabPy's own client takes our door for its server."""

import json
import os
import re
import sys
import urllib.request
from pathlib import Path

import pytest
import segmentd
from harness.servers import Server, bare_tabpy, free_port
from pages import block
from segmentd.tableau import deploy
from tabpy.tabpy_tools.client import Client as TabPy

PAGE = "clients/tableau/README.md"
ROWS = {"recency": [3, 5, 210, 180], "spend": [950.0, 870.0, 40.0, 65.0]}

@pytest.fixture
def client(daemon):
    with segmentd.connect(daemon[0], token=daemon[1]) as client:
        client.fit("vip", ROWS, 2)
        yield client


@pytest.fixture
def tabpy(daemon):
    """The address of a TabPy server that may ask the daemon."""
    environment = Path(sys.executable).parents[1]
    server = bare_tabpy(
        environment, {"SEGMENTD_ADDRESS": daemon[0], "SEGMENTD_TOKEN": daemon[1]}
    )
    yield f"http://127.0.0.1:{server.port}/"
    server.stop()


def test_a_deployed_model_answers_as_the_daemon_does(tabpy, client, daemon, monkeypatch):
    expected = client.assign("vip", ROWS)
    assert deploy(tabpy, "vip", client=client) == "vip"
    server = TabPy(tabpy)
    assert server.query("vip", ROWS["recency"], ROWS["spend"])["response"] == expected
    assert server.query("vip", spend=ROWS["spend"], recency=[None, 5, 210, 180])["response"]
    assert deploy(tabpy, "vip", client=client, name="vip name", aspect="name") == "vip name"
    names = server.query("vip name", ROWS["recency"], ROWS["spend"])["response"]
    assert len(set(names)) == 2
    # What the calculated field of the page sends.
    field = block(PAGE, "SCRIPT_INT")
    script = re.match(r'SCRIPT_INT\("(.*)", SUM\(\[Recency\]\), SUM\(\[Spend\]\)\)\n\Z', field)[1]
    body = json.dumps({"script": script, "data": {"_arg1": [4], "_arg2": [900]}}).encode()
    asked = urllib.request.Request(f"{tabpy}evaluate", body, {"Content-Type": "application/json"})
    assert urllib.request.urlopen(asked).read().strip() == f"[{expected[0]}]".encode()
    # Again, as the page does it; and the newest version answers without a new deployment.
    monkeypatch.setenv("SEGMENTD_ADDRESS", daemon[0])
    monkeypatch.setenv("SEGMENTD_TOKEN", daemon[1])
    exec(block(PAGE, "tableau.deploy").replace("http://tabpy:9004", tabpy), {})
    client.fit("vip", ROWS, 3)
    found = server.query("vip", ROWS["recency"], ROWS["spend"])["response"]
    assert found == client.assign("vip", ROWS)


def test_transactions_are_refused(client):
    days = ["2024-01-01", "2024-02-01", "2024-03-01", "2024-03-02"]
    sales = {"who": [1, 2, 3, 3], "day": days, "spent": [1.0, 2.0, 30.0, 40.0]}
    recipe = {"transactions": {"customer": "who", "date": "day", "amount": "spent"}}
    client.fit("sales", sales, 2, recipe=recipe)
    with pytest.raises(segmentd.InvalidParams, match="measures transactions"):
        deploy("http://127.0.0.1:1/", "sales", client=client)


def test_the_client_of_tabpy_asks_our_door(client, daemon):
    port = free_port()
    command = [os.path.abspath(os.environ["DOOR_PYTHON"]), "-m", "segmentd.http"]
    command += ["--listen", f"127.0.0.1:{port}", "--address", daemon[0]]
    door = Server(command, port, env={**os.environ, "SEGMENTD_TOKEN": daemon[1]})
    try:
        server = TabPy(f"http://127.0.0.1:{port}/")
        assert server.query("vip", **ROWS)["response"] == client.assign("vip", ROWS)
        assert server.query("vip", *ROWS.values())["response"] == client.assign("vip", ROWS)
        assert "vip" in server.get_endpoints()
        assert server.get_status()["vip"]["status"] == "LoadSuccessful"
    finally:
        door.stop()
