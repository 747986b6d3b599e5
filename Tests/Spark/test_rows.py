"""Tables of customers, master tables, as-of dates of a call, zones and partitions."""

import datetime

import pytest
from pyspark.sql import types as T
from shops import MEASURES, Shop
from test_features import by_customer, columns_of, finest_fits, ledger_of, rules_of, segments_of

from segmentd.spark import features

SHOP = {"customer": "who", "date": "when", "amount": "spent", "measures": [
    name for name in MEASURES if name != "items"]}  # fmt: skip


def purchases(spark, rows, types="who string, when string, spent double"):
    return spark.createDataFrame(rows, types)


def rows_of(frame):
    return {row[0]: tuple(row)[1:] for row in frame.collect()}


@pytest.mark.parametrize("as_of", ["1970-01-15", "1970-01-09T12:00:00", "max", "max+1d"])
def test_a_date_of_the_call(as_of, spark, client):
    """Rows later than a date of the call are left out, and the others are as without them."""
    seen = 0
    for seed in range(90, 94):
        shop = Shop(seed)
        transactions = {**shop.recipe["transactions"], "measures": ["recency", "first_purchase"]}
        for name in ("join", "spread", "carry", "window_days"):
            transactions.pop(name, None)
        if transactions.get("price") == "cost":
            transactions["price"] = "price"
        made = features(shop.frame(spark), {"transactions": transactions}, as_of=as_of)
        last = datetime.datetime.max
        if as_of.startswith("1"):
            last = datetime.datetime.fromisoformat(as_of)
            if len(as_of) == 10:
                last += datetime.timedelta(days=1, microseconds=-1)
        early = [place for place, when in enumerate(shop.moments) if not when or when <= last]
        data = {"columns": {n: [c.wired[i] for i in early] for n, c in shop.columns.items()}}
        theirs = client.call("rfm", data=data, transactions={**transactions, "as_of": as_of})
        ids = [tuple(i) if isinstance(i, list) else (i,) for i in theirs["ids"]]
        columns = columns_of(made.frame)
        found = by_customer(transactions["customer"], columns)
        expected = zip(*(theirs["columns"][name] for name in transactions["measures"]))
        assert found == dict(zip(ids, expected))
        assert made.as_of == theirs["as_of"]
        assert made.ledger["rows_kept"] == theirs["ledger"]["rows_kept"]
        seen += made.ledger["dropped"].get("after_as_of", 0)
    assert seen > 0 or as_of.startswith("max")


def test_customers_who_never_bought(spark, client):
    rows = [("a", "2024-01-05", 3.0), ("b", "2024-01-09", 4.0), ("e", "2024-01-01", 1.0)]
    recipe = {"transactions": {**SHOP, "customers": {"data": {"table": "all"}, "on": "id"}}}
    everyone = spark.createDataFrame([(n,) for n in ("a", "b", "c", "d", None, "")], "id string")
    made = features(purchases(spark, rows), recipe, tables={"all": everyone})
    assert sorted(row["who"] for row in made.without_purchase.collect()) == ["c", "d"]
    assert made.recipe["transactions"]["customers"] == {"data": {"columns": {"id": []}}, "on": "id"}
    columns = {name: list(cells) for name, cells in zip(("who", "when", "spent"), zip(*rows))}
    sent = {"columns": {"id": ["a", "b", "c", "d", None, ""]}}
    recipe["transactions"]["customers"]["data"] = sent
    reply = client.call("fit", model="all", data={"columns": columns}, recipe=recipe, k=2)
    assert reply["without_purchase"]["customers"] == 2
    # A daemon takes the recipe for the customers that were measured.
    measured = {"columns": columns_of(made.frame), "measured": True}
    client.call("fit", model="measured", data=measured, recipe=made.recipe, k=2)


def test_the_recipe_holds_what_a_daemon_needs(spark, client):
    """Frames that purchases are joined with go into the model, those of customers do not."""
    goods = spark.createDataFrame(
        [(1, "Hats", 2.5, datetime.date(2024, 1, 1)), (2, "Bikes", 100.0, None)],
        "id int, kind string, cost double, launch date",
    )
    people = spark.createDataFrame([("a", 5), ("b", 7), ("c", 1)], "name string, points int")
    columns = {
        "who": ["a", "a", "b", "c", "c"],
        "when": [f"2024-02-0{day}" for day in (1, 3, 4, 5, 9)],
        "good": [1, 2, 1, 3, 1],
        "pieces": [1, 2, 3, 4, 5],
    }
    frame = spark.createDataFrame(
        list(zip(*columns.values())), "who string, when string, good int, pieces int"
    )
    recipe = {
        "transactions": {
            "customer": "who", "date": "when", "quantity": "pieces", "price": "cost",
            "join": [{"data": {"table": "goods"}, "on": "good", "right_on": "id"}],
            "spread": {"column": "kind"}, "carry": ["launch"], "window_days": None,
        },
        "join": [{"data": people, "on": "who", "right_on": "name"}],
    }  # fmt: skip
    made = features(frame, recipe, tables={"goods": goods})
    assert made.frame.columns == [
        "who", "recency", "frequency", "monetary", "kind=Bikes", "kind=Hats", "launch", "points",
    ]  # fmt: skip
    assert made.recipe["transactions"]["join"][0]["data"] == {"columns": {
        "id": [1, 2], "kind": ["Hats", "Bikes"], "cost": [2.5, 100], "launch": ["2024-01-01", None],
    }}  # fmt: skip
    assert made.recipe["join"][0]["data"] == {"columns": {"name": [], "points": []}}
    measured = {"columns": columns_of(made.frame), "measured": True}
    client.call("fit", model="held", data=measured, recipe=made.recipe, k=2)
    rows = {"columns": {"name": ["a", "b", "c"], "points": [5, 7, 1]}}
    of_all = client.call("assign", model="held", data={"columns": columns}, joins=[rows])
    of_measured = client.call("assign", model="held", data=measured, joins=[rows])
    assert segments_of(of_all) == segments_of(of_measured)


def test_tables_of_customers(spark, client):
    count = 40
    columns = {
        "id": [f"c{i}" for i in range(count)],
        "age": [None if i % 9 == 4 else (i * 7) % 60 for i in range(count)],
        "spend": [None if i % 11 == 3 else i * 1.25 for i in range(count)],
        "country": ["" if i % 13 == 5 else "UK" if i % 3 else "FR" for i in range(count)],
        "born": [f"19{50 + i % 40}-0{1 + i % 9}-11" for i in range(count)],
    }
    kinds = "id string, age int, spend double, country string, born string"
    frame = spark.createDataFrame(list(zip(*columns.values())), kinds)
    known = {"customer": [f"c{i}" for i in range(0, count, 2)], "points": list(range(0, count, 2))}
    recipe = {
        "id": "id",
        "where": [{"column": "country", "not_in": ["FR"]}, {"column": "age", "max": 50}],
        "join": [{"data": {"columns": known}, "on": "id", "right_on": "customer"}],
        "derive": [{"name": "years", "from": "born", "as": "years_since", "of": "2014-01-30"}],
    }  # fmt: skip
    for exclude in ([], ["born", "spend"]):
        asked = {**recipe, **({"exclude": exclude} if exclude else {})}
        made = features(frame, asked)
        names = ["age", "country", "spend", "years", "points"]
        names = [name for name in names if name not in exclude]
        listed = [name for name in made.frame.columns if name not in ("id", "born")]
        assert sorted(listed) == sorted(names)
        rules = [rule for rule in rules_of(made.frame, ["id"]) if rule["column"] != "born"]
        resolved = {**made.recipe, "features": rules}
        measured = {"columns": columns_of(made.frame), "measured": True}
        fits = finest_fits(
            client,
            whole={"data": {"columns": columns}, "recipe": {**resolved, "join": recipe["join"]}},
            parts={"data": measured, "recipe": resolved},
        )
        for one, other in zip(fits["whole"]["segments"], fits["parts"]["segments"]):
            assert (one["center"], one["size"]) == (other["center"], other["size"])
        assert made.ledger == ledger_of(fits["whole"]["ledger"])
        assert made.as_of is None


def test_neither_zone_nor_partitions_show(spark):
    moments = [
        datetime.datetime(2024, 3, 10, 2, 30) + i * datetime.timedelta(hours=7) for i in range(99)
    ]
    utc = datetime.timezone.utc
    rows = [(f"c{i % 7}", m.replace(tzinfo=utc), m, i / 7) for i, m in enumerate(moments)]
    frame = spark.createDataFrame(
        rows, "who string, moment timestamp, clock timestamp_ntz, spent double"
    )
    zone = spark.conf.get("spark.sql.session.timeZone")
    found = []
    try:
        for name, column, parts in [
            ("Asia/Kolkata", "moment", 1), ("America/New_York", "clock", 5), ("UTC", "moment", 3),
            ("Europe/Berlin", "clock", 2),
        ]:  # fmt: skip
            spark.conf.set("spark.sql.session.timeZone", name)
            recipe = {"transactions": {**SHOP, "date": column, "carry": ["clock", "moment"]}}
            made = features(frame.repartition(parts), recipe)
            found.append((rows_of(made.frame), made.as_of, made.ledger))
            carried = made.frame.schema[-1].dataType
            assert isinstance(carried, T.TimestampNTZType)
    finally:
        spark.conf.set("spark.sql.session.timeZone", zone)
    assert all(one == found[0] for one in found)


def test_a_day_later_the_same_features(spark):
    """The recipe that comes back makes the same customers again."""
    for seed in (101, 105, 108):
        shop = Shop(seed)
        first = features(shop.frame(spark), shop.recipe)
        joins = {"join": shop.recipe["join"]} if "join" in shop.recipe else {}
        again = features(shop.frame(spark), {**first.recipe, **joins})
        assert again.as_of == first.as_of
        assert again.frame.columns == first.frame.columns
        one, other = (sorted(map(str, made.frame.collect())) for made in (first, again))
        assert one == other


def test_keys_keep_their_types(spark):
    rows = [(17850, "2024-01-05", 3.0), (17850, "2024-01-09", 4.0), (13047, "2024-01-01", 1.0)]
    for type_ in ("int", "bigint", "double", "decimal(10,0)"):
        frame = purchases(spark, rows, "who int, when string, spent double")
        typed = frame.withColumn("who", frame["who"].cast(type_))
        made = features(typed, {"transactions": {**SHOP, "measures": ["monetary"]}})
        assert made.frame.dtypes[0] == ("who", type_)
        assert rows_of(made.frame) == {17850: (7.0,), 13047: (1.0,)}
