"""The recipes of protocol/README.md that lead other machines to the daemon, run as they stand."""

import getpass
import json
import os
import pathlib
import re
import shutil
import signal
import socket
import ssl
import subprocess
import time

import pytest

from daemon import REPOSITORY, program

RECIPES = (REPOSITORY / "protocol/README.md").read_text()
PATIENCE = 20

# What the recipes say, and what stands in for it in a test.
HOST, DAEMON, TLS = "daemon.example.org", "7464", "7465"


def recipe(language, word):
    """The one block of that language in which the word stands."""
    blocks = re.findall(rf"```{language}\n(.*?)```", RECIPES, re.S)
    (block,) = [block for block in blocks if word in block]
    return block


def tool(*names):
    for name in names:
        found = shutil.which(name) or shutil.which(f"/usr/sbin/{name}")
        if found:
            return found
    pytest.skip(f"{names[0]} is not installed")


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_until(condition, process, log):
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert process.poll() is None, log.read_text()
        assert time.monotonic() < deadline, log.read_text()
        time.sleep(0.05)


def takes_calls(port):
    try:
        socket.create_connection(("127.0.0.1", port), 1).close()
        return True
    except OSError:
        return False


@pytest.fixture
def start(tmp_path):
    """Starts programs that end with the test."""
    running = []

    def start(name, *command, ready):
        log = tmp_path / f"{name}.log"
        with log.open("wb") as file:
            process = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=file, stderr=subprocess.STDOUT
            )
        running.append(process)
        wait_until(ready, process, log)
        return process

    yield start
    for process in reversed(running):
        process.terminate()
        try:
            process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


class Served:
    """A daemon on the loopback, and its token."""

    def __init__(self, folder, start):
        self.folder = folder
        self.token_file = folder / "token"
        ports = folder / "port"
        self.process = start(
            "daemon", program(), "serve", "--listen", "127.0.0.1:0", "--port-file", str(ports),
            "--token-file", str(self.token_file), ready=ports.exists,
        )  # fmt: skip
        self.port = int(ports.read_text())

    @property
    def token(self):
        return self.token_file.read_text().strip()

    def ask(self, port):
        """What `segmentd call` prints, asking at another port, and its status."""
        done = subprocess.run(
            [program(), "call", "server.info", "--address", f"127.0.0.1:{port}",
             "--token-file", str(self.token_file)],
            capture_output=True, timeout=PATIENCE, check=False,
        )  # fmt: skip
        return done.returncode, done.stdout.decode()


@pytest.fixture
def served(tmp_path, start):
    return Served(tmp_path, start)


def make_certificate(folder, name):
    """A key and a certificate that signs itself; the two in one file, and the certificate alone."""
    key, certificate, both = folder / f"{name}.key", folder / f"{name}.crt", folder / f"{name}.pem"
    subprocess.run(
        [tool("openssl"), "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2",
         "-subj", f"/CN={name}", "-addext", f"subjectAltName=DNS:{HOST}",
         "-keyout", str(key), "-out", str(certificate)],
        check=True, capture_output=True, timeout=PATIENCE,
    )  # fmt: skip
    both.touch(0o600)
    both.write_text(key.read_text() + certificate.read_text())
    return certificate, both


def stunnel(start, folder, name, text, port):
    settings = folder / f"{name}.conf"
    settings.write_text(text)
    return start(
        name, tool("stunnel4", "stunnel"), str(settings), ready=lambda: takes_calls(port)
    )


def talk(stream, *requests):
    """Sends lines and reads as many."""
    stream.sendall(b"".join(json.dumps(request).encode() + b"\n" for request in requests))
    with stream.makefile("rb") as lines:
        return [json.loads(lines.readline()) for _ in requests]


def request(number, method, **params):
    return {"jsonrpc": "2.0", "id": number, "method": method, "params": params}


def test_stunnel_leads_tls_to_the_daemon(tmp_path, start, served):
    certificate, both = make_certificate(tmp_path, "segmentd")
    tls = free_port()
    settings = recipe("ini", "cert = ")
    settings = settings.replace(f"0.0.0.0:{TLS}", f"127.0.0.1:{tls}")
    settings = settings.replace(f"127.0.0.1:{DAEMON}", f"127.0.0.1:{served.port}")
    settings = settings.replace("/etc/segmentd/tls.pem", str(both))
    stunnel(start, tmp_path, "front", settings, tls)

    context = ssl.create_default_context(cafile=str(certificate))
    with socket.create_connection(("127.0.0.1", tls), PATIENCE) as plain:
        with context.wrap_socket(plain, server_hostname=HOST) as stream:
            before, welcome, info = talk(
                stream,
                request(1, "server.ping"),
                request(2, "auth", token=served.token),
                request(3, "server.info"),
            )
    assert before["error"]["code"] == 1020
    assert welcome["result"] == {"role": "admin"}
    assert info["result"]["name"] == "segmentd"

    # Who is not the daemon's machine is not taken for it.
    stranger, _ = make_certificate(tmp_path, "stranger")
    with pytest.raises(ssl.SSLCertVerificationError):
        with socket.create_connection(("127.0.0.1", tls), PATIENCE) as plain:
            ssl.create_default_context(cafile=str(stranger)).wrap_socket(
                plain, server_hostname=HOST
            )

    near = free_port()
    settings = recipe("ini", "client = yes")
    settings = settings.replace(f"accept = 127.0.0.1:{DAEMON}", f"accept = 127.0.0.1:{near}")
    settings = settings.replace(f"connect = {HOST}:{TLS}", f"connect = 127.0.0.1:{tls}")
    trusting = settings.replace("/etc/segmentd/tls.crt", str(certificate))
    stunnel(start, tmp_path, "near", trusting, near)
    status, printed = served.ask(near)
    assert status == 0
    assert json.loads(printed)["role"] == "admin"

    wary = free_port()
    settings = settings.replace(f":{near}", f":{wary}")
    settings = settings.replace("/etc/segmentd/tls.crt", str(stranger))
    stunnel(start, tmp_path, "wary", settings, wary)
    status, printed = served.ask(wary)
    assert (status, printed) == (69, "")


def test_ssh_leads_a_port_to_the_daemon(tmp_path, start, served):
    server, client, keygen = tool("sshd"), tool("ssh"), tool("ssh-keygen")
    for name in ("host", "user"):
        subprocess.run(
            [keygen, "-q", "-t", "ed25519", "-N", "", "-f", str(tmp_path / name)],
            check=True, timeout=PATIENCE,
        )  # fmt: skip
    # sshd wants its folder for a process without rights, which a service script would make.
    if os.geteuid() == 0:
        pathlib.Path("/run/sshd").mkdir(mode=0o755, exist_ok=True)
    port, near = free_port(), free_port()
    settings = tmp_path / "sshd.conf"
    settings.write_text(
        f"Port {port}\nListenAddress 127.0.0.1\nHostKey {tmp_path}/host\nPidFile none\n"
        f"AuthorizedKeysFile {tmp_path}/user.pub\nStrictModes no\nUsePAM no\n"
        "PasswordAuthentication no\nPermitRootLogin prohibit-password\n"
    )
    start("sshd", server, "-D", "-e", "-f", str(settings), ready=lambda: takes_calls(port))

    command = recipe("sh", "ssh -N").split()
    assert command[-1] == HOST
    forward = command[-2].replace(f"127.0.0.1:{DAEMON}", f"127.0.0.1:{near}", 1)
    forward = forward.replace(f"127.0.0.1:{DAEMON}", f"127.0.0.1:{served.port}")
    options = [
        "-F", "none", "-p", str(port), "-i", str(tmp_path / "user"), "-o", "BatchMode=yes",
        "-o", "StrictHostKeyChecking=no", "-o", f"UserKnownHostsFile={tmp_path}/known",
        "-o", "ExitOnForwardFailure=yes",
    ]  # fmt: skip
    start(
        "ssh", client, *options, *command[1:-2], forward, f"{getpass.getuser()}@127.0.0.1",
        ready=lambda: takes_calls(near),
    )  # fmt: skip

    status, printed = served.ask(near)
    assert status == 0
    assert json.loads(printed)["role"] == "admin"
    with socket.create_connection(("127.0.0.1", near), PATIENCE) as stream:
        (refusal,) = talk(stream, request(1, "server.shutdown"))
    assert refusal["error"]["code"] == 1020


def test_the_daemon_outlives_who_speaks_tls_to_it(served):
    context = ssl.create_default_context()
    with pytest.raises((ssl.SSLError, OSError)):
        with socket.create_connection(("127.0.0.1", served.port), PATIENCE) as plain:
            context.wrap_socket(plain, server_hostname=HOST)
    assert served.ask(served.port)[0] == 0
    served.process.send_signal(signal.SIGTERM)
    assert served.process.wait(PATIENCE) == 0
    lines = (served.folder / "daemon.log").read_text().splitlines()
    assert sum("an encrypted connection was tried" in line for line in lines) == 1
