"""One way to speak for all clients: the `mcp` package in whichever version is installed.

    async with talk(host.command(), "auto") as client:
        result = await client.call("list_models", {})
"""

import contextlib
import dataclasses
import importlib.metadata
import json
import sys

import mcp
from mcp.client.stdio import StdioServerParameters, stdio_client

VERSION = importlib.metadata.version("mcp")
IS_MODERN = int(VERSION.split(".")[0]) >= 2

#: The modes that this version has.
MODES = ["auto", "legacy", "2026-07-28"] if IS_MODERN else ["1.x"]

if IS_MODERN:
    from mcp import MCPError as ProtocolError
else:
    from datetime import timedelta

    from mcp import McpError as ProtocolError
    from mcp import types


@dataclasses.dataclass
class Answer:
    """What a tool came to."""

    structured: object
    texts: list
    is_error: bool
    meta: dict

    @property
    def text(self):
        (only,) = self.texts
        return only


def _answer(result):
    told = result.model_dump(by_alias=True, mode="json")
    assert all(block["type"] == "text" for block in told["content"])
    return Answer(
        told.get("structuredContent"), [block["text"] for block in told["content"]],
        told["isError"], told.get("_meta") or {},
    )  # fmt: skip


class Talk:
    """A client of the installed version."""

    def __init__(self, client, version):
        self._client = client
        #: The revision of the protocol that is spoken.
        self.version = version

    async def tools(self):
        listed = await self._client.list_tools()
        return [tool.model_dump(by_alias=True, exclude_none=True) for tool in listed.tools]

    async def call(self, name, arguments, progress=None, seconds=None):
        """Calls a tool; `progress` hears (progress, total, message)."""

        async def hear(*told):
            progress.append(told)

        limit = seconds if IS_MODERN or seconds is None else timedelta(seconds=seconds)
        return _answer(
            await self._client.call_tool(
                name, arguments, limit, hear if progress is not None else None
            )
        )

    async def resources(self):
        listed = await self._client.list_resources()
        return [
            resource.model_dump(by_alias=True, exclude_none=True, mode="json")
            for resource in listed.resources
        ]

    async def templates(self):
        listed = await self._client.list_resource_templates()
        told = listed.model_dump(by_alias=True, exclude_none=True)
        return [template["uriTemplate"] for template in told["resourceTemplates"]]

    async def read(self, uri):
        """The JSON of a resource."""
        told = (await self._client.read_resource(uri)).model_dump(by_alias=True, mode="json")
        (content,) = told["contents"]
        assert (content["uri"], content["mimeType"]) == (uri, "application/json")
        return json.loads(content["text"])

    async def cancel(self, request):
        """What version 1 leaves to its user: the notification that takes a request back."""
        notification = types.CancelledNotification(
            method="notifications/cancelled",
            params=types.CancelledNotificationParams(requestId=request, reason="enough"),
        )
        await self._client.send_notification(types.ClientNotification(notification))


@contextlib.asynccontextmanager
async def talk(command, mode):
    """A client that is connected to the program which the command starts."""
    parameters = StdioServerParameters(command=command[0], args=command[1:])
    if IS_MODERN:
        async with mcp.Client(stdio_client(parameters, errlog=sys.stderr), mode=mode) as client:
            yield Talk(client, client.protocol_version)
    else:
        async with stdio_client(parameters) as (reading, writing):
            async with mcp.ClientSession(reading, writing) as session:
                agreed = await session.initialize()
                yield Talk(session, agreed.protocolVersion)
