"""Feature 15: exports that prove themselves. Every label of a query equals that of `assign`.

10,000 rows with missing values, values that training never saw, numbers out of range and hostile
names, for recipes that together use every transform, scaling and encoding, in SQLite, DuckDB and
PostgreSQL.
"""

import random

import pytest

from daemon import DaemonError
from databases import DuckDB, PostgreSQL, SQLite

ROWS = 10_000
TRAINED = 900
TABLE = 'cust"omers; --'
INCOME = 'a"b; drop table x'
SPEND = "spend %s ?"
TINY = "tiny\\"
COLOUR = "größe\n-- colour"
SIZE = "select"
COLUMNS = [
    ("id", int),
    (INCOME, float),
    (SPEND, float),
    (TINY, float),
    (COLOUR, str),
    (SIZE, str),
]
COLOURS = ["red", "O'Brien", "back\\slash", "two\nlines", "ünï ✓", '"quoted"; --', "a' OR ''='"]


def make_rows():
    """The first rows are those of training: the others hold what these never did."""
    draw = random.Random(15)
    rows = []
    for row in range(ROWS):
        later = row >= TRAINED
        income = draw.gauss(40_000, 12_000) if draw.random() > 0.05 else None
        spend = draw.lognormvariate(3, 1.5)
        tiny = draw.lognormvariate(0, 1) * 1e-9
        colour = draw.choice(COLOURS) if draw.random() > 0.1 else None
        size = draw.choice("SSML")
        if later and draw.random() < 0.2:
            income = draw.choice([0.0, -2e6, 5e6, 1e200, None])
        if later and draw.random() < 0.2:
            spend = draw.choice([0.0, -0.5, -1.0, -7.25, 1e6, 1e-12, None])
        if later and draw.random() < 0.1:
            tiny = draw.choice([0.0, 1e-300, None, -1e-9, 3.5e-7])
        if later and draw.random() < 0.2:
            colour = draw.choice(["never seen", "RED", "red ", "", None, "ünï"])
        if later and draw.random() < 0.1:
            size = draw.choice(["XL", "s", None])
        rows.append((row, income, spend, tiny, colour, size))
    return rows


@pytest.fixture(scope="module")
def rows():
    return make_rows()


@pytest.fixture(scope="module", params=["sqlite", "duckdb", "postgresql"])
def database(request, tmp_path_factory, rows):
    if request.param == "sqlite":
        opened = SQLite()
    elif request.param == "duckdb":
        opened = DuckDB()
    else:
        opened = PostgreSQL(tmp_path_factory.mktemp("postgresql"))
    opened.create(TABLE, COLUMNS, rows)
    yield opened
    opened.close()


def columns(rows, names=None):
    return {
        name: [row[index] for row in rows]
        for index, (name, _) in enumerate(COLUMNS)
        if names is None or name in names
    }


def feature(column, **steps):
    return {"column": column, **steps}


RECIPES = {
    "defaults": {},
    "log1p, robust, one-hot with other": {
        "defaults": {"transform": "log1p", "scale": "robust", "unseen": "other", "levels": 4},
    },
    "sqrt, minmax, an unseen value is an error": {
        "features": [
            feature(SPEND, transform="sqrt", scale="minmax", weight=3),
            feature(COLOUR, unseen="error"),
            feature(SIZE, impute="drop", scale="none", unseen="zero"),
        ],
    },
    "Yeo-Johnson, ordinals": {
        "defaults": {"transform": "yeo-johnson", "encode": "ordinal"},
    },
    "nothing scaled, numbers filled in": {
        "features": [
            feature(SPEND, transform="log1p", scale="none", impute=2),
            feature(TINY, scale="minmax", impute="drop"),
        ],
    },
    "a small unit through a logarithm": {
        "features": [
            feature(TINY, transform="log1p"),
            feature(SPEND, transform="yeo-johnson", scale="robust"),
        ],
    },
    "a small unit through a power": {
        "features": [feature(TINY, transform="yeo-johnson"), feature(INCOME, impute="mean")],
    },
    "outliers clipped": {
        "defaults": {"outliers": {"rule": {"iqr": 1.5}, "do": "clip"}, "transform": "sqrt"},
        "exclude": [INCOME],
    },
    "outliers flagged and left out": {
        "features": [
            feature(INCOME, outliers={"rule": {"mad": 3}, "do": "drop"}, scale="robust"),
            feature(SPEND, outliers={"rule": {"quantiles": [0.05, 0.95]}, "do": "clip"}),
            feature(SIZE, encode="ordinal", unseen="other", scale="minmax"),
        ],
    },
    "components by variance": {"pca": {"variance": 0.8}, "defaults": {"transform": "log1p"}},
    "three components": {
        "pca": {"components": 3},
        "defaults": {"unseen": "other", "transform": "yeo-johnson"},
    },
}


@pytest.fixture(scope="module")
def models(daemon, rows):
    """Fits a recipe once, and gives every row its segment; per recipe the labels and margins."""
    known = {}

    def model(name, k):
        if name not in known:
            title = f"export {len(known)}"
            recipe = {"id": "id", **RECIPES[name]}
            daemon.call(
                "fit", model=title, k=k, data={"columns": columns(rows[:TRAINED])}, recipe=recipe
            )
            answer = daemon.call(
                "assign", model=title, data={"columns": columns(rows)}, detail=["margin"]
            )
            known[name] = title, answer
        return known[name]

    return model


@pytest.mark.parametrize("name", RECIPES)
def test_every_label_of_the_query_is_that_of_assign(name, models, daemon, database, comparisons):
    title, answer = models(name, k=5)

    export = daemon.call(
        "models.export", model=title, format="sql", dialect=database.dialect, table=TABLE
    )
    result = database.query(export["document"])

    found = {row[0]: row[1] for row in result}
    assert len(result) == ROWS and len(found) == ROWS
    expected = dict(zip(answer["ids"], answer["segment"]))
    margins = dict(zip(answer["ids"], answer["margin"]))
    ties = [row for row, margin in margins.items() if margin is not None and margin < 1e-9]
    wrong = [
        (row, expected[row], found[row])
        for row in expected
        if expected[row] != found[row] and row not in ties
    ]
    assert wrong[:5] == []
    assert len(ties) <= 10
    # Labels that are nearly all the same would prove little.
    assert sum(list(found.values()).count(segment) >= 100 for segment in set(found.values())) >= 3
    names = {str(row[1]): row[2] for row in result if row[1] is not None}
    assert names.items() <= answer["names"].items()
    comparisons.add(ROWS - len(ties))
    comparisons.require(ROWS - 10)


@pytest.mark.parametrize("width, k", [(3, 1), (60, 8), (2, 110)])
def test_wide_and_narrow_models_keep_every_label(width, k, daemon, database, comparisons):
    draw = random.Random(width)
    names = [f"x{place}" for place in range(width)]
    values = {name: [draw.gauss(0, 1) for _ in range(1000)] for name in names}
    title, table = f"wide {width}", f"wide {width}"
    daemon.call("fit", model=title, k=k, n_init=1, refine="none", data={"columns": values})
    database.create(table, [(name, float) for name in names], list(zip(*values.values())))

    answer = daemon.call("assign", model=title, data={"columns": values})
    export = daemon.call(
        "models.export", model=title, format="sql", dialect=database.dialect, table=table
    )
    found = {tuple(row[:width]): row[width] for row in database.query(export["document"])}

    # Without a key the columns themselves are handed through, in the order of the model.
    rows = list(zip(*(values[field] for field in export["checks"]["fields"])))
    assert [found[row] for row in rows] == answer["segment"]
    comparisons.add(len(rows))
    comparisons.require(1000)


def test_a_model_of_transactions_scores_what_was_measured(daemon, database, comparisons):
    draw = random.Random(3)
    days = [f"{2010 + draw.randrange(2)}-{draw.randrange(1, 13):02}-11" for _ in range(3000)]
    data = {
        "who": [f"c{draw.randrange(200)}" for _ in days],
        "day": days,
        "amount": [round(draw.lognormvariate(3, 1), 2) for _ in days],
    }
    daemon.call(
        "fit",
        model="purchases",
        k=4,
        data={"columns": data},
        recipe={
            "transactions": {"customer": "who", "date": "day", "amount": "amount"},
            "defaults": {"transform": "log1p"},
        },
    )

    export = daemon.call(
        "models.export",
        model="purchases",
        format="sql",
        dialect=database.dialect,
        table="measured",
    )
    checks = export["checks"]
    names = [("who", str)] + [(field, float) for field in checks["fields"]]
    rows = [
        (f"check {index}", *(None if cell is None else float(cell) for cell in row))
        for index, row in enumerate(checks["rows"])
    ]
    database.create("measured", names, rows)
    found = dict(row[:2] for row in database.query(export["document"]))

    assert checks["fields"] == ["recency", "frequency", "monetary"]
    assert len(checks["rows"]) == 50
    assert [found[row[0]] for row in rows] == checks["segment"]
    comparisons.add(len(found))
    comparisons.require(50)


@pytest.mark.parametrize("name", RECIPES)
def test_the_check_rows_show_what_the_model_can_do(name, models, daemon):
    title, _ = models(name, k=5)

    checks = daemon.call("models.export", model=title)["checks"]

    assert len(checks["rows"]) == len(checks["segment"]) == 50
    assert set(checks["segment"]) - {None} == {1, 2, 3, 4, 5}
    assert any(None in row for row in checks["rows"])
    data = dict(zip(checks["fields"], map(list, zip(*checks["rows"]))))
    answer = daemon.call("assign", model=title, data={"columns": data})
    assert answer["segment"] == checks["segment"]


def test_numbers_are_written_so_that_the_database_reads_the_same_double(database):
    draw = random.Random(7)
    numbers = [draw.uniform(-1e6, 1e6) * 10.0 ** draw.randrange(-30, 30) for _ in range(200)]
    suffix = "e0" if database.dialect == "duckdb" else ""
    kind = "DOUBLE" if database.dialect == "duckdb" else "DOUBLE PRECISION"

    def literal(number):
        text = repr(abs(number))
        return text if "e" in text else text + suffix

    for number in numbers:
        ((read,),) = database.query(f"SELECT CAST({literal(number)} AS {kind})")
        assert abs(read - abs(number)) <= abs(number) * 2.3e-16


def test_an_export_that_no_database_could_run_is_refused(daemon):
    values = {"a": [1, 2, 3, 4], "A": [1, 5, 2, 9], "text": ["x", "y", "x", "y"]}
    daemon.call("fit", model="twins", k=2, data={"columns": values})

    for dialect in ["sqlite", "duckdb"]:
        with pytest.raises(DaemonError) as refused:
            daemon.call("models.export", model="twins", format="sql", dialect=dialect)
        assert refused.value.code == -32602
    daemon.call("models.export", model="twins", format="sql", dialect="postgresql")
