"""A recipe at work on a frame: what is read, what is asked of the rows, and what comes out."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import Any

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from ..sources import Context, wired_rows
from .cleaning import Bounds, Purchases, verdict
from .customers import bought, brought, customers_given, derived, joined
from .faults import bad
from .frames import Rows
from .instants import day_after, instant_of, last_of_day, text_of
from .joining import LOOKUP_ROWS, examine, looked_up, texts_of, without
from .ledger import customers_ledger, purchases_ledger
from .measures import window_start
from .recipes import Join, Recipe, Transactions
from .result import Features
from .spreading import spread_values
from .tables import rows_of


class Making:
    """A recipe at work on a frame.

    Args:
        recipe: What is done.
        given: The same as it came.
        df: The rows.
        tables: What joins name.
    """

    def __init__(
        self,
        recipe: Recipe,
        given: Mapping[str, Any],
        df: DataFrame,
        tables: Mapping[str, DataFrame],
    ) -> None:
        self.recipe = recipe
        self.told = _without_data(given)
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
        customers, reading, passes = customers_given(recipe, self.rows, later)
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
            names = join.brought(right.names, rows.names)
            rows = looked_up(rows, right, join, names, is_small=True)
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
        told: dict[str, Any] = copy.deepcopy(self.told)
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


def _without_data(part: Any) -> Any:
    """A copy of a recipe without its rows, and without what was left open."""
    if isinstance(part, Mapping):
        return {
            name: _without_data(value)
            for name, value in part.items()
            if name != "data" and value is not None
        }
    if isinstance(part, (list, tuple)):
        return [_without_data(value) for value in part]
    return part


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
