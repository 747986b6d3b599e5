"""The methods that learn and judge, as plans; `Client` has them under the same names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from .charts import Chart
from .model import Model, Profile
from .plans import Ask, Plan, given
from .reply import Reply, warn
from .sources import Context, sent, source_of, wired


def fit(
    context: Context,
    /,
    model: str,
    data: Any,
    k: int | str = "auto",
    *,
    recipe: Mapping[str, Any] | None = None,
    ids: Sequence[Any] | None = None,
    names: Sequence[str] | None = None,
    k_range: Sequence[int] | None = None,
    seed: int | None = None,
    n_init: int | None = None,
    max_iter: int | None = None,
    tol: float | None = None,
    init: str | Sequence[Sequence[float]] | None = None,
    refine: str | None = None,
    sample_weight: str | None = None,
    min_size: int | None = None,
    min_share: float | None = None,
    small: str | None = None,
    fixed: Sequence[Sequence[float]] | None = None,
    align: bool | None = None,
    keep: str | None = None,
    reuse: bool | None = None,
) -> Plan[Model]:
    """Learns segments from rows and keeps them as the next version of a model.

    Args:
        model: The name to keep it under.
        data: Transactions, or a row per customer: a pandas, polars or pyarrow table, a numpy array,
            a dict of columns, a list of records or rows, a cursor, the path of a CSV file or an
            Excel workbook, a `Table` or a `ServerFile`.
        k: The number of segments, or ``"auto"``.
        recipe: How rows become features; absent, every column of a row is one.
        ids: The customers' ids, one per row, where no column holds them.
        names: The names of the columns, for arrays and lists that have none.
        k_range: For ``k="auto"``, the least and the largest number to try; by default 2 and 10.
        seed: Of the random starts; by default 0.
        n_init: Random starts; by default 10.
        max_iter: Iterations of a start at most; by default 300.
        tol: Relative move of the centres at which a start ends; by default 1e-4.
        init: ``"k-means++"``, ``"random"``, ``"previous"`` or the first centres, scaled.
        refine: ``"none"`` to leave out the transfers and swaps that improve k-means.
        sample_weight: The column that says how much a row counts.
        min_size: Customers that a segment should have at least.
        min_share: The same as a share of all.
        small: ``"flag"`` or ``"merge"`` for segments that have fewer.
        fixed: Centres that stay where they are, scaled.
        align: False to number the segments anew instead of keeping the ids of the last version.
        keep: ``"rows"``, ``"members"`` or ``"document"``: how much the model remembers.
        reuse: False to fit again although nothing has changed.

    Returns:
        The model.

    Raises:
        SegmentdError: If the rows or the options cannot be used; its message says why.
    """
    options = given(
        k_range=_pair(k_range), seed=seed, n_init=n_init, max_iter=max_iter, tol=tol,
        init=_plain(init), refine=refine, sample_weight=sample_weight, min_size=min_size,
        min_share=min_share, small=small, fixed=_plain(fixed), align=align, keep=keep, reuse=reuse,
    )  # fmt: skip
    asked = given(model=model, k=_plain(k), recipe=wired(context, recipe), **options)

    def use(rows: dict[str, Any]) -> Plan[Any]:
        return (yield Ask("fit", {**asked, "data": rows}))

    reply = yield from sent(context, source_of(context, data, names), ids, use)
    warn(reply)
    return Model(reply, context.client)


def _pair(limits: Sequence[int] | None) -> list[int] | None:
    """The least and the largest of some numbers, such as of a range."""
    return None if limits is None else [int(min(limits)), int(max(limits))]


def _plain(value: Any) -> Any:
    """A number or text, or lists of them, also where they came from numpy."""
    return value.tolist() if hasattr(value, "tolist") else value


def asking(
    context: Context, method: str, data: Any, recipe: Any = None, /, **params: Any
) -> Plan[Reply]:
    """Asks one method about rows, or about none."""
    if recipe is not None:
        params["recipe"] = wired(context, recipe)

    def use(rows: dict[str, Any]) -> Plan[Any]:
        return (yield Ask(method, {**given(**params), "data": rows}))

    if data is None:
        reply = yield Ask(method, given(**params))
    else:
        reply = yield from sent(context, source_of(context, data), None, use)
    warn(reply)
    return Reply(reply)


def profile(
    context: Context,
    /,
    model: str,
    data: Any = None,
    *,
    by: str | Sequence[str] | None = None,
    trend: str | None = None,
    format: str | None = None,  # noqa: A002 - the protocol's name
    as_of: str | None = None,
) -> Plan[Reply]:
    """What each segment is like, what sets it apart, and what to do about it.

    Args:
        model: Its name, or ``name@version``.
        data: Other rows to profile; absent, those it was fitted on.
        by: A column or several, to count the segments by.
        trend: ``"month"`` or ``"quarter"``, to see how each develops.
        format: ``"table"`` for flat records instead of nested ones.
        as_of: The date that recency is measured against.

    Returns:
        A `Profile`, which shows itself in notebooks; with ``format="table"`` the records.
    """
    columns = [by] if isinstance(by, str) else None if by is None else list(by)
    reply = yield from asking(
        context, "profile", data, model=model, by=columns, trend=trend, format=format, as_of=as_of
    )
    return reply if format == "table" else Profile(reply)


def silhouette(
    context: Context,
    /,
    model: str,
    data: Any = None,
    *,
    labels: Sequence[Any] | None = None,
    method: str | None = None,
    sample: int | None = None,
    seed: int | None = None,
    values: bool = False,
) -> Plan[Reply]:
    """How well rows sit in their segments.

    Args:
        model: Its name, or ``name@version``.
        data: Other rows; absent, those it was fitted on.
        labels: One per row of `data`, instead of the model's segments.
        method: ``"auto"``, ``"exact"``, ``"sampled"``, ``"squared"`` or ``"simplified"``.
        sample: Rows to take, where they are sampled.
        seed: Of the sample.
        values: Whether to tell the silhouette of every row.
    """
    labels = None if labels is None else [int(label) for label in labels]
    return (
        yield from asking(
            context, "silhouette", data, model=model, labels=labels, method=method, sample=sample,
            seed=seed, values=values or None,
        )
    )  # fmt: skip


def sweep(
    context: Context,
    /,
    data: Any,
    *,
    recipe: Mapping[str, Any] | None = None,
    k_range: Sequence[int] | None = None,
    criteria: Sequence[str] | None = None,
    seed: int | None = None,
    n_init: int | None = None,
) -> Plan[Reply]:
    """How many segments: a fit of every number, what each criterion says, and a suggestion.

    Args:
        data: Rows as `fit` takes them.
        recipe: How rows become features.
        k_range: The least and the largest number, by default 2 and 10.
        criteria: Such as ``"elbow"``, ``"silhouette"``, ``"gap"``, ``"stability"``; all by default.
        seed: Of the random starts.
        n_init: Starts of each number.
    """
    return (
        yield from asking(
            context, "sweep", data, recipe, k_range=_pair(k_range), criteria=criteria, seed=seed,
            n_init=n_init,
        )
    )  # fmt: skip


def describe(
    context: Context, /, data: Any, *, recipe: Mapping[str, Any] | None = None
) -> Plan[Reply]:
    """A first look at rows, and what a recipe would do to them."""
    return (yield from asking(context, "describe", data, recipe))


def drift(context: Context, /, model: str, data: Any, *, as_of: str | None = None) -> Plan[Reply]:
    """Whether new customers still fit the model: ``ok``, ``reassign`` or ``refit``, and why."""
    return (yield from asking(context, "drift", data, model=model, as_of=as_of))


def stability(
    context: Context,
    /,
    model: str,
    data: Any = None,
    *,
    repeats: int | None = None,
    seed: int | None = None,
) -> Plan[Reply]:
    """Whether each segment comes back when customers are drawn anew."""
    return (yield from asking(context, "stability", data, model=model, repeats=repeats, seed=seed))


def rfm(
    context: Context, /, data: Any, transactions: Mapping[str, Any], **options: Any
) -> Plan[Reply]:
    """Recency, frequency and monetary value of every customer, with scores and names.

    Args:
        data: Transactions.
        transactions: Which column is what, such as ``{"customer": "CustomerID", "date":
            "InvoiceDate", "amount": "Total"}``.
        options: ``scores``, ``rule``, ``cuts`` and ``names``.
    """
    wired_transactions = wired(context, transactions)
    return (yield from asking(context, "rfm", data, transactions=wired_transactions, **options))


def chart(
    context: Context, /, kind: str, *, model: str | None = None, data: Any = None, **options: Any
) -> Plan[Chart]:
    """A picture as a Vega-Lite specification with its data, which shows itself in notebooks.

    Args:
        kind: ``elbow``, ``silhouette``, ``sizes``, ``centers``, ``profile``, ``boxes``, ``pairs``,
            ``scatter``, ``trend``, ``by``, ``rfm_grid`` or ``migration``.
        model: Its name, or ``name@version``.
        data: Rows, where the model does not keep those it needs.
        options: ``a``, ``b``, ``by``, ``features``, ``trend`` and ``max_points``.
    """
    reply = yield from asking(context, "chart", data, kind=kind, model=model, **options)
    return Chart(reply["spec"])


def compare(context: Context, /, a: Any, b: Any, data: Any = None) -> Plan[Reply]:
    """Who moved between two partitions: each a model, ``name@version``, or ids and segments."""
    return (yield from asking(context, "compare", data, a=a, b=b))
