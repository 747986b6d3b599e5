"""A column per value of the spread column: the customer's money, its share, or the purchases."""

from __future__ import annotations

from collections.abc import Sequence

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from .cleaning import Purchases
from .faults import bad
from .frames import place
from .measures import exact_sum, nearest

#: The most values that may have a column.
VALUE_LIMIT = 1_000


def spread_values(purchases: Purchases, kept: DataFrame) -> list[str]:
    """The values that customers have who bought, in the order of text.

    Raises:
        BadData: If there are too many.
    """
    spread = purchases.shop.spread or {}
    given = spread.get("values")
    if given is not None:
        return _checked(list(given), spread["column"])
    value = purchases.reading[spread["column"]].alias("value")
    if purchases.shop.returns == "net":
        # What customers have who only returned belongs to nobody.
        groups = kept.groupBy(*purchases.key_names).agg(
            F.collect_set(value).alias("values"),
            F.count(F.when(purchases.is_purchase, 1)).alias("lines"),
        )
        values = groups.filter("lines > 0").select(F.explode("values").alias("value"))
    else:
        values = kept.select(value).filter("value is not null")
    found = values.distinct().limit(VALUE_LIMIT + 1).collect()
    return _checked(sorted((row[0] for row in found), key=str.encode), spread["column"])


def with_spread(
    customers: DataFrame, purchases: Purchases, kept: DataFrame, values: Sequence[str]
) -> tuple[DataFrame, list[str]]:
    """The customers, with a column for each value beside them, and what these are called there."""
    shop = purchases.shop
    spread = shop.spread or {}
    form, value = spread.get("as", "amount"), purchases.reading[spread["column"]]
    sums = {"sum": F.count(F.when(purchases.is_purchase, 1)).cast("double")}
    amount = purchases.amount
    if form != "count" and amount is not None:
        sums = {"sum": nearest(exact_sum(amount))}
    keys = [place() for _ in purchases.key_names]
    parts = kept.filter(value.isNotNull()).groupBy(
        *[F.col(name).alias(key) for name, key in zip(purchases.key_names, keys)],
        value.alias("value"),
    ).agg(*[column.alias(name) for name, column in sums.items()])  # fmt: skip
    entries = F.collect_list(F.struct("value", "sum"))
    maps = parts.groupBy(*keys).agg(F.map_from_entries(entries).alias("spread"))
    same = [F.col(a) == F.col(b) for a, b in zip(purchases.key_names, keys)]
    joined = customers.join(maps, same, "left")
    found = [_form(F.coalesce(F.col("spread")[name], F.lit(0.0)), form) for name in values]
    places = [place() for _ in values]
    added = [column.alias(name) for name, column in zip(places, found)]
    return joined.select(*customers.columns, *added), places


def _form(value: Column, form: str) -> Column:
    if form != "share":
        return value
    money = nearest(F.col("money"))
    share = F.least(F.lit(1.0), F.greatest(F.lit(0.0), F.try_divide(value, money)))
    return F.when(money > 0, share).otherwise(0.0)


def _checked(values: list[str], column: str) -> list[str]:
    if len(values) > VALUE_LIMIT:
        raise bad(
            f'"{column}" has more than {VALUE_LIMIT} values, and no more are spread; name a '
            "coarser column, or the values in transactions.spread.values", column
        )  # fmt: skip
    return values
