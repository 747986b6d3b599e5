"""`assign`, as a plan: the segment of each row, in the form that the rows came in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from .forms import Form
from .forms.lists import ColumnsForm
from .plans import Ask, Plan, given
from .reply import warn
from .sources import Context, ModelFacts, Source, sent, source_of, wired_rows

#: What `assign` says of each row besides its segment.
DETAILS = (
    "name", "distance", "runner_up", "margin", "percentile", "outlier", "imputed", "out_of_range",
    "unseen", "outlier_features",
)  # fmt: skip


def assign(
    context: Context,
    /,
    model: str,
    data: Any,
    *,
    detail: bool | Sequence[str] = False,
    ids: Sequence[Any] | None = None,
    names: Sequence[str] | None = None,
    as_of: str | None = None,
    joins: Sequence[Any] | None = None,
) -> Plan[Any]:
    """The segment of each row, or of each customer where the rows are transactions.

    Args:
        model: Its name, or ``name@version``.
        data: Rows as `fit` takes them.
        detail: True to add all that is known of each row, or a list of what to add: ``name``,
            ``distance``, ``runner_up``, ``margin``, ``percentile``, ``outlier``, ``imputed``,
            ``out_of_range``, ``unseen``.
        ids: The customers' ids, one per row, where no column holds them.
        names: The names of the columns, for arrays and lists that have none.
        as_of: The date that recency is measured against: a date, ``"max"`` or ``"max+1d"``; absent,
            the model's.
        joins: The tables of the recipe's joins, which no model keeps.

    Returns:
        The segments in the form that the rows came in and in their order: a series with the same
        index for a data frame, a list for a list. With `detail` a table. Where rows are
        transactions, by customer: a series whose index are the customers, or a table with a column
        of them.
    """
    source = source_of(context, data, names)
    extra = given(
        detail=_detail(detail), as_of=as_of,
        joins=None if joins is None else [wired_rows(context, rows) for rows in joins],
    )  # fmt: skip

    def use(rows: dict[str, Any]) -> Plan[Any]:
        return (yield Ask("assign", {"model": model, "data": rows, **extra}))

    reply = yield from sent(context, source, ids, use)
    warn(reply)
    facts = yield from _facts(context, reply)
    return _answer(source, reply, facts, _wanted(detail))


def _detail(detail: bool | Sequence[str]) -> bool | list[str] | None:
    if isinstance(detail, str):
        return [detail]
    return detail if isinstance(detail, bool) else list(detail)


def _wanted(detail: bool | Sequence[str]) -> Sequence[str]:
    if isinstance(detail, bool):
        return DETAILS if detail else ()
    return [detail] if isinstance(detail, str) else detail


def _facts(context: Context, /, reply: Mapping[str, Any]) -> Plan[ModelFacts]:
    """What has to be known of a model; a version never changes."""
    name = f"{reply['model']}@{reply['version']}"
    if name not in context.models:
        recipe = (yield Ask("models.get", {"model": name}))["recipe"]
        transactions = recipe.get("transactions")
        key = recipe.get("id") if transactions is None else transactions["customer"]
        context.models[name] = ModelFacts(
            counts_transactions=transactions is not None,
            key=" ".join(key) if isinstance(key, list) else key or "id",
        )
    return context.models[name]


def _answer(
    source: Source, reply: Mapping[str, Any], facts: ModelFacts, wanted: Sequence[str]
) -> Any:
    columns = {"segment": reply["segment"]}
    for name in wanted:
        if name in reply:
            columns[name] = [_cell(value) for value in reply[name]]
    form = source.form
    by_customer = facts.counts_transactions and not source.beside.get("measured")
    if form is None or by_customer:
        ids = reply.get("ids", range(1, len(reply["segment"]) + 1))
        return (form or plain_form()).by_id(facts.key, ids, columns)
    if len(columns) == 1:
        return form.column("segment", columns["segment"])
    return form.table(columns)


def _cell(value: Any) -> Any:
    # The names of some features: text, so that a table of answers goes into any tool.
    return ", ".join(value) if isinstance(value, list) else value


def plain_form() -> Form:
    """How answers look where no rows came: as pandas has them, where it is installed."""
    try:
        import pandas
    except ImportError:
        return ColumnsForm({})
    from .forms.pandas_form import PandasForm

    return PandasForm(pandas.DataFrame())
