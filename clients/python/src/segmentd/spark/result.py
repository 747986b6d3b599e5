"""What `features` gives."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Callable

from pyspark.sql import DataFrame


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
