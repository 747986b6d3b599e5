"""Online Retail in Spark and in the daemon: the same ledger, the same customers to the last bit."""

import lzma
import shutil

import pytest
from pyspark.sql import functions as F
from shops import MEASURES

from segmentd.spark import features

TRANSACTIONS = {
    "customer": "CustomerID", "date": "InvoiceDate", "invoice": "InvoiceNo",
    "quantity": "Quantity", "price": "UnitPrice",
}  # fmt: skip


@pytest.fixture(scope="module")
def retail(shared, tmp_path_factory):
    packed = shared / "data" / "online_retail" / "OnlineRetail.csv.xz"
    if not packed.exists():
        pytest.skip(f"no {packed}")
    path = tmp_path_factory.mktemp("retail") / "OnlineRetail.csv"
    with lzma.open(packed) as source, path.open("wb") as to:
        shutil.copyfileobj(source, to)
    return path


@pytest.fixture(scope="module")
def compiled(spark):
    """Plans are compiled, as they are by default."""
    names = {"spark.sql.codegen.wholeStage": "true", "spark.sql.codegen.factoryMode": "FALLBACK"}
    before = {name: spark.conf.get(name) for name in names}
    for name, value in names.items():
        spark.conf.set(name, value)
    yield spark
    for name, value in before.items():
        spark.conf.set(name, value)


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"returns": "net", "drop": ["duplicate_rows"], "day_count": "calendar", "window_days": 200,
         "measures": MEASURES, "as_of": "max"},
    ],
)  # fmt: skip
def test_online_retail(changes, retail, compiled, client, comparisons):
    read = compiled.read.csv(str(retail), header=True, encoding="ISO-8859-1", quote='"', escape='"')
    moment = F.to_timestamp_ntz("InvoiceDate", F.lit("M/d/yyyy H:mm"))
    frame = read.withColumns({
        "InvoiceDate": moment, "Quantity": F.col("Quantity").cast("int"),
        "UnitPrice": F.col("UnitPrice").cast("double"),
    }).persist()  # fmt: skip
    transactions = {**TRANSACTIONS, **changes}
    made = features(frame, {"transactions": transactions})
    theirs = client.call("rfm", data={"path": str(retail)}, transactions=transactions)
    ledger = theirs["ledger"]
    assert made.ledger == {name: ledger[name] for name in made.ledger}
    if not changes:
        assert made.ledger["rows_kept"] == 397_884
        assert made.ledger["monetary"] == 8_911_407.904
    assert made.as_of == theirs["as_of"]
    rows = {row["CustomerID"]: row for row in made.frame.collect()}
    assert set(rows) == set(theirs["ids"])
    names = transactions.get("measures", MEASURES[:3])
    for place, who in enumerate(theirs["ids"]):
        for name in names:
            assert rows[who][name] == theirs["columns"][name][place], (who, name)
            comparisons.add()
    frame.unpersist()
    comparisons.require(3_500 * len(names))
