"""The page about editors: its entries start the program, its dialogue is answered."""

import asyncio
import json
import re
import shutil
import subprocess

import pytest

from program import REPOSITORY, Bridge, program
from talk import MODES, talk

PAGE = (REPOSITORY / "clients/editors/README.md").read_text(encoding="utf-8")
FENCE = "`" * 3
BLOCKS = [
    json.loads(block) for block in re.findall(rf"{FENCE}json\n(.*?){FENCE}", PAGE, re.DOTALL)
]
# Tests/Clients runs the task.
ENTRIES = [block for block in BLOCKS if "tasks" not in block]
CALLS = [
    json.loads(line)
    for block in re.findall(rf"{FENCE}jsonl\n(.*?){FENCE}", PAGE, re.DOTALL)
    for line in block.splitlines()
]


def commands():
    """The command line of each entry on the page."""
    for entry in ENTRIES:
        ((place, servers),) = entry.items()
        assert place in ("servers", "mcpServers", "context_servers")
        (server,) = servers.values()
        assert server["command"] == "/usr/local/bin/segmentd"
        assert set(server) <= {"type", "command", "args", "env"}
        yield server["args"]


def here(arguments, folder):
    """The same with folders of this machine."""
    places = {
        "/home/ann/segmentd": str(folder / "state"), "/home/ann/sales": str(folder),
        "${workspaceFolder}": str(folder),
    }  # fmt: skip
    return [places.get(argument, argument) for argument in arguments]


def test_the_page_has_an_entry_for_each_host():
    assert [arguments[0] for arguments in commands()] == ["stdio", "stdio", "stdio", "connect"]


@pytest.mark.parametrize("arguments", list(commands())[:3], ids=["VS Code", "Claude", "Zed"])
def test_entries_of_a_program_serve_tools(arguments, tmp_path):
    async def work():
        async with talk([program(), *here(arguments, tmp_path)], MODES[0]) as client:
            return await client.tools()

    assert len(asyncio.run(work())) >= 8


def test_the_entry_of_a_bridge_serves_tools(tmp_path):
    host = Bridge(tmp_path)
    arguments = list(commands())[3]
    arguments[arguments.index("--address") + 1] = host.address
    arguments[arguments.index("--token-file") + 1] = host.token[1]

    async def work():
        async with talk([program(), *arguments], MODES[0]) as client:
            return await client.tools()

    try:
        assert len(asyncio.run(work())) >= 8
    finally:
        host.close()


def test_a_bridge_to_nowhere_says_so():
    ended = subprocess.run(
        [program(), "connect", "--address", "127.0.0.1:1"], input=b"{}\n", capture_output=True,
        timeout=20,
    )  # fmt: skip
    assert ended.returncode == 69
    assert b"127.0.0.1:1" in ended.stderr and ended.stdout == b""


def test_the_dialogue_goes_as_the_page_shows(host, shop):
    target = host.folder / "orders.csv"
    shutil.copy(shop, target)

    async def work():
        async with talk(host.command(), MODES[0]) as client:
            answers = []
            for call in CALLS:
                text = json.dumps(call["arguments"])
                arguments = json.loads(text.replace("/home/ann/sales/orders.csv", str(target)))
                answers.append(await client.call(call["name"], arguments))
            return answers

    answers = asyncio.run(work())
    assert [call["name"] for call in CALLS] == [
        "describe_data", "fit_model", "profile_segments", "fit_model", "compare_models",
        "assign_segments",
    ]  # fmt: skip
    assert [answer.texts for answer in answers if answer.is_error] == []
    # What the assistant sends comes out of what it was told.
    assert answers[0].structured["recipe"]["transactions"]["customer"] == "customer"
    assert answers[5].structured["ids"] == ["new 1", "new 2"]


def test_the_page_lists_every_tool(host):
    async def work():
        async with talk(host.command(), MODES[0]) as client:
            return {tool["name"] for tool in await client.tools()}

    listed = set(re.findall(r"^\| `([a-z_]+)` \|", PAGE, re.MULTILINE))
    assert listed == asyncio.run(work())
