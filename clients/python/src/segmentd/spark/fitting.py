"""k-means over the executors: the steps as Spark jobs, the model with the daemon."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from ..default import default_client
from ..errors import InvalidParams
from ..model import Model
from ..progress import Wanted, finish, told
from ..reply import warn
from ..sources import Measured, wired
from .given import Customers, customers_of, task_of
from .passes import Centers, Passes
from .samples import SAMPLE, Sample, kept, passing, sample_of

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

    from ..client import Client


def fit(
    frame: Any,
    model: str,
    k: int | str = "auto",
    *,
    recipe: Mapping[str, Any] | None = None,
    client: Client | None = None,
    method: str = "exact",
    init: str | Sequence[Sequence[float]] = "coreset",
    coreset: int | None = None,
    sample: int = SAMPLE,
    max_iter: int = 100,
    tol: float = 1e-4,
    seed: int = 0,
    align: bool | None = None,
    program: str | None = None,
    progress: Wanted = None,
) -> Model:
    """Learns segments from customers who lie in Spark, and keeps them as the next version.

    Features are prepared (their scales, bounds and categories) as an even sample of the customers
    has them; centres, sizes and inertia are of all customers, and what segments are like is told
    from the sample, with a warning that says so. Up to `sample` customers, that is all of them.

    Args:
        frame: Customers: a data frame, or what `features` made of transactions.
        model: The name to keep it under.
        k: The number of segments, or ``"auto"``: what a sweep over the sample suggests.
        recipe: How customers become features; absent, that of `features`, or every column is one.
        client: The daemon that keeps the model; absent, the one of the environment.
        method: ``"exact"`` to move centres until they rest, each step over all customers;
            ``"coreset"`` to take those of a weighted sample, with one pass to measure them.
        init: Where ``"exact"`` begins: ``"coreset"``, ``"k-means||"`` or centres, scaled.
        coreset: Rows of the coreset, about; by default a hundredth of the customers, at least
            10,000 and at most 1,600,000 numbers in all.
        sample: Customers that are sent to the daemon, about.
        max_iter: Steps at most.
        tol: Relative move of the centres at which they are at rest.
        seed: Of the random choices.
        align: False to number the segments anew.
        program: Where the daemon's program is on the executors; absent, the one here is sent.
        progress: True for a bar (by tqdm, where that is installed), or a function that is called
            after each pass with how many there were, None, and what was found.

    Returns:
        The model. ``reply["distributed"]`` tells the passes, the customers who were left out, the
        size of the coreset, and the inertia that it promised with twice its standard error.

    Raises:
        SegmentdError: If rows or options cannot be used; its message says why.
    """
    centers = _checked(method, init, k, max_iter, coreset, seed)
    client = client or default_client()
    customers = customers_of(frame, recipe)
    wanted = len(centers) if centers else k
    teller = told(progress)
    try:
        with (
            kept(customers.frame) as rows,
            passing(client, "model") as draft,
            passing(client, "table") as table,
        ):
            seen = sample_of(rows, sample, seed)
            if isinstance(wanted, int) and seen.seen < min(seen.count, 2 * wanted):
                raise InvalidParams(
                    f"sample is {sample} but must be at least {2 * wanted}, two for each segment"
                )
            passes = _begun(client, customers, seen, draft, table, wanted, seed, program, rows)
            passes.tell = teller
            if centers and len(centers[0]) != len(passes.start[0]):
                raise InvalidParams(
                    f"the centres of init have {len(centers[0])} numbers but there are "
                    f"{len(passes.start[0])} features: {', '.join(passes.features)}"
                )
            if centers is None and (init == "coreset" or method == "coreset"):
                centers = passes.of_coreset(coreset)
            elif centers is None:
                centers = passes.of_candidates()
            last = passes.rest(centers, 1 if method == "coreset" else max_iter, tol)
            reply = client.call(
                "fit_finish", model=model, base=draft, centers=last.centers, parts=last.parts,
                data={"table": table, "measured": True}, iterations=last.steps,
                converged=last.converged or method == "coreset",
                **_ledger(customers),
                **({} if align is None else {"align": align}),
            )  # fmt: skip
    finally:
        finish(teller)
    warn(reply)
    return Model({**reply, "distributed": passes.told}, client)


def _begun(
    client: Client, customers: Customers, seen: Sample, draft: str, table: str, k: int | str,
    seed: int, program: str | None, rows: DataFrame,
) -> Passes:  # fmt: skip
    """Prepares features by the sample, which is with the daemon from now on."""
    client.put_table(table, seen.rows.rows)
    recipe = customers.recipe
    prepared = {} if recipe is None else {"recipe": wired(client._context, recipe)}
    # Its centres are only where others begin.
    quick = {} if k == "auto" else {"n_init": 1, "refine": "none"}
    base = client.call(
        "fit", model=draft, data={"table": table, "measured": True}, k=k, seed=seed,
        keep="document", **prepared, **quick,
    )  # fmt: skip
    # What the daemon has, the driver need not hold.
    seen = Sample(Measured(None), seen.seen, seen.count, seen.partitions)
    return Passes(
        client=client, rows=rows, task=task_of(client, draft, rows, program), sample=seen,
        start=[segment["center_scaled"] for segment in base["segments"]], k=base["k"], seed=seed,
        features=base["features"],
    )  # fmt: skip


def _checked(
    method: str, init: Any, k: Any, max_iter: int, coreset: int | None, seed: int
) -> Centers | None:
    """The centres to begin with, where they are given.

    Raises:
        InvalidParams: If options are not what they may be.
    """
    if method not in ("exact", "coreset"):
        raise InvalidParams(f'method is "{method}" but must be "exact" or "coreset"')
    if k != "auto" and (isinstance(k, bool) or not isinstance(k, int) or k < 1):
        raise InvalidParams(f'k is {k!r} but must be a whole number of at least 1, or "auto"')
    if isinstance(max_iter, bool) or not isinstance(max_iter, int) or max_iter < 1:
        raise InvalidParams(f"max_iter is {max_iter!r} but must be a whole number of at least 1")
    if isinstance(seed, bool) or not isinstance(seed, int) or seed < 0:
        raise InvalidParams(f"seed is {seed!r} but must be a whole number of at least 0")
    least = 1 if k == "auto" else k
    if coreset is not None and (not isinstance(coreset, int) or coreset < least):
        raise InvalidParams(
            f"coreset is {coreset!r} but must be a whole number of at least {least}"
        )
    if isinstance(init, str):
        if init not in ("coreset", "k-means||"):
            raise InvalidParams(
                f'init is "{init}" but must be "coreset", "k-means||" or a list of centres'
            )
        return None
    if method == "coreset":
        raise InvalidParams(
            'init are centres, which method "coreset" has no use for; leave one out'
        )
    try:
        centers = [[float(value) for value in center] for center in init]
    except (TypeError, ValueError):
        raise InvalidParams("init must be a list of centres, each a list of numbers") from None
    if not centers or not centers[0] or len({len(center) for center in centers}) > 1:
        raise InvalidParams("init must be at least one centre, all of as many numbers")
    if k not in ("auto", len(centers)):
        raise InvalidParams(f"init has {len(centers)} centres but k is {k}; leave k out")
    return centers


def _ledger(customers: Customers) -> dict[str, Any]:
    ledger = customers.ledger
    if ledger is None:
        return {}
    names = ("rows_in", "rows_kept", "dropped", "customers", "invoices", "monetary")
    return {"ledger": {name: ledger[name] for name in names if ledger.get(name) is not None}}
