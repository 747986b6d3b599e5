"""Cells as the daemon reads them, as Spark SQL expressions: numbers, instants and texts.

An instant is a whole number of microseconds since 1970: no expression here looks at the session's
time zone.
"""

from __future__ import annotations

from dataclasses import dataclass

from pyspark.sql import Column
from pyspark.sql import functions as F
from pyspark.sql import types as T

from .faults import invalid
from .instants import DAY, ISO

NUMBER, DATE, TEXT = "number", "date", "text"

#: A number without any decoration; such a text and no other is read as one.
PLAIN = r"^[ \t]*[+-]?([0-9]+[.]?[0-9]*|[.][0-9]+)([eE][+-]?[0-9]+)?[ \t]*$"

_SECOND = 1_000_000


@dataclass(frozen=True)
class Cell:
    """A column of a frame whose columns have names of their own, by which nothing is mistaken."""

    place: str
    type: T.DataType

    @property
    def column(self) -> Column:
        """The cells as they are."""
        return F.col(self.place)

    @property
    def kind(self) -> str | None:
        """What the daemon takes such cells for; None where it takes none."""
        if isinstance(self.type, (T.NumericType, T.BooleanType)):
            return NUMBER
        if isinstance(self.type, (T.DateType, T.TimestampType, T.TimestampNTZType)):
            return DATE
        return TEXT if isinstance(self.type, (T.StringType, T.NullType)) else None

    def read(self, kind: str, name: str, parameter: str) -> Column:
        """The cells as doubles, as microseconds or as texts; null where one is missing.

        Raises:
            InvalidParams: If such cells cannot be read so.
        """
        if self.kind is None:
            raise invalid(
                f"recipe.{parameter}", f'"{name}" of type {self.type.simpleString()}',
                "a column of numbers, dates or text; take it apart, or drop it first",
            )  # fmt: skip
        if kind == TEXT:
            return self._text()
        if kind == NUMBER and self.kind != DATE:
            return self._number()
        if kind == DATE and self.kind != NUMBER:
            return self._instant()
        advice = (
            "cast it with timestamp_seconds, timestamp_millis or to_timestamp first"
            if kind == DATE
            else "cast it first"
        )
        raise invalid(
            f"recipe.{parameter}", f'"{name}" of type {self.type.simpleString()}',
            f"a column of {kind}s; {advice}",
        )  # fmt: skip

    @property
    def native(self) -> Column:
        """The cells with their own type, null where one is missing; times on the clock of UTC."""
        if isinstance(self.type, T.StringType):
            return F.nullif(self.column.cast("string"), F.lit(""))
        if isinstance(self.type, (T.FloatType, T.DoubleType)):
            return F.when(~F.isnan(self.column), self.column)
        if isinstance(self.type, T.TimestampType):
            return timestamp(F.unix_micros(self.column))
        return self.column

    def _number(self) -> Column:
        if isinstance(self.type, T.StringType):
            plain = F.when(self.column.rlike(PLAIN), F.trim(F.translate(self.column, "\t", " ")))
            return plain.try_cast("double")
        if isinstance(self.type, T.BooleanType):
            return self.column.cast("int").cast("double")
        number = self.column.cast("double")
        # Zero without its sign, so that it equals itself wherever bits are compared.
        return F.when(~F.isnan(number), number + F.lit(0.0))

    def _instant(self) -> Column:
        if isinstance(self.type, T.StringType):
            return instant_in(self.column)
        if isinstance(self.type, T.DateType):
            return F.unix_date(self.column).cast("long") * DAY
        if isinstance(self.type, T.TimestampType):
            return F.unix_micros(self.column)
        if isinstance(self.type, T.TimestampNTZType):
            day = F.unix_date(self.column.cast("date")).cast("long")
            second = (F.extract(F.lit("SECOND"), self.column) * _SECOND).cast("long")
            hour = F.hour(self.column).cast("long")
            minute = F.minute(self.column).cast("long")
            return day * DAY + (hour * 60 + minute) * (60 * _SECOND) + second
        return F.lit(None).cast("long")

    def _text(self) -> Column:
        if isinstance(self.type, T.StringType):
            return self.native
        if isinstance(self.type, (T.TimestampType, T.TimestampNTZType)):
            return instant_text(self._instant())
        if isinstance(self.type, (T.FloatType, T.DoubleType)):
            return number_text(self._number())
        if isinstance(self.type, T.DecimalType) and self.type.scale > 0:
            whole = self.column.cast(T.DecimalType(self.type.precision, 0))
            return F.when(whole == self.column, whole.cast("string")).otherwise(
                number_text(self._number())
            )
        return self.column.cast("string")


def days(instant: Column) -> Column:
    """Whole days in a span of microseconds, rounded down, as a double that is whole."""
    # What is left is a multiple of 2^13, so both conversions and the quotient are exact.
    return (instant - F.pmod(instant, F.lit(DAY))) / F.lit(float(DAY))


def date(instant: Column) -> Column:
    """The date of an instant."""
    return F.date_from_unix_date(days(instant).cast("int"))


def timestamp(instant: Column) -> Column:
    """An instant as ``timestamp_ntz``."""
    seconds = (instant.cast("decimal(20,0)") / F.lit(_SECOND)).cast("decimal(18,6)")
    zero = F.lit(0)
    return F.expr("timestamp_ntz'1970-01-01'") + F.make_dt_interval(zero, zero, zero, seconds)


def instant_text(instant: Column) -> Column:
    """An instant as ISO text, with a fraction of a second only if there is one."""
    stamp = timestamp(instant)
    fraction = F.lpad(F.pmod(instant, F.lit(_SECOND)).cast("string"), 6, "0")
    shown = F.when(
        fraction == "000000", F.lit("")
    ).otherwise(F.concat(F.lit("."), F.rtrim(fraction, F.lit("0"))))  # fmt: skip
    time = [F.lpad(part(stamp).cast("string"), 2, "0") for part in (F.hour, F.minute, F.second)]
    return F.concat(date(instant).cast("string"), F.lit("T"), F.concat_ws(":", *time), shown)


def number_text(number: Column) -> Column:
    """The shortest text of a double, as the daemon writes it: ``5``, ``0.25``, ``1e+22``."""
    size = F.abs(number)
    # Before version 19 Java's own text of a double may have more digits than it needs.
    rounded = F.format_string("%.14e", number)
    written = F.when(rounded.try_cast("double") == number, rounded).otherwise(number.cast("string"))
    plain = F.regexp_replace(written.try_cast("decimal(38,20)").cast("string"), "0+$", "")
    short = F.regexp_replace(F.lower(written), "[.]?0+e", "e")
    power = F.regexp_replace(F.regexp_replace(short, "e([0-9])", "e+$1"), "e([+-])0", "e$1")
    return (
        F.when((size < 1e16) & (number == F.rint(number)), number.cast("long").cast("string"))
        .when((size >= 1e-4) & (size < 1e16), plain)
        .otherwise(power)
    )


def instant_in(text: Column) -> Column:
    """The instant of an ISO date; see `instants.instant_of`, which reads the same."""

    def group(number: int) -> Column:
        return F.regexp_extract(text, ISO, number)

    def number(place: int) -> Column:
        return F.coalesce(group(place).try_cast("int"), F.lit(0)).cast("long")

    day = F.unix_date(group(1).try_cast("date")).cast("long")
    hour, minute, second, half = number(2), number(3), number(4), F.lower(group(6))
    hour = F.when(half == "", hour).otherwise(hour % 12 + F.when(half == "p", 12).otherwise(0))
    fraction = F.rpad(F.substring(group(5), 1, 6), 6, "0").cast("long")
    offset = (number(8) * 60 + number(9)) * F.when(group(7) == "-", -1).otherwise(1)
    instant = day * DAY + ((hour * 60 + minute - offset) * 60 + second) * _SECOND + fraction
    is_time = F.when(half == "", (group(2) == "") | (group(3) != "")).otherwise(
        number(2).between(1, 12)
    )
    is_real = (hour <= 23) & (minute <= 59) & (second <= 59) & (number(8) <= 18)
    return F.when(is_time & is_real & (number(9) <= 59) & (group(1) >= "0001"), instant)
