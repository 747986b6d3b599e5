"""Medians and spreads, and how numbers are written for people."""

from __future__ import annotations

import math
import statistics
from collections.abc import Sequence


def median(values: Sequence[float]) -> float:
    return statistics.median(values)


def spread(values: Sequence[float]) -> float:
    """How far the slowest and the fastest turn are apart, as a part of the median."""
    middle = median(values)
    return (max(values) - min(values)) / middle if middle else 0.0


def seconds_text(seconds: float) -> str:
    """Three digits and a unit: 17.3 µs, 4.12 ms, 31.0 s."""
    for factor, unit in ((1.0, "s"), (1e-3, "ms"), (1e-6, "µs")):
        if float(f"{seconds / factor:.3g}") >= 1:
            return f"{three_digits(seconds / factor)} {unit}"
    return f"{three_digits(seconds * 1e9)} ns"


def rate_text(seconds: float) -> str:
    """How many a second, where one takes so long."""
    return f"{1 / seconds:,.0f} a second"


def bytes_text(count: float | None) -> str:
    if count is None:
        return "–"
    megabytes = count / 1e6
    return f"{megabytes:,.0f} MB" if megabytes >= 100 else f"{three_digits(megabytes)} MB"


def ratio_text(ratio: float) -> str:
    return f"{three_digits(ratio)} x"


def percent_text(part: float) -> str:
    return f"{part * 100:.0f} %"


def three_digits(number: float) -> str:
    """A number with three digits that count, or all of those before the point."""
    if number == 0 or not math.isfinite(number):
        return f"{number:g}"
    rounded = float(f"{number:.3g}")  # 999.6 becomes 1000 before its digits are counted
    decimals = max(0, 2 - math.floor(math.log10(abs(rounded))))
    return f"{number:,.{decimals}f}"
