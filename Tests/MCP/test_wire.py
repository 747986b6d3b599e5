"""What clients send that are not the official ones, line by line, to the program itself."""

import json
import subprocess
import threading

import pytest

VERSION = {
    "io.modelcontextprotocol/protocolVersion": "2026-07-28",
    "io.modelcontextprotocol/clientCapabilities": {},
}
INITIALIZE = {"protocolVersion": "2025-11-25", "capabilities": {}, "clientInfo": {}}


class Wire:
    """A client of lines."""

    def __init__(self, host):
        self._process = subprocess.Popen(
            host.command(), stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        self._last = 0

    def send(self, data):
        self._process.stdin.write(data)
        self._process.stdin.flush()

    def tell(self, message):
        self.send(json.dumps(message).encode() + b"\n")

    def read(self):
        """The next message; None at the end."""
        line = self._process.stdout.readline()
        return json.loads(line) if line else None

    def ask(self, method, params=None, meta=VERSION, id=None):
        """Asks and waits; progress that comes before is left out."""
        self._last += 1
        id = self._last if id is None else id
        params = {**(params or {}), **({"_meta": meta} if meta else {})}
        self.tell({"jsonrpc": "2.0", "id": id, "method": method, "params": params})
        while (reply := self.read()).get("id") != id:
            assert reply["method"] == "notifications/progress"
        return reply

    def end(self):
        """Ends the input; what still comes, and the status."""
        self._process.stdin.close()
        rest = self._process.stdout.read()
        return rest, self._process.wait(20)


@pytest.fixture
def wire(host):
    client = Wire(host)
    yield client
    assert client.end() == (b"", 0)


def test_tokens_of_progress_may_be_empty_or_zero(wire):
    for token in ["", 0, "0", -1, 1.5, "listen-1"]:
        columns = {"a": list(range(500)), "b": [i % 7 for i in range(500)]}
        arguments = {"data": {"columns": columns}, "k_range": [2, 4], "n_init": 1}
        wire.tell(
            {
                "jsonrpc": "2.0", "id": f"call {token}", "method": "tools/call",
                "params": {
                    "name": "sweep_k", "arguments": arguments,
                    "_meta": VERSION | {"progressToken": token},
                },
            }
        )  # fmt: skip
        told = []
        while "id" not in (message := wire.read()):
            assert message["method"] == "notifications/progress"
            assert message["params"]["progressToken"] == token
            assert type(message["params"]["progressToken"]) is type(token)
            told.append(message["params"]["progress"])
        assert message["id"] == f"call {token}" and "result" in message
        assert told and all(first < second for first, second in zip(told, told[1:]))


def test_either_cancel_stops_a_tool(wire, crowd):
    fit = {"name": "fit_model", "arguments": {
        "model": "never", "data": {"path": str(crowd)}, "k": 60, "n_init": 1000,
    }}  # fmt: skip
    for id, method, params in [
        (1, "$/cancelRequest", {"id": 1}),
        ("a", "$/cancelRequest", {"id": "a"}),
        (2, "notifications/cancelled", {"requestId": 2, "reason": "enough"}),
        ("", "notifications/cancelled", {"requestId": ""}),
    ]:
        wire.tell(
            {"jsonrpc": "2.0", "id": id, "method": "tools/call", "params": fit | {"_meta": VERSION}}
        )
        # Answered while the fit runs; then it is taken back.
        assert wire.ask("tools/list", id="between")["result"]
        wire.tell({"jsonrpc": "2.0", "method": method, "params": params})
        if method == "$/cancelRequest":
            reply = wire.read()
            assert (reply["id"], reply["error"]["code"]) == (id, -32800)
    models = wire.ask("tools/call", {"name": "list_models"})["result"]["structuredContent"]
    assert models == {"models": []} or "never" not in json.dumps(models)


def test_a_mark_and_two_byte_line_ends_are_fine(host):
    client = Wire(host)
    client.send(b"\xef\xbb\xbf")
    for line in [
        {"jsonrpc": "2.0", "id": 0, "method": "initialize", "params": INITIALIZE},
        {"jsonrpc": "2.0", "method": "notifications/initialized"},
        {"jsonrpc": "2.0", "id": 1, "method": "ping"},
    ]:
        client.send(b"\r\n\r\n" + json.dumps(line).encode() + b"\r\n")
    assert [client.read()["id"] for _ in range(2)] == [0, 1]
    assert client.end() == (b"", 0)


def test_both_eras_on_one_connection(wire):
    assert wire.ask("tools/list")["result"]["resultType"] == "complete"
    assert wire.ask("tools/list", meta=None)["error"]["code"] == -32602
    for version in ["2025-11-25", "2024-11-05"]:
        told = wire.ask("initialize", INITIALIZE | {"protocolVersion": version}, meta=None)
        assert told["result"]["protocolVersion"] == version
        assert "resultType" not in wire.ask("tools/list", meta=None)["result"]
        assert wire.ask("tools/list")["result"]["resultType"] == "complete"


def test_a_framing_of_headers_carries_it_too(host):
    client = Wire(host)
    body = json.dumps(
        {"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": INITIALIZE}
    ).encode()
    client.send(b"Content-Length: %d\r\n\r\n" % len(body) + body)
    rest, status = client.end()
    head, told = rest.split(b"\r\n\r\n")
    assert head == b"Content-Length: %d" % len(told)
    assert json.loads(told)["result"]["protocolVersion"] == "2025-11-25"
    assert status == 0


def test_ten_megabytes_of_arguments_and_no_line_above_two(wire):
    rows = [[i % 97, "north" if i % 2 else "south"] for i in range(800_000)]
    sizes = []
    for tool, arguments in [
        ("describe_data", {"data": {"fields": ["a", "b"], "rows": rows}}),
        ("fit_model", {"model": "wire", "k": 3, "n_init": 1, "data": {
            "fields": ["a", "b"], "rows": rows[:2000]}}),
        ("assign_segments", {"model": "wire", "detail": True, "data": {
            "fields": ["a", "b"], "rows": rows[:100_000], "ids": list(range(100_000))}}),
        ("silhouette_score", {"model": "wire", "values": True, "method": "simplified", "data": {
            "fields": ["a", "b"], "rows": rows[:200_000]}}),
    ]:  # fmt: skip
        reply = wire.ask("tools/call", {"name": tool, "arguments": arguments})
        assert reply["result"]["isError"] is False, reply["result"]["content"]
        sizes.append(len(json.dumps(reply, separators=(",", ":"), ensure_ascii=False).encode()))
        assert reply["result"]["structuredContent"].get("truncated", False) == (
            tool in ("assign_segments", "silhouette_score")
        )
    # The TypeScript client closes at 10 MB.
    assert max(sizes) < (1 << 20) + 200


def test_answers_of_many_at_once_stay_whole(wire):
    """Large answers while the client still sends: none may be cut into another."""
    rows = [[i % 97] for i in range(4_000)]
    wire.ask("tools/call", {"name": "fit_model", "arguments": {
        "model": "many", "k": 2, "n_init": 1, "data": {"fields": ["a"], "rows": rows[:500]}}})  # fmt: skip
    wire.ask("tools/list")
    ask = {"name": "assign_segments", "arguments": {
        "model": "many", "detail": True, "data": {"fields": ["a"], "rows": rows}}}  # fmt: skip
    lines = b"".join(
        json.dumps(
            {"jsonrpc": "2.0", "id": f"n{i}", "method": "tools/call",
             "params": ask | {"_meta": VERSION}}
        ).encode() + b"\n"
        for i in range(32)
    )  # fmt: skip
    sender = threading.Thread(target=wire.send, args=[lines])
    sender.start()
    replies = [wire.read() for _ in range(32)]
    sender.join()
    assert {reply["id"] for reply in replies} == {f"n{i}" for i in range(32)}
    first = replies[0]["result"]["structuredContent"]
    assert all(reply["result"]["structuredContent"] == first for reply in replies)


def test_the_end_of_input_ends_the_program_at_once(host, crowd):
    client = Wire(host)
    client.ask("initialize", INITIALIZE, meta=None)
    client.tell({"jsonrpc": "2.0", "id": "long", "method": "tools/call", "params": {
        "name": "fit_model", "arguments": {
            "model": "end", "data": {"path": str(crowd)}, "k": 60, "n_init": 1000}}})  # fmt: skip
    assert client.ask("ping", meta=None)["result"] == {}
    assert client.end() == (b"", 0)
