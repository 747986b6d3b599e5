"""The client that waits for each answer."""

from __future__ import annotations

import functools
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Callable, TypeVar

from . import assigning, calls, catalogue
from .address import Address, chosen_token
from .errors import ConnectionLost, Overloaded
from .link import Link, ProcessLink, SocketLink, chosen_program
from .plans import Ask, Plan, step
from .progress import Wanted, finish, told
from .session import Session
from .sources import Context

if TYPE_CHECKING:
    from typing_extensions import Concatenate, ParamSpec, Self

    P = ParamSpec("P")

T = TypeVar("T")


def _blocking(
    plan: Callable[Concatenate[Context, P], Plan[T]],
) -> Callable[Concatenate[Client, P], T]:
    """A method that runs a plan to its end."""

    @functools.wraps(plan)
    def method(self: Client, /, *args: P.args, **kwargs: P.kwargs) -> T:
        return self._run(plan(self._context, *args, **kwargs))

    return method


class Client:
    """A connection to a daemon.

    It connects when it is first asked, and again where the connection ended in the meantime. Any
    number of threads may use it. It is a context manager, which closes it at the end.

    Args:
        address: ``host:port`` or ``unix:/path``; absent, ``SEGMENTD_ADDRESS``, else
            127.0.0.1:7464.
        token: What the daemon asks for on TCP; absent, ``SEGMENTD_TOKEN``, else the token file that
            the daemon made in your configuration folder.
        timeout: Seconds that an answer may take; absent, as long as it takes. After them `fit` and
            `sweep` give the best they have, marked ``complete: false``.
        retries: How often a request is sent again that a busy daemon refused (error 1011).
        progress: True for a bar (by tqdm, where that is installed), or a function that is called
            with what is done, what there is to do, and a few words.
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
        place = Address.chosen(address)
        shown = None if place.path is not None else chosen_token(token)
        self._open: Callable[[], Link] = lambda: SocketLink(place, 10.0)
        self._opened = _Opened(shown)
        self._timeout = timeout
        self._retries = retries
        self._progress = progress
        self._context = Context(client=self)

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
        """A client with a daemon of its own, which ends with it.

        Args:
            program: Where segmentd is; absent, ``SEGMENTD``, else found on the ``PATH``.
            arguments: More options for it, such as ``["--state", "models"]``.
            timeout: As for a client.
            retries: As for a client.
            progress: As for a client.
        """
        client = cls("unix:", timeout=timeout, retries=retries, progress=progress)
        # It runs with our own rights and listens to us alone: it may read what we may.
        options = ["--data-root", Path.cwd().anchor, *arguments]
        client._open = lambda: ProcessLink(chosen_program(program), options)
        client._context.reads_files = True
        return client

    def options(
        self,
        *,
        timeout: float | None = None,
        retries: int | None = None,
        progress: Wanted = None,
    ) -> Self:
        """The same connection with other options, for one call: ``client.options(timeout=5)``."""
        other = type(self).__new__(type(self))
        other.__dict__.update(self.__dict__)
        other._timeout = self._timeout if timeout is None else timeout
        other._retries = self._retries if retries is None else retries
        other._progress = self._progress if progress is None else progress
        return other

    def call(self, method: str, /, **params: Any) -> Any:
        """Asks any method by its name, as the protocol has it, and returns its result.

        Raises:
            SegmentdError: What the daemon answered, or `ConnectionLost`.
        """
        progress = told(self._progress)
        try:
            for turn in range(self._retries + 1):
                try:
                    return self._session().ask(
                        method, params, timeout=self._timeout, progress=progress
                    )
                except Overloaded as error:
                    if turn == self._retries:
                        raise
                    time.sleep(error.data.get("retry_after_ms", 100) / 1000)
        finally:
            finish(progress)
        raise AssertionError("unreachable")

    fit = _blocking(calls.fit)
    assign = _blocking(assigning.assign)
    profile = _blocking(calls.profile)
    silhouette = _blocking(calls.silhouette)
    sweep = _blocking(calls.sweep)
    describe = _blocking(calls.describe)
    rfm = _blocking(calls.rfm)
    compare = _blocking(calls.compare)
    drift = _blocking(calls.drift)
    stability = _blocking(calls.stability)
    chart = _blocking(calls.chart)
    models = _blocking(catalogue.models)
    model = _blocking(catalogue.model)
    report = _blocking(catalogue.report)
    delete_model = _blocking(catalogue.delete_model)
    rename_model = _blocking(catalogue.rename_model)
    label_segment = _blocking(catalogue.label_segment)
    export_model = _blocking(catalogue.export_model)
    import_model = _blocking(catalogue.import_model)
    put_table = _blocking(catalogue.put_table)
    append_table = _blocking(catalogue.append_table)
    get_table = _blocking(catalogue.get_table)
    tables = _blocking(catalogue.tables)
    delete_table = _blocking(catalogue.delete_table)
    info = _blocking(catalogue.info)
    ping = _blocking(catalogue.ping)
    metrics = _blocking(catalogue.metrics)
    shutdown = _blocking(catalogue.shutdown)

    def close(self) -> None:
        """Ends the connection, and a daemon of our own with it."""
        with self._opened.lock:
            session, self._opened.session = self._opened.session, None
        if session is not None:
            session.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _session(self) -> Session:
        opened = self._opened
        with opened.lock:
            if opened.session is not None and not opened.session.is_over:
                return opened.session
            if opened.session is not None and self._context.reads_files:
                raise ConnectionLost("the daemon of this client has ended, and its models with it")
            session = Session(self._open())
            try:
                if opened.token is not None:
                    session.ask("auth", {"token": opened.token}, timeout=10)
            except BaseException:
                session.close()
                raise
            opened.session = session
            return session

    def _run(self, plan: Plan[T]) -> T:
        state = step(functools.partial(next, plan))
        while isinstance(state, Ask):
            try:
                answer = self.call(state.method, **state.params)
            except BaseException as error:
                # The plan may have something to take away first.
                state = step(functools.partial(plan.throw, error))
            else:
                state = step(functools.partial(plan.send, answer))
        found: T = state.value
        return found


class _Opened:
    """The connection of a client, shared by those with other options."""

    def __init__(self, token: str | None) -> None:
        self.lock = threading.Lock()
        self.session: Session | None = None
        self.token = token

    def __del__(self) -> None:
        if self.session is not None:
            self.session.close()


def connect(
    address: str | None = None,
    *,
    token: str | None = None,
    timeout: float | None = None,
    retries: int = 5,
    progress: Wanted = None,
) -> Client:
    """Connects to a daemon at once; see `Client`.

    Raises:
        ConnectionLost: If nobody listens there.
        Unauthorized: If the daemon does not take the token.
    """
    client = Client(address, token=token, timeout=timeout, retries=retries, progress=progress)
    client.ping()
    return client


def spawn(
    program: str | None = None,
    arguments: Sequence[str] = (),
    *,
    timeout: float | None = None,
    retries: int = 5,
    progress: Wanted = None,
) -> Client:
    """Starts a daemon of our own, which ends with the client; see `Client.spawned`.

    Raises:
        ConnectionLost: If there is no such program.
    """
    client = Client.spawned(program, arguments, timeout=timeout, retries=retries, progress=progress)
    client.ping()
    return client
