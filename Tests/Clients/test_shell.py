"""`clients/shell/segment` in every shell that is here, by standard streams, `segmentd connect`, nc."""

import csv
import io
import os
import shutil
import subprocess

import pytest
from conftest import ROOT

SEGMENT = ROOT / "clients" / "shell" / "segment"
ROWS = 'id,spend,note\r\n001,10,"a, ""b"""\r\n002,12,"two\nlines"\r\n\r\n003,95,\r\n004,99,é\\x\r\n'


@pytest.fixture
def ask(shell, program, tmp_path):
    """Runs the script; what it printed as rows, or its status and message."""
    if not shutil.which("jq"):
        pytest.skip("jq is not installed")
    environment = {
        "PATH": os.environ["PATH"], "HOME": str(tmp_path), "SEGMENTD": program,
        "SEGMENTD_STATE": str(tmp_path / "state"),
    }  # fmt: skip

    def run(*words, stdin="", **more):
        return subprocess.run(
            [*shell, SEGMENT, *map(str, words)], input=stdin, capture_output=True, text=True,
            env={**environment, **more}, timeout=60, check=False,
        )  # fmt: skip

    return run


def rows(done):
    assert done.returncode == 0, done.stderr
    return list(csv.reader(io.StringIO(done.stdout)))


def check_people(ask, file, **more):
    fit = rows(ask("fit", "people", file, "-k", 2, "-c", "id", **more))
    assert fit[0] == ["segment", "name", "customers", "share"]
    assert [row[2] for row in fit[1:]] in (["2", "2"], ["3", "1"])
    found = rows(ask("assign", "people", "-", stdin=ROWS, **more))
    assert found[0] == ["id", "segment", "name"]
    assert [row[0] for row in found[1:]] == ["001", "002", "003", "004"]
    assert rows(ask("assign", "people", file, **more)) == found
    assert rows(ask("profile", "people", **more))[0][:4] == fit[0]
    assert rows(ask("models", **more))[1][:4] == ["people", "1", "2", "4"]


def test_stdio_keeps_models_between_calls(ask, tmp_path):
    file = tmp_path / "people 1.csv"
    file.write_text(ROWS, newline="")
    check_people(ask, file)


def test_a_daemon_is_asked_by_connect(ask, tmp_path, daemon):
    file = tmp_path / "people.csv"
    file.write_text(ROWS, newline="")
    check_people(ask, file, SEGMENTD_ADDRESS=daemon[0], SEGMENTD_TOKEN=daemon[1])
    assert ask("call", "tables.list", SEGMENTD_ADDRESS=daemon[0], SEGMENTD_TOKEN=daemon[1]).stdout == (
        '{\n  "tables": []\n}\n'
    )


def test_a_daemon_is_asked_by_nc(ask, tmp_path, daemon):
    if not shutil.which("nc"):
        pytest.skip("nc is not installed")
    file = tmp_path / "people.csv"
    file.write_text(ROWS, newline="")
    known = {"SEGMENTD_ADDRESS": daemon[0], "SEGMENTD": "/nowhere/segmentd"}
    check_people(ask, file, SEGMENTD_TOKEN=daemon[1], **known)
    config = tmp_path / ".config" / "segmentd"
    config.mkdir(parents=True)
    (config / "token").write_text(f"admin {daemon[1]}\n")
    assert rows(ask("models", **known))[1][0] == "people"


def test_transactions_and_recipes(ask, tmp_path):
    lines = [f"{c};2024-0{1 + c % 9}-1{c % 9};{10 * c},5" for c in range(1, 30) for _ in (1, 2)]
    file = tmp_path / "sales.csv"
    file.write_text("sep=;\nCustomer;Date;Total\n" + "\n".join(lines))
    fit = rows(ask("fit", "shop", file, "-k", "3", "-c", "Customer", "-d", "Date", "-m", "Total"))
    assert sum(int(row[2]) for row in fit[1:]) == 29
    recipe = tmp_path / "recipe.json"
    recipe.write_text(
        '{"transactions": {"customer": "Customer", "date": "Date", "amount": "Total"}}'
    )
    assert rows(ask("fit", "again", "-", "-k", "3", "-r", recipe, stdin=file.read_text())) == fit


def test_many_rows_go_in_pieces(ask, daemon):
    text = "spend,visits\n" + "".join(f"{n % 7}.5,{n % 11}\n" for n in range(200_000))
    known = {"SEGMENTD_ADDRESS": daemon[0], "SEGMENTD_TOKEN": daemon[1]}
    fit = rows(ask("fit", "many", "-", "-k", "2", stdin=text, **known))
    assert sum(int(row[2]) for row in fit[1:]) == 200_000


@pytest.mark.parametrize(
    ("words", "status", "message"),
    [
        ([], 64, "segment fit MODEL FILE"),
        (["paint"], 64, "segment fit MODEL FILE"),
        (["fit", "m"], 64, "segment fit MODEL FILE"),
        (["fit", "m", "-", "-k", "two"], 64, "-k takes a number or auto, not two"),
        (["fit", "m", "-", "-r", "none.json"], 66, "there is no file none.json"),
        (["fit", "m", "none.csv"], 66, "there is no file none.csv"),
        (["assign", "nobody", "-"], 66, 'there is no model "nobody"'),
        (["call", "nope"], 64, 'there is no method "nope"'),
        (["call", "server.ping", "{"], 64, "the parameters are no JSON: {"),
    ],
)
def test_errors_have_a_sentence_and_a_status(ask, words, status, message):
    done = ask(*words, stdin="a,b\n1,2\n")
    assert message in done.stderr
    assert (done.returncode, done.stdout) == (status, "")


def test_ragged_rows_refused_tokens_and_nobody_there(ask, daemon):
    done = ask("fit", "m", "-", stdin="a,b\n1\n")
    assert (done.returncode, done.stdout) == (65, "")
    assert "line 2 has 1 fields and the first 2" in done.stderr
    for program in ({}, {"SEGMENTD": "/nowhere/segmentd"}):
        refused = ask("models", SEGMENTD_ADDRESS=daemon[0], SEGMENTD_TOKEN="wrong", **program)
        assert (refused.returncode, refused.stdout) == (77, "")
        nobody = ask("models", SEGMENTD_ADDRESS="127.0.0.1:1", SEGMENTD_TOKEN="x", **program)
        assert (nobody.returncode, nobody.stdout) == (69, "")


def test_the_script_is_portable():
    if not shutil.which("shellcheck"):
        pytest.skip("shellcheck is not installed")
    done = subprocess.run(["shellcheck", SEGMENT], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
