"""One connection: requests out, each reply to whom it belongs."""

from __future__ import annotations

import contextlib
import itertools
import json
import math
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from queue import Empty, SimpleQueue
from typing import Any, TypeVar

from .errors import BadData, ConnectionLost, DeadlineExceeded, from_reply
from .link import Link
from .progress import Progress

T = TypeVar("T")

#: How late an answer may be before the request is given up: a deadline is the daemon's to keep.
GRACE_SECONDS = 5.0


@dataclass
class Call:
    """A request that waits for its reply: what came for it, None at the end of the connection."""

    id: int
    inbox: SimpleQueue[dict[str, Any] | None] = field(default_factory=SimpleQueue)


class Session:
    """Sends requests over a link and hands out the replies, to any number of threads.

    A thread of its own receives: signals reach the main thread alone, so that Ctrl-C never comes
    between a byte and where it belongs.
    """

    def __init__(self, link: Link) -> None:
        self._link = link
        self._ids = itertools.count(1)
        self._calls: dict[int, Call] = {}
        self._lock = threading.Lock()
        self._sending = threading.Lock()
        self._is_over = False
        self._thread = threading.Thread(target=self._receive, name="segmentd", daemon=True)
        self._thread.start()

    @property
    def is_over(self) -> bool:
        """Whether the connection has ended."""
        return self._is_over

    def ask(
        self,
        method: str,
        params: dict[str, Any],
        *,
        timeout: float | None = None,
        progress: Progress | None = None,
    ) -> Any:
        """Sends a request and waits for its result.

        Args:
            method: Such as ``"assign"``.
            params: By name.
            timeout: Seconds; the daemon is told, and ends the work.
            progress: Called now and then while the work goes on.

        Raises:
            SegmentdError: What the daemon answered, or `ConnectionLost`.
        """
        call = Call(next(self._ids))
        line = encoded(method, params, call.id, timeout, progress is not None)
        with self._lock:
            if self._is_over:
                raise ConnectionLost("the connection to segmentd has ended; connect again")
            self._calls[call.id] = call
        is_sent = False
        try:
            self._send(line)
            is_sent = True
            return self._wait(call, timeout, progress)
        except KeyboardInterrupt:
            self._give_up(call, is_sent)
            raise
        finally:
            with self._lock:
                self._calls.pop(call.id, None)

    def close(self) -> None:
        """Ends the connection; requests that wait fail."""
        self._link.close()
        # Garbage may be collected on any thread.
        if threading.current_thread() is not self._thread:
            self._thread.join(2)

    def _send(self, line: bytes) -> None:
        with self._sending:
            self._link.send(line)

    def _give_up(self, call: Call, is_sent: bool) -> None:
        if not is_sent:
            # Half a line may be out: nothing can follow it.
            self.close()
            return
        self._send(encoded("$/cancelRequest", {"id": call.id}))
        # The daemon says within 100 ms that it stopped; a second Ctrl-C does not wait for that.
        with contextlib.suppress(Empty):
            while (message := _next(call.inbox, 2)) is not None and "method" in message:
                pass

    def _wait(self, call: Call, timeout: float | None, progress: Progress | None) -> Any:
        end = None if timeout is None else time.monotonic() + timeout + GRACE_SECONDS
        while True:
            try:
                message = _next(call.inbox, None if end is None else end - time.monotonic())
            except Empty:
                self._send(encoded("notifications/cancelled", {"requestId": call.id}))
                raise DeadlineExceeded(
                    f"segmentd did not answer within {timeout} s and {GRACE_SECONDS} s more; it "
                    "may be busy or stopped"
                ) from None
            if message is None:
                raise ConnectionLost("segmentd went away before it answered; connect again")
            if "method" not in message:
                return result(message)
            if progress is not None:
                tell(progress, message)

    def _receive(self) -> None:
        pending: list[bytes] = []
        try:
            while chunk := self._link.receive():
                *whole, rest = chunk.split(b"\n")
                for end in whole:
                    pending.append(end)
                    self._take(b"".join(pending))
                    pending.clear()
                if rest:
                    pending.append(rest)
        except (ValueError, AttributeError):
            # Whoever is there speaks something else: nothing that follows can be trusted.
            self._link.close()
        finally:
            self._fail()
            self._link.release()

    def _take(self, line: bytes) -> None:
        if not line.strip():
            return
        message = json.loads(line)
        with self._lock:
            call = recipient(message, self._calls)
        if call is not None:
            call.inbox.put(message)

    def _fail(self) -> None:
        with self._lock:
            self._is_over = True
            waiting = list(self._calls.values())
        for call in waiting:
            call.inbox.put(None)


def encoded(
    method: str,
    params: dict[str, Any],
    call: int | None = None,
    timeout: float | None = None,
    wants_progress: bool = False,
) -> bytes:
    """One line of JSON: a request, or a notification where it has no number.

    Raises:
        BadData: If something in it is no JSON.
    """
    message: dict[str, Any] = {"jsonrpc": "2.0"}
    if call is not None:
        message["id"] = call
    meta: dict[str, Any] = {}
    if timeout is not None:
        meta["deadline_ms"] = max(1, math.ceil(timeout * 1000))
    if wants_progress:
        meta["progressToken"] = call
    message["method"] = method
    message["params"] = {**params, "_meta": meta} if meta else params
    try:
        text = json.dumps(message, allow_nan=False, separators=(",", ":"))
    except (TypeError, ValueError) as error:
        raise BadData(
            f"the parameters of {method} cannot be written as JSON ({error}); send numbers, text, "
            "true or false, None for what is missing, and lists or dicts of these"
        ) from error
    return text.encode("ascii") + b"\n"


def recipient(message: dict[str, Any], waiting: Mapping[int, T]) -> T | None:
    """Who of those that wait, by the numbers of their requests, a message is for."""
    params = message.get("params", {})
    number = params.get("progressToken") if "method" in message else message.get("id")
    if number is None and waiting:
        # What could not be read has no number; replies to what came before it are there.
        number = min(waiting)
    return None if number is None else waiting.get(number)


def result(reply: dict[str, Any]) -> Any:
    """What a reply brings.

    Raises:
        SegmentdError: What it says went wrong.
    """
    if "error" in reply:
        raise from_reply(reply["error"])
    return reply["result"]


def tell(progress: Progress, message: dict[str, Any]) -> None:
    """Hands on how far the work has come."""
    params = message.get("params", {})
    progress(params["progress"], params.get("total"), params.get("message", ""))


def _next(
    inbox: SimpleQueue[dict[str, Any] | None], seconds: float | None
) -> dict[str, Any] | None:
    """What comes next; on Windows a wait without an end would not hear Ctrl-C.

    Raises:
        Empty: If nothing came in time.
    """
    if seconds is not None:
        return inbox.get(timeout=max(0.0, seconds))
    while True:
        try:
            return inbox.get(timeout=1.0)
        except Empty:
            continue
