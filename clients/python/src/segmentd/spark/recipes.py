"""A recipe as Spark carries it out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from .conditions import Condition
from .faults import invalid, missing_column

DROPS = (
    "missing_customer", "non_positive_price", "missing_any", "non_positive_quantity",
    "duplicate_rows",
)  # fmt: skip
MEASURES = (
    "recency", "frequency", "monetary", "average_order", "average_line", "min_line", "max_line",
    "tenure", "first_purchase", "interval", "items", "one_time",
)  # fmt: skip
OF_MONEY = ("monetary", "average_order", "average_line", "min_line", "max_line")
OF_ORDERS = ("average_order", "interval", "one_time")
ROLES = ("invoice", "quantity", "price", "amount")


@dataclass(frozen=True)
class Join:
    """Rows that others are looked up in; ``place`` is where the recipe has it."""

    place: str
    data: Any
    on: list[str]
    right_on: list[str]
    columns: list[str] | None = None

    def brought(self, available: Sequence[str], left: Sequence[str]) -> list[str]:
        """The columns it brings of those there are.

        Raises:
            MissingFeature: If one is not there.
            InvalidParams: If the left has one already.
        """
        for name in self.right_on:
            if name not in available:
                raise missing_column(name, f"{self.place}.right_on", available)
        if self.columns is None:
            return [name for name in available if name not in {*self.right_on, *left}]
        for name in self.columns:
            if name not in available:
                raise missing_column(name, f"{self.place}.columns", available)
            if name in left:
                raise invalid(
                    f"recipe.{self.place}.columns", f'"{name}", which the rows have already',
                    "columns that are not there yet",
                )  # fmt: skip
        return self.columns


@dataclass(frozen=True)
class Derivation:
    """A column of numbers made of dates; ``of`` is an instant, None for the as-of date."""

    name: str
    source: str
    rule: str
    of: int | None


@dataclass(frozen=True)
class Transactions:
    """How purchases become customers, every default filled in."""

    customer: list[str]
    date: str
    roles: dict[str, str]
    as_of: str
    day_count: str
    window_days: int | None
    returns: str
    drop: list[str]
    measures: list[str]
    frequency_counts: str
    joins: list[Join]
    carry: list[str]
    spread: Mapping[str, Any] | None
    master: Join | None

    @property
    def has_amounts(self) -> bool:
        """Whether rows have money."""
        return "amount" in self.roles or {"quantity", "price"} <= self.roles.keys()

    @property
    def counts_orders(self) -> bool:
        """Whether a measure depends on what an order is."""
        return any(name in OF_ORDERS for name in self.measures) or (
            "frequency" in self.measures and self.frequency_counts == "invoices"
        )

    @property
    def counts_days(self) -> bool:
        """Whether anything depends on the as-of date."""
        return self.window_days is not None or not {"recency", "first_purchase"}.isdisjoint(
            self.measures
        )


@dataclass(frozen=True)
class Recipe:
    """All that Spark carries out; features are prepared by the daemon."""

    id: list[str]
    conditions: list[Condition]
    transactions: Transactions | None
    joins: list[Join]
    derivations: list[Derivation]
    features: list[str] | None
    exclude: list[str]
    #: What columns are read as, where their cells do not decide.
    kinds: dict[str, str] = field(default_factory=dict)
