"""The daemon under test, spoken to over its standard streams."""

import json
import os
import pathlib
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "Support"))
from built import REPOSITORY, program  # noqa: E402,F401


class DaemonError(Exception):
    """An error reply: `code`, `message` and `data` as they came."""

    def __init__(self, error):
        super().__init__(f"{error['code']}: {error['message']}")
        self.code = error["code"]
        self.message = error["message"]
        self.data = error.get("data", {})


class Daemon:
    """One `segmentd stdio`.

    `call` asks and returns the result, or raises DaemonError. Files below `data_root` may be read
    by `{"path": name}`.
    """

    def __init__(self, data_root, options=()):
        self.data_root = pathlib.Path(data_root)
        self._process = subprocess.Popen(
            [program(), "stdio", "--data-root", str(data_root), *options],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, "TZ": "UTC"},
        )
        self._last = 0

    def call(self, method, /, **params):
        """Asks and waits for the answer."""
        self._last += 1
        self._write({"jsonrpc": "2.0", "id": self._last, "method": method, "params": params})
        while True:
            line = self._process.stdout.readline()
            if not line:
                raise RuntimeError(
                    f"the daemon ended with status {self._process.wait(10)} during {method}"
                )
            reply = json.loads(line)
            if reply.get("id") == self._last:
                break
            if "id" in reply or "error" in reply:
                raise RuntimeError(f"a reply that nobody waits for: {line[:300]}")
        if "error" in reply:
            raise DaemonError(reply["error"])
        return reply["result"]

    def notify(self, method, /, **params):
        """Tells and does not wait."""
        self._write({"jsonrpc": "2.0", "method": method, "params": params})

    def close(self):
        """Ends the daemon by the end of its input."""
        self._process.stdin.close()
        try:
            status = self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
            raise
        finally:
            self._process.stdout.close()
        if status != 0:
            raise RuntimeError(f"the daemon ended with status {status}")

    def _write(self, message):
        # NaN is no JSON: a test that sends one has made a mistake.
        text = json.dumps(message, allow_nan=False) + "\n"
        self._process.stdin.write(text.encode())
        self._process.stdin.flush()
