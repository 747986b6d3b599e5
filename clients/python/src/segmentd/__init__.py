"""Customer segments from a segmentd daemon.

One line puts a segment beside every customer of a data frame:

    import segmentd
    customers["segment"] = segmentd.assign("vip", customers)

`connect` and `spawn` give a client with all calls, `AsyncClient` the same for asyncio.
"""

from __future__ import annotations

from .aio import AsyncClient
from .charts import Chart
from .client import Client, connect, spawn
from .default import (
    assign,
    chart,
    compare,
    describe,
    drift,
    fit,
    model,
    models,
    profile,
    rfm,
    silhouette,
    stability,
    sweep,
)
from .errors import (
    BadData,
    Cancelled,
    ConnectionLost,
    CorruptModel,
    DataError,
    DataNeeded,
    DeadlineExceeded,
    Degenerate,
    FileUnreadable,
    Forbidden,
    InternalError,
    InvalidParams,
    InvalidRequest,
    MemoryLimit,
    MessageTooLarge,
    MethodNotFound,
    MissingFeature,
    ModelNotFound,
    NotFound,
    Overloaded,
    ParseError,
    PathNotAllowed,
    RequestError,
    SegmentdError,
    ShuttingDown,
    StorageError,
    TableNotFound,
    TooFewRows,
    Unauthorized,
)
from .model import Model, Profile
from .reply import Reply, SegmentdWarning, frame
from .sources import Measured, ServerFile, Table

__version__ = "0.1.0"


def load_ipython_extension(shell: object) -> None:
    """Adds ``%segment`` and ``%%segment`` to a notebook; see `segmentd.notebook`."""
    from .notebook import load_ipython_extension as load

    load(shell)


__all__ = [
    "AsyncClient",
    "BadData",
    "Cancelled",
    "Chart",
    "Client",
    "ConnectionLost",
    "CorruptModel",
    "DataError",
    "DataNeeded",
    "DeadlineExceeded",
    "Degenerate",
    "FileUnreadable",
    "Forbidden",
    "InternalError",
    "InvalidParams",
    "InvalidRequest",
    "Measured",
    "MemoryLimit",
    "MessageTooLarge",
    "MethodNotFound",
    "MissingFeature",
    "Model",
    "ModelNotFound",
    "NotFound",
    "Overloaded",
    "ParseError",
    "PathNotAllowed",
    "Profile",
    "Reply",
    "RequestError",
    "SegmentdError",
    "SegmentdWarning",
    "ServerFile",
    "ShuttingDown",
    "StorageError",
    "Table",
    "TableNotFound",
    "TooFewRows",
    "Unauthorized",
    "assign",
    "chart",
    "compare",
    "connect",
    "describe",
    "drift",
    "fit",
    "frame",
    "model",
    "models",
    "profile",
    "rfm",
    "silhouette",
    "spawn",
    "stability",
    "sweep",
]
