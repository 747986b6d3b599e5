"""What an even sample of the customers who lie in Spark says of segments."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from ..default import default_client
from ..reply import Reply, warn
from .given import customers_of
from .samples import SAMPLE, Sample, sample_of

if TYPE_CHECKING:
    from ..client import Client


def sweep(
    frame: Any,
    *,
    recipe: Mapping[str, Any] | None = None,
    client: Client | None = None,
    sample: int = SAMPLE,
    seed: int = 0,
    **options: Any,
) -> Reply:
    """How many segments: what a sweep over an even sample of the customers says.

    Args:
        frame: Customers: a data frame, or what `features` made of transactions.
        recipe: How customers become features; absent, that of `features`, or every column is one.
        client: The daemon to ask; absent, the one of the environment.
        sample: Customers that are sent to it, about; all where there are not more.
        seed: Of the sample and of the random starts.
        options: As for `Client.sweep`.
    """
    customers = customers_of(frame, recipe)
    seen = sample_of(customers.frame, sample, seed)
    client = client or default_client()
    reply = client.sweep(seen.rows, recipe=customers.recipe, seed=seed, **options)
    return _told(reply, seen, "this was tried")


def profile(
    frame: Any,
    model: str,
    *,
    by: str | Sequence[str] | None = None,
    client: Client | None = None,
    sample: int = SAMPLE,
    seed: int = 0,
    **options: Any,
) -> Reply:
    """What each segment is like, as an even sample of the customers shows it.

    Args:
        frame: Customers: a data frame with the features of the model, or what `features` gave.
        model: Its name, or ``name@version``.
        by: A column or several, to count the segments by.
        client: The daemon that has the model; absent, the one of the environment.
        sample: Customers that are sent to it, about; all where there are not more.
        seed: Of the sample.
        options: As for `Client.profile`.
    """
    seen = sample_of(customers_of(frame).frame, sample, seed)
    reply = (client or default_client()).profile(model, seen.rows, by=by, **options)
    return _told(reply, seen, "sizes, sums and what segments are like are")


def drift(
    frame: Any,
    model: str,
    *,
    client: Client | None = None,
    sample: int = SAMPLE,
    seed: int = 0,
    **options: Any,
) -> Reply:
    """Whether customers still fit the model: ``ok``, ``reassign`` or ``refit``, by a sample.

    Args:
        frame: Customers: a data frame with the features of the model, or what `features` gave.
        model: Its name, or ``name@version``.
        client: The daemon that has the model; absent, the one of the environment.
        sample: Customers that are sent to it, about; all where there are not more.
        seed: Of the sample.
        options: As for `Client.drift`.
    """
    seen = sample_of(customers_of(frame).frame, sample, seed)
    reply = (client or default_client()).drift(model, seen.rows, **options)
    return _told(reply, seen, "this was told")


def _told(reply: Reply, seen: Sample, what: str) -> Reply:
    """Adds to an answer that it is of some customers."""
    more = seen.warning(what)
    if more:
        warn({"warnings": more})
        reply["warnings"] = [*reply.get("warnings", []), *more]
    return reply
