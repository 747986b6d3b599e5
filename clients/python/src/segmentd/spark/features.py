"""Transactions in Spark to one row per customer, exactly as the daemon makes them of the same rows.

All is said in Spark SQL expressions: no rows are collected and no Python runs on the executors.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Callable

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from ..sources import Context, wired_rows
from .cleaning import Bounds, Purchases, verdict
from .customers import bought, brought, derived, given, joined
from .faults import bad, invalid
from .frames import Rows, rows_of
from .instants import day_after, instant_of, last_of_day, text_of
from .joining import LOOKUP_ROWS, examine, looked_up, texts_of, without
from .ledger import customers_ledger, purchases_ledger
from .measures import window_start
from .recipes import Join, Recipe, Transactions, as_of_of, recipe_of
from .spreading import spread_values


@dataclass(frozen=True)
class Features:
    """One row per customer, and how it came to that.

    Attributes:
        frame: A row per customer: the columns that name one, with their own types; the measures in
            the recipe's order, doubles (days, orders, the money's unit); a double for each value
            that is spread, called ``column=value``; what is carried and joined, with its type, and
            derived, doubles. Times are ``timestamp_ntz`` on the clock of UTC. A missing cell is
            null. Nothing of it is computed before it is asked for.
        as_of: What days are counted to, as ISO text; None for a table of customers, and where
            nothing was bought.
        without_purchase: The customers of ``transactions.customers`` who never bought, by the
            columns that name one; None where the recipe has no such table.
    """

    frame: DataFrame
    as_of: str | None
    without_purchase: DataFrame | None
    _recipe: Callable[[], dict[str, Any]] = field(repr=False)
    _ledger: Callable[[], dict[str, Any]] = field(repr=False)

    @cached_property
    def recipe(self) -> dict[str, Any]:
        """The recipe as a daemon takes it, for ``fit`` on these customers and for what comes later.

        ``as_of`` is the date that it came to, ``spread.values`` are those there were, and lookup
        tables that were data frames stand in it with their rows (they are collected at the first
        use, at most 100,000 rows each). Of tables of customers only the columns' names do.
        """
        return self._recipe()

    @cached_property
    def ledger(self) -> dict[str, Any]:
        """What was done to which rows, counted in one pass at the first use.

        ``rows_in``, ``rows_kept``, ``dropped`` by rule in order (a row counts for the first that
        drops it), ``customers``, and of transactions with such columns ``invoices`` and
        ``monetary``, as in the daemon's ledger.
        """
        return self._ledger()


def features(
    df: DataFrame,
    recipe: Mapping[str, Any],
    *,
    tables: Mapping[str, DataFrame] | None = None,
    as_of: str | None = None,
) -> Features:
    """Makes customers of transactions, or of a table of customers, as a recipe says.

    Cleaning, measures, joins and derivations are those of the daemon ("The recipe" in the protocol)
    and come to the same rows and the same doubles: money is added up exactly, however rows are
    spread over machines. Where it differs:

    - Columns are what their Spark types say. Texts are read as numbers or dates where the recipe
      needs these, but as plain numbers and ISO dates alone: parse others first.
    - A ``timestamp`` is a moment, counted in UTC whatever ``spark.sql.session.timeZone`` says;
      ``timestamp_ntz`` and ``date`` count as the clock and the calendar showed them. To have days
      end at another midnight, cast to ``timestamp_ntz`` in that zone first.
    - Texts are compared byte by byte, so é in two spellings is two values.

    One pass over the rows is made here, which checks cells and finds the as-of date (two with
    ``window_days`` or ``spread`` without values), and one over each joined table, for its keys.

    Args:
        df: The rows. Persist it where reading it is dear: it is read again for the frame and for
            the ledger.
        recipe: A recipe of the protocol. ``data`` of a join may be a data frame, inline rows, or
            ``{"table": name}`` where ``tables`` has that name.
        tables: Data frames by the names (or paths) that joins and ``transactions.customers`` have.
        as_of: In place of the recipe's: ``"max+1d"``, ``"max"`` or a date; rows that are later than
            a date are then left out (rule ``after_as_of``).

    Returns:
        The customers; see `Features`.

    Raises:
        InvalidParams: If the recipe cannot be carried out, before any job is run.
        MissingFeature: If it names a column that is not there, before any job is run.
        BadData: If cells cannot be read, a key stands twice in a joined table, or a purchase is
            later than the recipe's as-of date.
    """
    asked = recipe_of(recipe)
    found = _Making(asked, _without_data(recipe), df, tables or {})
    shop = asked.transactions
    if shop is None:
        if as_of is not None:
            raise invalid("as_of", f'"{as_of}"', "left out, for a table of customers has no days")
        return found.of_customers()
    return found.of_transactions(shop, None if as_of is None else as_of_of(as_of, "as_of"))


def _without_data(part: Any) -> Any:
    """A copy of a recipe without its rows."""
    if isinstance(part, Mapping):
        return {name: _without_data(value) for name, value in part.items() if name != "data"}
    if isinstance(part, (list, tuple)):
        return [_without_data(value) for value in part]
    return part


class _Making:
    """A recipe at work on a frame."""

    def __init__(
        self, recipe: Recipe, told: dict[str, Any], df: DataFrame, tables: Mapping[str, DataFrame]
    ) -> None:
        self.recipe = recipe
        self.told = told
        self.rows = Rows.of(df)
        self.spark = df.sparkSession
        self.tables = tables
        self.rights = [self._right(join) for join in recipe.joins]

    def _right(self, join: Join) -> Rows:
        return rows_of(join.data, self.tables, self.spark, f"recipe.{join.place}")

    def of_customers(self) -> Features:
        """A table of customers, with what is joined and derived."""
        recipe = self.recipe
        brings = brought(recipe, self.rights, self.rows.names)
        later = [name for names in brings for name in names]
        customers, reading, passes = given(recipe, self.rows, later)
        made = derived(joined(customers, recipe, self.rights, brings), recipe, None)
        if checks := reading.checks().columns:
            frame = self.rows.frame.agg(*checks)
            reading.checks().check(frame.collect()[0].asDict())
        self._examine_rights()
        read = self.rows.frame.select(*reading.columns())
        count = lambda: customers_ledger(read, passes, bool(recipe.conditions))  # noqa: E731
        return Features(made.named(), None, None, lambda: self._finished(None, None), count)

    def of_transactions(self, shop: Transactions, override: str | None) -> Features:
        """Purchases, with the tables that they and their customers are joined with."""
        lookups = [(join, self._right(join)) for join in shop.joins]
        master = None if shop.master is None else self._right(shop.master)
        purchases = self._looked_up(shop, lookups)
        # Whatever is wrong with the recipe shows before a job is run.
        purchases.rules()
        self._made(purchases, shop, None, [])
        for join, right in lookups:
            examine(right, join, {}, LOOKUP_ROWS)
        self._examine_rights()
        if shop.master is not None and master is not None:
            examine(master, Join(shop.master.place, None, [], shop.master.on), {})
        as_of, bounds = _settled(purchases, shop, override)
        purchases = purchases.within(bounds)
        values = None
        if shop.spread is not None:
            values = spread_values(purchases, purchases.kept())
        customers = self._made(purchases, shop, as_of, values)
        others = None
        if shop.master is not None and master is not None:
            keys = Join(shop.master.place, None, shop.customer, shop.master.on)
            names = [master.cells[name] for name in shop.master.on]
            left = without(master, customers, keys)
            others = left.frame.select(*[cell.native for cell in names]).toDF(*shop.customer)
        return Features(
            customers.named(), None if as_of is None else text_of(as_of), others,
            lambda: self._finished(as_of, values, lookups), lambda: purchases_ledger(purchases),
        )  # fmt: skip

    def _looked_up(self, shop: Transactions, lookups: list[tuple[Join, Rows]]) -> Purchases:
        rows = self.rows
        for join, right in lookups:
            rows = looked_up(rows, right, join, join.brought(right.names, rows.names))
        return Purchases.of(self.recipe, shop, rows)

    def _made(
        self, purchases: Purchases, shop: Transactions, as_of: int | None, values: list[str] | None
    ) -> Rows:
        brings = brought(self.recipe, self.rights, [*shop.customer, *shop.measures, *shop.carry])
        customers = bought(purchases, as_of, values)
        return derived(joined(customers, self.recipe, self.rights, brings), self.recipe, as_of)

    def _examine_rights(self) -> None:
        for join, right in zip(self.recipe.joins, self.rights):
            examine(right, join, self.recipe.kinds)

    def _finished(
        self,
        as_of: int | None,
        values: list[str] | None,
        lookups: list[tuple[Join, Rows]] | None = None,
    ) -> dict[str, Any]:
        """The recipe with what was found out, and with rows where a daemon needs them."""
        told = copy.deepcopy(self.told)
        for part, right in zip(told.get("join", ()), self.rights):
            part["data"] = {"columns": {name: [] for name in right.names}}
        shop = told.get("transactions")
        if shop is None:
            return told
        if as_of is not None:
            shop["as_of"] = text_of(as_of)
        if values is not None:
            shop["spread"]["values"] = values
        for (join, right), part in zip(lookups or (), shop.get("join", ())):
            part["data"] = _inline(join, right)
        if shop.get("customers"):
            on = shop["customers"]["on"]
            names = [on] if isinstance(on, str) else on
            shop["customers"]["data"] = {"columns": {name: [] for name in names}}
        return told


def _inline(join: Join, right: Rows) -> dict[str, Any]:
    if not isinstance(join.data, DataFrame):
        wired = wired_rows(Context(), join.data)
        if not isinstance(wired.get("table") or wired.get("path"), str):
            return wired
    return {"columns": texts_of(right, right.names, f"{join.place}.data")}


def _settled(
    purchases: Purchases, shop: Transactions, override: str | None
) -> tuple[int | None, Bounds]:
    """What days are counted to and which rows count, by one pass over all of them.

    Raises:
        BadData: If cells cannot be read, or a purchase is later than the recipe's date.
    """
    asked = override or shop.as_of
    named = None if asked in ("max", "max+1d") else instant_of(asked)
    window = shop.window_days

    def bounds(as_of: int | None) -> Bounds:
        if as_of is None:
            return Bounds()
        last = last_of_day(as_of) if override is not None and named is not None else None
        first = None if window is None else window_start(as_of, window, shop.day_count)
        return Bounds(first, None if last is None else max(last, first or last))

    checks = purchases.reading.checks()
    # A window that ends with the last purchase does not hide it.
    trial = purchases.within(bounds(named))
    counts = verdict(trial.rules()).isNull() & trial.is_purchase
    latest = F.max(F.when(counts, trial.date)).alias("latest")
    found = trial.read().agg(latest, *checks.columns).collect()[0].asDict()
    checks.check(found)
    last = found["latest"]
    if named is None:
        as_of = None if last is None else day_after(last) if asked == "max+1d" else last
        return as_of, bounds(as_of)
    if last is not None and last > last_of_day(named) and shop.counts_days:
        raise bad(
            f"a purchase of {text_of(last)} is later than the as-of date {text_of(named)}; name a "
            'later "as_of", or leave later rows out by "where" with "max"'
        )
    return named, bounds(named)
