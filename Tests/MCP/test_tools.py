"""Tools: what is listed, what each comes to, what an assistant hears of its mistakes."""

import asyncio
import json

import pytest
from jsonschema import Draft202012Validator

from conftest import RECIPE
from talk import ProtocolError, talk

TOOLS = [
    "list_models", "fit_model", "assign_segments", "profile_segments", "silhouette_score",
    "sweep_k", "compare_models", "describe_data",
]  # fmt: skip


def test_version_is_the_newest_of_the_era(host, mode):
    async def work():
        async with talk(host.command(), mode) as client:
            return client.version

    assert asyncio.run(work()) == ("2025-11-25" if mode in ("legacy", "1.x") else "2026-07-28")


def test_list_is_whole_small_and_of_valid_schemas(host, mode):
    async def work():
        async with talk(host.command(), mode) as client:
            return await client.tools(), await client.tools()

    tools, again = asyncio.run(work())
    assert tools == again
    assert [tool["name"] for tool in tools if tool["name"] != "draw_chart"] == TOOLS
    assert len(json.dumps(tools, separators=(",", ":"))) < 60 * 1024
    for tool in tools:
        assert tool["title"] and 80 < len(tool["description"]) < 700
        for schema in (tool["inputSchema"], tool["outputSchema"]):
            Draft202012Validator.check_schema(schema)
            assert schema["type"] == "object"
        assert tool["inputSchema"]["additionalProperties"] is False
        hints = tool["annotations"]
        assert hints["readOnlyHint"] == (tool["name"] != "fit_model")
        assert (hints["destructiveHint"], hints["openWorldHint"]) == (False, False)


def test_every_tool_answers_as_its_schema_says(host, mode, shop):
    name = f"every tool {mode}"
    data = {"path": str(shop)}
    calls = [
        ("describe_data", {"data": data, "recipe": RECIPE}),
        ("describe_data", {"data": data}),
        ("sweep_k", {"data": data, "recipe": RECIPE, "k_range": [2, 5]}),
        ("fit_model", {"model": name, "data": data, "recipe": RECIPE, "k": 3}),
        ("fit_model", {"model": name, "data": data, "recipe": RECIPE, "k": "auto"}),
        ("list_models", {}),
        ("assign_segments", {"model": name, "data": data, "detail": True}),
        ("profile_segments", {"model": name, "by": ["country"], "trend": "month"}),
        ("profile_segments", {"model": name, "format": "table"}),
        ("silhouette_score", {"model": name, "values": True}),
        ("compare_models", {"a": f"{name}@1", "b": f"{name}@2"}),
    ]

    async def work():
        async with talk(host.command(), mode) as client:
            tools = {tool["name"]: tool for tool in await client.tools()}
            answers = []
            for tool, arguments in calls:
                Draft202012Validator(tools[tool]["inputSchema"]).validate(arguments)
                answers.append(await client.call(tool, arguments))
            return tools, answers

    tools, answers = asyncio.run(work())
    for (tool, _), answer in zip(calls, answers, strict=True):
        assert not answer.is_error, (tool, answer.texts)
        Draft202012Validator(tools[tool]["outputSchema"]).validate(answer.structured)
        assert json.loads(answer.text) == answer.structured
        assert "truncated" not in answer.structured
    assert {call[0] for call in calls} == set(TOOLS)
    fitted = answers[3].structured
    assert sorted(segment["size"] for segment in fitted["segments"]) == [20, 20, 20]
    assert answers[6].structured["ids"][:2] == ["c000", "c001"]


@pytest.mark.parametrize(
    ("tool", "arguments", "kind", "word"),
    [
        ("assign_segments", {"model": "nobody", "data": {"columns": {"a": [1]}}},
         "model_not_found", "there is no model \"nobody\""),
        ("fit_model", {"model": "m", "data": {"columns": {"a": [1, 2]}}, "k": 0},
         "invalid_params", "k is 0 but must be"),
        ("fit_model", {"model": "m", "data": "my rows"},
         "invalid_params", "data is \"my rows\" but must be an object with one of columns"),
        ("fit_model", {"model": "m", "data": [1]}, "invalid_params", "data is"),
        ("fit_model", {"model": "m", "dota": {}}, "invalid_params", "did you mean \"data\"?"),
        ("fit_model", {}, "invalid_params", "model is missing; send"),
        ("fit_model", {"model": "m", "data": {"path": "/etc/passwd"}},
         "path_not_allowed", "/etc/passwd"),
        ("fit_model", {"model": "m", "data": {"columns": {"a": [1, 2]}}, "k": 5},
         "too_few_rows", "5"),
        ("list_models", {"verbose": True}, "invalid_params", "this method takes no parameters"),
    ],
)  # fmt: skip
def test_mistakes_are_results_that_name_the_fix(host, mode, tool, arguments, kind, word):
    async def work():
        async with talk(host.command(), mode) as client:
            return await client.call(tool, arguments)

    answer = asyncio.run(work())
    assert answer.is_error
    assert answer.structured is None
    assert word in answer.text
    assert answer.meta["segmentd/error"]["data"]["kind"] == kind
    assert answer.meta["segmentd/error"]["message"] == answer.text


def test_unknown_tool_is_a_protocol_error(host, mode):
    async def work():
        async with talk(host.command(), mode) as client:
            with pytest.raises(ProtocolError) as raised:
                await client.call("fit_modle", {})
            assert (await client.call("list_models", {})).structured is not None
            return raised.value.error

    error = asyncio.run(work())
    assert (error.code, error.data["did_you_mean"]) == (-32602, "fit_model")
    assert error.message == 'there is no tool "fit_modle"; did you mean "fit_model"?'


def test_long_results_are_cut_and_say_so(host, mode):
    name = f"cut {mode}"
    rows = 150_000
    columns = {"a": [i % 10 for i in range(rows)], "b": [i % 7 for i in range(rows)]}

    async def work():
        async with talk(host.command(), mode) as client:
            tools = {tool["name"]: tool for tool in await client.tools()}
            few = {name: values[:200] for name, values in columns.items()}
            await client.call("fit_model", {"model": name, "data": {"columns": few}, "k": 3})
            answer = await client.call(
                "assign_segments",
                {"model": name, "detail": ["distance", "name", "imputed"],
                 "data": {"columns": columns, "ids": list(range(rows))}},
            )  # fmt: skip
            whole = await client.call(
                "assign_segments", {"model": name, "data": {"columns": few}, "detail": True}
            )
            return tools["assign_segments"]["outputSchema"], answer, whole

    schema, answer, whole = asyncio.run(work())
    cut = answer.structured
    Draft202012Validator(schema).validate(cut)
    assert cut["truncated"] is True
    lists = {"ids", "segment", "distance", "name", "imputed"}
    assert {name: cut["truncated_counts"][name] for name in lists} == dict.fromkeys(lists, rows)
    lengths = {len(cut[name]) for name in lists}
    assert len(lengths) == 1 and lengths.pop() > 2_000
    assert cut["ids"] == list(range(len(cut["ids"])))
    told = {"content": answer.texts, "structuredContent": cut}
    size = len(json.dumps(told, separators=(",", ":"), ensure_ascii=False).encode())
    assert 800_000 < size < 1 << 20
    assert json.loads(answer.text) == cut
    assert len(whole.structured["segment"]) == 200 and "truncated" not in whole.structured
