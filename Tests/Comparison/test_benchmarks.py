"""The pure parts of the benchmark harness: figures, ratios, turns, comparisons, the report."""

import json
import pathlib
import sys

import numpy as np
import pytest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "Benchmarks"))
from harness import equal, figures, machine, report, sales, turns  # noqa: E402
from harness.results import OtherResult, RowResult, SideResult, Unavailable  # noqa: E402
from harness.results import Verdict, WrongResult, limit  # noqa: E402


@pytest.mark.parametrize(
    "seconds, text",
    [(31.04, "31.0 s"), (0.00412, "4.12 ms"), (17.3e-6, "17.3 µs"), (0.9999, "1.00 s"),
     (999.6e-6, "1.00 ms"), (2e-9, "2.00 ns"), (1234.0, "1,234 s")],
)  # fmt: skip
def test_times_have_three_digits_and_a_unit(seconds, text):
    assert figures.seconds_text(seconds) == text


def test_the_spread_is_a_part_of_the_median():
    assert figures.median([1.0, 4.0, 2.0]) == 2.0
    assert figures.spread([1.0, 4.0, 2.0]) == 1.5
    assert figures.spread([3.0]) == 0


def row():
    """Ours at 2 s; one peer at 10 s, one at 6 s, one that was not measured."""
    return RowResult(
        "fit", "fit of rows", "How.",
        [
            SideResult("segmentd", [2.0, 1.0, 3.0], 27_600_000),
            SideResult("slow one", [10.0], 1_000_000_000),
            SideResult("quick one", [6.0, 6.0]),
            SideResult("absent one", note="not available: no module"),
        ],
    )  # fmt: skip


def test_the_ratio_is_that_of_the_best_peer():
    assert row().ratio() == 3
    assert row().ratio("slow") == 5
    assert row().ratio("absent") is None


@pytest.mark.parametrize("factor, holds", [(3, True), (3.01, False)])
def test_a_bar_holds_from_its_factor_on(factor, holds):
    assert row().at_least(factor) == Verdict(f"{factor:g} x the best peer", "3.00 x", holds)


def test_a_bar_against_a_peer_that_is_absent_is_missed():
    assert row().at_least(2, "absent") == Verdict("2 x absent", "not measured", False)


def test_a_limit_holds_where_it_is_reached():
    assert limit("10 ms", 0.010, 0.010, "10.0 ms").holds
    assert not limit("10 ms", 0.0101, 0.010, "10.1 ms").holds


def test_a_row_is_told_with_every_side():
    told = row()
    told.verdicts = [told.at_least(5)]

    assert report.row_text(told) == "\n".join(
        [
            "## fit of rows",
            "",
            "How.",
            "",
            "| side | median | spread | turns | against ours | memory |",
            "| --- | --- | --- | --- | --- | --- |",
            "| segmentd | 2.00 s | 100 % | 3 | 1 | 27.6 MB |",
            "| slow one | 10.0 s | 0 % | 1 | 5.00 x | 1,000 MB |",
            "| quick one | 6.00 s | 0 % | 2 | 3.00 x | – |",
            "| absent one | not available: no module | | | | |",
            "",
            "- 5 x the best peer: 3.00 x, **missed**",
        ]
    )


def test_rows_that_were_not_measured_again_stay_in_the_report(tmp_path):
    about = report.About({"processor": "P"}, {"segmentd": "abc"}, 1.0)
    first, second = row(), row()
    second.name, second.title = "other", "another row"
    report.write(tmp_path, [first, second], ["fit", "other"], about)
    again = row()
    again.sides[0].seconds = [1.5]
    (tmp_path / "notes").mkdir()
    (tmp_path / "notes" / "other.md").write_text("Its limit is the scan.\n")
    report.write(tmp_path, [again], ["fit", "other"], about)

    rows = json.loads((tmp_path / "RESULTS.json").read_text())["rows"]
    assert [(one["name"], one["sides"][0]["seconds"]) for one in rows] == [
        ("fit", [1.5]),
        ("other", [2.0, 1.0, 3.0]),
    ]
    text = (tmp_path / "RESULTS.md").read_text()
    assert text.index("## another row") < text.index("Its limit is the scan.")


class Scripted:
    """A side that takes the times it is told to."""

    def __init__(self, name, *seconds, outcome=1, missing=""):
        self.name, self.seconds, self.result, self.missing = name, seconds, outcome, missing
        self.turns = []

    def start(self):
        if self.missing:
            raise Unavailable(self.missing)

    def turn(self, number):
        self.turns.append(number)
        return turns.Turn(self.seconds[min(number, len(self.seconds) - 1)], self.result)

    def peak_bytes(self):
        return 7

    def stop(self):
        self.is_stopped = True


def require_equal(ours, name, theirs):
    if theirs == "odd":
        raise OtherResult("odd")
    if ours != theirs:
        raise WrongResult(name)


def taken(*sides, rounds=3):
    result = RowResult("row", "row", "")
    turns.take_turns(result, list(sides), rounds, require_equal)
    return result


def test_the_warm_up_does_not_count():
    result = taken(Scripted("ours", 9e-3, 1e-3), Scripted("theirs", 9e-3, 2e-3))

    assert [side.seconds for side in result.sides] == [[1e-3] * 3, [2e-3] * 3]
    assert result.sides[1].peak_bytes == 7


def test_a_first_turn_that_is_long_counts_and_a_hopeless_peer_has_no_other():
    best, hopeless = Scripted("best", 8.0), Scripted("hopeless", 17.0)

    result = taken(Scripted("ours", 1.0), best, hopeless, rounds=2)

    assert (best.turns, hopeless.turns) == ([0, 1, 2], [0])
    assert [len(side.seconds) for side in result.sides] == [2, 3, 1]


def test_a_peer_that_is_slow_but_quick_to_measure_keeps_its_turns():
    slow = Scripted("slow", 4.0)

    taken(Scripted("ours", 0.001), Scripted("best", 0.1), slow)

    assert slow.turns == [0, 1, 2, 3]


def test_a_peer_that_is_absent_is_told_and_the_others_go_on():
    result = taken(Scripted("ours", 1.0), Scripted("gone", missing="no module"), Scripted("b", 2.0))

    assert result.sides[1].note == "not available: no module"
    assert result.ratio() == 2


def test_a_peer_with_another_result_is_not_counted():
    result = taken(Scripted("ours", 1.0), Scripted("odd", 1.0, outcome="odd"))

    assert (result.sides[1].seconds, result.sides[1].note) == (
        [],
        "not counted: odd (it took 1.00 s)",
    )


def test_a_wrong_result_ends_the_row_and_stops_all_sides():
    sides = Scripted("ours", 1.0), Scripted("theirs", 1.0, outcome=2)

    with pytest.raises(WrongResult, match="theirs"):
        taken(*sides)

    assert all(side.is_stopped for side in sides)


def test_labels_are_compared_up_to_their_names():
    rows = np.array([[0.0], [1.0], [9.0], [10.0]])

    assert equal.require_same_labels(rows, [4, 4, 1, 1], [0, 0, 1, 1], "peer", 0) == 0


def test_a_label_may_differ_at_a_tie_alone():
    rows = np.array([[0.0]] * 500 + [[10.0]] * 500 + [[5.0], [4.0]])
    ours = [1] * 500 + [2] * 500 + [1, 1]
    tied, wrong = list(ours), list(ours)
    tied[1000], wrong[1001] = 2, 2

    assert equal.require_same_labels(rows, ours, tied, "peer", 0.01) == 1
    with pytest.raises(WrongResult, match="no ties"):
        equal.require_same_labels(rows, ours, wrong, "peer", 0.01)


def test_many_other_labels_are_wrong_even_at_ties():
    rows = np.zeros((10, 1))
    ours, theirs = [1] * 5 + [2] * 5, [1] * 4 + [2] * 6

    with pytest.raises(WrongResult, match="1 of 10 labels"):
        equal.require_same_labels(rows, ours, theirs, "peer", 1, most=0.05)


@pytest.mark.parametrize("theirs", [[1] * 5 + [2] * 5, [1] * 4 + [2] * 3 + [3] * 3])
def test_clusters_that_were_joined_or_cut_are_wrong(theirs):
    with pytest.raises(WrongResult, match="not the same"):
        equal.require_same_labels(np.zeros((10, 1)), [1] * 10, theirs, "peer", 1)


def test_inertia_is_the_sum_of_squares():
    rows, centers = np.array([[1.0, 2.0], [3.0, 5.0]]), np.array([[0.0, 0.0], [3.0, 4.0]])

    assert equal.inertia_of(rows, centers, np.array([0, 1])) == 6


def test_generated_sales_are_the_same_again_and_hold_together(tmp_path):
    made = sales.Sales(rows=1_000, customers=50)
    first = made.written(tmp_path).read_bytes()
    made.written(tmp_path).unlink()

    assert made.written(tmp_path).read_bytes() == first
    lines = first.decode().splitlines()
    assert lines[0] == "customer,date,invoice,quantity,price"
    assert len(lines) == 1_001
    cells = [line.split(",") for line in lines[1:]]
    assert {len(line) for line in lines[1:]} == {len(sales.TEMPLATE) - 1}
    assert all(100_000 <= int(customer) < 100_050 for customer, *_ in cells)
    assert len({(customer, date, invoice) for customer, date, invoice, *_ in cells}) == 167
    assert all(
        1 <= int(quantity) <= 9 and 10 <= float(price) < 100 for *_, quantity, price in cells
    )


def test_a_processor_is_placed_by_its_flags():
    third = {"avx2", "fma", "bmi1", "bmi2", "f16c", "movbe", "sse4_2"}

    assert machine.level(third) == "x86-64-v3"
    assert machine.level(third | {"avx512f", "avx512bw", "avx512cd", "avx512dq", "avx512vl"}) == (
        "x86-64-v4"
    )
    assert machine.level({"sse4_2"}) == "x86-64-v2"
