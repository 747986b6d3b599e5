"""Every kind of the protocol is an exception of its own, and says what the daemon said."""

import pickle
import re

import pytest

import segmentd
from segmentd import errors

PROTOCOL_KINDS = [
    "parse_error", "invalid_request", "method_not_found", "invalid_params", "internal", "cancelled",
    "model_not_found", "missing_feature", "bad_data", "too_few_rows", "degenerate",
    "table_not_found", "path_not_allowed", "file_unreadable", "message_too_large", "overloaded",
    "timeout", "shutting_down", "data_needed", "memory_limit", "unauthorized", "forbidden",
    "storage", "corrupt_model",
]  # fmt: skip


@pytest.mark.parametrize("kind", PROTOCOL_KINDS)
def test_each_kind_is_a_class_that_pickles(kind):
    error = errors.from_reply(
        {"code": 1004, "message": "a sentence", "data": {"kind": kind, "retryable": True, "row": 3}}
    )
    assert type(error) is errors.BY_KIND[kind]
    assert type(error) is not segmentd.SegmentdError
    assert (str(error), error.message, error.code) == ("a sentence", "a sentence", 1004)
    assert error.retryable
    assert error.data["row"] == 3
    again = pickle.loads(pickle.dumps(error))
    assert (type(again), str(again), again.code, again.data) == (
        type(error), "a sentence", 1004, error.data,
    )  # fmt: skip
    assert getattr(segmentd, type(error).__name__) is type(error)


def test_kinds_that_python_knows_are_caught_as_such():
    assert issubclass(segmentd.BadData, ValueError)
    assert issubclass(segmentd.ModelNotFound, LookupError)
    assert issubclass(segmentd.DeadlineExceeded, TimeoutError)
    assert issubclass(segmentd.ConnectionLost, ConnectionError)
    assert issubclass(segmentd.Forbidden, PermissionError)


def test_a_kind_of_a_newer_daemon_is_an_error_all_the_same():
    error = errors.from_reply({"code": 1999, "message": "new", "data": {"kind": "brand_new"}})
    assert type(error) is segmentd.SegmentdError
    assert error.code == 1999
    assert type(errors.from_reply({"code": 1, "message": "bare"})) is segmentd.SegmentdError


def test_kinds_are_those_of_the_protocol_page(request):
    page = request.config.rootpath.parents[1] / "protocol" / "README.md"
    if not page.exists():
        pytest.skip("protocol/README.md is not beside this checkout")
    lines = [line for line in page.read_text().splitlines() if "of MCP alone" not in line]
    told = set(re.findall(r"^\| -?\d{4,5} \| `([a-z_]+)` \|", "\n".join(lines), re.M))
    assert set(PROTOCOL_KINDS) <= told
    assert told <= set(errors.BY_KIND)
