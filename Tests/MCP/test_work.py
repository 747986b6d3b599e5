"""Work that takes a while: progress, both cancels, several at once, a client that is gone."""

import asyncio
import contextlib
import json
import os
import pathlib
import signal
import subprocess
import sys
import textwrap

import pytest

from program import is_alive, processes, processor_seconds, wait_until, wait_until_idle
from talk import IS_MODERN, ProtocolError, talk


def long_fit(crowd, name):
    """Arguments of a fit that takes minutes."""
    return {
        "model": name, "data": {"path": str(crowd)}, "k": 60, "n_init": 1000, "keep": "document",
    }  # fmt: skip


def test_progress_is_heard_and_strictly_increases(host, mode, village):
    told = []

    async def work():
        async with talk(host.command(), mode) as client:
            arguments = long_fit(village, f"progress {mode}") | {"k": 12, "n_init": 20}
            answer = await client.call("fit_model", arguments, progress=told)
            before = len(told)
            await client.call("list_models", {})
            return answer, before

    answer, before = asyncio.run(work())
    assert not answer.is_error
    assert len(told) == before >= 2
    done = [progress for progress, _, _ in told]
    assert all(first < second for first, second in zip(done, done[1:]))
    assert all(progress <= total for progress, total, _ in told)
    assert all(message for _, _, message in told)


def test_progress_of_several_calls_is_told_apart(host, mode, village):
    heard = [[], []]

    async def work():
        async with talk(host.command(), mode) as client:
            fits = [
                client.call(
                    "fit_model",
                    long_fit(village, f"two {mode} {index}") | {"k": 12, "n_init": 5},
                    progress=heard[index],
                )
                for index in range(2)
            ]  # fmt: skip
            return await asyncio.gather(*fits)

    answers = asyncio.run(work())
    assert [answer.is_error for answer in answers] == [False, False]
    for told in heard:
        done = [progress for progress, _, _ in told]
        assert done and all(first < second for first, second in zip(done, done[1:]))


if IS_MODERN:

    @pytest.mark.parametrize("way", ["timeout", "task"])
    def test_cancelled_work_stops_at_once(host, mode, crowd, way):
        name = f"cancelled {mode} {way}"

        async def work():
            async with talk(host.command(), mode) as client:
                if way == "timeout":
                    with pytest.raises(ProtocolError):
                        await client.call("fit_model", long_fit(crowd, name), seconds=1.0)
                else:
                    task = asyncio.create_task(client.call("fit_model", long_fit(crowd, name)))
                    await asyncio.sleep(1.0)
                    task.cancel()
                    with contextlib.suppress(asyncio.CancelledError):
                        await task
                worker = host.worker()
                assert await asyncio.to_thread(wait_until_idle, worker, 5)
                models = await client.call("list_models", {})
                return [model["model"] for model in models.structured["models"]]

        assert name not in asyncio.run(work())

else:
    # Version 1 takes nothing back by itself; its user may.

    def test_a_notification_takes_work_back(host, mode, crowd):
        name = f"taken back {mode}"

        async def work():
            async with talk(host.command(), mode) as client:
                task = asyncio.create_task(client.call("fit_model", long_fit(crowd, name)))
                await asyncio.sleep(1.0)
                # initialize was 0, and a call that knows no schema lists the tools after its own.
                await client.cancel(1)
                assert await asyncio.to_thread(wait_until_idle, host.worker(), 5)
                assert not task.done()
                task.cancel()
                models = await client.call("list_models", {})
                return [model["model"] for model in models.structured["models"]]

        assert name not in asyncio.run(work())


def test_short_calls_overtake_long_ones(host, mode, crowd, shop):
    async def work():
        async with talk(host.command(), mode) as client:
            name = f"busy {mode}"
            long = asyncio.create_task(client.call("fit_model", long_fit(crowd, name)))
            await asyncio.sleep(0.5)
            data = {"columns": {"a": [1, 2, 3, 9, 8, 7]}}
            fits = [
                client.call("fit_model", {"model": f"{name} {i}", "data": data, "k": 2})
                for i in range(20)
            ]
            answers = await asyncio.wait_for(asyncio.gather(*fits), 60)
            assert not long.done()
            long.cancel()
            return answers

    answers = asyncio.run(work())
    assert [answer.structured["k"] for answer in answers] == [2] * 20


def test_the_end_of_the_client_ends_its_work(host, mode, crowd):
    async def work():
        async with talk(host.command(), mode) as client:
            task = asyncio.create_task(client.call("fit_model", long_fit(crowd, f"end {mode}")))
            await asyncio.sleep(1.0)
            process = host.worker()
            began = processor_seconds(process)
            assert began > 0.2
            task.cancel()
            return process

    process = asyncio.run(work())
    if host.name == "stdio":
        assert wait_until(lambda: not is_alive(process), 2)
    else:
        assert wait_until_idle(process, 5)


def test_a_client_killed_in_mid_call_leaves_no_process(host, mode, crowd):
    # The host of the client is a process of its own, so that it can be killed.
    script = textwrap.dedent(
        """
        import asyncio, json, sys
        sys.path.insert(0, sys.argv[1])
        from talk import talk

        async def work():
            async with talk(json.loads(sys.argv[2]), sys.argv[3]) as client:
                task = asyncio.create_task(client.call("fit_model", json.loads(sys.argv[4])))
                await asyncio.sleep(1.0)
                print("asked", flush=True)
                await task

        asyncio.run(work())
        """
    )
    client = subprocess.Popen(
        [
            sys.executable, "-c", script, str(pathlib.Path(__file__).parent),
            json.dumps(host.command()), mode, json.dumps(long_fit(crowd, f"killed {mode}")),
        ],
        stdout=subprocess.PIPE,
    )  # fmt: skip
    with client:
        assert client.stdout.readline() == b"asked\n"
        mine = processes(parent=client.pid)
        assert len(mine) == 1
        os.kill(client.pid, signal.SIGKILL)
        assert wait_until(lambda: not any(is_alive(process) for process in mine), 2)
    if host.name == "connect":
        assert wait_until_idle(host.worker(), 5)
