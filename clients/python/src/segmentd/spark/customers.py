"""One row per customer: measured of purchases or given, then joined and derived from."""

from __future__ import annotations

from collections.abc import Sequence

from pyspark.sql import Column
from pyspark.sql import functions as F
from pyspark.sql import types as T

from .cells import DATE, NUMBER, TEXT, Cell, date, days, number_text, timestamp
from .cleaning import Purchases
from .conditions import passed, read_conditions
from .faults import invalid, missing_column
from .frames import Reading, Rows, place
from .instants import text_of
from .joining import handed_on, looked_up
from .measures import measured
from .recipes import Derivation, Recipe
from .spreading import with_spread


def bought(purchases: Purchases, as_of: int | None, values: Sequence[str] | None) -> Rows:
    """Customers of purchases: their keys, measures, what is spread and what is carried."""
    shop, kept = purchases.shop, purchases.kept()
    carried = {name: _Carried(purchases, name) for name in shop.carry}
    modes = {part.place: part.mode for part in carried.values()}
    frame = measured(purchases, as_of, kept, modes)
    cells = {
        name: Cell(key, handed_on(purchases.rows.cells[name], None, name, "")[1])
        for name, key in zip(shop.customer, purchases.key_names)
    }
    made = [(name, Cell(name, T.DoubleType())) for name in shop.measures]
    if values is not None and shop.spread is not None:
        frame, places = with_spread(frame, purchases, kept, values)
        column = shop.spread["column"]
        made += [(f"{column}={v}", Cell(at, T.DoubleType())) for v, at in zip(values, places)]
    frame = frame.withColumns({part.place: part.back for part in carried.values()})
    made += [(name, Cell(part.place, part.type)) for name, part in carried.items()]
    return Rows(frame, _with(cells, made))


def customers_given(
    recipe: Recipe, rows: Rows, later: Sequence[str]
) -> tuple[Rows, Reading, Column]:
    """Customers of a table: those that pass, what is read of the table, and whether a row passes.

    Args:
        recipe: What is wanted of them.
        rows: The table.
        later: Columns that are joined to it later.

    Raises:
        MissingFeature: If a column is not there.
        InvalidParams: If it cannot be read as the recipe wants it.
    """
    made = {*later, *(part.name for part in recipe.derivations)}
    wanted = [(name, f"features[{i}].column") for i, name in enumerate(recipe.features or ())]
    if recipe.features is None:
        others = {*recipe.id, *recipe.exclude}
        names = sorted((name for name in rows.names if name not in others), key=str.encode)
        wanted = [(name, "features") for name in names]
    wanted += [(name, f"{join.place}.on") for join in recipe.joins for name in join.on]
    wanted += [(part.source, f"derive[{i}].from") for i, part in enumerate(recipe.derivations)]
    reading = Reading(rows)
    for name in recipe.id:
        reading.need(name, TEXT, "id")
    taken: dict[str, str] = {}
    for name, parameter in wanted:
        if name not in made:
            reading.share(name, recipe.kinds.get(name), parameter)
            taken.setdefault(name, parameter)
    read_conditions(reading, recipe.conditions)
    passes = F.lit(True)
    for test in passed(reading, recipe.conditions):
        passes = passes & test
    columns, cells = [], {}
    for name in dict.fromkeys([*recipe.id, *taken]):
        kind = None if name in recipe.id else recipe.kinds.get(name)
        column, type_ = handed_on(rows.cells[name], kind, name, taken.get(name, "id"))
        cells[name] = Cell(place(), type_)
        columns.append(column.alias(cells[name].place))
    frame = rows.frame.select(
        *[cell.column for cell in rows.cells.values()], *reading.columns()
    ).filter(passes)  # fmt: skip
    return Rows(frame.select(*columns), cells), reading, passes


def brought(recipe: Recipe, rights: Sequence[Rows], own: Sequence[str]) -> list[list[str]]:
    """The columns that each join of customers brings; ``own`` are those there are without them."""
    there, found = list(own), []
    for join, right in zip(recipe.joins, rights):
        found.append(join.brought(right.names, there))
        there += found[-1]
    return found


def joined(
    customers: Rows, recipe: Recipe, rights: Sequence[Rows], brings: Sequence[Sequence[str]]
) -> Rows:
    """Customers with what is joined to them: of each table the columns that it brings."""
    for join, right, names in zip(recipe.joins, rights, brings):
        columns, cells = [], {}
        for name in right.names:
            kind = recipe.kinds.get(name) if name in names else None
            column, type_ = handed_on(right.cells[name], kind, name, f"{join.place}.columns")
            cells[name] = Cell(place(), type_)
            columns.append(column.alias(cells[name].place))
        for name in names:
            _new(customers.cells, name)
        customers = looked_up(customers, Rows(right.frame.select(*columns), cells), join, names)
    return customers


def derived(customers: Rows, recipe: Recipe, as_of: int | None) -> Rows:
    """Customers with the columns that are made of dates.

    Raises:
        MissingFeature: If a column is not there.
        InvalidParams: If it holds no dates, or no date is named that is counted to.
    """
    shop = recipe.transactions
    columns: dict[str, Column] = {}
    cells = dict(customers.cells)
    for index, part in enumerate(recipe.derivations):
        at = f"derive[{index}]"
        if part.source not in customers.cells:
            raise missing_column(part.source, f"{at}.from", customers.names)
        start = customers.cells[part.source].read(DATE, part.source, f"{at}.from")
        if part.of is None and shop is None:
            raise invalid(
                f"recipe.{at}.of", "left out",
                "a date, for a table of customers has no as-of date",
            )  # fmt: skip
        to = part.of if part.of is not None else as_of
        calendar = shop is not None and shop.day_count == "calendar"
        _new(cells, part.name)
        cells[part.name] = Cell(place(), T.DoubleType())
        columns[cells[part.name].place] = _counted(part, start, to, calendar)
    return Rows(customers.frame.withColumns(columns), cells) if columns else customers


def _counted(part: Derivation, start: Column, to: int | None, calendar: bool) -> Column:
    if to is None:
        return F.lit(None).cast("double")
    if part.rule == "days_since":
        end = F.lit(to).cast("long")
        return days(end) - days(start) if calendar else days(end - start)
    year, month, day = (int(number) for number in text_of(to)[:10].split("-"))
    then = date(start)
    years = F.lit(year) - F.year(then)
    if part.rule == "years_since":
        birthday = F.month(then) * 100 + F.dayofmonth(then)
        years = years - F.when(birthday > month * 100 + day, 1).otherwise(0)
    return years.cast("double")


class _Carried:
    """A carried column: what is counted, and how it becomes a cell of its type again."""

    def __init__(self, purchases: Purchases, name: str) -> None:
        cell, kind = purchases.rows.cells[name], purchases.reading.kinds[name]
        column = purchases.reading[name]
        self.place = place()
        found = F.col(self.place)
        # Of equally frequent values the smallest text is taken, which for moments is the earliest.
        self.mode, self.back, self.type = column, found, T.StringType()
        if kind == NUMBER:
            is_number = cell.kind == NUMBER
            self.type = cell.type if is_number else T.DoubleType()
            self.mode, self.back = number_text(column), found.try_cast(self.type)
        elif kind == DATE:
            is_day = isinstance(cell.type, T.DateType)
            self.type = cell.type if is_day else T.TimestampNTZType()
            self.back = date(found) if is_day else timestamp(found)

    mode: Column
    back: Column
    type: T.DataType


def _with(cells: dict[str, Cell], made: Sequence[tuple[str, Cell]]) -> dict[str, Cell]:
    for name, cell in made:
        _new(cells, name)
        cells[name] = cell
    return cells


def _new(cells: dict[str, Cell], name: str) -> None:
    if name in cells:
        raise invalid(
            "recipe", f'with two columns called "{name}"',
            "such that customers, measures, spread, carry, join and derive name different columns",
        )  # fmt: skip
