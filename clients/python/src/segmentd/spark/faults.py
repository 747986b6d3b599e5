"""What cannot be done, in one sentence, with the exceptions that the daemon's answers become."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ..errors import BadData, InvalidParams, MissingFeature


def named(names: Iterable[str]) -> str:
    """Names between quotation marks, the first twenty of them."""
    all_names = [f'"{name}"' for name in names]
    more = f" and {len(all_names) - 20} others" if len(all_names) > 20 else ""
    return ", ".join(all_names[:20]) + more


def missing_column(name: str, parameter: str, available: Sequence[str]) -> MissingFeature:
    """The recipe names a column that is not there."""
    near = _nearest(name, available)
    hint = (
        f'did you mean "{near}"?'
        if near
        else f"the data has {named(available)}, name one of them"
        if available
        else "the data has no columns"
    )
    return MissingFeature(
        f'recipe.{parameter} names the column "{name}", which is not there; {hint}',
        data={"missing": [name], "got": list(available)},
    )


def invalid(parameter: str, found: str, expected: str) -> InvalidParams:
    """The recipe contradicts itself or the data."""
    return InvalidParams(
        f"{parameter} is {found} but must be {expected}",
        data={"param": parameter, "expected": expected, "got": found},
    )


def bad(sentence: str, column: str | None = None, value: Any = None) -> BadData:
    """The rows cannot be used."""
    return BadData(sentence, data={"column": column, "value": value})


def known_members(given: Mapping[str, Any], known: Sequence[str], parameter: str) -> None:
    """Refuses members that nobody knows.

    Raises:
        InvalidParams: Naming the member, and the nearest there is.
    """
    for name in given:
        if name not in known:
            near = _nearest(str(name), known)
            hint = f'did you mean "{near}"?' if near else f"known are {', '.join(known)}"
            raise InvalidParams(
                f'{parameter} has the member "{name}", which is not known; {hint}',
                data={"param": f"{parameter}.{name}"},
            )


def word(value: Any, known: Sequence[str], parameter: str) -> str:
    """One of the words that are allowed.

    Raises:
        InvalidParams: If it is another.
    """
    if value not in known:
        raise invalid(parameter, f'"{value}"', f"one of {', '.join(known)}")
    return str(value)


def _nearest(name: str, known: Sequence[str]) -> str | None:
    lower = {other.lower(): other for other in known}
    found = difflib.get_close_matches(name.lower(), lower, n=1, cutoff=0.7)
    return lower[found[0]] if found else None
