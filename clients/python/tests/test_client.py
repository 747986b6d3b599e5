"""The client against a real daemon, over standard streams, TCP and a Unix socket."""

import signal
import threading
import time
import warnings

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

import segmentd

RECIPE = {"id": "customer"}


def test_fit_and_assign_give_back_what_came(client, shop):
    frame = pd.DataFrame(shop, index=list("uvwxyz"))
    model = client.fit("vip", frame, 2, recipe=RECIPE)
    assert (model.k, model.n, model.version) == (2, 6, 1)
    assert [segment["size"] for segment in model.segments] == [3, 3]
    found = client.assign("vip", frame)
    assert found.index.equals(frame.index)
    assert found.name == "segment"
    assert found.tolist() == [1, 1, 1, 2, 2, 2] or found.tolist() == [2, 2, 2, 1, 1, 1]
    frame["segment"] = found
    expected = found.tolist()
    assert client.assign("vip", pl.DataFrame(shop)).to_list() == expected
    assert client.assign("vip", pa.table(shop)).to_pylist() == expected
    assert client.assign("vip", shop) == expected
    rows = [[r, s] for r, s in zip(shop["recency"], shop["spend"])]
    named = client.assign("vip", np.array(rows), names=["recency", "spend"])
    assert named.dtype == np.int64
    assert named.tolist() == expected
    assert model.assign(shop) == expected


def test_detail_says_how_sure_it_is(client, shop):
    client.fit("vip", shop, 2, recipe=RECIPE)
    frame = pd.DataFrame(shop)
    frame.loc[1, "spend"] = np.nan
    whole = client.assign("vip", frame, detail=True)
    assert {"segment", "name", "distance", "margin", "outlier", "imputed"} <= set(whole.columns)
    assert whole.loc[1, "imputed"] == "spend"
    assert whole.loc[0, "imputed"] == ""
    assert whole["distance"].ge(0).all()
    assert list(client.assign("vip", frame, detail="name").columns) == ["segment", "name"]
    records = client.assign("vip", frame.to_dict("records"), detail=["name", "margin"])
    assert list(records[0]) == ["segment", "name", "margin"]


def test_transactions_are_answered_by_customer(client, sales, transactions):
    model = client.fit("t", sales, 2, recipe=transactions)
    frame = pd.DataFrame(sales)
    frame["InvoiceDate"] = pd.to_datetime(frame["InvoiceDate"])
    found = client.assign("t", frame)
    assert found.index.name == "CustomerID"
    assert sorted(found.index) == [1, 2, 3, 4]
    assert sum(segment["size"] for segment in model.segments) == 4
    by_customer = frame["CustomerID"].map(found)
    assert by_customer.notna().all()
    columns = client.assign("t", sales)
    assert dict(zip(columns["CustomerID"], columns["segment"])) == found.to_dict()
    table = client.assign("t", pl.DataFrame(sales), detail=["name"])
    assert table.columns == ["CustomerID", "segment", "name"]


def test_ids_keep_their_type(client):
    for ids in ([17850, 1, 2, 3], ["00123", "a", "b", "c"], [2**53 + 1, 1, 2, 3]):
        rows = {"id": ids, "spend": [1.0, 2.0, 50.0, 60.0]}
        client.fit("vip", rows, 2, recipe={"id": "id"})
        reply = client.call("assign", model="vip", data={"columns": rows})
        assert reply["ids"] == ids
    given = client.fit("other", {"spend": [1.0, 2.0, 50.0]}, 2, ids=["x", "y", "z"])
    assert given.n == 3


def test_joined_tables_may_be_frames(client, sales, transactions):
    transactions["transactions"]["join"] = [
        {"data": pd.DataFrame({"CustomerID": [1, 2, 3, 4], "Country": ["UK", "FR", "UK", "DE"]}),
         "on": "CustomerID"}
    ]  # fmt: skip
    transactions["transactions"]["spread"] = {"column": "Country", "as": "share"}
    model = client.fit("t", pl.DataFrame(sales), 2, recipe=transactions)
    assert any("Country" in name for name in model.features)


def test_columns_of_a_joined_table_may_be_called_anything(client, sales, transactions):
    names = {"CustomerID": [1, 2, 3, 4], "path": ["a", "b", "a", "b"]}
    transactions["transactions"]["join"] = [{"data": names, "on": "CustomerID"}]
    transactions["transactions"]["spread"] = {"column": "path", "as": "share"}
    assert any("a" in name for name in client.fit("t", sales, 2, recipe=transactions).features)


def test_the_rest_of_the_methods(client, shop, tmp_path):
    frame = pd.DataFrame(shop)
    model = client.fit("vip", frame, 2, recipe=RECIPE)
    assert client.profile("vip").segments[0]["features"]["spend"]["mean"] > 0
    assert model.profile(format="table")
    assert -1 <= model.silhouette().mean <= 1
    assert client.sweep(frame, recipe=RECIPE, k_range=range(2, 4)).suggested["k"] in (2, 3)
    assert len(client.describe(frame).columns) == 3
    assert model.drift(frame).verdict in ("ok", "reassign", "refit")
    assert len(model.stability(repeats=5).segments) == 2
    client.label_segment("vip", 1, name="Friends")
    assert client.model("vip").segments[0]["name"] == "Friends"
    exported = model.export()
    again = client.import_model(exported.document, "copy")
    assert again.fingerprint == model.fingerprint
    assert client.compare("vip", "vip@1").ari == 1
    assert client.rename_model("copy", "other").model == "other"
    assert sorted(found.model for found in client.models()) == ["other", "vip"]
    assert client.delete_model("other") == ["other@1"]
    assert "SELECT" in model.export(format="sql", dialect="duckdb").document
    table = model.table()
    assert table["customers"].sum() == 6
    assert "segment" in table.columns
    assert "<table>" in model._repr_html_()
    assert "6 customers in 2 segments" in repr(model)
    assert client.info().name == "segmentd"
    assert client.metrics()


def test_rfm_and_its_frozen_cuts(client, sales):
    found = client.rfm(sales, {"customer": "CustomerID", "date": "InvoiceDate", "amount": "Total"})
    assert found.ids == [1, 2, 3, 4]
    assert found["columns"]["frequency"] == [2, 2, 1, 1]


def test_tables_are_kept_until_they_are_deleted(client, shop):
    table = client.put_table("customers", pd.DataFrame(shop))
    more = {**{name: values[:2] for name, values in shop.items()}, "customer": ["g", "h"]}
    client.append_table("customers", more)
    rows = client.get_table("customers")
    assert rows["spend"] == shop["spend"] + shop["spend"][:2]
    assert client.get_table("customers", offset=7) == {n: v[1:2] for n, v in more.items()}
    assert client.fit("vip", table, 2, recipe=RECIPE).n == 8
    assert client.tables()[0].rows == 8
    found = client.assign("vip", table)
    assert found.index.tolist() == [*shop["customer"], "g", "h"]
    client.delete_table("customers")
    with pytest.raises(segmentd.TableNotFound):
        client.fit("vip", table, 2)


def test_many_rows_go_in_pieces_and_leave_nothing_behind(client, monkeypatch):
    monkeypatch.setattr("segmentd.sources.PIECE_BYTES", 200_000)
    generator = np.random.default_rng(0)
    rows = generator.normal(size=(40_000, 4)) + 6 * generator.integers(0, 2, (40_000, 1))
    whole = client.fit("whole", {f"x{i}": rows[:, i].tolist() for i in range(4)}, 2, n_init=2)
    asked = []
    call = client.call
    monkeypatch.setattr(
        client, "call", lambda method, **p: asked.append(method) or call(method, **p)
    )
    pieces = client.fit("pieces", rows, 2, n_init=2)
    assert asked.count("tables.append") >= 3
    assert pieces.fingerprint == whole.fingerprint
    ids = [f"c{row}" for row in range(40_000)]
    assert len(client.assign("pieces", rows, ids=ids)) == 40_000
    with pytest.raises(segmentd.MissingFeature):
        client.assign("pieces", rows, names=list("abcd"))
    assert client.tables() == []


def test_files_are_read_by_a_daemon_of_our_own(client, tmp_path, sales, transactions):
    file = tmp_path / "sales.csv"
    pd.DataFrame(sales).to_csv(file, index=False)
    assert client.fit("t", str(file), 2, recipe=transactions).n == 4
    assert client.assign("t", file).index.tolist() == ["1", "2", "3", "4"]


def test_files_are_read_here_where_the_daemon_is_elsewhere(server, tmp_path, sales, transactions):
    file = tmp_path / "sales.csv"
    pd.DataFrame(sales).to_csv(file, index=False)
    with segmentd.connect(server.address, token=server.token) as client:
        assert client.fit("t", file, 2, recipe=transactions).n == 4
        found = client.assign("t", file)
        assert found["CustomerID"] == ["1", "2", "3", "4"]
        with pytest.raises(segmentd.PathNotAllowed):
            client.fit("t", segmentd.ServerFile(str(file)), 2)


def test_warnings_of_the_daemon_are_warnings(client, shop):
    client.fit("vip", shop, 2, recipe=RECIPE)
    with pytest.warns(segmentd.SegmentdWarning, match="shoe size"):
        client.assign("vip", {**shop, "shoe size": [1, 2, 3, 4, 5, 6]})
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        client.assign("vip", shop)


def test_errors_name_the_fix(client, shop):
    with pytest.raises(segmentd.ModelNotFound, match="there is no model") as found:
        client.assign("nobody", shop)
    assert found.value.data["available"] == []
    with pytest.raises(segmentd.InvalidParams, match="n_init"):
        client.fit("vip", shop, 2, n_init=0)
    with pytest.raises(segmentd.TooFewRows):
        client.fit("vip", {"spend": [1.0, 2.0]}, 9)
    with pytest.raises(segmentd.MethodNotFound):
        client.call("fitt")
    with pytest.raises(segmentd.BadData, match="cannot be written as JSON"):
        client.call("fit", model="vip", data={"columns": {"a": {1, 2}}})
    client.ping()


def test_a_token_is_asked_for(server):
    with segmentd.connect(server.address, token=server.token) as client:
        assert client.info().role == "admin"
    with pytest.raises(segmentd.Unauthorized):
        segmentd.connect(server.address, token="wrong")
    with segmentd.connect(f"unix:{server.socket}") as client:
        assert client.info().role == "admin"


def test_the_environment_is_enough(server, monkeypatch, shop):
    monkeypatch.setenv("SEGMENTD_ADDRESS", server.address)
    monkeypatch.setenv("SEGMENTD_TOKEN", server.token)
    monkeypatch.setattr("segmentd.default._client", None)
    segmentd.fit("vip", shop, 2, recipe=RECIPE)
    frame = pd.DataFrame(shop)
    frame["segment"] = segmentd.assign("vip", frame)
    assert frame["segment"].isin([1, 2]).all()
    assert segmentd.model("vip").k == 2
    segmentd.default.default_client().close()


def test_nobody_there_is_said_in_a_sentence(tmp_path):
    with pytest.raises(segmentd.ConnectionLost, match="start one with `segmentd serve`"):
        segmentd.connect("127.0.0.1:1")
    with pytest.raises(segmentd.ConnectionLost, match="no segmentd answers at unix:"):
        segmentd.connect(f"unix:{tmp_path}/none")
    with pytest.raises(segmentd.ConnectionLost, match="put segmentd on the PATH"):
        segmentd.spawn(str(tmp_path / "none"))


def test_it_connects_again_where_the_connection_ended(server):
    client = segmentd.connect(server.address, token=server.token)
    client._opened.session.close()
    client.ping()
    server.stop()
    with pytest.raises(segmentd.ConnectionLost):
        client.ping()


def test_a_daemon_of_our_own_is_not_replaced_in_silence(client):
    client.shutdown()
    client._opened.session._thread.join(10)
    with pytest.raises(segmentd.ConnectionLost, match="has ended"):
        client.ping()


@pytest.fixture
def long_work():
    """Rows whose fit takes minutes."""
    generator = np.random.default_rng(1)
    return generator.normal(size=(50_000, 16))


@pytest.mark.filterwarnings("ignore::segmentd.SegmentdWarning")
def test_a_deadline_gives_the_best_so_far(client, long_work):
    table = client.put_table("noise", long_work)
    begin = time.monotonic()
    model = client.options(timeout=0.5).fit("n", table, 40, n_init=50)
    assert not model.complete
    assert time.monotonic() - begin < 10


@pytest.mark.filterwarnings("ignore::segmentd.SegmentdWarning")
def test_progress_is_told(client, long_work):
    told = []
    table = client.put_table("noise", long_work)
    asking = client.options(timeout=1.5, progress=lambda *step: told.append(step))
    asking.fit("n", table, 40, n_init=50)
    assert len(told) >= 2
    assert [done for done, _, _ in told] == sorted(done for done, _, _ in told)
    assert all(isinstance(message, str) for _, _, message in told)
    client.options(timeout=0.5, progress=True).fit("n", table, 40, n_init=50)


def test_ctrl_c_cancels_and_the_connection_goes_on(client, long_work):
    table = client.put_table("noise", long_work)
    timer = threading.Timer(0.5, signal.raise_signal, [signal.SIGINT])
    timer.start()
    begin = time.monotonic()
    with pytest.raises(KeyboardInterrupt):
        client.fit("n", table, 40, n_init=50)
    assert time.monotonic() - begin < 10
    assert client.models() == []
    client.ping()


def test_threads_share_a_client(client, shop):
    client.fit("vip", shop, 2, recipe=RECIPE)
    expected = client.assign("vip", shop)
    found = []

    def ask():
        for place in range(50):
            row = {name: values[place % 6 : place % 6 + 1] for name, values in shop.items()}
            found.append(client.assign("vip", row)[0] == expected[place % 6])

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 400
    assert all(found)
