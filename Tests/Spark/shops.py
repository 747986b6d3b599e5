"""Random transactions with every fault there is, in random types, and recipes with every option."""

import datetime
import decimal
import math
import random

from pyspark.sql import types as T

EPOCH = datetime.datetime(1970, 1, 1)
DAY = datetime.timedelta(days=1)
MEASURES = [
    "recency", "frequency", "monetary", "average_order", "average_line", "min_line", "max_line",
    "tenure", "first_purchase", "interval", "items", "one_time",
]  # fmt: skip
DROPS = [
    "missing_customer", "non_positive_price", "missing_any", "non_positive_quantity",
    "duplicate_rows",
]  # fmt: skip


class Column:
    """A column of a frame, and the same cells as the protocol has them."""

    def __init__(self, type_, cells, wired=None):
        self.type = type_
        self.cells = cells
        self.wired = cells if wired is None else wired


def _texts(cells, dice):
    """Texts, of which the empty one is missing too."""
    cells = ["" if cell is None and dice.random() < 0.5 else cell for cell in cells]
    return Column(T.StringType(), cells)


def _numbers(cells, dice, *kinds):
    """Whole or decimal numbers in one of several types."""
    kind = dice.choice(kinds)
    if kind == "int":
        return Column(T.IntegerType(), cells)
    if kind == "double":
        cells = [math.nan if c is None and dice.random() < 0.5 else c for c in cells]
        cells = [None if c is None else float(c) for c in cells]
        # The text of a whole number is that of 5 and not of 5.0, whatever its type.
        return Column(T.DoubleType(), cells, [_plain(c) for c in cells])
    if kind == "decimal":
        exact = [None if c is None else decimal.Decimal(str(c)) for c in cells]
        return Column(T.DecimalType(20, 6), exact, [_plain(c) for c in exact])
    texts = [None if c is None else dice.choice(["{}", " {}", "{} "]).format(c) for c in cells]
    return _texts(texts, dice)


def _plain(cell):
    if cell is None or cell != cell:
        return None
    return int(cell) if cell == int(cell) else float(cell)


def _moments(cells, dice):
    kind = dice.choice(["timestamp", "timestamp_ntz", "date", "string"])
    if kind == "date":
        days = [None if c is None else c.date() for c in cells]
        return Column(T.DateType(), days, [None if c is None else c.isoformat() for c in days])
    iso = [None if c is None else c.isoformat() for c in cells]
    if kind == "string":
        forms = [None if c is None else _written(c, dice) for c in cells]
        return _texts(forms, dice)
    if kind == "timestamp_ntz":
        return Column(T.TimestampNTZType(), cells, iso)
    utc = [None if c is None else c.replace(tzinfo=datetime.timezone.utc) for c in cells]
    return Column(T.TimestampType(), utc, iso)


def _written(moment, dice):
    form = dice.randrange(6)
    if form == 0 and moment.time() == datetime.time():
        return moment.date().isoformat()
    if form == 1:
        return moment.isoformat(" ") + "Z"
    if form == 2:
        return (moment + datetime.timedelta(hours=2)).isoformat() + "+02:00"
    if form == 3:
        return " " + (moment - datetime.timedelta(minutes=210)).isoformat() + " -0330"
    if form == 4 and not moment.second and not moment.microsecond:
        return moment.strftime("%Y-%m-%d %I:%M %p")
    return moment.isoformat()


def _moment(dice):
    moment = EPOCH + dice.randrange(-3, 30) * DAY
    if dice.random() < 0.7:
        moment += datetime.timedelta(hours=dice.randrange(24), minutes=dice.randrange(60))
    if dice.random() < 0.1:
        moment += datetime.timedelta(seconds=7, microseconds=dice.randrange(1_000_000))
    return moment


class Shop:
    """Transactions, what they are joined with, and a recipe."""

    def __init__(self, seed):
        dice = self.dice = random.Random(seed)
        count = dice.randrange(20, 90)

        def maybe(share, make):
            return [None if dice.random() < share else make() for _ in range(count)]

        who = maybe(0.08, lambda: dice.randrange(7))
        whole = dice.random() < 0.5
        if not whole:
            who = [None if c is None else f"c{c}" for c in who]
        prices = maybe(0.05, lambda: dice.choice([0, -0.2, 2.55, 1e-5, dice.randrange(2000) / 100]))
        spent = maybe(0.05, lambda: dice.choice([dice.randrange(-99, 999) / 7, 3e15, 12345678.125]))
        moments = maybe(0.05, lambda: _moment(dice))
        columns = {
            "Customer.Id": _numbers(who, dice, "int", "double") if whole else _texts(who, dice),
            "country": _texts(maybe(0.05, lambda: dice.choice(["UK", "FR"])), dice),
            "when": _moments(moments, dice),
            "invoice": _texts(maybe(0.06, lambda: f"i{dice.randrange(25)}"), dice),
            "pieces": _numbers(
                maybe(0.05, lambda: dice.randrange(-4, 13)),
                dice,
                "int",
                "double",
                "decimal",
                "string",
            ),
            "price": _numbers(prices, dice, "double", "decimal", "string"),
            "spent": _numbers(spent, dice, "double", "string"),
            "product": _numbers(maybe(0.05, lambda: dice.randrange(8)), dice, "int", "double"),
            "gift": Column(T.BooleanType(), maybe(0.1, lambda: dice.random() < 0.3)),
        }
        again = [dice.randrange(count) for _ in range(dice.randrange(6))]
        for column in columns.values():
            if column.wired is not column.cells:
                column.wired = column.wired + [column.wired[i] for i in again]
                column.cells = column.cells + [column.cells[i] for i in again]
            else:
                column.cells = column.wired = column.cells + [column.cells[i] for i in again]
        self.columns = columns
        if isinstance(columns["when"].type, T.DateType):
            midnight = datetime.time()
            moments = [m and datetime.datetime.combine(m.date(), midnight) for m in moments]
        self.moments = moments + [moments[i] for i in again]
        self.recipe = self._recipe()

    def frame(self, spark):
        """The transactions in Spark."""
        fields = [T.StructField(name, column.type) for name, column in self.columns.items()]
        rows = list(zip(*(column.cells for column in self.columns.values())))
        frame = spark.createDataFrame(rows, T.StructType(fields))
        return frame.repartition(self.dice.randrange(1, 4))

    def data(self):
        """The same transactions as the protocol has them."""
        return {"columns": {name: column.wired for name, column in self.columns.items()}}

    def _recipe(self):
        dice = self.dice
        shop = {
            "customer": dice.choice([["Customer.Id"], ["Customer.Id"], ["country", "Customer.Id"]]),
            "date": "when", "quantity": "pieces", "price": "price",
        }  # fmt: skip
        if dice.random() < 0.75:
            shop["invoice"] = "invoice"
        if dice.random() < 0.3:
            shop["amount"] = "spent"
            if dice.random() < 0.5:
                del shop["quantity"], shop["price"]
        shop["as_of"] = dice.choice(["max+1d", "max", "1970-02-10", "1970-02-10T12:30:00.25"])
        shop["day_count"] = dice.choice(["elapsed", "calendar"])
        shop["returns"] = dice.choice(["drop", "net", "ignore"])
        shop["frequency_counts"] = dice.choice(["invoices", "rows", "days"])
        if dice.random() < 0.35:
            shop["window_days"] = dice.randrange(1, 21)
        drops = [d for d in DROPS if dice.random() < 0.5]
        shop["drop"] = dice.sample(drops, len(drops))
        measures = [m for m in MEASURES if dice.random() < 0.8] or ["recency"]
        shop["measures"] = dice.sample(measures, len(measures))
        if "quantity" not in shop:
            shop["drop"] = [d for d in shop["drop"] if d != "non_positive_quantity"]
            shop["measures"] = [m for m in shop["measures"] if m != "items"] or ["recency"]
        recipe = {"transactions": shop}
        if dice.random() < 0.6:
            self._join(recipe)
        if dice.random() < 0.5:
            recipe["where"] = [
                self._condition("label" in str(shop)) for _ in range(dice.randrange(1, 3))
            ]
        return recipe

    def _join(self, recipe):
        dice, shop = self.dice, recipe["transactions"]
        keys = dice.sample(range(8), dice.randrange(5, 9))
        texts = dice.random() < 0.5
        catalog = {
            "code": [str(key) if texts else key for key in keys],
            "label": [dice.choice(["Bikes", "Hats", "Été", None]) for _ in keys],
            "cost": [dice.choice([1.5, 2, None, 0.07]) for _ in keys],
            "launch": [(EPOCH + dice.randrange(40) * DAY).date().isoformat() for _ in keys],
        }
        families = {"label": ["Bikes", "Hats"], "family": ["big", "small"]}
        shop["join"] = [
            {"data": {"columns": catalog}, "on": "product", "right_on": "code"},
            {"data": {"columns": families}, "on": "label", "columns": ["family"]},
        ]
        if dice.random() < 0.3 and "price" in shop:
            shop["price"] = "cost"
        money = "amount" in shop or "price" in shop
        if dice.random() < 0.7:
            shop["spread"] = {
                "column": dice.choice(["country", "label", "product", "family"]),
                "as": dice.choice(["amount", "share", "count"]) if money else "count",
            }
            if dice.random() < 0.3:
                shop["spread"]["values"] = ["Hats", "UK", "3", "none"]
        carried = ["label", "launch", "cost", "product", "gift"]
        shop["carry"] = [name for name in carried if dice.random() < 0.7]
        if dice.random() < 0.7:
            self._attributes(recipe)

    def _attributes(self, recipe):
        dice = self.dice
        names = list(
            dict.fromkeys(c for c in self.columns["Customer.Id"].wired if c not in (None, ""))
        )
        known = dice.sample(names, max(1, len(names) - 1))
        born = [
            f"19{dice.randrange(50, 70)}-{dice.choice(['02-28', '03-01', '12-31'])}" for _ in known
        ]
        attributes = {"name": known, "born": born, "points": [dice.randrange(9) for _ in known]}
        recipe["join"] = [
            {"data": {"columns": attributes}, "on": "Customer.Id", "right_on": "name"}
        ]
        recipe["derive"] = [
            {"name": rule, "from": "born", "as": rule, **dice.choice([{}, {"of": "1971-02-28"}])}
            for rule in ("years_since", "year_difference", "days_since")
        ]
        if "launch" in recipe["transactions"].get("carry", ()):
            recipe["derive"].append({"name": "since launch", "from": "launch", "as": "days_since"})

    def _condition(self, has_labels):
        dice = self.dice
        tests = [
            {"column": "country", "is": "UK"}, {"column": "country", "not_in": ["FR", "ES"]},
            {"column": "when", "max": "1970-01-20"},
            {"column": "when", "min": "1970-01-02T06:00:00"},
            {"column": "when", "in": [f"1970-01-{day:02}" for day in range(1, 28)]},
            {"column": "pieces", "min": 1, "max": 9}, {"column": "gift", "is": False},
            {"column": "product", "not_in": [1, 2]}, {"column": "product", "in": ["3", 4, 5, "6"]},
            {"column": "price", "min": 0.5},
        ]  # fmt: skip
        if has_labels:
            tests.append({"column": "label", "in": ["Bikes", "Été"]})
            tests.append({"column": "cost", "max": 1.75})
        return dice.choice(tests)
