"""A real TabPy server takes our function, and TabPy's own client takes our door for its server."""

import json
import os
import re
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest
import segmentd
from pages import block
from segmentd.tableau import deploy
from tabpy.tabpy_tools.client import Client as TabPy

PAGE = "clients/tableau/README.md"
ROWS = {"recency": [3, 5, 210, 180], "spend": [950.0, 870.0, 40.0, 65.0]}

STATE = """[Service Info]
Name = TabPy Server
Description =
Creation Time = 0
Access-Control-Allow-Origin =
Access-Control-Allow-Headers =
Access-Control-Allow-Methods =

[Query Objects Service Versions]

[Query Objects Docstrings]

[Meta]
Revision Number = 1
"""


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]


def wait_for(process, url):
    end = time.monotonic() + 60
    while True:
        assert process.poll() is None, "the server ended"
        try:
            return urllib.request.urlopen(url, timeout=5).read()
        except OSError:
            assert time.monotonic() < end, "the server did not answer"
            time.sleep(0.1)


@pytest.fixture
def client(daemon):
    with segmentd.connect(daemon[0], token=daemon[1]) as client:
        client.fit("vip", ROWS, 2)
        yield client


@pytest.fixture
def tabpy(daemon, tmp_path):
    """The address of a TabPy server that may ask the daemon."""
    port = free_port()
    settings = tmp_path / "tabpy.conf"
    settings.write_text(
        f"[TabPy]\nTABPY_PORT = {port}\nTABPY_QUERY_OBJECT_PATH = {tmp_path}/objects\n"
        f"TABPY_STATE_PATH = {tmp_path}\n"
    )
    (tmp_path / "state.ini").write_text(STATE)
    process = subprocess.Popen(
        [Path(sys.executable).with_name("tabpy"), f"--config={settings}", "--disable-auth-warning"],
        env={**os.environ, "SEGMENTD_ADDRESS": daemon[0], "SEGMENTD_TOKEN": daemon[1]},
        cwd=tmp_path, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    wait_for(process, f"http://127.0.0.1:{port}/info")
    yield f"http://127.0.0.1:{port}/"
    process.terminate()
    process.wait(20)


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
    process = subprocess.Popen(
        [
            os.path.abspath(os.environ["DOOR_PYTHON"]), "-m", "segmentd.http",
            "--listen", f"127.0.0.1:{port}", "--address", daemon[0],
        ],
        env={**os.environ, "SEGMENTD_TOKEN": daemon[1]},
    )  # fmt: skip
    try:
        wait_for(process, f"http://127.0.0.1:{port}/info")
        server = TabPy(f"http://127.0.0.1:{port}/")
        assert server.query("vip", **ROWS)["response"] == client.assign("vip", ROWS)
        assert server.query("vip", *ROWS.values())["response"] == client.assign("vip", ROWS)
        assert "vip" in server.get_endpoints()
        assert server.get_status()["vip"]["status"] == "LoadSuccessful"
    finally:
        process.terminate()
        process.wait(20)
