"""One cell at a time: from what Python has to what JSON has."""

from __future__ import annotations

import datetime
import decimal
import math
import numbers
import sys
import uuid
from collections.abc import Iterable
from typing import Any

from .base import FormError

#: From here on doubles no longer tell whole numbers apart.
LARGEST_EXACT = 1 << 53

_PLAIN = (str, bool, int)
_LARGEST = sys.float_info.max


def plain(value: Any) -> Any:
    """A cell as JSON has it: None where it is missing, ISO text for dates.

    Raises:
        FormError: If it is infinite, or nothing that a cell can be.
    """
    if value is None or type(value) in _PLAIN:
        return value
    if isinstance(value, float):
        return _finite(value)
    if isinstance(value, (datetime.date, datetime.time)):
        # pandas' NaT is a date that equals nothing.
        return value.isoformat() if value == value else None
    if isinstance(value, decimal.Decimal):
        return _decimal(value)
    if isinstance(value, (str, uuid.UUID)):
        return str(value)
    if isinstance(value, numbers.Integral):
        return int(value)
    if isinstance(value, numbers.Real):
        return _finite(float(value))
    return _foreign(value)


def plains(values: Iterable[Any]) -> list[Any]:
    """Cells as JSON has them."""
    # A call for each number would take most of the time; what is NaN or infinite compares false.
    return [
        value
        if type(value) in _PLAIN or (type(value) is float and -_LARGEST <= value <= _LARGEST)
        else plain(value)
        for value in values
    ]


def exact_doubles(values: Iterable[Any]) -> list[float] | None:
    """Numbers as doubles, NaN where one is missing; None if a double cannot tell one exactly."""
    found: list[float] = []
    for value in values:
        if value is None:
            found.append(math.nan)
        elif type(value) is float and not math.isinf(value):
            found.append(value)
        elif type(value) is int and abs(value) <= LARGEST_EXACT:
            found.append(float(value))
        else:
            return None
    return found


def _finite(value: float) -> float | None:
    if math.isfinite(value):
        return float(value)
    if math.isnan(value):
        return None
    raise FormError("a cell is infinite; send None for what is not known, or a number")


def _decimal(value: decimal.Decimal) -> float | int | None:
    if value.is_nan():
        return None
    if value.is_finite() and value == value.to_integral_value():
        return int(value)
    return _finite(float(value))


def _foreign(value: Any) -> Any:
    # numpy's scalars and pandas' NA tell what they are without being imported.
    if type(value).__name__ in ("NAType", "NaTType"):
        return None
    item = getattr(value, "item", None)
    if callable(item) and getattr(value, "shape", None) == ():
        found = item()
        if type(found) is not type(value):
            return plain(found)
    raise FormError(
        f"a cell holds {type(value).__name__}; a cell is a number, text, true or false, a date, or "
        "None"
    )
