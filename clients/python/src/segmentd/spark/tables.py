"""The rows that joins name, as frames."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import types as T

from ..sources import Context, wired_rows
from .faults import invalid, named
from .frames import Rows


def rows_of(data: Any, tables: Mapping[str, DataFrame], spark: SparkSession, at: str) -> Rows:
    """The rows that a join names: a frame, one of ``tables``, or rows that stand in the recipe.

    Raises:
        InvalidParams: If they are somewhere that Spark does not know.
    """
    if isinstance(data, DataFrame):
        return Rows.of(data, at)
    wired = wired_rows(Context(), data)
    title = wired.get("table") or wired.get("path")
    if isinstance(title, str):
        if title not in tables:
            raise invalid(
                f"{at}.data", f'"{title}", which is not among tables ({named(tables) or "none"})',
                "the name of one of the data frames in tables, or rows",
            )  # fmt: skip
        return Rows.of(tables[title], at)
    return Rows.of(_frame(_columns(wired, at), spark), at)


def _columns(wired: Mapping[str, Any], at: str) -> dict[str, list[Any]]:
    if "columns" in wired:
        return {name: list(cells) for name, cells in wired["columns"].items()}
    if "records" in wired:
        names = list(dict.fromkeys(name for row in wired["records"] for name in row))
        return {name: [row.get(name) for row in wired["records"]] for name in names}
    if "rows" in wired:
        fields = wired["fields"]
        return {name: [row[i] for row in wired["rows"]] for i, name in enumerate(fields)}
    raise invalid(f"{at}.data", "a matrix", "a data frame, columns, records or rows")


def _frame(columns: Mapping[str, list[Any]], spark: SparkSession) -> DataFrame:
    fields = [T.StructField(name, _type(cells)) for name, cells in columns.items()]
    texts = [isinstance(field.dataType, T.StringType) for field in fields]
    doubles = [isinstance(field.dataType, T.DoubleType) for field in fields]
    rows = [
        tuple(
            None if cell is None else _text(cell) if text else float(cell) if double else cell
            for cell, text, double in zip(row, texts, doubles)
        )
        for row in zip(*columns.values())
    ]
    return spark.createDataFrame(rows, T.StructType(fields))


def _type(cells: Iterable[Any]) -> T.DataType:
    kinds = {type(cell) for cell in cells if cell is not None}
    if not kinds or str in kinds:
        return T.StringType()
    if kinds == {bool}:
        return T.BooleanType()
    whole = kinds == {int} and all(abs(cell) < 1 << 63 for cell in cells if cell is not None)
    return T.LongType() if whole else T.DoubleType()


def _text(cell: Any) -> str:
    if isinstance(cell, bool):
        return "true" if cell else "false"
    return cell if isinstance(cell, str) else repr(cell)
