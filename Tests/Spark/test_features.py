"""Customers made in Spark are those that the daemon makes of the same transactions."""

import datetime
import decimal

import pytest
from shops import MEASURES, Shop

import segmentd
from segmentd.spark import features


def wired(value):
    """A cell of a frame as the protocol has it."""
    if isinstance(value, (datetime.date, datetime.datetime)):
        return value.isoformat()
    return float(value) if isinstance(value, decimal.Decimal) else value


def columns_of(frame):
    rows = frame.collect()
    return {name: [wired(row[i]) for row in rows] for i, name in enumerate(frame.columns)}


def by_customer(keys, columns):
    """Cells by the customer's name."""
    names = zip(*(columns[key] for key in keys))
    rows = zip(*(columns[name] for name in columns if name not in keys))
    return dict(zip(names, rows))


def asked(client, method, **parameters):
    """The answer, or the error."""
    try:
        return client.call(method, **parameters)
    except segmentd.SegmentdError as error:
        return error


def rfm_of(client, shop, transactions):
    """The daemon's customers, by name, and its ledger."""
    reply = asked(client, "rfm", data=shop.data(), transactions=transactions)
    if isinstance(reply, segmentd.SegmentdError):
        return reply
    keys = transactions["customer"]
    ids = [tuple(i) if isinstance(i, list) else (i,) for i in reply["ids"]]
    names = [name for name in reply["columns"] if name not in "rfm"]
    cells = dict(zip(ids, zip(*(reply["columns"][name] for name in names))))
    assert len(cells) == len(ids), keys
    return names, cells, reply


def ledger_of(ledger):
    members = ("rows_in", "rows_kept", "dropped", "customers", "invoices", "monetary")
    return {name: ledger[name] for name in members if name in ledger}


def same(one, other):
    return one == other or (one is None and other is None)


@pytest.mark.parametrize("first", range(0, 36, 9))
def test_measures_and_ledger(first, spark, client, comparisons):
    for seed in range(first, first + 9):
        check_measures(seed, spark, client, comparisons)
    comparisons.require(300)


def check_measures(seed, spark, client, comparisons):
    shop = Shop(seed)
    transactions = shop.recipe["transactions"]
    theirs = rfm_of(client, shop, transactions)
    if isinstance(theirs, segmentd.SegmentdError) and theirs.kind != "too_few_rows":
        with pytest.raises(type(theirs)) as ours:
            features(shop.frame(spark), {"transactions": transactions})
        assert str(theirs).replace("transactions.", "recipe.transactions.") in (
            str(ours.value), f"recipe.{ours.value}"
        ), seed  # fmt: skip
        return
    made = features(shop.frame(spark), {"transactions": transactions})
    found = columns_of(made.frame)
    if isinstance(theirs, segmentd.SegmentdError):
        assert not next(iter(found.values()))
        return
    names, cells, reply = theirs
    ours = by_customer(transactions["customer"], found)
    assert set(ours) == set(cells)
    order = [name for name in found if name not in transactions["customer"]]
    assert [name for name in order if name in names] == names
    assert order[: len(transactions["measures"])] == transactions["measures"]
    for who, row in cells.items():
        mine = dict(zip(order, ours[who]))
        for name, value in zip(names, row):
            assert same(mine[name], value), (seed, who, name, mine[name], value)
            comparisons.add()
    assert made.ledger == ledger_of(reply["ledger"])
    assert list(made.ledger["dropped"]) == list(reply["ledger"]["dropped"])
    assert made.as_of == reply.get("as_of")


def rules_of(frame, keys):
    """Every column as a feature, so that a model shows what is in it; dates are none."""
    rules = []
    for part in frame.schema.fields:
        kind = part.dataType.typeName()
        if part.name not in keys and not kind.startswith(("date", "timestamp")):
            encoded = {"encode": "onehot"} if kind == "string" else {}
            rules.append({"column": part.name, "scale": "none", "impute": "mode", **encoded})
    return rules


def finest_fits(client, **sides):
    """Fits of both sides with as many segments as both can have, by side; None where none can."""
    for k in range(12, 0, -1):
        fits = {
            name: asked(client, "fit", model=name, k=k, reuse=False, align=False, **parameters)
            for name, parameters in sides.items()
        }
        errors = {
            name: fit for name, fit in fits.items() if isinstance(fit, segmentd.SegmentdError)
        }
        if not errors:
            return fits
        assert len(errors) == len(fits), errors
        assert {error.kind for error in errors.values()} <= {"too_few_rows", "degenerate"}, errors
    return None


@pytest.mark.parametrize("first", range(50, 78, 7))
def test_models_are_the_same(first, spark, client, comparisons):
    """What is seen of customers only in a model of them: texts, joins, derivations."""
    for seed in range(first, first + 7):
        check_models(seed, spark, client, comparisons)
    comparisons.require(200)


def check_models(seed, spark, client, comparisons):
    shop = Shop(seed)
    recipe = shop.recipe
    try:
        made = features(shop.frame(spark), recipe)
    except segmentd.BadData as error:
        reply = asked(client, "fit", model="whole", data=shop.data(), recipe=recipe, k=1)
        assert isinstance(reply, segmentd.BadData)
        assert str(error) == str(reply)
        return
    keys = recipe["transactions"]["customer"]
    found = columns_of(made.frame)
    if not found[keys[0]]:
        reply = asked(client, "fit", model="whole", data=shop.data(), recipe=recipe, k=1)
        assert isinstance(reply, segmentd.TooFewRows)
        return
    resolved = {**made.recipe, "features": rules_of(made.frame, keys)}
    joins = {"join": recipe["join"]} if "join" in recipe else {}
    measured = {"columns": found, "measured": True}
    fits = finest_fits(
        client, whole={"data": shop.data(), "recipe": {**resolved, **joins}},
        parts={"data": measured, "recipe": resolved},
    )  # fmt: skip
    if fits is None:
        return
    whole, parts = fits["whole"], fits["parts"]
    assert whole["features"] == parts["features"]
    for one, other in zip(whole["segments"], parts["segments"]):
        for name in ("size", "center", "center_scaled", "inertia"):
            assert one[name] == other[name], (seed, name)
        comparisons.add(len(one["center"]))
    assert made.ledger == ledger_of(whole["ledger"])
    assert whole["as_of"] == made.as_of
    sent = {"joins": [join["data"] for join in joins["join"]]} if joins else {}
    answers = [
        client.call("assign", model=name, data=data, **sent)
        for name, data in (("whole", shop.data()), ("parts", measured))
    ]
    assert segments_of(answers[0]) == segments_of(answers[1])


def segments_of(reply):
    """Per customer the segment; 1.0 is the customer 1."""
    ids = [tuple(i) if isinstance(i, list) else i for i in reply["ids"]]
    return dict(zip(ids, reply["segment"]))


def test_every_option_is_drawn():
    drawn = [Shop(seed).recipe for seed in range(90)]
    shops = [recipe["transactions"] for recipe in drawn]
    for name in ("invoice", "amount", "window_days", "join", "carry", "spread"):
        assert 0 < sum(name in shop for shop in shops) < len(shops), name
    for measure in MEASURES:
        assert any(measure in shop["measures"] for shop in shops)
    assert all(any(name in recipe for recipe in drawn) for name in ("where", "join", "derive"))
