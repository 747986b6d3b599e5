"""What the repository's first page and the protocol's show, run against the program."""

import json
import lzma
import os
import re
import shlex
import shutil
import subprocess
import time
from pathlib import Path

import pytest
from conftest import ROOT, serving
from desk import documents
from pages import block, code, rows

README, PROTOCOL = "README.md", "protocol/README.md"
RETAIL = Path(
    os.environ.get("SEGMENTD_SHARED", ROOT.parent / "shared"),
    "data/online_retail/OnlineRetail.csv.xz",
)


def test_a_file_of_your_own(desk, program):
    build, segment = block(README, "segment sales.csv").splitlines()
    assert build == "swift build -c release"
    shown = desk.shown(segment.replace(".build/release/segmentd", program))
    assert shown.endswith("\nWrote segments.csv (a row per customer)\n")


def test_what_is_printed_of_online_retail(desk, program):
    if not RETAIL.exists():
        pytest.skip("Online Retail is not in the shared data")
    with lzma.open(RETAIL) as packed, (desk.folder / "sales.csv").open("wb") as plain:
        shutil.copyfileobj(packed, plain)
    shown = desk.shown("segmentd segment sales.csv")
    told = block(README, "rows read")
    assert told.endswith("\n  …\n")
    assert f"\n{told.removesuffix('  …' + chr(10))}" in shown


def test_ways_to_start_a_daemon(desk, tmp_path):
    commands = [
        line.partition("#")[0].split() for line in block(README, "--state DIR").splitlines()
    ]
    assert [words[1] for words in commands] == ["serve", "serve", "stdio", "connect", "health"]
    ports, tokens, path = tmp_path / "port", tmp_path / "token", tmp_path / "socket"
    ends = {"DIR": str(tmp_path / "state"), "PATH": str(path)}
    state, unix, stdio, connect, health = [[ends.get(w, w) for w in words] for words in commands]
    free = ["--listen", "127.0.0.1:0", "--port-file", str(ports), "--token-file", str(tokens)]
    running = [
        subprocess.Popen(words, env=desk.environment, stderr=subprocess.DEVNULL)
        for words in ([*state, *free], unix)
    ]
    try:
        end = time.monotonic() + 20
        while not (ports.exists() and path.exists()):
            assert time.monotonic() < end
            time.sleep(0.02)
        place = {
            "SEGMENTD_ADDRESS": f"127.0.0.1:{ports.read_text().strip()}",
            "SEGMENTD_TOKEN": tokens.read_text().strip(),
        }
        ping = """echo '{"jsonrpc":"2.0","id":1,"method":"server.ping"}' | """
        pong = '{"jsonrpc":"2.0","id":1,"result":{}}\n'
        assert desk.shown(ping + shlex.join(stdio)) == pong
        assert desk.shown(ping + shlex.join(connect), **place) == pong
        desk.shown(shlex.join(health), **place)
        nobody = {**place, "SEGMENTD_ADDRESS": "127.0.0.1:1"}
        assert desk.run(shlex.join(health), **nobody).returncode == 69
        desk.shown(f"segmentd call server.shutdown --socket {path}")
        desk.shown("segmentd call server.shutdown", **place)
        assert [process.wait(20) for process in running] == [0, 0]
    finally:
        for process in running:
            process.kill()
    assert (tmp_path / "state").is_dir()


def session(text):
    """A command after a `$`, and the lines that are shown to come of it."""
    lines = text.splitlines()
    assert lines[0].startswith("$ ")
    count = 1
    while any("\n".join(lines[:count]).count(mark) % 2 for mark in "'\""):
        count += 1
    return "\n".join(lines[:count])[2:], lines[count:]


@pytest.mark.parametrize("word", ["$ echo", "$ segmentd call", "$ SEGMENTD_LOG_LEVEL"])
def test_commands_print_what_is_shown(desk, word):
    command, expected = session(block(README, word))
    shown = desk.shown(command).splitlines()
    if word == "$ segmentd call":
        assert expected == []
        assert json.loads("\n".join(shown))["k"] == 2
    places = [shown.index(line) for line in expected if line != "…"]
    assert places == sorted(places)
    assert len(expected) == len(shown) or expected.count("…") > 0 or expected == []


def test_all_methods_are_in_the_table(desk):
    told = {name for cells in rows(README, "| method |") for name in code(cells[0])}
    known = json.loads(desk.shown("segmentd call rpc.discover"))["methods"]
    assert told == {method["name"] for method in known}


def test_openrpc_is_written_as_the_page_says(desk):
    command = block(PROTOCOL, "rpc.discover | python3")
    assert "> protocol/openrpc.json" in command
    (desk.folder / "protocol").mkdir()
    desk.shown(command)
    written = (desk.folder / "protocol" / "openrpc.json").read_text(encoding="utf-8")
    assert json.loads(written) == json.loads((ROOT / "protocol" / "openrpc.json").read_text())


def test_the_shell_of_the_protocol(desk, tmp_path):
    ports = tmp_path / "port"
    script = block(PROTOCOL, "<<'END'").replace(
        "--listen 127.0.0.1:7464 & sleep 1",
        f"--listen 127.0.0.1:0 --port-file {ports} 2> {tmp_path}/log & "
        f"until [ -s {ports} ]; do sleep 0.05; done",
    )
    assert script.count("127.0.0.1:7464") == 2
    script = script.replace("127.0.0.1:7464", f'127.0.0.1:"$(cat {ports})"')
    shown = desk.shown(script + "wait\n")
    ping, info, fit, assign, profile, models, shutdown = documents(shown)
    assert (ping, shutdown) == ({"jsonrpc": "2.0", "id": 1, "result": {}}, {})
    assert info["name"] == "segmentd"
    assert [reply["id"] for reply in (fit, assign, profile)] == [1, 2, 3]
    assert all("result" in reply for reply in (fit, assign, profile))
    assert models == {"models": []}


def test_tokens_and_their_roles(desk, program, tmp_path):
    question, answer = map(json.loads, block(PROTOCOL, '"token":"4f1c..."').splitlines())
    tokens = block(PROTOCOL, "# role token;")
    known = dict(line.split() for line in tokens.splitlines() if not line.startswith("#"))
    assert set(known) == {"admin", "read"}
    with serving(program, tmp_path, tokens=tokens) as address:
        for role, token in known.items():
            place = {"SEGMENTD_ADDRESS": address, "SEGMENTD_TOKEN": token}
            assert json.loads(desk.shown("segmentd call server.info", **place))["role"] == role
            table = """'{"table":"t","data":{"columns":{"a":[1]}}}'"""
            done = desk.run(f"segmentd call tables.put {table}", **place)
            assert done.returncode == {"admin": 0, "read": 77}[role]
        host, port = address.split(":")
        question["params"]["token"] = known["admin"]
        # No client of ours: the line as it is shown.
        told = desk.shown(
            f"exec 3<>/dev/tcp/{host}/{port}; echo '{json.dumps(question)}' >&3; head -n 1 <&3"
        )
        assert json.loads(told) == answer


def test_the_form_of_a_recipe_has_the_members_that_there_are():
    schema = (ROOT / "protocol" / "openrpc.json").read_text(encoding="utf-8")
    form = block(PROTOCOL, '"recipe": {')
    # Members and the words that their values may be; not what stands for names of columns.
    examples = {
        "Country", "Category", "spend", "age", "BirthDate", "2011-12-10", "2014-01-30",
        "max", "max+1d",
    }  # fmt: skip
    words = set(re.findall(r'"([^"]+)"', form)) - examples
    assert len(words) >= 50
    assert {word for word in words if f'"{word}"' not in schema} == set()
    for feature in ("features", "defaults", "exclude"):
        assert form.count(f'"{feature}"') == 1
