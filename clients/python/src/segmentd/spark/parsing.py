"""A recipe as it came, checked as far as Spark has to carry it out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from .conditions import conditions_of
from .faults import invalid, known_members, named, word
from .instants import instant_of
from .recipes import DROPS, MEASURES, OF_MONEY, ROLES, Derivation, Join, Recipe, Transactions

_MEMBERS = (
    "customer", "date", *ROLES, "as_of", "day_count", "window_days", "returns", "drop", "measures",
    "frequency_counts", "join", "carry", "spread", "customers",
)  # fmt: skip
_RECIPE = (
    "id", "where", "transactions", "join", "derive", "features", "defaults", "exclude", "pca",
)  # fmt: skip


def recipe_of(given: Mapping[str, Any]) -> Recipe:
    """Reads a recipe.

    Raises:
        InvalidParams: If Spark cannot carry it out; its message says why.
    """
    given = {name: value for name, value in given.items() if value is not None}
    known_members(given, _RECIPE, "recipe")
    joins = [_join(join, f"join[{i}]") for i, join in enumerate(given.get("join", ()))]
    derivations = [_derivation(part, i) for i, part in enumerate(given.get("derive", ()))]
    rules = given.get("features")
    shop = given.get("transactions")
    # The order is the daemon's: what comes later decides.
    kinds = {rule["column"]: "text" for rule in rules or () if rule.get("encode")}
    kinds.update({name: "text" for join in joins for name in join.on})
    kinds.update({part.source: "date" for part in derivations})
    return Recipe(
        id=_names(given.get("id"), "id") if "id" in given else [],
        conditions=conditions_of(given.get("where", ())),
        transactions=None if shop is None else _transactions(shop),
        joins=joins,
        derivations=derivations,
        features=None if rules is None else [rule["column"] for rule in rules],
        exclude=list(given.get("exclude", ())),
        kinds=kinds,
    )


def _transactions(given: Mapping[str, Any]) -> Transactions:
    given = {name: value for name, value in given.items() if value is not None}
    at = "recipe.transactions"
    known_members(given, _MEMBERS, at)
    for name in ("customer", "date"):
        if name not in given:
            raise invalid(f"{at}.{name}", "left out", "the name of a column")
    customer = _names(given["customer"], "transactions.customer")
    drop = _words(given.get("drop", DROPS[:2]), DROPS, f"{at}.drop")
    measures = _words(given.get("measures", MEASURES[:3]), MEASURES, f"{at}.measures")
    if not measures:
        raise invalid(f"{at}.measures", "empty", "a list of different measures")
    spread = given.get("spread")
    if spread is not None:
        known_members(spread, ("column", "as", "values"), f"{at}.spread")
        word(spread.get("as", "amount"), ("amount", "share", "count"), f"{at}.spread.as")
    master = given.get("customers")
    shop = Transactions(
        customer=customer, date=str(given["date"]),
        roles={name: given[name] for name in ROLES if name in given},
        as_of=as_of_of(given.get("as_of", "max+1d"), f"{at}.as_of"),
        day_count=word(
            given.get("day_count", "elapsed"), ("elapsed", "calendar"), f"{at}.day_count"
        ),
        window_days=_days(given.get("window_days"), f"{at}.window_days"),
        returns=word(given.get("returns", "drop"), ("drop", "net", "ignore"), f"{at}.returns"),
        drop=drop, measures=measures,
        frequency_counts=word(
            given.get("frequency_counts", "invoices"), ("invoices", "rows", "days"),
            f"{at}.frequency_counts",
        ),
        joins=[
            _join(join, f"transactions.join[{i}]") for i, join in enumerate(given.get("join", ()))
        ],
        carry=_unique(list(given.get("carry", ())), f"{at}.carry"),
        spread=spread,
        master=None if master is None else _join(master, "transactions.customers"),
    )  # fmt: skip
    if shop.master is not None and len(shop.master.on) != len(customer):
        raise invalid(
            f"{at}.customers.on", f"{len(shop.master.on)}",
            f"a column for each of transactions.customer, {len(customer)}",
        )  # fmt: skip
    _check_roles(shop, at)
    return shop


def _check_roles(shop: Transactions, at: str) -> None:
    roles, money = shop.roles, [name for name in shop.measures if name in OF_MONEY]
    form = (shop.spread or {}).get("as", "amount")
    if shop.spread is not None and form != "count":
        money.append(f"the spread {form}")
    if money and not shop.has_amounts:
        raise invalid(
            f"{at}.amount", "left out",
            f"a column, or quantity and price both columns, to measure {money[0]}",
        )  # fmt: skip
    for name, is_used in (
        ("items", "items" in shop.measures),
        ("non_positive_quantity", "non_positive_quantity" in shop.drop),
        ("price", "price" in roles and not shop.has_amounts),
    ):
        if is_used and "quantity" not in roles:
            raise invalid(f"{at}.quantity", "left out", f"a column, for {name} needs one")


def as_of_of(text: Any, parameter: str) -> str:
    """``max``, ``max+1d`` or an ISO date.

    Raises:
        InvalidParams: If it is none.
    """
    if text in ("max", "max+1d") or (isinstance(text, str) and instant_of(text) is not None):
        return str(text)
    raise invalid(parameter, f'"{text}"', "max, max+1d or a date such as 2011-12-10")


def _days(value: Any, parameter: str) -> int | None:
    if value is None or (isinstance(value, int) and 1 <= value <= 36_500):
        return value
    raise invalid(parameter, f"{value}", "a whole number between 1 and 36500")


def _names(value: Any, parameter: str) -> list[str]:
    names = [value] if isinstance(value, str) else list(value)
    if not names or not all(isinstance(name, str) for name in names):
        raise invalid(f"recipe.{parameter}", f"{value}", "a column or a list of columns")
    return _unique(names, f"recipe.{parameter}")


def _unique(names: list[str], parameter: str) -> list[str]:
    if len(set(names)) < len(names):
        raise invalid(parameter, named(names), "a list of different names")
    return names


def _words(given: Sequence[str], known: Sequence[str], parameter: str) -> list[str]:
    return _unique([word(name, known, parameter) for name in given], parameter)


def _join(given: Mapping[str, Any], place: str) -> Join:
    known_members(given, ("data", "on", "right_on", "columns"), f"recipe.{place}")
    for name in ("data", "on"):
        if given.get(name) is None:
            raise invalid(f"recipe.{place}.{name}", "left out", "given")
    on = _names(given["on"], f"{place}.on")
    right_on = _names(given.get("right_on") or on, f"{place}.right_on")
    if len(right_on) != len(on):
        raise invalid(
            f"recipe.{place}.right_on", f"{len(right_on)}", f"as many columns as on has, {len(on)}"
        )
    columns = given.get("columns")
    if columns is not None:
        columns = _unique(list(columns), f"recipe.{place}.columns")
    return Join(place, given["data"], on, right_on, columns)


def _derivation(given: Mapping[str, Any], index: int) -> Derivation:
    at = f"recipe.derive[{index}]"
    known_members(given, ("name", "from", "as", "of"), at)
    for name in ("name", "from", "as"):
        if given.get(name) is None:
            raise invalid(f"{at}.{name}", "left out", "given")
    rule = word(given["as"], ("years_since", "year_difference", "days_since"), f"{at}.as")
    of = given.get("of")
    instant = None if of is None else instant_of(of)
    if of is not None and instant is None:
        raise invalid(f"{at}.of", f'"{of}"', "a date such as 2014-01-30")
    return Derivation(given["name"], given["from"], rule, instant)
