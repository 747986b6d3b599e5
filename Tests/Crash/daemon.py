"""A segmentd that can be killed, asked over standard streams or a Unix socket."""

import json
import os
import signal
import socket
import subprocess
import threading
import time


class Ended(Exception):
    """The daemon ended before the answer came."""


class Refused(Exception):
    """An error reply."""

    def __init__(self, error):
        super().__init__(f"{error['code']}: {error['message']}")
        self.code = error["code"]


class Daemon:
    """One process on a state directory.

    A reply counts from the moment its bytes can be read: what stood in the pipe when the process
    was killed is read to its end.
    """

    def __init__(self, program, state, wire="stdio"):
        self.log = []
        self._socket = None
        if wire == "stdio":
            command = [program, "stdio", "--state", state]
        else:
            path = os.path.join(os.path.dirname(state), f"{wire}-{time.monotonic_ns()}.sock")
            command = [program, "serve", "--socket", path, "--state", state]
        environment = {k: v for k, v in os.environ.items() if not k.startswith("SEGMENTD")}
        self.process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=environment,
        )
        self._reader = threading.Thread(target=self._read_log, daemon=True)
        self._reader.start()
        if wire == "stdio":
            self._input, self._output = self.process.stdin, self.process.stdout
        else:
            self._connect(path)
        self._last = 0

    def _connect(self, path):
        end = time.monotonic() + 30
        while True:
            connection = socket.socket(socket.AF_UNIX)
            try:
                connection.connect(path)
                break
            except OSError:
                connection.close()
                if time.monotonic() > end or self.process.poll() is not None:
                    raise RuntimeError(f"no daemon at {path}: {self.log}") from None
                time.sleep(0.005)
        self._socket = connection
        self._input = connection.makefile("wb")
        self._output = connection.makefile("rb")

    def _read_log(self):
        for line in self.process.stderr:
            self.log.append(line.decode(errors="replace").rstrip())

    def call(self, method, params):
        """Asks and waits for the answer."""
        self._last += 1
        request = {"jsonrpc": "2.0", "id": self._last, "method": method, "params": params}
        try:
            self._input.write(json.dumps(request).encode() + b"\n")
            self._input.flush()
        except (OSError, ValueError):
            pass  # The answer says whether it arrived.
        line = self._line()
        if not line.endswith(b"\n"):
            raise Ended()
        reply = json.loads(line)
        if "error" in reply:
            raise Refused(reply["error"])
        return reply["result"]

    def _line(self):
        try:
            return self._output.readline()
        except OSError:
            return b""

    def kill(self):
        """Ends the process at once, as the kernel would."""
        self.process.send_signal(signal.SIGKILL)

    def stop(self):
        """Ends it as its host would, and waits."""
        try:
            self._input.close()
            if self._socket:
                self._socket.close()
                self.process.send_signal(signal.SIGTERM)
        except OSError:
            pass
        return self.wait()

    def wait(self):
        status = self.process.wait(60)
        self._reader.join(10)
        for stream in (self.process.stdout, self.process.stderr, self.process.stdin):
            try:
                stream.close()
            except OSError:
                pass
        return status
