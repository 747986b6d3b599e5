"""The rules by which rows of transactions are left out, as Spark SQL expressions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from .cells import DATE, NUMBER, TEXT
from .conditions import passed, read_conditions
from .frames import Reading, Rows
from .recipes import Recipe, Transactions

#: Money of this size in one row cannot be added up in billionths.
LIMIT = 1e15

#: Of a row, or of all equal rows where a rule drops duplicates: the number of the rule that drops
#: it, null where none does; for how many rows that goes; and how many are dropped as duplicates.
RULE, COUNT, COPIES = "rule", "count", "copies"
_EARLIER = "earlier"


@dataclass(frozen=True)
class Rule:
    """A rule: which rows it drops, null for those that equal an earlier row."""

    name: str
    drops: Column | None
    #: Whether the ledger shows it even where it dropped nothing.
    is_asked_for: bool = False


@dataclass(frozen=True)
class Bounds:
    """The first and the last instant that count; None where there is no such bound."""

    first: int | None = None
    last: int | None = None


@dataclass(frozen=True)
class Purchases:
    """Rows of transactions with what is looked at of them, and the rules that clean them."""

    recipe: Recipe
    shop: Transactions
    rows: Rows
    reading: Reading
    bounds: Bounds = Bounds()

    @staticmethod
    def of(recipe: Recipe, shop: Transactions, rows: Rows) -> Purchases:
        """Reads the columns that the recipe names, and every one where a rule looks at whole rows.

        Raises:
            MissingFeature: If a column is not there.
            InvalidParams: If it cannot be read as the recipe wants it.
        """
        reading = Reading(rows)
        at = "transactions"
        for name in shop.customer:
            reading.need(name, TEXT, f"{at}.customer")
        reading.need(shop.date, DATE, f"{at}.date")
        for role, name in shop.roles.items():
            reading.need(name, TEXT if role == "invoice" else NUMBER, f"{at}.{role}")
        if shop.spread is not None:
            reading.share(shop.spread["column"], TEXT, f"{at}.spread.column")
        for index, name in enumerate(shop.carry):
            reading.share(name, recipe.kinds.get(name), f"{at}.carry[{index}]")
        read_conditions(reading, recipe.conditions)
        if not {"missing_any", "duplicate_rows"}.isdisjoint(shop.drop):
            for name in rows.names:
                reading.share(name, TEXT, f"{at}.drop")
        return Purchases(recipe, shop, rows, reading)

    def within(self, bounds: Bounds) -> Purchases:
        """The same with a window."""
        return replace(self, bounds=bounds)

    def role(self, name: str) -> Column | None:
        """The cells of a role; None where the recipe names no column for it."""
        column = self.shop.roles.get(name)
        return None if column is None else self.reading[column]

    @property
    def date(self) -> Column:
        """The instant of the purchase."""
        return self.reading[self.shop.date]

    @property
    def amount(self) -> Column | None:
        """The row's money; null where it is missing or too much to be added up."""
        amount, quantity, price = (self.role(name) for name in ("amount", "quantity", "price"))
        if amount is None and quantity is not None and price is not None:
            amount = quantity * price
        return None if amount is None else F.when(F.abs(amount) < LIMIT, amount)

    @property
    def is_return(self) -> Column:
        """Whether a row is a return: by its quantity, else by its money."""
        quantity, amount = self.role("quantity"), self.amount
        found = F.lit(None).cast("boolean") if quantity is None else quantity < 0
        if amount is not None:
            found = F.coalesce(found, amount < 0)
        return F.coalesce(found, F.lit(False))

    @property
    def is_purchase(self) -> Column:
        """Whether a kept row counts as a purchase."""
        return ~self.is_return if self.shop.returns == "net" else F.lit(True)

    def rules(self) -> list[Rule]:
        """The rules in their order; see "The recipe" in the protocol."""
        shop = self.shop
        rules: list[Rule] = []
        if self.recipe.conditions:
            tests = passed(self.reading, self.recipe.conditions)
            rules.append(Rule("where", ~_all(tests), True))
        rules += [Rule(name, self._listed(name), True) for name in shop.drop]
        if shop.returns == "drop":
            rules.append(Rule("returns", self.is_return, True))
        if "missing_customer" not in shop.drop:
            rules.append(Rule("missing_customer", self._listed("missing_customer")))
        rules.append(Rule("missing_date", self.date.isNull()))
        rules.append(Rule("missing_amount", self._lacks_amount()))
        invoice = self.role("invoice")
        if invoice is not None and shop.counts_orders:
            lacks = invoice.isNull()
            nets = shop.returns == "net"
            rules.append(Rule("missing_invoice", lacks & ~self.is_return if nets else lacks))
        if self.bounds.first is not None:
            rules.append(Rule("outside_window", self.date < self.bounds.first))
        if self.bounds.last is not None:
            rules.append(Rule("after_as_of", self.date > self.bounds.last))
        return rules

    def read(self) -> DataFrame:
        """The rows with the cells that were read."""
        return self.rows.frame.select(
            *[cell.column for cell in self.rows.cells.values()], *self.reading.columns()
        )

    def cleaned(self) -> DataFrame:
        """What was read of each row, `RULE`, `COUNT` and `COPIES`."""
        rules = self.rules()
        frame = self.rows.frame.select(*self.reading.columns(), *self._keys())
        twice = next((place for place, rule in enumerate(rules) if rule.drops is None), None)
        if twice is None:
            return frame.withColumns({RULE: verdict(rules), COUNT: F.lit(1), COPIES: F.lit(0)})
        # Of equal rows one is kept, and it does not matter which.
        frame = frame.withColumn(_EARLIER, verdict(rules[:twice]))
        frame = frame.groupBy(*frame.columns).agg(F.count("*").alias("equal"))
        earlier, equal = F.col(_EARLIER), F.col("equal")
        return frame.withColumns({
            RULE: F.coalesce(earlier, verdict(rules[twice + 1 :], twice + 1)),
            COUNT: F.when(earlier.isNull(), 1).otherwise(equal),
            COPIES: F.when(earlier.isNull(), equal - 1).otherwise(0),
        })  # fmt: skip

    def kept(self) -> DataFrame:
        """The rows that no rule drops."""
        return self.cleaned().filter(F.col(RULE).isNull())

    @property
    def key_names(self) -> list[str]:
        """What the parts of a customer's name are called in `cleaned`."""
        return [f"key{index}" for index in range(len(self.shop.customer))]

    def _keys(self) -> list[Column]:
        """The parts of a customer's name, with their own types."""
        named = zip(self.shop.customer, self.key_names)
        return [self.rows.cells[name].native.alias(key) for name, key in named]

    def _listed(self, name: str) -> Column | None:
        if name == "duplicate_rows":
            return None
        if name == "missing_customer":
            return ~_all([self.reading[part].isNotNull() for part in self.shop.customer])
        if name == "missing_any":
            return ~_all([self.reading[part].isNotNull() for part in self.reading.kinds])
        cells = self.role("price" if name == "non_positive_price" else "quantity")
        return F.lit(False) if cells is None else F.coalesce(cells <= 0, F.lit(False))

    def _lacks_amount(self) -> Column:
        amount, quantity = self.amount, self.role("quantity")
        lacks = F.lit(False) if amount is None else amount.isNull()
        if "items" in self.shop.measures and quantity is not None:
            lacks = lacks | ~F.coalesce(F.abs(quantity) < LIMIT, F.lit(False))
        return lacks


def verdict(rules: Sequence[Rule], first: int = 0) -> Column:
    """The number of the first rule that drops a row, null where none does."""
    found = F.lit(None).cast("int")
    for number, rule in reversed(list(enumerate(rules, first))):
        if rule.drops is not None:
            found = F.when(rule.drops, number).otherwise(found)
    return found


def _all(tests: Sequence[Column]) -> Column:
    found = F.lit(True)
    for test in tests:
        found = found & test
    return found
