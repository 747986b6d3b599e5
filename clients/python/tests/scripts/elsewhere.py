"""The core on a system with neither POSIX nor a console: python elsewhere.py SRC, the daemon by
SEGMENTD_ADDRESS. Fails where anything is asked for that Windows has not."""

import asyncio
import importlib
import json
import os
import signal
import socket
import sys
import traceback

sys.path.insert(0, sys.argv[1])
# What the standard library itself needs of a system it loads now; what is ours is loaded again.
importlib.import_module("segmentd")
for name in [name for name in sys.modules if name.partition(".")[0] == "segmentd"]:
    del sys.modules[name]
loop = asyncio.new_event_loop()
for module in ("fcntl", "grp", "posix", "pty", "pwd", "resource", "termios", "tty"):
    sys.modules[module] = None
for place, names in {
    asyncio: ["open_unix_connection"],
    os: ["fork", "getuid", "geteuid", "getpgid", "killpg", "setsid", "uname"],
    signal: ["SIGKILL", "SIGHUP", "SIGUSR1", "SIGPIPE", "SIGALRM", "alarm"],
    socket: ["AF_UNIX"],
}.items():
    for name in names:
        delattr(place, name)

sys.excepthook = lambda *error: traceback.print_exception(*error, file=sys.__stderr__)
output, sys.stdout, sys.stderr, sys.stdin = sys.stdout, None, None, None

import segmentd  # noqa: E402 - only now it is on the path, on a system that is bare

ROWS = {"recency": [3, 5, 210, 180], "spend": [950.0, 870.0, 40.0, 65.0]}


async def awaited():
    async with segmentd.AsyncClient(progress=True) as client:
        return await client.assign("vip", ROWS)


with segmentd.connect(progress=True) as client:
    client.fit("vip", ROWS, 2)
found = [segmentd.assign("vip", ROWS), loop.run_until_complete(awaited())]
try:
    segmentd.connect("unix:C:\\segmentd")
except segmentd.ConnectionLost as error:
    found.append(str(error))
loop.close()
output.write(json.dumps(found))
output.flush()
