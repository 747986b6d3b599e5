"""The core on every Python from 3.9 on that is here, by its standard library alone."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPTS = Path(__file__).parent / "scripts"
SOURCES = Path(__file__).parents[1] / "src"


def interpreters():
    """Each version's interpreter, of the PATH and of pyenv, by its number."""
    here = f"{sys.version_info[0]}.{sys.version_info[1]}"
    found = {here: sys.executable}
    for minor in range(9, 30):
        place = shutil.which(f"python3.{minor}")
        if place is not None and _runs(place):
            found.setdefault(f"3.{minor}", place)
    for place in (Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv")).glob("versions/*"):
        version = re.match(r"3\.(\d+)\.", place.name)
        if version and int(version[1]) >= 9 and _runs(place / "bin" / "python3"):
            found.setdefault(f"3.{version[1]}", str(place / "bin" / "python3"))
    return dict(sorted(found.items(), key=lambda item: int(item[0][2:])))


def _runs(place):
    """Whether it is one: pyenv puts names on the PATH that lead nowhere."""
    return subprocess.run([place, "-c", ""], capture_output=True, check=False).returncode == 0


PYTHONS = interpreters()


def run(version, script, *words, **environment):
    """What a script prints, under an interpreter that has no package but ours."""
    options = ["-I", "-S", "-B", "-W", "error"]
    if version != "3.9":
        # What is written or read without saying how would be something else on Windows.
        options += ["-X", "warn_default_encoding"]
    done = subprocess.run(
        [PYTHONS[version], *options, SCRIPTS / script, SOURCES, *words], capture_output=True,
        text=True, timeout=120, check=False, env={**os.environ, **environment},
    )  # fmt: skip
    assert done.returncode == 0, f"Python {version}: {done.stderr}"
    return json.loads(done.stdout)


@pytest.fixture(scope="module")
def here(program):
    """What the core answers under the interpreter of the tests."""
    return run(f"3.{sys.version_info[1]}", "core.py", program)


def test_the_core_does_what_it_should(here):
    assert here["fit"][:3] == [2, 6, "vip@1"]
    assert here["columns"] in ([1, 1, 1, 2, 2, 2], [2, 2, 2, 1, 1, 1])
    assert here["rows"] == here["cursor"] == here["columns"]
    assert here["file"]["segment"] == here["columns"]
    assert [record["segment"] for record in here["records"]] == here["columns"]
    assert here["table"]["a"] == [0, 91.9]
    assert [here[name][0] for name in here if name.startswith("no ")] == [
        "ModelNotFound", "MissingFeature", "FormError", "InvalidParams", "FileUnreadable",
        "ConnectionLost", "ConnectionLost",
    ]  # fmt: skip
    assert [file for file, _ in here["warning"]] == ["core.py"]
    assert not here["deadline"]
    assert here["progress"]
    assert here["interrupted"] == ["n", "vip"]
    assert here["awaited"] == [
        here["columns"], 20, "CancelledError", ["vip"],
        {"kind": "model_not_found", "retryable": False, "model": "nobody", "available": ["vip"]},
    ]  # fmt: skip


@pytest.mark.parametrize("version", PYTHONS)
def test_the_core_runs_under_each_python(version, here, program):
    assert run(version, "core.py", program) == here


@pytest.mark.parametrize("version", PYTHONS)
def test_the_core_needs_neither_posix_nor_a_console(version, server):
    found = run(
        version, "elsewhere.py", SEGMENTD_ADDRESS=server.address, SEGMENTD_TOKEN=server.token
    )
    assert found[0] == found[1]
    assert len(set(found[0])) == 2
    assert "this system has no Unix sockets" in found[2]
