"""Calls of the package itself, for scripts of one line: they share one client."""

from __future__ import annotations

import functools
import threading
from typing import TYPE_CHECKING, Any, Callable, TypeVar

from . import assigning, calls, catalogue
from .client import Client

if TYPE_CHECKING:
    from typing_extensions import Concatenate, ParamSpec

    from .plans import Plan
    from .sources import Context

    P = ParamSpec("P")

T = TypeVar("T")

_lock = threading.Lock()
_client: Client | None = None


def default_client() -> Client:
    """The client of the package's own calls: made at the first of them, by the environment."""
    global _client
    with _lock:
        if _client is None:
            _client = Client()
        return _client


def _of_package(
    plan: Callable[Concatenate[Context, P], Plan[T]],
) -> Callable[P, T]:
    @functools.wraps(plan)
    def function(*args: Any, **kwargs: Any) -> Any:
        return getattr(default_client(), plan.__name__)(*args, **kwargs)

    # Where its signature is asked for, it has none of what a client adds.
    function.__dict__.pop("__wrapped__", None)
    return function


fit = _of_package(calls.fit)
assign = _of_package(assigning.assign)
profile = _of_package(calls.profile)
silhouette = _of_package(calls.silhouette)
sweep = _of_package(calls.sweep)
describe = _of_package(calls.describe)
rfm = _of_package(calls.rfm)
compare = _of_package(calls.compare)
drift = _of_package(calls.drift)
stability = _of_package(calls.stability)
chart = _of_package(calls.chart)
models = _of_package(catalogue.models)
model = _of_package(catalogue.model)
