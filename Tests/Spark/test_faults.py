"""What cannot be done is said in one sentence, where possible before Spark does anything."""

import pytest

import segmentd
from segmentd.spark import features

SHOP = {"customer": "who", "date": "when", "quantity": "pieces", "price": "price"}
TYPES = "who string, when string, pieces int, price double, note string, tags array<string>"
ROWS = [("a", "2024-01-05", 2, 1.5, "x", None), ("b", "2024-01-07 10:00", 1, 2.5, "y", None)]
JOIN = {"on": "note", "right_on": "key"}


def recipe(**changes):
    return {"transactions": {**SHOP, **changes}}


BEFORE = [
    (recipe(customer="Who"),
     'recipe.transactions.customer names the column "Who", which is not there; did you '
     'mean "who"?'),
    (recipe(invoice="bill"),
     'recipe.transactions.invoice names the column "bill", which is not there; the data has "who", '
     '"when", "pieces", "price", "note", "tags", name one of them'),
    (recipe(date="pieces"),
     'recipe.transactions.date is "pieces" of type int but must be a column of dates; cast it with '
     "timestamp_seconds, timestamp_millis or to_timestamp first"),
    (recipe(drop=["returns"]),
     'recipe.transactions.drop is "returns" but must be one of missing_customer, '
     "non_positive_price, missing_any, non_positive_quantity, duplicate_rows"),
    (recipe(measures=["spend"]),
     'recipe.transactions.measures is "spend" but must be one of recency, frequency, monetary, '
     "average_order, average_line, min_line, max_line, tenure, first_purchase, interval, items, "
     "one_time"),
    (recipe(mesures=["recency"]),
     'recipe.transactions has the member "mesures", which is not known; did you mean "measures"?'),
    (recipe(as_of="tomorrow"),
     'recipe.transactions.as_of is "tomorrow" but must be max, max+1d or a date such as '
     '2011-12-10'),
    (recipe(window_days=0),
     "recipe.transactions.window_days is 0 but must be a whole number between 1 and 36500"),
    (recipe(quantity=None),
     "recipe.transactions.amount is left out but must be a column, or quantity and price both "
     "columns, to measure monetary"),
    (recipe(invoice="price"),
     'recipe.transactions.price is "price", which is read as text already but must be a column of '
     "its own, of kind number"),
    (recipe(drop=["missing_any"]),
     'recipe.transactions.drop is "tags" of type array<string> but must be a column of numbers, '
     "dates or text; take it apart, or drop it first"),
    (recipe(join=[{**JOIN, "data": {"table": "goods"}}]),
     'recipe.transactions.join[0].data is "goods", which is not among tables (none) but '
     'must be the '
     "name of one of the data frames in tables, or rows"),
    (recipe(join=[{**JOIN, "data": {"columns": {"code": ["x"]}}}]),
     'recipe.transactions.join[0].right_on names the column "key", which is not there; the '
     'data has '
     '"code", name one of them'),
    (recipe(spread={"column": "note", "as": "amounts"}),
     'recipe.transactions.spread.as is "amounts" but must be one of amount, share, count'),
    ({**recipe(), "where": [{"column": "note", "min": "x"}]},
     'recipe.where[0].min is "x" but must be a number or a date'),
    ({**recipe(), "derive": [{"name": "n", "from": "monetary", "as": "days_since"}]},
     'recipe.derive[0].from is "monetary" of type double but must be a column of dates; '
     'cast it with '
     "timestamp_seconds, timestamp_millis or to_timestamp first"),
    ({**recipe(carry=["note"]), "derive": [
        {"name": "recency", "from": "note", "as": "days_since", "of": "2024-01-01"}]},
     'recipe is with two columns called "recency" but must be such that customers, '
     'measures, spread, '
     "carry, join and derive name different columns"),
    ({"id": "who"},
     'recipe.features is "tags" of type array<string> but must be a column of numbers, dates or '
     "text; take it apart, or drop it first"),
    ({"id": "who", "exclude": ["tags"], "derive": [
        {"name": "n", "from": "when", "as": "days_since"}]},
     "recipe.derive[0].of is left out but must be a date, for a table of customers has no as-of "
     "date"),
]  # fmt: skip


@pytest.mark.parametrize(("asked", "sentence"), BEFORE)
def test_before_any_job(asked, sentence, spark):
    frame = spark.createDataFrame(ROWS, TYPES)
    spark.sparkContext.setJobGroup("faults", "a recipe that cannot be carried out")
    try:
        before = len(spark.sparkContext.statusTracker().getJobIdsForGroup("faults"))
        with pytest.raises((segmentd.InvalidParams, segmentd.MissingFeature)) as error:
            features(frame, asked)
        assert str(error.value) == sentence
        after = len(spark.sparkContext.statusTracker().getJobIdsForGroup("faults"))
        assert before == after
    finally:
        spark.sparkContext.setLocalProperty("spark.jobGroup.id", None)


def test_a_table_of_customers_has_no_day(spark):
    with pytest.raises(
        segmentd.InvalidParams, match="left out, for a table of customers has no days"
    ):
        features(spark.createDataFrame(ROWS, TYPES), {"id": "who"}, as_of="max")


def test_other_than_frames(spark):
    with pytest.raises(segmentd.InvalidParams, match="df is of type dict but must be a Spark data"):
        features({"who": ["a"]}, recipe())
    with pytest.raises(segmentd.InvalidParams, match="recipe is of type str but must be a dict"):
        features(spark.createDataFrame(ROWS, TYPES), "recipe.json")


def test_two_columns_of_one_name(spark):
    frame = spark.createDataFrame([(1, 2)], "a int, b int").toDF("a", "a")
    with pytest.raises(segmentd.BadData, match='has two columns "a"; give each a name of its own'):
        features(frame, {"id": "a"})
    # By capitals alone they differ as everywhere else.
    frame = spark.createDataFrame([("x", 2), ("y", 3)], "who string, Who int")
    assert features(frame, {"id": "who"}).frame.columns == ["who", "Who"]


CELLS = [
    ("when", "12/1/2010 8:26",
     'column "when" holds texts such as "12/1/2010 8:26", but Spark reads dates in ISO form alone; '
     "parse it with to_timestamp first"),
    ("price", "£2.50",
     'column "price" holds texts such as "£2.50", but Spark reads plain numbers alone; '
     'cast it first'),
    ("price", "free",
     'column "price" holds texts such as "free", but Spark reads plain numbers alone; cast '
     'it first'),
    ("price", "1e999",
     'column "price" holds a number that is not finite; correct the cell or leave it empty'),
]  # fmt: skip


@pytest.mark.parametrize(("column", "text", "sentence"), CELLS)
def test_cells_that_cannot_be_read(column, text, sentence, spark):
    rows = [{"who": "a", "when": "2024-01-05", "pieces": 1, "price": "2"} for _ in range(10)]
    rows[3] = {**rows[3], column: text}
    frame = spark.createDataFrame(rows, "who string, when string, pieces int, price string")
    with pytest.raises(segmentd.BadData) as error:
        features(frame, recipe())
    assert str(error.value) == sentence


def test_few_words_among_numbers_are_missing(spark, client):
    """As with the daemon: up to 5 % of a column may be unreadable."""
    prices = ["2"] * 39 + ["free"]
    columns = {
        "who": ["a", "b"] * 20,
        "when": ["2024-01-05"] * 40,
        "pieces": [1] * 40,
        "price": prices,
    }
    types = "who string, when string, pieces int, price string"
    frame = spark.createDataFrame(list(zip(*columns.values())), types)
    made = features(frame, recipe())
    theirs = client.call("rfm", data={"columns": columns}, transactions=SHOP)["ledger"]
    assert made.ledger["dropped"] == theirs["dropped"]
    assert made.ledger["dropped"]["missing_amount"] == 1


def test_a_later_purchase(spark, client):
    frame = spark.createDataFrame(ROWS, TYPES)
    columns = dict(
        zip(("who", "when", "pieces", "price"), map(list, zip(*(row[:4] for row in ROWS))))
    )
    asked = recipe(as_of="2024-01-06")
    with pytest.raises(segmentd.BadData) as theirs:
        client.call("rfm", data={"columns": columns}, transactions=asked["transactions"])
    with pytest.raises(segmentd.BadData) as ours:
        features(frame, asked)
    assert str(ours.value) == str(theirs.value)


def test_a_key_that_is_there_twice(spark):
    goods = spark.createDataFrame([("x", 1), ("y", 2), ("x", 3)], "key string, weight int")
    frame = spark.createDataFrame(ROWS, TYPES)
    with pytest.raises(segmentd.BadData) as error:
        features(frame, recipe(join=[{**JOIN, "data": goods}], carry=["weight"]))
    assert str(error.value) == (
        'recipe.transactions.join[0] finds the key "x" more than once in "key"; each key may be '
        "there once"
    )


def test_more_than_a_model_keeps(spark):
    goods = spark.range(100_001).withColumnRenamed("id", "key")
    frame = spark.createDataFrame(ROWS, TYPES)
    with pytest.raises(segmentd.BadData, match="has 100001 rows but at most 100000 are kept"):
        features(frame, recipe(join=[{**JOIN, "data": goods}]))


def test_more_values_than_are_spread(spark):
    frame = spark.createDataFrame(
        [("a", "2024-01-05", 1, 1.0, f"n{i}", None) for i in range(1_001)], TYPES
    )
    with pytest.raises(segmentd.BadData, match='"note" has more than 1000 values'):
        features(frame, recipe(spread={"column": "note"}))


def test_nothing_is_left(spark):
    frame = spark.createDataFrame([(None, "2024-01-05", 1, 1.0, "", None)], TYPES)
    made = features(frame, recipe())
    assert made.frame.count() == 0
    assert made.as_of is None
    assert made.ledger["dropped"]["missing_customer"] == 1
    assert made.ledger["monetary"] == 0
