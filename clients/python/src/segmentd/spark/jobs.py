"""Spark jobs that end when whoever waits for them does, and say what went wrong in one sentence."""

from __future__ import annotations

import contextlib
import json
import re
import uuid
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from .. import errors
from ..errors import SegmentdError
from .executors import renamed, telling

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession
    from pyspark.sql.types import StructType

    from .executors import Function

#: How an error of ours ends what an executor's Python tells.
OURS = re.compile(r"^segmentd\.[\w.]*?(\w+): (.*)$", re.M)

#: How Spark says that jobs were cancelled, by who asked them or by others.
CANCELLED = ("SPARK_JOB_CANCELLED", "OPERATION_CANCELED")


@contextlib.contextmanager
def job(session: SparkSession) -> Iterator[None]:
    """Jobs that are given up where the block is left by Ctrl-C.

    Raises:
        SegmentdError: Where one of ours ended a job.
    """
    tag = f"segmentd-{uuid.uuid4().hex}"
    session.addTag(tag)
    try:
        with plain_errors():
            yield
    except Exception:
        raise
    except BaseException:
        session.interruptTag(tag)
        raise
    finally:
        session.removeTag(tag)


@contextlib.contextmanager
def plain_errors() -> Iterator[None]:
    """Makes the errors of ours that a Spark job ended with our exceptions again.

    Jobs of `assign` run where its frame is used:

        with segmentd.spark.plain_errors():
            assigned.write.parquet("segments")

    Raises:
        SegmentdError: What a daemon on an executor answered.
        Cancelled: If someone cancelled the jobs.
    """
    try:
        yield
    except SegmentdError:
        raise
    except Exception as error:
        found = error_in(str(error))
        if found is None:
            raise
        raise found from error


def error_in(text: str) -> SegmentdError | None:
    """The error of ours that a text of Spark tells of, if it does."""
    if "No module named 'segmentd'" in text:
        return SegmentdError(
            "the executors do not have the Python package segmentd; install it on them, or send it "
            'as a zip: spark.addArtifacts("segmentd.zip", pyfile=True)'
        )
    if any(word in text for word in CANCELLED):
        return errors.Cancelled("the Spark jobs were cancelled")
    told = OURS.findall(text)
    if not told:
        return None
    name, sentence = told[-1]
    kind = getattr(errors, name, errors.BadData if name == "FormError" else SegmentdError)
    return kind(sentence) if issubclass(kind, SegmentdError) else SegmentdError(sentence)


def quoted(names: list[str] | tuple[str, ...]) -> list[str]:
    """Names of columns as Spark takes them literally."""
    return ["`" + name.replace("`", "``") + "`" for name in names]


def mapped(rows: DataFrame, function: Function, schema: StructType) -> DataFrame:
    """``mapInArrow``, also where names have dots, by which Spark 4.3 does not find the columns."""
    names = list(rows.columns)
    if not any(set(".`") & set(name) for name in names):
        return rows.mapInArrow(function, schema)
    from pyspark.sql.types import StructField, StructType

    plain = [f"c{place}" for place in range(len(schema.fields))]
    fields = [
        StructField(name, field.dataType, field.nullable)
        for name, field in zip(plain, schema.fields)
    ]
    found = rows.toDF(*(f"c{place}" for place in range(len(names))))
    return found.mapInArrow(renamed(function, names), StructType(fields)).toDF(*schema.names)


def texts_of(rows: DataFrame, function: Function) -> DataFrame:
    """A frame of the texts that a function makes of each partition."""
    from pyspark.sql.types import StringType, StructType

    return mapped(rows, telling(function), StructType().add("found", StringType()))


def collected(texts: DataFrame) -> list[Any]:
    """What texts of JSON say, once they are there.

    Raises:
        SegmentdError: If one tells of an error.
    """
    with job(texts.sparkSession):
        found = [json.loads(row[0]) for row in texts.collect()]
    for one in found:
        if "error" in one:
            raise errors.from_reply(one["error"])
    return found
