"""The client that is awaited: the same calls, for programs on asyncio."""

from __future__ import annotations

import asyncio
import contextlib
import functools
import inspect
import itertools
import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Callable, TypeVar

from . import assigning, calls, catalogue, plans
from .address import Address, chosen_token
from .errors import ConnectionLost, DeadlineExceeded, Overloaded
from .link import chosen_program
from .plans import Ask, Done, Plan
from .progress import Progress, Wanted, finish, told
from .reply import Place, called_from, caller
from .session import GRACE_SECONDS, encoded, recipient, result, tell
from .sources import Context

if TYPE_CHECKING:
    from collections.abc import Coroutine

    from typing_extensions import Concatenate, ParamSpec, Self

    P = ParamSpec("P")

T = TypeVar("T")

#: The longest line that is read: more than a daemon sends unless it is told otherwise.
LONGEST_LINE = 1 << 30


def _awaited(
    plan: Callable[Concatenate[Context, P], Plan[T]],
) -> Callable[Concatenate[AsyncClient, P], Coroutine[Any, Any, T]]:
    """A coroutine that runs a plan to its end."""

    @functools.wraps(plan)
    def method(self: AsyncClient, /, *args: P.args, **kwargs: P.kwargs) -> Coroutine[Any, Any, T]:
        return self._run(plan(self._context, *args, **kwargs), caller())

    # For who looks, as mocks do; Python 3.11 has no way to say it.
    mark: Callable[[Any], Any] = getattr(inspect, "markcoroutinefunction", lambda made: made)
    mark(method)
    return method


class AsyncClient:
    """A connection to a daemon, for one event loop; its methods are those of `Client`, awaited.

    A task that is cancelled cancels its request. It is an asynchronous context manager.

    Args:
        address: As for `Client`.
        token: As for `Client`.
        timeout: As for `Client`.
        retries: As for `Client`.
        progress: As for `Client`.
    """

    def __init__(
        self,
        address: str | None = None,
        *,
        token: str | None = None,
        timeout: float | None = None,
        retries: int = 5,
        progress: Wanted = None,
    ) -> None:
        self._address = Address.chosen(address)
        self._token = None if self._address.path is not None else chosen_token(token)
        self._program: list[str] = []
        self._timeout = timeout
        self._retries = retries
        self._progress = progress
        self._context = Context(client=self)
        self._opened = _Opened()

    @classmethod
    def spawned(
        cls,
        program: str | None = None,
        arguments: Sequence[str] = (),
        *,
        timeout: float | None = None,
        retries: int = 5,
        progress: Wanted = None,
    ) -> Self:
        """A client with a daemon of its own, which ends with it; see `Client.spawned`."""
        client = cls("unix:", timeout=timeout, retries=retries, progress=progress)
        client._program = [
            chosen_program(program), "stdio", "--data-root", Path.cwd().anchor, *arguments
        ]  # fmt: skip
        client._context.reads_files = True
        return client

    def options(
        self,
        *,
        timeout: float | None = None,
        retries: int | None = None,
        progress: Wanted = None,
    ) -> Self:
        """The same connection with other options, for one call; see `Client.options`."""
        other = type(self).__new__(type(self))
        other.__dict__.update(self.__dict__)
        other._timeout = self._timeout if timeout is None else timeout
        other._retries = self._retries if retries is None else retries
        other._progress = self._progress if progress is None else progress
        return other

    async def call(self, method: str, /, **params: Any) -> Any:
        """Asks any method by its name, as the protocol has it, and returns its result.

        Raises:
            SegmentdError: What the daemon answered, or `ConnectionLost`.
        """
        progress = told(self._progress)
        try:
            for turn in range(self._retries + 1):
                streams = await self._connected()
                try:
                    return await streams.ask(method, params, self._timeout, progress)
                except Overloaded as error:
                    if turn == self._retries:
                        raise
                    await asyncio.sleep(error.data.get("retry_after_ms", 100) / 1000)
        finally:
            finish(progress)
        raise AssertionError("unreachable")

    fit = _awaited(calls.fit)
    assign = _awaited(assigning.assign)
    profile = _awaited(calls.profile)
    silhouette = _awaited(calls.silhouette)
    sweep = _awaited(calls.sweep)
    describe = _awaited(calls.describe)
    rfm = _awaited(calls.rfm)
    compare = _awaited(calls.compare)
    drift = _awaited(calls.drift)
    stability = _awaited(calls.stability)
    chart = _awaited(calls.chart)
    models = _awaited(catalogue.models)
    model = _awaited(catalogue.model)
    report = _awaited(catalogue.report)
    delete_model = _awaited(catalogue.delete_model)
    rename_model = _awaited(catalogue.rename_model)
    label_segment = _awaited(catalogue.label_segment)
    export_model = _awaited(catalogue.export_model)
    import_model = _awaited(catalogue.import_model)
    put_table = _awaited(catalogue.put_table)
    append_table = _awaited(catalogue.append_table)
    get_table = _awaited(catalogue.get_table)
    tables = _awaited(catalogue.tables)
    delete_table = _awaited(catalogue.delete_table)
    info = _awaited(catalogue.info)
    ping = _awaited(catalogue.ping)
    metrics = _awaited(catalogue.metrics)
    shutdown = _awaited(catalogue.shutdown)

    async def close(self) -> None:
        """Ends the connection, and a daemon of our own with it."""
        streams, self._opened.streams = self._opened.streams, None
        if streams is not None:
            await streams.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def _connected(self) -> _Streams:
        opened = self._opened
        async with opened.lock:
            if opened.streams is not None and not opened.streams.is_over:
                return opened.streams
            if opened.streams is not None and self._program:
                raise ConnectionLost("the daemon of this client has ended, and its models with it")
            streams = await _start(self._address, self._program)
            try:
                if self._token is not None:
                    await streams.ask("auth", {"token": self._token}, 10, None)
            except BaseException:
                await streams.close()
                raise
            opened.streams = streams
            return streams

    async def _run(self, plan: Plan[T], place: Place) -> T:
        def step(move: Callable[[], Ask]) -> Ask | Done[Any]:
            with called_from(place):
                return plans.step(move)

        state = step(functools.partial(next, plan))
        while isinstance(state, Ask):
            try:
                answer = await self.call(state.method, **state.params)
            except BaseException as error:
                # The plan may have something to take away first.
                state = step(functools.partial(plan.throw, error))
            else:
                state = step(functools.partial(plan.send, answer))
        found: T = state.value
        return found


class _Opened:
    """The connection of a client, shared by those with other options."""

    def __init__(self) -> None:
        self.lock = asyncio.Lock()
        self.streams: _Streams | None = None


class _Streams:
    """One connection: requests out, each reply to the task that waits for it."""

    def __init__(
        self,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        process: asyncio.subprocess.Process | None = None,
    ) -> None:
        self._reader, self._writer, self._process = reader, writer, process
        self._ids = itertools.count(1)
        self._inboxes: dict[int, asyncio.Queue[dict[str, Any] | None]] = {}
        self._sending = asyncio.Lock()
        self.is_over = False
        self._receiving = asyncio.create_task(self._receive())

    async def ask(
        self, method: str, params: dict[str, Any], timeout: float | None, progress: Progress | None
    ) -> Any:
        number = next(self._ids)
        inbox = self._inboxes[number] = asyncio.Queue()
        try:
            await self._send(encoded(method, params, number, timeout, progress is not None))
            late = None if timeout is None else timeout + GRACE_SECONDS
            return await asyncio.wait_for(_answer(inbox, progress), late)
        except asyncio.TimeoutError:
            self._post("notifications/cancelled", {"requestId": number})
            raise DeadlineExceeded(
                f"segmentd did not answer within {timeout} s and {GRACE_SECONDS} s more; it may be "
                "busy or stopped"
            ) from None
        except asyncio.CancelledError:
            self._post("notifications/cancelled", {"requestId": number})
            raise
        finally:
            del self._inboxes[number]

    async def close(self) -> None:
        self._receiving.cancel()
        self.is_over = True
        self._writer.close()
        with contextlib.suppress(OSError):
            await self._writer.wait_closed()
        if self._process is not None:
            try:
                await asyncio.wait_for(self._process.wait(), 2)
            except asyncio.TimeoutError:
                self._process.kill()
                await self._process.wait()
        self._fail()

    async def _send(self, line: bytes) -> None:
        if self.is_over:
            raise ConnectionLost("the connection to segmentd has ended; connect again")
        try:
            # A line is handed over at once, so that a task that is cancelled leaves none half.
            self._writer.write(line)
            async with self._sending:
                await self._writer.drain()
        except OSError as error:
            raise ConnectionLost(
                f"the connection to segmentd ended ({error}); connect again"
            ) from error

    def _post(self, method: str, params: dict[str, Any]) -> None:
        if not self.is_over:
            self._writer.write(encoded(method, params))

    async def _receive(self) -> None:
        # What is no message of ours ends the connection: nothing that follows can be trusted.
        with contextlib.suppress(OSError, ValueError, AttributeError):
            while line := await self._reader.readline():
                if line.strip():
                    self._take(json.loads(line))
        self._fail()

    def _take(self, message: dict[str, Any]) -> None:
        inbox = recipient(message, self._inboxes)
        if inbox is not None:
            inbox.put_nowait(message)

    def _fail(self) -> None:
        self.is_over = True
        for inbox in self._inboxes.values():
            inbox.put_nowait(None)


async def _answer(inbox: asyncio.Queue[dict[str, Any] | None], progress: Progress | None) -> Any:
    while True:
        message = await inbox.get()
        if message is None:
            raise ConnectionLost("segmentd went away before it answered; connect again")
        if "method" not in message:
            return result(message)
        if progress is not None:
            tell(progress, message)


async def _start(address: Address, program: list[str]) -> _Streams:
    """Connects, or starts a daemon of our own.

    Raises:
        ConnectionLost: If nobody listens there, or there is no such program.
    """
    try:
        if program:
            process = await asyncio.create_subprocess_exec(
                *program, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
                limit=LONGEST_LINE, start_new_session=True,
            )  # fmt: skip
            if process.stdin is None or process.stdout is None:
                raise ConnectionLost("the daemon was started without standard streams")
            return _Streams(process.stdout, process.stdin, process)
        if address.path is not None:
            return _Streams(*await asyncio.open_unix_connection(address.path, limit=LONGEST_LINE))
        return _Streams(
            *await asyncio.open_connection(address.host, address.port, limit=LONGEST_LINE)
        )
    except OSError as error:
        where = program[0] if program else str(address)
        raise ConnectionLost(
            f"no segmentd answers at {where} ({error}); start one with `segmentd serve`, or say "
            "where it is"
        ) from error
