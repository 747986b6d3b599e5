"""How good segments are and what they are like, of customers who lie in Spark."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from ..default import default_client
from ..errors import Degenerate
from ..reply import Reply, warn
from .executors import parts, silhouettes, together
from .given import SAMPLE, Sample, customers_of, kept, sample_of, task_of
from .jobs import collected, quoted, texts_of

if TYPE_CHECKING:
    from ..client import Client


def silhouette(
    frame: Any, model: str, *, client: Client | None = None, program: str | None = None
) -> Reply:
    """How well all customers sit in their segments, by squared distances, in two passes.

    Squared distances add up, so that no customer needs to be compared with another: it is exact,
    and what the daemon's ``silhouette(method="squared")`` says of the same customers. Executors
    need numpy.

    Args:
        frame: Customers: a data frame with the features of the model, or what `features` gave.
        model: Its name, or ``name@version``.
        client: The daemon that has the model; absent, the one of the environment.
        program: As for `assign`.

    Raises:
        Degenerate: If all customers are in one segment.
        SegmentdError: As for `assign`.
    """
    client = client or default_client()
    rows = customers_of(frame).frame
    known = client.call("models.get", model=model)
    task = task_of(client, f"{known['model']}@{known['version']}", rows, program)
    with kept(rows.select(*quoted(task.columns))) as chosen:
        answers = collected(texts_of(chosen, parts(task, None, None)))
        found = together(answers) if answers else {}
        counts = found["part"]["counts"] if found else []
        if sum(count > 0 for count in counts) < 2:
            raise Degenerate(
                f"the {sum(counts)} customers are in one segment or none; a silhouette compares two"
            )
        means, inertias = _moments(found["part"], known["segments"])
        values = collected(texts_of(chosen, silhouettes(task, means, counts, inertias)))
    sums = [math.fsum(each) for each in zip(*(value["sums"] for value in values))]
    negative = [sum(each) for each in zip(*(value["negative"] for value in values))]
    placed, there = sum(counts), zip(known["segments"], counts, sums, negative)
    return Reply(
        mean=math.fsum(sums) / placed, method="squared", n=placed, used=placed,
        segments=[
            {"id": segment["id"], "name": segment["name"], "mean": total / count if count else None,
             "size": count, "negative_share": below / count if count else None}
            for segment, count, total, below in there
        ],
    )  # fmt: skip


def _moments(
    part: Mapping[str, Any], segments: Sequence[Mapping[str, Any]]
) -> tuple[list[list[float]], list[float]]:
    """The mean of each segment's customers, and their inertia around it."""
    means, inertias = [], []
    for segment, count, sums, inertia in zip(
        segments, part["counts"], part["sums"], part["inertia"]
    ):
        center = segment["center_scaled"]
        mean = [value / count for value in sums] if count else center
        moved = sum((one - other) ** 2 for one, other in zip(mean, center))
        means.append(mean)
        inertias.append(max(0.0, inertia - count * moved))
    return means, inertias


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
