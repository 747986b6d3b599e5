"""Requests and replies, with a daemon that says what the test wants."""

import asyncio
import json
import socket
import threading

import pytest

import segmentd


class Scripted:
    """Answers each line by what a function makes of it."""

    def __init__(self, answer):
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.address = f"127.0.0.1:{self.listener.getsockname()[1]}"
        self.heard = []
        self.answer = answer
        threading.Thread(target=self.run, daemon=True).start()

    def run(self):
        while True:
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self.serve, args=[connection], daemon=True).start()

    def serve(self, connection):
        with connection, connection.makefile("rwb", buffering=0) as stream:
            for line in stream:
                message = json.loads(line)
                self.heard.append(message)
                reply = self.answer(message)
                if reply is None:
                    break
                stream.write(reply)


def reply(message, **members):
    return json.dumps({"jsonrpc": "2.0", "id": message.get("id"), **members}).encode() + b"\n"


def error(kind, **data):
    return {"code": 1, "message": kind, "data": {"kind": kind, **data}}


@pytest.fixture
def scripted():
    made = []

    def make(answer):
        made.append(Scripted(answer))
        return made[-1]

    yield make
    for one in made:
        one.listener.close()


def test_a_busy_daemon_is_asked_again(scripted):
    turns = []

    def answer(message):
        turns.append(message["id"])
        if len(turns) < 4:
            return reply(message, error=error("overloaded", retry_after_ms=1, retryable=True))
        return reply(message, result={})

    daemon = scripted(answer)
    segmentd.Client(daemon.address).ping()
    assert len(turns) == 4
    turns.clear()
    with pytest.raises(segmentd.Overloaded):
        segmentd.Client(daemon.address, retries=2).ping()
    assert len(turns) == 3


def test_an_end_before_the_answer_is_an_error_and_not_a_hang(scripted):
    daemon = scripted(lambda message: None)
    client = segmentd.Client(daemon.address)
    with pytest.raises(segmentd.ConnectionLost):
        client.ping()
    assert len(daemon.heard) == 1


def test_no_answer_in_time_is_an_error_and_not_a_hang(scripted, monkeypatch):
    monkeypatch.setattr("segmentd.session.GRACE_SECONDS", 0.2)
    daemon = scripted(lambda message: b"\n")
    with pytest.raises(segmentd.DeadlineExceeded, match="did not answer within"):
        segmentd.Client(daemon.address, timeout=0.1).ping()
    assert daemon.heard[0]["params"] == {"_meta": {"deadline_ms": 100}}


def test_replies_come_in_any_pieces_and_blank_lines_are_nothing(scripted):
    daemon = scripted(lambda message: b"\n\r\n" + reply(message, result={"a": "x" * 700_000}))
    assert len(segmentd.Client(daemon.address).call("any")["a"]) == 700_000


@pytest.mark.parametrize(
    "junk", [b"HTTP/1.1 400 Bad Request\r\n\r\n", b"[]\n", b"7\n", b"{\n", b"\xff\xfe\n"]
)
def test_whoever_speaks_something_else_is_an_error_and_not_a_hang(scripted, junk):
    daemon = scripted(lambda message: junk)
    with pytest.raises(segmentd.ConnectionLost):
        segmentd.Client(daemon.address).ping()

    async def ask():
        async with segmentd.AsyncClient(daemon.address) as client:
            await client.ping()

    with pytest.raises(segmentd.ConnectionLost):
        asyncio.run(asyncio.wait_for(ask(), 10))


def test_an_error_without_a_number_belongs_to_the_oldest_request(scripted):
    daemon = scripted(lambda message: reply({}, error=error("message_too_large", limit=5)))
    with pytest.raises(segmentd.MessageTooLarge) as found:
        segmentd.Client(daemon.address).ping()
    assert found.value.data["limit"] == 5


def test_the_token_goes_first_and_only_over_tcp(scripted):
    daemon = scripted(lambda message: reply(message, result={}))
    segmentd.Client(daemon.address, token="secret").ping()
    assert [message["method"] for message in daemon.heard] == ["auth", "server.ping"]
    assert daemon.heard[0]["params"]["token"] == "secret"
