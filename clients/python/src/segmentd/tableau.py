"""A model as an endpoint of a TabPy server, for Tableau sites that run one, and for Prep.

Where there is no TabPy, `segmentd.http` answers Tableau by itself.
"""

from __future__ import annotations

from typing import Any, Callable

from .client import Client
from .default import default_client
from .errors import InvalidParams


def deploy(
    server: str,
    model: str,
    *,
    client: Client | None = None,
    address: str | None = None,
    name: str | None = None,
    aspect: str = "segment",
    credentials: tuple[str, str] | None = None,
) -> str:
    """Deploys a small function that asks the daemon, in place of one of that name.

    The TabPy server needs this package, and finds the daemon's token as any client does: in its
    ``SEGMENTD_TOKEN`` or its token file. Nothing of the model is copied there, so a later `fit`
    needs no new deployment unless it takes other columns.

    Args:
        server: Of TabPy, such as ``"http://tabpy:9004"``.
        model: The model to ask: its name for the newest version, or ``name@version``.
        client: Of the daemon, to learn the model's columns; absent, the package's own.
        address: Where the TabPy server finds the daemon; absent, by its environment.
        name: Of the endpoint; absent, the model's.
        aspect: What it answers for each row: ``"segment"``, ``"name"`` or ``"distance"``.
        credentials: User and password, where TabPy asks for them.

    Returns:
        The name of the endpoint: in Tableau ``MODEL_EXTENSION_INT("name", "recency", "spend",
        AVG([Recency]), SUM([Spend]))``, or ``SCRIPT_INT("return tabpy.query('name', _arg1,
        _arg2)['response']", …)`` with the columns in this order.

    Raises:
        InvalidParams: If the model measures transactions, whose answers are not one per row.
        SegmentdError: If there is no such model.
    """
    from tabpy.tabpy_tools.client import Client as TabPy

    found = (client or default_client()).model(model)
    if "transactions" in found["recipe"]:
        raise InvalidParams(
            f"{model} measures transactions, and Tableau wants an answer for each row; assign its "
            "customers in a refresh and join their segments"
        )
    columns = [feature["column"] for feature in found["recipe"]["features"]]
    endpoint = name or found["model"]
    server_client = TabPy(server)
    if credentials is not None:
        server_client.set_credentials(*credentials)
    server_client.deploy(
        endpoint,
        _asking(model, columns, aspect, address),
        f"The {aspect} of each row by {model}; takes {', '.join(columns)}",
        override=True,
        schema=_schema(columns, aspect),
        is_public=True,
    )
    return endpoint


def _asking(
    model: str, columns: list[str], aspect: str, address: str | None
) -> Callable[..., list[Any]]:
    """The function to deploy; it is sent whole, with what it has closed over."""

    def ask(*values: Any, **named: Any) -> list[Any]:
        """Answers for each row."""
        import segmentd

        rows = {**dict(zip(columns, values)), **named}
        rows = {key: cells if isinstance(cells, list) else [cells] for key, cells in rows.items()}
        with segmentd.Client(address) as client:
            if aspect == "segment":
                return list(client.assign(model, rows))
            return list(client.assign(model, rows, detail=[aspect])[aspect])

    return ask


def _schema(columns: list[str], aspect: str) -> dict[str, Any]:
    """What goes in and comes out, as TabPy keeps it for those who look."""
    kinds = {"segment": "integer", "name": "string", "distance": "number"}
    return {
        "input": {
            "type": "object",
            "properties": {column: {"type": "array"} for column in columns},
            "required": columns,
        },
        "output": {"type": "array", "items": {"type": kinds[aspect]}},
    }
