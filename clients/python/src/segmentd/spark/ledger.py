"""What was done to which rows, counted in one pass."""

from __future__ import annotations

from typing import Any

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from .cleaning import COPIES, COUNT, RULE, Purchases
from .measures import exact_sum, nearest, orders


def purchases_ledger(purchases: Purchases) -> dict[str, Any]:
    """The ledger of transactions: a row counts for the first rule that drops it."""
    rules, keys = purchases.rules(), purchases.key_names
    dropped = F.col(RULE).isNotNull()
    amount, invoice = purchases.amount, purchases.role("invoice")
    sums = {
        "rows": F.sum(COUNT), "copies": F.sum(COPIES),
        "lines": F.count(F.when(purchases.is_purchase, 1)),
        "orders": orders(purchases) if invoice is not None else F.lit(0),
        "money": exact_sum(amount) if amount is not None else F.lit(0),
    }  # fmt: skip
    # Of rows that are dropped it does not matter whose they are.
    groups = purchases.cleaned().groupBy(
        RULE, *[F.when(~dropped, F.col(key)).alias(key) for key in keys]
    ).agg(*[column.alias(name) for name, column in sums.items()])  # fmt: skip
    is_buyer = ~dropped & (F.col("lines") > 0)
    money = F.sum(F.when(is_buyer, F.col("money")).cast("decimal(38,0)"))
    found = groups.groupBy(RULE).agg(
        F.sum("rows").alias("rows"), F.sum("copies").alias("copies"),
        F.count(F.when(is_buyer, 1)).alias("customers"),
        F.sum(F.when(is_buyer, F.col("orders"))).alias("orders"),
        nearest(F.coalesce(money, F.lit(0))).alias("money"),
    ).collect()  # fmt: skip
    by_rule = {row[RULE]: row for row in found}
    copies = sum(row["copies"] for row in found)
    counts = {
        rule.name: copies if rule.drops is None else by_rule[i]["rows"] if i in by_rule else 0
        for i, rule in enumerate(rules)
    }
    kept = by_rule.get(None)
    ledger = {
        "rows_in": sum(row["rows"] for row in found) + copies,
        "rows_kept": kept["rows"] if kept else 0,
        "dropped": {
            rule.name: counts[rule.name]
            for rule in rules
            if rule.is_asked_for or counts[rule.name] > 0
        },
        "customers": kept["customers"] if kept else 0,
    }
    if invoice is not None:
        ledger["invoices"] = (kept["orders"] or 0) if kept else 0
    if amount is not None:
        ledger["monetary"] = kept["money"] if kept else 0.0
    return ledger


def customers_ledger(rows: DataFrame, passes: Column, has_conditions: bool) -> dict[str, Any]:
    """The ledger of a table of customers."""
    found = rows.agg(F.count("*").alias("all"), F.count(F.when(passes, 1)).alias("kept")).collect()
    total, kept = found[0]["all"], found[0]["kept"]
    dropped = {"where": total - kept} if has_conditions else {}
    return {"rows_in": total, "rows_kept": kept, "dropped": dropped, "customers": kept}
