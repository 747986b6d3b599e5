"""Every kind of chart is drawn by Vega, as vl-convert brings it along, without a word of complaint."""

import math
import os
import random
import re
from pathlib import Path

import pytest
import segmentd

vl_convert = pytest.importorskip("vl_convert")

HOSTILE = '</script>{{ "x" }}]]> & <b>'
COUNTRIES = ["United Kingdom", "Côte d'Ivoire", HOSTILE, "日本", None]
KINDS = [
    "elbow", "silhouette", "sizes", "centers", "profile", "boxes", "pairs", "scatter", "trend", "by",
    "rfm_grid", "migration",
]  # fmt: skip


def sales(customers):
    """Transactions of customers with habits of five sorts, over two years."""
    draw = random.Random(3)
    rows = {"who": [], "day": [], "spent": [], "country": []}
    for customer in range(customers):
        habit = customer % 5
        for _ in range(1 + habit * 3 + draw.randrange(3)):
            month = draw.randrange(max(1, 24 - 4 * habit))
            rows["who"].append(customer)
            rows["day"].append(f"{2023 + month // 12}-{1 + month % 12:02}-{1 + draw.randrange(28):02}")
            rows["spent"].append(round(math.exp(2 + habit / 2 + draw.random()), 2))
            rows["country"].append(COUNTRIES[(customer * 7 + habit) % 5])
    return rows


@pytest.fixture(scope="module")
def client(program):
    with segmentd.spawn(program) as client:
        recipe = {
            "transactions": {
                "customer": "who", "date": "day", "amount": "spent", "carry": ["country"],
                "measures": ["recency", "frequency", "monetary", "average_order", "interval"],
            },
            "defaults": {"transform": "log1p"},
        }  # fmt: skip
        rows = sales(2_500)
        client.fit("twelve", rows, 12, recipe=recipe)
        client.fit("shop", rows, 3, recipe=recipe)
        client.fit("shop", rows, recipe=recipe, k_range=(2, 6))
        client.label_segment("shop", 1, name=HOSTILE)
        yield client


def options(kind, model):
    if kind == "migration":
        return {"a": "shop@1", "b": model}
    return {"model": model, **({"by": "country"} if kind == "by" else {})}


@pytest.mark.parametrize("model", ["shop", "twelve"])
@pytest.mark.parametrize("kind", KINDS)
def test_vega_draws_it(client, kind, model):
    spec = client.chart(kind, **options(kind, model))
    svg = vl_convert.vegalite_to_svg(spec, vl_version="5.21")
    # Each row that is data becomes a mark; marks with nothing in them would be an empty picture.
    marks = len(re.findall(r"<path|<text|<rect", svg))
    assert marks > 20
    assert "undefined" not in svg
    assert "NaN" not in svg
    assert spec["title"]["text"] in svg
    # A name is text in the picture, whatever is in it.
    assert "<b>" not in svg
    assert "</script>" not in svg
    width = float(re.search(r'width="([\d.]+)"', svg)[1])
    assert width < 1_400
    folder = os.environ.get("CHART_FOLDER")
    if folder:
        place = Path(folder) / f"{kind}-{model.replace('@', '-')}.png"
        place.write_bytes(vl_convert.vegalite_to_png(spec, vl_version="5.21"))


def test_charts_of_other_rows_and_with_chosen_features(client):
    rows = sales(400)
    few = client.chart("boxes", model="shop", data=rows, features=["monetary", "recency"])
    assert {row["feature"] for row in few["data"]["values"]} == {"monetary", "recency"}
    assert client.chart("scatter", model="shop", data=rows, max_points=100)["title"]["subtitle"]
    assert client.chart("elbow", data={"x": [1, 2, 3, 50, 51, 52], "y": [1, 2, 1, 9, 9, 8]})
    quarters = client.chart("trend", model="shop", trend="quarter")
    assert quarters["data"]["values"][0]["period"].endswith(("Q1", "Q2", "Q3", "Q4"))
