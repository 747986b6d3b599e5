"""The daemon behind the page: one connection for all tabs, and long work that can be cancelled."""

from __future__ import annotations

import asyncio
import logging
import threading
import uuid
from collections.abc import Coroutine
from concurrent.futures import CancelledError, Future
from typing import Any, Callable, TypeVar

from segmentd import AsyncClient, SegmentdError

T = TypeVar("T")


class Job:
    """Work that takes a while: how far it has come, and what came of it."""

    def __init__(self) -> None:
        self.id = uuid.uuid4().hex
        self.share = 0.0
        self.message = "Waiting for the daemon"
        self.future: Future[Any] = Future()

    def tell(self, done: float, total: float | None, message: str) -> None:
        """Takes what the daemon says of its progress."""
        self.share = done / total if total else 0.0
        self.message = message or self.message

    def cancel(self) -> None:
        """Ends the work, in the daemon too."""
        self.future.cancel()

    @property
    def is_over(self) -> bool:
        """Whether there is nothing more to come."""
        return self.future.done()

    def result(self) -> Any:
        """What came of it, None where it was cancelled.

        Raises:
            SegmentdError: What the daemon said.
        """
        try:
            return self.future.result()
        except CancelledError:
            return None


class Daemon:
    """Asks the daemon from the threads of a web server.

    Args:
        make: Makes the client; called on the thread that the client lives on.
    """

    #: Work of this many is remembered; what a tab never came back for is forgotten.
    JOBS = 100

    def __init__(self, make: Callable[[], AsyncClient]) -> None:
        self._loop = asyncio.new_event_loop()
        threading.Thread(target=self._loop.run_forever, name="daemon", daemon=True).start()
        self._jobs: dict[str, Job] = {}
        self.client = self.wait(_made(make))
        self.wait(self.client.ping())

    def wait(self, work: Coroutine[Any, Any, T]) -> T:
        """Waits for something that is quick.

        Raises:
            SegmentdError: What the daemon said.
        """
        return asyncio.run_coroutine_threadsafe(work, self._loop).result()

    def start(self, work: Callable[[AsyncClient], Coroutine[Any, Any, Any]]) -> Job:
        """Begins something that is not, with a client that tells how far it has come."""
        job = Job()
        while len(self._jobs) >= self.JOBS:
            del self._jobs[next(iter(self._jobs))]
        self._jobs[job.id] = job
        told = self.client.options(progress=job.tell)
        job.future = asyncio.run_coroutine_threadsafe(work(told), self._loop)
        return job

    def job(self, name: str) -> Job:
        """Work that was begun.

        Raises:
            SegmentdError: If it is forgotten, as after a new start of the dashboard.
        """
        if name not in self._jobs:
            raise SegmentdError("the dashboard has been started anew; load the file again")
        return self._jobs[name]

    def close(self) -> None:
        """Ends the connection, and a daemon of our own with it."""
        self.wait(self.client.close())


def sentence(error: BaseException) -> str:
    """What went wrong: the daemon's own sentence, where it is one."""
    if isinstance(error, SegmentdError):
        return error.message
    logging.getLogger("dashboard").error("a fault of the dashboard", exc_info=error)
    return f"the dashboard failed: {error!r}"


async def _made(make: Callable[[], AsyncClient]) -> AsyncClient:
    return make()
