"""Transactions in Spark to one row per customer, exactly as the daemon makes them of the same rows.

All is said in Spark SQL expressions: no rows are collected and no Python runs on the executors.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pyspark.sql import DataFrame

from .faults import invalid
from .making import Making
from .parsing import as_of_of, recipe_of
from .result import Features


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
      needs these, but as plain numbers and ISO dates alone: parse others first. Where a number is
      compared with texts, a whole one is ``5`` and not ``5.0``.
    - A ``timestamp`` is a moment, counted in UTC whatever ``spark.sql.session.timeZone`` says;
      ``timestamp_ntz`` and ``date`` count as the clock and the calendar showed them. To have days
      end at another midnight, cast to ``timestamp_ntz`` in that zone first.
    - Texts are compared byte by byte, so é in two spellings is two values.

    One pass over the rows is made here, which checks cells and finds the as-of date, a second where
    the values of ``spread`` are not given, and one over each joined table, for its keys.

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
    for value, kind, what in ((df, DataFrame, "a Spark data frame"), (recipe, Mapping, "a dict")):
        if not isinstance(value, kind):
            name = "df" if kind is DataFrame else "recipe"
            raise invalid(name, f"of type {type(value).__name__}", what)
    asked = recipe_of(recipe)
    if asked.transactions is None and as_of is not None:
        raise invalid("as_of", f'"{as_of}"', "left out, for a table of customers has no days")
    override = None if as_of is None else as_of_of(as_of, "as_of")
    making = Making(asked, recipe, df, tables or {})
    if asked.transactions is None:
        return making.of_customers()
    return making.of_transactions(asked.transactions, override)
