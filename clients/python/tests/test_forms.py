"""Rows of every form: what is sent for them, and what answers look like."""

import base64
import datetime
import decimal
import math
import sqlite3
import struct
import uuid

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

from segmentd.forms import FormError, form_of

WHEN = datetime.datetime(2024, 1, 2, 3, 4, 5)


def cells(data):
    """The columns of what is sent, whichever way it is."""
    if "columns" in data:
        return data["columns"]
    rows, width = data["shape"]
    values = struct.unpack(f"<{rows * width}d", base64.b64decode(data["b64"]))
    return {
        name: [None if math.isnan(v) else v for v in values[place::width]]
        for place, name in enumerate(data["fields"])
    }


MIXED = {
    "spend": [1.5, None, 3.0],
    "visits": [1, 2, 3],
    "country": ["UK", None, "FR"],
    "active": [True, False, True],
    "born": [WHEN, None, WHEN],
}
SENT = {
    "spend": [1.5, None, 3.0],
    "visits": [1, 2, 3],
    "country": ["UK", None, "FR"],
    "active": [True, False, True],
    "born": ["2024-01-02T03:04:05", None, "2024-01-02T03:04:05"],
}


def pandas_mixed():
    frame = pd.DataFrame(MIXED)
    frame["country"] = frame["country"].astype("category")
    return frame


FORMS = {
    "columns": lambda: MIXED,
    "records": lambda: [dict(zip(MIXED, row)) for row in zip(*MIXED.values())],
    "pandas": pandas_mixed,
    "pandas nullable": lambda: pd.DataFrame(MIXED).convert_dtypes(),
    "pandas object": lambda: pd.DataFrame(MIXED, dtype=object),
    "pandas arrow": lambda: pd.DataFrame(MIXED).convert_dtypes(dtype_backend="pyarrow"),
    "polars": lambda: pl.DataFrame(MIXED),
    "polars category": lambda: pl.DataFrame(MIXED).with_columns(
        pl.col("country").cast(pl.Categorical)
    ),
    "polars lazy": lambda: pl.DataFrame(MIXED).lazy(),
    "pyarrow": lambda: pa.table(MIXED),
    "pyarrow dictionary": lambda: pa.table(MIXED).set_column(
        2, "country", pa.chunked_array([pa.array(MIXED["country"]).dictionary_encode()])
    ),
    "pyarrow batch": lambda: pa.table(MIXED).to_batches()[0],
}


@pytest.mark.parametrize("form", FORMS)
def test_mixed_rows_are_sent_alike_whatever_holds_them(form):
    found = form_of(FORMS[form]())
    assert found.count == 3
    assert cells(found.data()) == SENT
    assert cells(found.data(slice(1, 3))) == {name: values[1:] for name, values in SENT.items()}


NUMBERS = {"a": [1.0, 2.0, None], "b": [4, 5, 6]}


@pytest.mark.parametrize(
    "rows",
    [
        NUMBERS,
        [{"a": 1.0, "b": 4}, {"a": 2.0, "b": 5}, {"b": 6}],
        pd.DataFrame(NUMBERS),
        pd.DataFrame(NUMBERS).convert_dtypes(),
        pl.DataFrame(NUMBERS),
        pa.table(NUMBERS),
        np.rec.fromarrays([[1.0, 2.0, np.nan], [4, 5, 6]], names="a,b"),
    ],
    ids=["columns", "records", "pandas", "nullable", "polars", "pyarrow", "recarray"],
)
def test_numbers_arrive_whatever_holds_them(rows):
    data = form_of(rows).data()
    assert cells(data) == {"a": [1.0, 2.0, None], "b": [4.0, 5.0, 6.0]}
    if not isinstance(rows, np.ndarray):
        assert data["dtype"] == "<f8"
        assert data["shape"] == [3, 2]


@pytest.mark.parametrize("dtype", ["f8", "f4", ">f8", "i8", "i4", "u1"])
def test_arrays_are_sent_as_doubles(dtype):
    rows = np.arange(6).reshape(3, 2).astype(dtype)
    assert cells(form_of(rows).data()) == {"x0": [0.0, 2.0, 4.0], "x1": [1.0, 3.0, 5.0]}
    assert list(cells(form_of(np.asfortranarray(rows), ["p", "q"]).data())) == ["p", "q"]
    assert cells(form_of(rows[::2]).data()) == {"x0": [0.0, 4.0], "x1": [1.0, 5.0]}


@pytest.mark.parametrize("large", [2**53 + 1, -(2**53) - 1, 10**30])
def test_whole_numbers_that_no_double_tells_stay_whole(large):
    rows = {"id": [1, large]}
    assert form_of(rows).data() == {"columns": rows}
    if abs(large) < 2**63:
        for made in (pd.DataFrame(rows), pl.DataFrame(rows), pa.table(rows)):
            assert form_of(made).data() == {"columns": rows}
        assert form_of(np.array([[1], [large]])).data() == {"columns": {"x0": [1, large]}}


# fmt: off
KEY = uuid.UUID(int=7)
CELLS = [
    (decimal.Decimal("1.25"), 1.25), (decimal.Decimal("7"), 7), (decimal.Decimal("NaN"), None),
    (np.float32(0.5), 0.5), (np.int8(3), 3), (np.str_("x"), "x"), (np.bool_(True), True),
    (datetime.date(2024, 5, 6), "2024-05-06"), (KEY, str(KEY)), (pd.NA, None), (pd.NaT, None),
    (pd.Timestamp("2024-01-01 10:00"), "2024-01-01T10:00:00"), (math.nan, None),
    (np.datetime64("2024-01-01"), "2024-01-01"),
]
# fmt: on


def test_cells_of_all_kinds():
    sent = form_of({"a": [value for value, _ in CELLS]}).data()
    assert sent == {"columns": {"a": [expected for _, expected in CELLS]}}


def test_decimals_of_arrow_and_dates_with_a_zone():
    rows = pa.table(
        {
            "price": pa.array([decimal.Decimal("1.25"), None], pa.decimal128(9, 2)),
            "day": pa.array([datetime.date(2024, 1, 2), None]),
            "at": pa.array([WHEN, None], pa.timestamp("us", "Europe/Paris")),
        }
    )
    assert cells(form_of(rows).data())["price"] == [1.25, None]
    assert cells(form_of(rows).data())["day"] == ["2024-01-02", None]
    assert cells(form_of(rows).data())["at"] == ["2024-01-02T04:04:05", None]
    before = pa.table({"at": pa.array([-1, 1], pa.timestamp("ns"))})
    assert cells(form_of(before).data())["at"] == ["1969-12-31T23:59:59", "1970-01-01T00:00:00"]
    frame = pd.DataFrame({"at": pd.to_datetime([WHEN, None]).tz_localize("Europe/Paris"), "n": "x"})
    assert form_of(frame).data()["columns"]["at"] == ["2024-01-02T03:04:05", None]
    zoned = pl.DataFrame({"at": [WHEN, None]}).select(
        pl.col("at").dt.replace_time_zone("Asia/Tokyo")
    )
    assert form_of(zoned).data()["columns"]["at"] == ["2024-01-02T03:04:05", None]


def test_cursors_are_fetched():
    base = sqlite3.connect(":memory:")
    cursor = base.execute("SELECT 1 AS a, 'x' AS b UNION ALL SELECT NULL, 'y'")
    assert form_of(cursor).data() == {"columns": {"a": [1, None], "b": ["x", "y"]}}
    with pytest.raises(FormError, match="execute a SELECT"):
        form_of(base.execute("CREATE TABLE t (a)"))
    base.close()


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        (3, "the rows are a int; send a pandas"),
        (b"abc", "the rows are a bytes"),
        ([1, 2], "a list of int"),
        ({"a": [1], "b": [1, 2]}, "different lengths"),
        ([[1, 2], [3]], "1 to 2 cells"),
        (np.zeros(3), r"reshape\(-1, 1\)"),
        (np.zeros((2, 2, 2)), "3 dimensions"),
        (pd.DataFrame([[1, 2]], columns=["a", "a"]), "two columns are called 'a'"),
        (pd.DataFrame([[1]], columns=[("a", "b")]).set_axis(
            pd.MultiIndex.from_tuples([("a", "b")]), axis=1), "several levels"),
        ("no/such/file.csv", "cannot be read"),
    ],
)  # fmt: skip
def test_what_cannot_be_rows_is_refused_in_a_sentence(rows, words):
    with pytest.raises(FormError, match=words):
        form_of(rows)


@pytest.mark.parametrize(
    "rows",
    [
        {"a": [1.0, math.inf]}, {"a": [1.0, decimal.Decimal("Infinity")]},
        pd.DataFrame({"a": [1.0, math.inf]}), pl.DataFrame({"a": [1.0, math.inf]}),
        pa.table({"a": [1.0, math.inf]}), np.array([[math.inf]]),
        pd.DataFrame({"a": [1.0, -math.inf], "b": ["x", "y"]}), {"a": [object()]}, {"a": [1 + 2j]},
        pd.DataFrame({"a": [[1, 2]]}),
    ],
)  # fmt: skip
def test_cells_that_cannot_be_sent_are_refused_in_a_sentence(rows):
    with pytest.raises(FormError, match=r"a cell (is infinite|holds)"):
        form_of(rows).data()


def test_answers_have_the_form_of_the_rows():
    frame = pd.DataFrame({"a": [1, 2]}, index=["x", "y"])
    column = form_of(frame).column("segment", [1, None])
    assert column.index.tolist() == ["x", "y"]
    assert column.dtype == "Int64"
    assert form_of(frame).table({"segment": [1, 2], "name": ["p", None]}).loc["y", "segment"] == 2
    keyed = form_of(frame).by_id("customer", ["k", "l", "m"], {"segment": [1, 2, 3]})
    assert keyed.index.name == "customer"
    assert keyed["m"] == 3
    assert form_of(pl.DataFrame({"a": [1]})).column("segment", [1, None]).to_list() == [1, None]
    assert form_of(pa.table({"a": [1]})).table({"s": [1], "n": ["x"]}).to_pydict() == {
        "s": [1], "n": ["x"],
    }  # fmt: skip
    assert form_of(np.zeros((2, 1))).column("s", [1, 2]).dtype == np.int64
    assert np.isnan(form_of(np.zeros((2, 1))).column("s", [1, None])[1])
    assert form_of(np.zeros((1, 1))).table({"s": [1], "n": ["x"]})["n"][0] == "x"
    assert form_of({"a": [1]}).column("s", (1,)) == [1]
    assert form_of([{"a": 1}]).table({"s": [1], "n": ["x"]}) == [{"s": 1, "n": "x"}]


def test_rows_of_nothing_are_rows():
    for rows in ({"a": []}, pd.DataFrame({"a": []}), pl.DataFrame({"a": []}), np.zeros((0, 2)), []):
        assert form_of(rows).count == 0
        assert isinstance(form_of(rows).data(), dict)
