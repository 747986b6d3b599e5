"""What can go wrong, as exceptions: one class per `data.kind` of the protocol.

The message of each is the daemon's: one sentence that says what was found, what is allowed and what
to do.
"""

from __future__ import annotations

from typing import Any, ClassVar


class SegmentdError(Exception):
    """Anything that segmentd, or the way to it, could not do.

    Attributes:
        code: The JSON-RPC error code, 0 where no reply came.
        kind: The stable name of the error, such as ``"model_not_found"``.
        data: What else the daemon said, such as ``available``, ``row`` or ``column``.
        retryable: Whether the same request may work later.
    """

    kind: ClassVar[str] = "error"

    def __init__(self, message: str, code: int = 0, data: dict[str, Any] | None = None) -> None:
        super().__init__(message)
        self.code = code
        self.data: dict[str, Any] = data or {}

    @property
    def message(self) -> str:
        """The sentence."""
        return str(self.args[0])

    @property
    def retryable(self) -> bool:
        """Whether the same request may work later."""
        return bool(self.data.get("retryable", False))

    def __reduce__(self) -> tuple[Any, ...]:
        return (type(self), (self.message, self.code, self.data))


class RequestError(SegmentdError):
    """The request itself is wrong."""


class DataError(SegmentdError, ValueError):
    """The rows that were sent are wrong."""


class NotFound(SegmentdError, LookupError):
    """Something that was named is not there."""


class ParseError(RequestError):
    """The request was no JSON."""

    kind = "parse_error"


class InvalidRequest(RequestError):
    """The request was no JSON-RPC 2.0 request."""

    kind = "invalid_request"


class MethodNotFound(NotFound):
    """There is no such method; ``data["did_you_mean"]`` may name another."""

    kind = "method_not_found"


class InvalidParams(RequestError, ValueError):
    """A parameter is missing, unknown, or of the wrong type or size; ``data["param"]`` names it."""

    kind = "invalid_params"


class InternalError(SegmentdError):
    """A fault of the daemon; ``data["incident"]`` finds it in the log."""

    kind = "internal"


class Cancelled(SegmentdError):
    """The request was cancelled."""

    kind = "cancelled"


class ModelNotFound(NotFound):
    """There is no such model; ``data["available"]`` lists those there are."""

    kind = "model_not_found"


class MissingFeature(DataError):
    """Columns that the model needs were not sent; ``data["missing"]`` names them."""

    kind = "missing_feature"


class BadData(DataError):
    """A cell, row or table cannot be used; ``data`` has ``row``, ``column`` and ``value``."""

    kind = "bad_data"


class TooFewRows(DataError):
    """There are fewer rows than segments."""

    kind = "too_few_rows"


class Degenerate(DataError):
    """All rows are alike, or fewer of them differ than there should be segments."""

    kind = "degenerate"


class TableNotFound(NotFound):
    """There is no such table; ``data["available"]`` lists those there are."""

    kind = "table_not_found"


class PathNotAllowed(SegmentdError, PermissionError):
    """The daemon may not read below that folder; ``data["roots"]`` lists those it may."""

    kind = "path_not_allowed"


class FileUnreadable(SegmentdError, OSError):
    """The daemon cannot read that file; ``data["reason"]`` says why."""

    kind = "file_unreadable"


class MessageTooLarge(SegmentdError):
    """The request or its reply is larger than ``data["limit"]`` bytes."""

    kind = "message_too_large"


class Overloaded(SegmentdError):
    """Too much waits already; ``data["retry_after_ms"]`` says when to ask again."""

    kind = "overloaded"


class DeadlineExceeded(SegmentdError, TimeoutError):
    """The answer was not ready in time."""

    kind = "timeout"


class ShuttingDown(SegmentdError):
    """The daemon is about to end."""

    kind = "shutting_down"


class DataNeeded(SegmentdError):
    """The model does not keep enough for this; send the rows, or fit with ``keep="rows"``."""

    kind = "data_needed"


class MemoryLimit(SegmentdError, MemoryError):
    """The work needs more memory than the daemon may take."""

    kind = "memory_limit"


class Unauthorized(SegmentdError, PermissionError):
    """No token, or one that the daemon does not know."""

    kind = "unauthorized"


class Forbidden(SegmentdError, PermissionError):
    """The token's role may not do this; ``data["role_needed"]`` names the role that may."""

    kind = "forbidden"


class StorageError(SegmentdError):
    """The daemon cannot write or read its state directory."""

    kind = "storage"


class CorruptModel(SegmentdError):
    """A stored model is damaged."""

    kind = "corrupt_model"


class ConnectionLost(SegmentdError, ConnectionError):
    """There is no daemon, or it went away before it answered."""

    kind = "connection_lost"


def _classes(base: type[SegmentdError]) -> dict[str, type[SegmentdError]]:
    known: dict[str, type[SegmentdError]] = {}
    for child in base.__subclasses__():
        if "kind" in vars(child):
            known[child.kind] = child
        known.update(_classes(child))
    return known


#: The class of each kind.
BY_KIND: dict[str, type[SegmentdError]] = _classes(SegmentdError)


def from_reply(error: dict[str, Any]) -> SegmentdError:
    """The exception for the ``error`` member of a reply.

    A kind that is not known, of a newer daemon, becomes a plain `SegmentdError`.
    """
    data = error.get("data")
    data = data if isinstance(data, dict) else {}
    found = BY_KIND.get(str(data.get("kind")), SegmentdError)
    return found(str(error.get("message", "no message")), int(error.get("code", 0)), data)
