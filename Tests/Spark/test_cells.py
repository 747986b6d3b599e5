"""Cells are read and written as the daemon does: dates, the texts of numbers, and sums of money."""

import random

from segmentd.spark import features
from segmentd.spark.cells import Cell, instant_in, instant_text, number_text
from segmentd.spark.instants import instant_of, text_of

DATES = [
    "2011-12-09", " 2011-12-09\t", "2011-12-09T12:50:00", "2011-12-09 8:26",
    "2011-12-09t08:26:07,5",
    "2011-12-09T08:26:07.1234569", "2011-12-09 12:00 am", "2011-12-09 12:30 PM", "2011-12-09 8 pm",
    "2011-12-09T23:30:00-0130", "2011-12-09T00:30:00 +02", "2011-12-09T00:30Z", "0001-01-01",
    "9999-12-31T23:59:59.999999", "1969-12-31 23:59:59.5", "2012-02-29", "1900-02-28",
]  # fmt: skip
NO_DATES = [
    "", "2011-12-9", "2011/12/09", "12-09-2011", "2011-02-29", "2011-13-01", "2011-12-09T24:00",
    "2011-12-09 12:60", "2011-12-09 13:00 pm", "2011-12-09 0 am", "2011-12-09 8", "2011-12-09T",
    "2011-12-09x", "2011-12-09 08:26:61", "2011-12-09T00:00+19:00", "2011-12-09T00:00+01:60",
    "2011-12-09 8:2", "20111209", "0000-01-01", "2011-12-09 08:26 m",
]  # fmt: skip
NUMBERS = {
    5.0: "5", -0.0: "0", 0.25: "0.25", -17850.0: "-17850", 12345678.9: "12345678.9",
    0.0001: "0.0001", 2e-3: "0.002", 8.41e21: "8.41e+21", 1 / 3: "0.3333333333333333",
    0.00001: "1e-5", 1.5e-7: "1.5e-7", 1e15: "1000000000000000", 1e16: "1e+16", 1.25e22: "1.25e+22",
    123456789012.125: "123456789012.125", 0.1: "0.1",
}  # fmt: skip


def test_dates_in_iso_form(spark, client):
    texts = DATES + NO_DATES
    frame = spark.createDataFrame([(text,) for text in texts], "text string")
    rows = frame.select("text", instant_in(frame["text"])).collect()
    assert {row[0]: row[1] for row in rows} == {text: instant_of(text) for text in texts}
    assert all(instant_of(text) is None for text in NO_DATES)
    # The daemon says of each how many days it lies before another.
    for text in DATES[:15]:
        columns = {"who": ["a"], "when": [text.strip()], "spent": [1]}
        transactions = {"customer": "who", "date": "when", "amount": "spent", "as_of": "max"}
        reply = client.call("rfm", data={"columns": columns}, transactions=transactions)
        assert reply["as_of"] == text_of(instant_of(text)), text


def test_texts_of_numbers_and_moments(spark):
    frame = spark.createDataFrame([(number,) for number in NUMBERS], "number double")
    cell = Cell("number", frame.schema[0].dataType)
    column = cell.read("number", "number", "")
    assert [row[0] for row in frame.select(number_text(column)).collect()] == [*NUMBERS.values()]
    moments = [0, 1, -1, 86_399_999_999, 1_323_435_000_000_000, 1_323_435_000_500_000, -(2**55)]
    frame = spark.createDataFrame([(moment,) for moment in moments], "moment bigint")
    shown = [row[0] for row in frame.select(instant_text(frame["moment"])).collect()]
    assert shown == [text_of(moment) for moment in moments]


def test_sums_of_every_size(spark, client):
    dice = random.Random(1)
    sizes = [dice.randrange(1, 10**6) * 10.0 ** dice.randrange(-12, 9) / 7 for _ in range(2_000)]
    spent = [size * dice.choice([1, -1]) for size in sizes] + [999_999_999_999_999.9, 1e15, 2.5e-9]
    columns = {
        "who": [f"c{dice.randrange(300)}" for _ in spent],
        "when": ["2024-01-05"] * len(spent),
        "spent": spent,
    }
    transactions = {
        "customer": "who", "date": "when", "amount": "spent", "returns": "ignore",
        "measures": ["monetary", "min_line", "max_line", "average_line"],
    }  # fmt: skip
    frame = spark.createDataFrame(
        list(zip(*columns.values())), "who string, when string, spent double"
    )
    made = features(frame.repartition(5), {"transactions": transactions})
    theirs = client.call("rfm", data={"columns": columns}, transactions=transactions)
    rows = zip(*(theirs["columns"][name] for name in transactions["measures"]))
    assert {row[0]: tuple(row)[1:] for row in made.frame.collect()} == dict(
        zip(theirs["ids"], rows)
    )
    assert made.ledger["monetary"] == theirs["ledger"]["monetary"]
