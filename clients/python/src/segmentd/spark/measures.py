"""What is measured of each customer's purchases, as aggregates whose sums are exact.

Money is added up as whole numbers, so a sum does not depend on how rows are spread over machines,
and comes to the very double that the daemon has.
"""

from __future__ import annotations

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from .cells import days
from .cleaning import LIMIT, Purchases
from .instants import DAY

#: From which size on how few places after the point a double tells apart from its neighbours.
_PLACES = ((25, 8), (28, 7), (32, 6), (35, 5), (38, 4), (42, 3), (45, 2), (48, 1))
_BILLION = 1_000_000_000
_PIECE = 1 << 32


def exact_sum(value: Column) -> Column:
    """The sum of doubles below 1e15, each rounded to a billionth, in billionths."""
    return _billionths([F.coalesce(F.sum(part), F.lit(0)) for part in _parts(value)])


def _parts(value: Column) -> list[Column]:
    """A double cut into whole numbers, so small that sums of many fit 64 bits.

    Halves go to the even number, as with the daemon: the whole part is cut in two, and what is
    behind the point is rounded to billionths, or from four million on to 15 digits in all.
    """
    whole = F.rint(value)
    rest = value - whole
    size = F.abs(value)
    billionths = F.when(size < 2.0**22, F.rint(rest * 1e9))
    for power, places in _PLACES:
        rounded = F.rint(rest * float(10**places)) * float(10 ** (9 - places))
        billionths = billionths.when(size < 2.0**power, rounded)
    number = whole.cast("long")
    low = F.pmod(number, F.lit(_PIECE))
    high = (number - low) / F.lit(float(_PIECE))
    return [high.cast("long"), low, billionths.otherwise(0.0).cast("long")]


def _billionths(parts: list[Column]) -> Column:
    high, low, rest = (part.cast("decimal(20,0)") for part in parts)
    whole = (high * F.lit(_PIECE).cast("decimal(11,0)") + low).cast("decimal(28,0)")
    return (whole * F.lit(_BILLION).cast("decimal(10,0)") + rest).cast("decimal(38,0)")


def nearest(billionths: Column) -> Column:
    """The double nearest to a number of billionths."""
    # Behind the last digit of a text, a point moves without any rounding.
    return F.concat(billionths.cast("string"), F.lit("e-9")).cast("double")


def measured(
    purchases: Purchases, as_of: int | None, kept: DataFrame, carried: dict[str, Column]
) -> DataFrame:
    """One row per customer who bought: the keys, every measure by its name, and what is carried.

    Args:
        purchases: The rows, with what is read of them.
        as_of: What days are counted to; None where there is no purchase.
        kept: The rows that no rule drops.
        carried: Columns of which each customer takes the most frequent value, by their places.
    """
    shop, is_purchase = purchases.shop, purchases.is_purchase
    amount, quantity = purchases.amount, purchases.role("quantity")
    date = F.when(is_purchase, purchases.date)
    sums: dict[str, Column] = {
        "lines": F.count(F.when(is_purchase, 1)), "first": F.min(date), "last": F.max(date),
        **{at: F.mode(F.when(is_purchase, cell), True) for at, cell in carried.items()},
    }  # fmt: skip
    names = set(shop.measures)
    if amount is not None:
        bought = F.when(is_purchase, amount)
        sums["money"] = exact_sum(amount)
        sums["least"], sums["most"] = F.min(bought), F.max(bought)
    if quantity is not None and "items" in names:
        sums["pieces"] = exact_sum(F.when(F.abs(quantity) < LIMIT, quantity))
    if shop.counts_orders:
        sums["orders"] = orders(purchases)
    if "frequency" in names and shop.frequency_counts == "days":
        sums["days"] = F.count_distinct(days(date))
    totals = kept.groupBy(*purchases.key_names).agg(*[sums[name].alias(name) for name in sums])
    values = _values(purchases, as_of)
    return totals.filter("lines > 0").select(
        *purchases.key_names, "lines", *(["money"] if amount is not None else []),
        *[values[name].alias(name) for name in shop.measures], *carried,
    )  # fmt: skip


def orders(purchases: Purchases) -> Column:
    """Distinct invoices of a customer; without a column of them, distinct days."""
    invoice = purchases.role("invoice")
    order = days(purchases.date) if invoice is None else invoice
    return F.count_distinct(F.when(purchases.is_purchase, order))


def _values(purchases: Purchases, as_of: int | None) -> dict[str, Column]:
    shop = purchases.shop
    now = F.lit(as_of if as_of is not None else 0).cast("long")
    first, last, lines = F.col("first"), F.col("last"), F.col("lines").cast("double")
    order = F.col("orders").cast("double")
    unit = {"invoices": order, "rows": lines, "days": F.col("days").cast("double")}
    money = nearest(F.col("money"))

    def apart(start: Column, end: Column) -> Column:
        if shop.day_count == "calendar":
            return days(end) - days(start)
        return days(end - start)

    zero = F.lit(0.0)
    tenure = apart(first, last)
    return {
        "recency": F.greatest(apart(last, now), zero),
        "frequency": unit[shop.frequency_counts],
        "monetary": money,
        "average_order": F.try_divide(money, order),
        "average_line": F.try_divide(money, lines),
        # The decimal number that an amount stands for, so that one sale equals its own sum.
        "min_line": nearest(_billionths(_parts(F.col("least")))),
        "max_line": nearest(_billionths(_parts(F.col("most")))),
        "tenure": tenure,
        "first_purchase": F.greatest(apart(first, now), zero),
        "interval": F.when(order > 1, F.try_divide(tenure, order - 1)),
        "items": nearest(F.col("pieces")),
        "one_time": F.when(order == 1, 1.0).otherwise(0.0),
    }


def window_start(as_of: int, window_days: int, day_count: str) -> int:
    """The first instant of a window."""
    start = as_of // DAY * DAY if day_count == "calendar" else as_of
    return start - window_days * DAY
