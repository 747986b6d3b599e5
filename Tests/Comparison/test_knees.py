"""The elbow of a curve, against kneed and yellowbrick.

`knees.json` holds 1,000 curves with what both libraries say of them, for the Swift tests;
`python3 Tests/Comparison/test_knees.py` writes it anew. The tests here hold it against the libraries,
and the votes of `sweep` against them on the inertias that it returns.
"""

import json
import pathlib
import random
import warnings

import numpy

CURVES = pathlib.Path(__file__).with_name("knees.json")


def knees(first, values, shape):
    """What kneed and yellowbrick say; `shape` is "elbow" or "knee"."""
    from kneed import KneeLocator
    from yellowbrick.utils.kneed import KneeLocator as YellowbrickLocator

    counts = list(range(first, first + len(values)))
    curve, direction = {
        "elbow": ("convex", "decreasing"),
        "knee": ("concave", "increasing"),
    }[shape]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        kneed = KneeLocator(counts, values, curve=curve, direction=direction).knee
        yellowbrick = YellowbrickLocator(
            counts, values, curve_nature=curve, curve_direction=direction
        ).knee
    return [None if knee is None else int(knee) for knee in (kneed, yellowbrick)]


def curves():
    """Smooth and rough curves, falling, rising, with flat stretches and equal steps."""
    chance = random.Random(8)
    for index in range(1000):
        count = chance.randint(3, 16)
        kind = index % 5
        if kind == 0:
            values = [chance.randrange(1000) for _ in range(count)]
        elif kind == 1:
            values = sorted((chance.randrange(1000) for _ in range(count)), reverse=True)
        elif kind == 2:
            values = sorted((chance.randrange(8) for _ in range(count)), reverse=True)
        elif kind == 3:
            power = chance.uniform(0.3, 3)
            values = [round(1e4 / (place + 1) ** power, 1) for place in range(count)]
            values = [value + chance.randrange(300) for value in values]
        else:
            values = [chance.randrange(40) / 4 for _ in range(count)]
        if len(set(values)) > 1:
            yield {
                "first": chance.randint(1, 3),
                "values": values,
                "shape": "knee" if index % 7 == 0 else "elbow",
            }


def test_the_stored_answers_are_those_of_the_libraries(comparisons):
    for curve in json.loads(CURVES.read_text()):
        expected = knees(curve["first"], curve["values"], curve["shape"])
        assert [curve["kneed"], curve["yellowbrick"]] == expected, curve
        comparisons.add(2)
    comparisons.require(1900)


def test_votes_are_what_the_libraries_say_of_the_inertias(daemon, comparisons):
    chance = numpy.random.default_rng(3)
    for index in range(1000):
        rows = chance.integers(14, 40)
        centers = chance.random((chance.integers(1, 7), 2)) * 10
        points = centers[chance.integers(len(centers), size=rows)]
        points = points + chance.normal(size=(rows, 2)) * chance.random()
        first = int(chance.integers(1, 4))
        result = daemon.call(
            "sweep",
            data={"columns": {"x": points[:, 0].tolist(), "y": points[:, 1].tolist()}},
            k_range=[first, first + int(chance.integers(2, 10))],
            criteria=["elbow", "elbow_yellowbrick"],
            n_init=1,
            seed=index,
        )
        inertias = [row["inertia"] for row in result["rows"]]
        assert [row["k"] for row in result["rows"]][0] == first
        votes = [result["votes"][name]["k"] for name in ("elbow", "elbow_yellowbrick")]
        assert votes == knees(first, inertias, "elbow"), inertias
        comparisons.add(2)
    comparisons.require(2000)


def write():
    """Writes the curves with what the libraries say of them."""
    lines = []
    for curve in curves():
        kneed, yellowbrick = knees(curve["first"], curve["values"], curve["shape"])
        answers = {"kneed": kneed, "yellowbrick": yellowbrick}
        lines.append(json.dumps({**curve, **answers}, separators=(",", ":")))
    CURVES.write_text("[\n" + ",\n".join(lines) + "\n]\n")


if __name__ == "__main__":
    write()
