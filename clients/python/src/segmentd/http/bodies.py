"""What comes in and goes out: bodies of requests and of answers."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from ..errors import (
    DataError,
    DeadlineExceeded,
    MessageTooLarge,
    NotFound,
    Overloaded,
    RequestError,
    SegmentdError,
)

#: Bytes of a request at most, as TabPy has it.
MOST_BYTES = 100_000_000

#: The status of each kind of error; of all others it is 502, as the fault is behind this door.
_STATUS: list[tuple[type[SegmentdError], int]] = [
    (NotFound, 404),
    (DataError, 400),
    (RequestError, 400),
    (MessageTooLarge, 413),
    (DeadlineExceeded, 408),
    (Overloaded, 503),
]


def failure(error: SegmentdError) -> Response:
    """What the daemon said went wrong."""
    status = next((status for kind, status in _STATUS if isinstance(error, kind)), 502)
    return JSONResponse({"message": error.kind, "info": error.message}, status)


def unknown(name: str) -> Response:
    """That there is no such model, in TabPy's words."""
    return JSONResponse({"message": "UnknownURI", "info": f"Endpoint '{name}' does not exist"}, 404)


async def json_body(request: Request) -> dict[str, Any] | Response:
    """The body of a request, whatever it says that it is: old Tableaus call their JSON a form.

    Returns:
        The object, or what to answer where it is none.
    """
    content = bytearray()
    async for chunk in request.stream():
        content += chunk
        if len(content) > MOST_BYTES:
            info = f"A request has at most {MOST_BYTES:,} bytes; ask about fewer rows at a time."
            return JSONResponse({"message": "Request too large.", "info": info}, 413)
    try:
        found = json.loads(content)
    except ValueError as error:
        return JSONResponse({"message": "The body is no JSON.", "info": str(error)}, 400)
    if not isinstance(found, dict):
        info = 'Send an object such as {"data": {"recency": [3], "spend": [9.5]}}.'
        return JSONResponse({"message": "The body is no object.", "info": info}, 400)
    return found


def columns_of(data: Any, recipe: Mapping[str, Any]) -> dict[str, list[Any]] | str:
    """The columns that were sent, by name, or in the order of the model's features.

    Returns:
        The columns, or a sentence that says why they are none.
    """
    if isinstance(data, list):
        wanted = [feature["column"] for feature in recipe.get("features", [])]
        if len(data) != len(wanted):
            return (
                f"{len(data)} arguments came where the model takes {len(wanted)}: "
                f"{', '.join(wanted)}; send these, or name them."
            )
        data = dict(zip(wanted, data))
    if not isinstance(data, dict) or not data:
        return 'There are no arguments; send {"data": {"name": [values]}}.'
    return {name: values if isinstance(values, list) else [values] for name, values in data.items()}


def csv_of(names: Iterable[str], rows: Iterable[Iterable[Any]]) -> Response:
    """A table as CSV (RFC 4180), UTF-8, its first line the names."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(names)
    writer.writerows(rows)
    return Response(text.getvalue(), media_type="text/csv; charset=utf-8")
