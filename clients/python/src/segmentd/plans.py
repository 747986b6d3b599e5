"""What each call asks of the daemon, step by step, without saying how it is sent.

A plan is a generator: it yields what to ask and is sent what came back. `Client` runs it and waits;
`AsyncClient` runs the same plan and awaits.
"""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass, field
from typing import Any, Callable, Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True)
class Ask:
    """One request."""

    method: str
    params: dict[str, Any] = field(default_factory=dict)


#: A plan that ends with a `T`.
Plan = Generator[Ask, Any, T]


def given(**params: Any) -> dict[str, Any]:
    """Those parameters that are not None: the daemon has its own defaults for the others."""
    return {name: value for name, value in params.items() if value is not None}


@dataclass(frozen=True)
class Done(Generic[T]):
    """The end of a plan."""

    value: T


def step(move: Callable[[], Ask]) -> Ask | Done[Any]:
    """Makes one move of a plan: ``next``, ``send`` or ``throw``."""
    try:
        return move()
    except StopIteration as end:
        return Done(end.value)
