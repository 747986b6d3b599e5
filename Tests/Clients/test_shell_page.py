"""What `clients/shell/README.md` shows, run as it stands in every shell that is here."""

import re
import subprocess

import pytest
from conftest import ROOT, serving
from desk import need, table
from pages import block, blocks, rows

PAGE = "clients/shell/README.md"
TOOLS = ("jq", "awk", "flock", "gunzip", "csvjoin", "csvcut", "csvsql")


@pytest.fixture
def ready(desk, shell):
    """The desk with `segment` installed as the page says, and the model `vip`."""
    need(*TOOLS[:4])
    page = desk.shown(block(PAGE, "install -m 755"), shell, cwd=ROOT)
    assert "segment assign MODEL FILE" in page
    assert page.endswith("README.md beside this file has recipes.\n")
    fit = desk.rows(block(PAGE, "segment fit vip"), shell)
    assert [row[2] for row in fit[1:]] == ["3", "3", "3"]
    return desk


def test_customers_and_their_purchases(ready, shell):
    found = ready.file("segments.csv")
    assert found[0] == ["id", "segment", "name"]
    assert [row[0] for row in found[1:]] == [f"{number:05}" for number in range(101, 110)]
    assert len({row[1] for row in found[1:]}) == 3
    told = ready.rows(block(PAGE, "gunzip -c"), shell)
    assert ["model", "version", "segments", "customers", "created"] in told
    assert [row[:2] for row in told[-2:]] == [["shop", "1"], ["vip", "1"]]
    assert ["40"] in [row[3:4] for row in told]


def test_awk_and_csvkit_join_alike(ready, shell):
    need(*TOOLS)
    segments = {row[0]: row[1:] for row in ready.file("segments.csv")[1:]}
    customers = ready.file("customers.csv")
    joined = ready.rows(block(PAGE, "awk -F,"), shell)
    assert joined[0] == [*customers[0], "segment"]
    assert joined[1:] == [[*row, segments[row[0]][0]] for row in customers[1:]]
    joined = ready.rows(block(PAGE, "csvjoin"), shell)
    assert joined[0] == [*customers[0], "segment", "name"]
    assert joined[1:] == [[*row, *segments[row[0]]] for row in customers[1:]]


def test_csvkit_chooses_columns_and_asks_in_sql(ready, shell):
    need(*TOOLS)
    fit = ready.rows(block(PAGE, "csvcut"), shell)
    assert sum(int(row[2]) for row in fit[1:]) == 9
    told = ready.rows(block(PAGE, "csvsql"), shell)
    assert told[0] == ["name", "customers", "spend"]
    assert [(row[1], float(row[2])) for row in told[1:]] == [("3", 2730), ("3", 1210), ("3", 120)]


def test_jq_reads_what_call_prints(ready, shell):
    told = ready.shown(block(PAGE, "call profile"), shell)
    assert re.fullmatch(r"([123] [^:]+: .+\.\n){3}", told)
    assert ready.shown(block(PAGE, "call drift"), shell) == ""
    text = (ready.folder / "customers.csv").read_text()
    moved = [f"{row[0]},{int(row[1]) + 900},{float(row[2]) * 40}" for row in table(text)[1:]]
    (ready.folder / "customers.csv").write_text("customer,recency,spend\n" + "\n".join(moved))
    assert ready.shown(block(PAGE, "call drift"), shell) == "time for a new fit\n"


class Night:
    """Runs the crontab's line as cron does, and gathers what it would mail."""

    def __init__(self, desk, shell):
        script = block(PAGE, "flock -n").replace("/srv/sales", str(desk.folder))
        assert script.startswith("#!/bin/sh\n")
        place = desk.tools / "nightly.sh"
        place.write_text(script)
        (desk.tools / "nightly").write_text(f'#!/bin/sh\nexec {" ".join(shell)} {place} "$@"\n')
        (desk.tools / "nightly").chmod(0o755)
        *assignments, line = block(PAGE, "MAILTO").splitlines()
        settings = dict(assignment.split("=", 1) for assignment in assignments)
        assert settings["MAILTO"] == "ann@example.com"
        # Minute, hour, day of the month, month, day of the week, and the rest for /bin/sh.
        fields = re.fullmatch(r"(\d+) (\d+) (\*) (\*) (\*) (.*)", line)
        assert (int(fields[1]), int(fields[2])) == (15, 2)
        assert "%" not in line
        self.command = fields[6]
        path = settings["PATH"].replace("/usr/local/bin", f"{desk.tools}:{desk.home}/.local/bin")
        self.environment = {
            "HOME": str(desk.home), "LOGNAME": "ann", "SHELL": "/bin/sh", "PATH": path
        }  # fmt: skip

    def run(self):
        done = subprocess.run(
            ["/bin/sh", "-c", self.command], cwd=self.environment["HOME"], env=self.environment,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
            timeout=120, check=False,
        )  # fmt: skip
        return done.stdout


def test_cron_refreshes_and_mails_what_went_wrong(ready, shell):
    night = Night(ready, shell)
    assert night.run() == ""
    first = ready.file("segments.csv")
    assert len(first) == 41
    assert night.run() == ""
    assert ready.file("segments.csv") == first

    lock = "exec 9> nightly.lock; flock -n 9; echo locked; exec sleep 60"
    with subprocess.Popen(
        ["bash", "-c", lock], cwd=ready.folder, stdout=subprocess.PIPE, text=True
    ) as holder:
        assert holder.stdout.readline() == "locked\n"
        mail = night.run()
        holder.kill()
    assert mail == ("nightly: the last run is not done\nsegments.csv is yesterday's (status 75)\n")

    ready.shown("sed -i 's/InvoiceDate/Invoice Date/' sales.csv")
    mail = night.run()
    assert 'the column "InvoiceDate", which is not there' in mail
    assert mail.endswith("\nsegments.csv is yesterday's (status 65)\n")
    assert ready.file("segments.csv") == first


def test_a_busy_daemon_is_asked_again(ready, shell):
    program = ready.tools / "busy"
    program.write_text(
        "#!/bin/sh\n"
        f'if [ -e {ready.home}/asked ]; then exec {ready.tools}/segmentd "$@"; fi\n'
        f"touch {ready.home}/asked\n"
        'echo \'{"jsonrpc":"2.0","id":"ask","error":{"code":1011,"message":"too much to do",'
        '"data":{"kind":"overloaded","retryable":true}}}\'\n'
    )
    program.chmod(0o755)
    loop = block(PAGE, "for wait in")
    done = ready.run(loop + "exit $status", shell, SEGMENTD=str(program))
    assert (done.returncode, done.stderr) == (0, "segment: too much to do\n")
    assert len(ready.file("segments.csv")) == 10
    # Anything else ends it at once.
    (ready.folder / "customers.csv").unlink()
    done = ready.run(loop + "exit $status", shell)
    assert (done.returncode, done.stderr) == (66, "segment: there is no file customers.csv\n")


def damaged(desk):
    for file in (desk.home / ".local/state/segmentd").rglob("*.model"):
        file.write_bytes(file.read_bytes()[:-40])


#: For each status that the page tells of, commands that end with it.
ENDINGS = {
    0: ["segment models"],
    64: ["segment paint", "segment", "segment call server.ping '{'",
         "segment fit m customers.csv -k two"],
    65: ["printf 'a,b\\n1\\n' | segment fit m -", "segment fit m customers.csv -k 40",
         "cut -d, -f1,2 customers.csv | segment assign vip -"],
    66: ["segment assign vip nowhere.csv", "segment assign nobody customers.csv",
         "segment fit m customers.csv -r nowhere.json"],
    69: ["SEGMENTD_ADDRESS=127.0.0.1:1 segment models", "SEGMENTD=/nowhere/segmentd segment models",
         "PATH=$NOJQ segment models"],
    70: ["segment profile vip"],
    73: ["SEGMENTD_STATE=/proc/nowhere segment models", "TMPDIR=/nowhere segment models"],
    # Ten thousand samples take longer than a millisecond, and some of them are no answer.
    75: ["segment call stability '{\"model\": \"vip\", \"repeats\": 10000, "
         "\"_meta\": {\"deadline_ms\": 1}}'"],
    77: ["segment fit m customers.csv -k 2"],
}  # fmt: skip


def test_every_status_of_the_page_is_tried():
    assert [int(row[0]) for row in rows(PAGE, "| status")] == list(ENDINGS)


@pytest.mark.parametrize("status", ENDINGS)
def test_statuses_are_those_of_the_page(ready, status, program, tmp_path):
    environment = {}
    if status == 70:
        damaged(ready)
    if status == 69:
        bare = tmp_path / "bare"
        bare.mkdir()
        for name in ("segment", "sed", "sh", "env"):
            found = ready.shown(f"command -v {name}").strip()
            (bare / name).symlink_to(found)
        environment["NOJQ"] = str(bare)
    if status == 77:
        tokens = "admin the-token-of-the-admin\nread for-the-dashboards-2026\n"
        with serving(program, tmp_path, tokens=tokens) as address:
            environment["SEGMENTD_ADDRESS"] = address
            for token in ("for-the-dashboards-2026", "a-token-that-is-none"):
                check(ready, status, {**environment, "SEGMENTD_TOKEN": token})
        return
    check(ready, status, environment)


def check(desk, status, environment):
    for command in ENDINGS[status]:
        done = desk.run(command, **environment)
        assert done.returncode == status, f"{command}\n{done.stderr}"
        assert (done.stderr == "") == (status == 0)
        if status != 0:
            assert done.stdout == ""


def test_what_is_shown_is_portable():
    need("shellcheck")
    shown = [one.text for one in blocks(PAGE) if one.language == "sh"]
    assert len(shown) >= 10
    for text in shown:
        done = subprocess.run(
            ["shellcheck", "--shell=sh", "-"],
            input=text,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, f"{text}\n{done.stdout}"
