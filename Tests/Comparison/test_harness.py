"""The harness itself: a daemon answers, errors raise, files below its root are read."""

import pytest

from daemon import DaemonError


def test_a_call_returns_the_result(daemon):
    assert daemon.call("server.ping") == {}


def test_an_error_raises_with_its_code_and_data(daemon):
    with pytest.raises(DaemonError, match="1001") as raised:
        daemon.call("models.get", model="nowhere")

    assert raised.value.code == 1001
    assert raised.value.data["model"] == "nowhere"


def test_a_notification_has_no_answer(daemon):
    daemon.notify("$/cancelRequest", id=12345)

    assert daemon.call("server.ping") == {}


def test_a_file_below_the_data_root_is_read(daemon):
    (daemon.data_root / "two.csv").write_text("spend\n1\n2\n8\n9\n")

    fit = daemon.call("fit", model="two", data={"path": "two.csv"}, k=2)

    assert [segment["size"] for segment in fit["segments"]] == [2, 2]


def test_shared_data_lies_beside_the_repository(shared):
    assert (shared / "data" / "mall").is_dir()
