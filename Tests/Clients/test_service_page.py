"""What the pages of `clients/examples` about the service and the analyses show.

`ServiceUnitTests.swift` starts the unit's command; the numbers on the page of the analyses are
those of `Tests/Comparison/test_analyses.py`.
"""

import json
import shlex
import shutil
import subprocess

import pytest
from conftest import ROOT, serving
from desk import documents, need
from pages import block

SERVICE, ANALYSES = "clients/examples/service/README.md", "clients/examples/analyses/README.md"


def stand_in(desk, name, text):
    """A program on the PATH, in place of one that the page means."""
    place = desk.tools / name
    place.write_text(f"#!/bin/sh\n{text}\n")
    place.chmod(0o755)


@pytest.fixture
def installed(desk, program, tmp_path):
    """The root of a machine on which the page's first block was carried out."""
    root, checkout = tmp_path / "root", tmp_path / "checkout"
    for place in ("usr/local/bin", "etc/systemd/system"):
        (root / place).mkdir(parents=True)
    shutil.copytree(
        ROOT / "clients" / "examples" / "service", checkout / "clients/examples/service"
    )
    (checkout / ".build" / "release").mkdir(parents=True)
    (checkout / ".build" / "release" / "segmentd").write_bytes(b"#!/bin/sh\n")
    stand_in(desk, "swift", 'echo "swift $*" >> "$HOME/asked"')
    stand_in(desk, "systemctl", 'echo "systemctl $*" >> "$HOME/asked"')
    script = block(SERVICE, "install -m 755 .build")
    for place in ("/usr/local/", "/etc/"):
        script = script.replace(f" {place}", f" {root}{place}")
    desk.shown(script, cwd=checkout)
    assert (desk.home / "asked").read_text().splitlines() == [
        "swift build -c release --static-swift-stdlib", "systemctl daemon-reload",
        "systemctl enable --now segmentd",
    ]  # fmt: skip
    return root


def test_it_installs_what_the_unit_names(installed):
    unit = (installed / "etc/systemd/system/segmentd.service").read_text()
    words = shlex.split(unit.split("ExecStart=", 1)[1].splitlines()[0])
    assert (installed / words[0][1:]).stat().st_mode & 0o777 == 0o755
    assert (installed / words[words.index("--config") + 1][1:]).exists()
    token = installed / unit.split("LoadCredential=token:/", 1)[1].splitlines()[0]
    assert token.stat().st_mode & 0o777 == 0o600
    assert len(token.read_text()) >= 44


def test_systemd_understands_the_unit(program, tmp_path):
    need("systemd-analyze")
    unit = (ROOT / "clients/examples/service/segmentd.service").read_text()
    place = tmp_path / "segmentd.service"
    place.write_text(unit.replace("/usr/local/bin/segmentd", program))
    done = subprocess.run(
        ["systemd-analyze", "verify", place],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_a_user_and_a_container_ask_it(desk, installed, program, tmp_path):
    stand_in(desk, "sudo", 'exec "$@"')
    token = (installed / "etc/segmentd/token").read_text()
    (_, words) = block(SERVICE, "HEALTHCHECK").split(" CMD ")
    with serving(program, tmp_path, tokens=token) as address:
        script = block(SERVICE, "install -d -m 700").replace("127.0.0.1:7464", address)
        shown = desk.shown(script.replace("/etc/segmentd", f"{installed}/etc/segmentd"))
        assert '{"models":[]}' in shown
        assert (desk.home / ".config/segmentd/token").stat().st_mode & 0o777 == 0o600
        check = shlex.join(json.loads(words))
        desk.shown(check, SEGMENTD_ADDRESS=address)
    assert desk.run(check, SEGMENTD_ADDRESS=address).returncode == 69


def test_an_analysis_is_fitted_and_profiled(desk, program, tmp_path):
    tables = desk.folder / "tables" / "mall"
    tables.mkdir(parents=True)
    lines = ["CustomerID,Gender,Age,Annual Income (k$),Spending Score (1-100)"]
    for number in range(1, 101):
        income, score = [(20, 20), (20, 80), (55, 50), (90, 15), (90, 85)][number % 5]
        lines.append(f"{number},Male,30,{income + number % 7},{score + number % 9}")
    (tables / "Mall_Customers.csv").write_text("\n".join(lines) + "\n")
    ports, token = tmp_path / "port", tmp_path / "token"
    # Another port than the daemon's own, which may be taken, and another token than the user's.
    script = block(ANALYSES, "--data-root DATA").replace(
        "--data-root DATA & sleep 1",
        f"--data-root {desk.folder}/tables --listen 127.0.0.1:0 --port-file {ports} "
        f"--token-file {token} 2>/dev/null & until [ -s {ports} ]; do sleep 0.05; done",
    )
    script = script.replace("127.0.0.1:7464", f'127.0.0.1:"$(cat {ports})" --token-file {token}')
    shown = desk.shown(script + "kill %1\n", cwd=ROOT)
    assert shown.startswith("usage: segmentd call METHOD")
    fit, profile = documents(shown[shown.index("\n{") :])
    assert (fit["model"], fit["k"]) == ("mall", 5)
    assert sorted(segment["size"] for segment in profile["segments"]) == [20] * 5
