"""The client that is awaited, against a real daemon."""

import asyncio
import time

import numpy as np
import pandas as pd
import pytest

import segmentd


def run(work):
    return asyncio.run(asyncio.wait_for(work, 60))


def test_the_same_calls_are_awaited(program, shop):
    async def work():
        async with segmentd.AsyncClient.spawned(program) as client:
            model = await client.fit("vip", pd.DataFrame(shop), 2, recipe={"id": "customer"})
            found = await model.assign(shop)
            assert sorted(set(found)) == [1, 2]
            many = await asyncio.gather(*(client.assign("vip", shop) for _ in range(40)))
            assert all(one == found for one in many)
            assert (await client.profile("vip")).segments
            with pytest.raises(segmentd.ModelNotFound):
                await client.assign("nobody", shop)
            await client.ping()

    run(work())


def test_over_tcp_and_a_socket(server):
    async def work():
        async with segmentd.AsyncClient(server.address, token=server.token) as client:
            assert (await client.info()).role == "admin"
        async with segmentd.AsyncClient(f"unix:{server.socket}") as client:
            await client.ping()
        with pytest.raises(segmentd.Unauthorized):
            await segmentd.AsyncClient(server.address, token="wrong").ping()
        with pytest.raises(segmentd.ConnectionLost):
            await segmentd.AsyncClient("127.0.0.1:1").ping()

    run(work())


def test_a_cancelled_task_cancels_its_request(program):
    rows = np.random.default_rng(1).normal(size=(50_000, 16))

    async def work():
        async with segmentd.AsyncClient.spawned(program) as client:
            table = await client.put_table("noise", rows)
            task = asyncio.create_task(client.fit("n", table, 40, n_init=50))
            await asyncio.sleep(0.3)
            begin = time.monotonic()
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
            await client.delete_table("noise")
            assert time.monotonic() - begin < 5
            assert await client.models() == []

    run(work())


@pytest.mark.filterwarnings("ignore::segmentd.SegmentdWarning")
def test_deadline_and_progress(program):
    rows = np.random.default_rng(1).normal(size=(50_000, 16))
    told = []

    async def work():
        async with segmentd.AsyncClient.spawned(program) as client:
            table = await client.put_table("noise", rows)
            hurried = client.options(timeout=1.5, progress=lambda *step: told.append(step))
            model = await hurried.fit("n", table, 40, n_init=50)
            assert not model.complete
            steps = len(told)
            assert (await client.model("n")).version == 1
            assert len(told) == steps

    run(work())
    assert len(told) >= 2


def test_every_call_of_the_waiting_client_is_there():
    plain = {name for name in vars(segmentd.Client) if not name.startswith("_")}
    awaited = {name for name in vars(segmentd.AsyncClient) if not name.startswith("_")}
    assert plain == awaited
