"""Instants as the daemon has them: microseconds since 1970 on the wall clock, read as UTC."""

from __future__ import annotations

import datetime
import re

#: Microseconds in a day.
DAY = 86_400_000_000

#: A date in ISO form with or without a time and an offset, for Python and for Spark alike.
ISO = (
    r"^[ \t]*([0-9]{4}-[0-9]{2}-[0-9]{2})(?:(?:[Tt]|[ \t]+)([0-9]{1,2})(?::([0-9]{2})"
    r"(?::([0-9]{2})(?:[.,]([0-9]+))?)?)?[ \t]*(?:([AaPp])[Mm])?[ \t]*"
    r"(?:[Zz]|([+-])([0-9]{2}):?([0-9]{2})?)?)?[ \t]*$"
)

_EPOCH = datetime.date(1970, 1, 1).toordinal()
_LAST_SECOND = 253_402_300_799_000_000


def instant_of(text: str) -> int | None:
    """The microseconds since 1970 of an ISO date, midnight without a time; None if it is none.

    What lies behind the sixth digit of a second is cut; an offset is brought to UTC.
    """
    found = re.match(ISO, text)
    if found is None:
        return None
    try:
        day = datetime.date.fromisoformat(found[1]).toordinal() - _EPOCH
    except ValueError:
        return None
    hour, minute, second = (int(part or 0) for part in found.group(2, 3, 4))
    if found[6]:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if found[6] in "pP" else 0)
    elif found[2] and not found[3]:
        return None
    if hour > 23 or minute > 59 or second > 59:
        return None
    fraction = int((found[5] or "")[:6].ljust(6, "0"))
    away, past = int(found[8] or 0), int(found[9] or 0)
    if away > 18 or past > 59:
        return None
    offset = (away * 60 + past) * (-1 if found[7] == "-" else 1)
    minutes = hour * 60 + minute - offset
    return day * DAY + (minutes * 60 + second) * 1_000_000 + fraction


def span_of(text: str) -> tuple[int, int] | None:
    """The first and last instant that an ISO date stands for: of a whole day without a time."""
    start = instant_of(text)
    if start is None:
        return None
    return start, start + (DAY - 1 if len(text) <= len("2011-12-10") else 0)


def text_of(instant: int) -> str:
    """An instant as ISO text, with a fraction of a second only if there is one."""
    day, rest = divmod(instant, DAY)
    second, fraction = divmod(rest, 1_000_000)
    date = datetime.date.fromordinal(day + _EPOCH).isoformat()
    time = f"{second // 3600:02}:{second // 60 % 60:02}:{second % 60:02}"
    return f"{date}T{time}" + (f".{fraction:06}".rstrip("0") if fraction else "")


def day_after(instant: int) -> int:
    """The same time of the next day, within the year 9999."""
    return max(instant, min(instant + DAY, _LAST_SECOND))


def last_of_day(instant: int) -> int:
    """The last instant of an as-of date: at midnight it stands for its whole day."""
    return instant + DAY - 1 if instant % DAY == 0 else instant
