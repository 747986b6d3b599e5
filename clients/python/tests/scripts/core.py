"""What the core can do with the standard library alone, as JSON: python core.py SRC PROGRAM."""

import asyncio
import csv
import json
import os
import pickle
import signal
import sqlite3
import sys
import tempfile
import threading
import warnings

sys.path.insert(0, sys.argv[1])

import segmentd

PROGRAM = sys.argv[2]
SHOP = {
    "customer": ["ä", "b", "c", "d", "e", "f"],
    "recency": [3, 5, 8, 210, 180, 240],
    "spend": [950.0, 870.0, 1020.0, 40.0, 65.0, 20.0],
}
RECIPE = {"id": "customer"}
RECORDS = [dict(zip(SHOP, row)) for row in zip(*SHOP.values())]
NOISE = [[(row * place * 7919 % 1000) / 10 for place in range(1, 9)] for row in range(20_000)]


def outcome(call, *arguments, **options):
    """The name of what is raised, and its beginning."""
    try:
        call(*arguments, **options)
    except Exception as error:
        return [type(error).__name__, str(error)[:40]]
    return None


def forms(client, folder):
    model = client.fit("vip", SHOP, 2, recipe=RECIPE)
    yield "fit", [model.k, model.n, model.name, repr(model), model.table()]
    yield "columns", client.assign("vip", SHOP)
    yield "records", client.assign("vip", RECORDS, detail=["name", "imputed"])
    yield "rows", client.assign("vip", [list(row) for row in zip(*SHOP.values())], names=list(SHOP))
    place = os.path.join(folder, "shop.csv")
    with open(place, "w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([list(SHOP), *zip(*SHOP.values())])
    yield "file", client.assign("vip", place)
    database = sqlite3.connect(":memory:")
    database.execute("create table shop (customer, recency, spend)")
    database.executemany("insert into shop values (?, ?, ?)", list(zip(*SHOP.values())))
    yield "cursor", client.assign("vip", database.execute("select * from shop"))
    database.close()
    yield "profile", [segment["reasons"] for segment in client.profile("vip").segments]
    yield (
        "table",
        client.get_table(client.put_table("t", NOISE, names=list("abcdefgh")).name, limit=2),
    )
    yield "sweep", client.sweep(SHOP, recipe=RECIPE, k_range=range(2, 5)).suggested["k"]
    yield "chart", client.chart("sizes", model="vip").title
    yield "report", os.path.getsize(model.report(os.path.join(folder, "a.md"))) > 500
    yield "pickle", pickle.loads(pickle.dumps(segmentd.BadData("a", 1, {"row": 2}))).data


def errors(client):
    yield "no model", outcome(client.assign, "nobody", SHOP)
    yield "no column", outcome(client.assign, "vip", {"recency": [1]})
    yield "no rows", outcome(client.fit, "x", 5)
    yield "no number", outcome(client.fit, "x", SHOP, 0)
    yield "no file", outcome(client.fit, "x", "/nowhere/shop.csv")
    yield "no daemon", outcome(segmentd.connect, "127.0.0.1:1")
    yield "no program", outcome(segmentd.spawn, "/nowhere/segmentd")
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        client.assign("vip", {**SHOP, "size": [1] * 6})
    yield "warning", [[os.path.basename(one.filename), str(one.message)] for one in told]


def endings(client):
    """Deadlines and Ctrl-C, after which the daemon goes on."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        told = []
        known = client.options(timeout=1.5, progress=lambda *step: told.append(step))
        yield "deadline", known.fit("n", NOISE, 60, n_init=1000).complete
        yield "progress", len(told) > 0
    if threading.current_thread() is threading.main_thread():
        timer = threading.Timer(0.5, signal.raise_signal, [signal.SIGINT])
        timer.start()
        try:
            client.fit("m", NOISE, 60, n_init=1000)
        except KeyboardInterrupt:
            yield "interrupted", [model.model for model in client.models()]


async def awaited():
    async with segmentd.AsyncClient.spawned(PROGRAM) as client:
        await client.fit("vip", SHOP, 2, recipe=RECIPE)
        found = await asyncio.gather(*(client.assign("vip", RECORDS) for _ in range(20)))
        task = asyncio.create_task(client.fit("n", NOISE, 60, n_init=1000))
        await asyncio.sleep(0.3)
        task.cancel()
        cancelled = await asyncio.gather(task, return_exceptions=True)
        models = [model.model for model in await client.models()]
        try:
            await client.assign("nobody", SHOP)
        except segmentd.ModelNotFound as error:
            return [found[0], len(found), type(cancelled[0]).__name__, models, error.data]
    return None


def main():
    with tempfile.TemporaryDirectory() as folder, segmentd.spawn(PROGRAM) as client:
        result = dict(forms(client, folder))
        result.update(errors(client))
        result.update(endings(client))
    result["awaited"] = asyncio.run(awaited())
    print(json.dumps(result))


main()
