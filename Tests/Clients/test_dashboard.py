"""The dashboard in a real browser, on a real daemon: load, try, fit, choose, compare, download."""

import contextlib
import csv
import io
import os
import re
import shutil
import signal
import subprocess
import sys
import urllib.error
import urllib.request
import venv
from pathlib import Path

import pytest
import segmentd
from conftest import ROOT
from pages import block
from test_charts import HOSTILE

pytest.importorskip("dash_vega_components")
sync_api = pytest.importorskip("playwright.sync_api")
expect = sync_api.expect

LONG = 30_000


@pytest.fixture(scope="module")
def browser():
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    if not program:
        pytest.skip("chromium is not installed")
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield browser
        browser.close()


@contextlib.contextmanager
def running(options, environment, python=(sys.executable, "-B"), folder=ROOT):
    """A dashboard, of which the address comes; in the end it was told to stop, and did."""
    command = [*python, "clients/examples/dashboard/app.py", "--port", "0", *options]
    process = subprocess.Popen(
        command, cwd=folder, env={**os.environ, **environment}, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    line = process.stdout.readline()
    assert line.startswith("The dashboard is at http://127.0.0.1:"), process.stderr.read()
    yield line.split()[-1]
    process.send_signal(signal.SIGINT)
    assert process.communicate(timeout=20)[1] == ""
    assert process.returncode == 0


@pytest.fixture
def dashboard(daemon):
    """Where the dashboard is, and a client of the daemon that it asks."""
    address, token = daemon
    with segmentd.connect(address, token=token) as client:
        with running(["--address", address], {"SEGMENTD_TOKEN": token}) as url:
            yield url, client
        # It takes away what it has put into the daemon.
        assert client.tables() == []


def test_the_page_s_commands_start_it(daemon, tmp_path):
    install, start = block("clients/examples/dashboard/README.md", "pip install").splitlines()
    assert start == "python clients/examples/dashboard/app.py"
    # pip builds in the folder it is given.
    shutil.copytree(ROOT / "clients", tmp_path / "clients", ignore=shutil.ignore_patterns(".*"))
    venv.create(tmp_path / "venv", with_pip=True)
    tools = f"{tmp_path}/venv/bin"
    place = {"PATH": f"{tools}:{os.environ['PATH']}", "PYTHONPATH": "", "SEGMENTD_TOKEN": daemon[1]}
    subprocess.run(
        f"{install} -q", shell=True, check=True, cwd=tmp_path, env={**os.environ, **place},
        timeout=300,
    )  # fmt: skip
    with running(["--address", daemon[0]], place, [f"{tools}/python"], tmp_path) as url:
        with urllib.request.urlopen(url, timeout=20) as page:
            assert b"<title>Customer segments</title>" in page.read()


class Tab:
    """A page, and what went wrong or out while it was open."""

    def __init__(self, browser, url, **options):
        self.url = url
        self.context = browser.new_context(
            **{"viewport": {"width": 1440, "height": 900}, **options}
        )
        self.page = self.context.new_page()
        self.faults, self.strangers = [], []
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))
        self.page.on(
            "console",
            lambda told: told.type in ("error", "warning") and self.faults.append(told.text),
        )
        self.page.on("dialog", lambda dialog: self.faults.append(f"dialog {dialog.message}"))
        self.page.on("request", self._note)
        self.page.goto(url)
        self.page.set_default_timeout(LONG)
        expect(self.page.locator("#daemon")).to_contain_text("segmentd")

    def _note(self, request):
        if not request.url.startswith((self.url, "data:", "blob:")):
            self.strangers.append(request.url)

    def load(self, file):
        self.page.set_input_files("#file-in input[type=file]", file)
        expect(self.page.locator("#facts")).to_contain_text(Path(file).name)

    def drop(self, name, text):
        """Drops a file as a person does."""
        dropped = self.page.evaluate_handle(
            """([name, text]) => {
              const dropped = new DataTransfer();
              dropped.items.add(new File([text], name, { type: "text/csv" }));
              return dropped;
            }""",
            [name, text],
        )
        self.page.dispatch_event("#choose-file", "drop", {"dataTransfer": dropped})

    def fit(self, model, k=None):
        """Makes segments, of which a version of a model is to come."""
        if k is not None:
            self.labelled("exactly").check()
            self.labelled("Number of segments").fill(str(k))
        self.page.get_by_role("button", name="Make segments").click()
        expect(self.page.locator("#segments")).to_contain_text(model, timeout=LONG)
        expect(self.page.locator("#ended")).to_contain_text(f"{model}: ")
        self.drawn()

    def drawn(self):
        """Waits until every picture is there."""
        for one in self.page.locator("figure .chart").all():
            one.locator("svg.marks").wait_for(state="attached")

    def labelled(self, name):
        """A control by its name; the marks of pictures have names too."""
        return self.page.get_by_label(name, exact=True)

    def marks(self, kind):
        shapes = ("symbol", "rect", "area", "line")
        return self.page.locator(
            ", ".join(f".picture-{kind} svg .mark-{shape} path" for shape in shapes)
        )

    def rows(self):
        return self.page.locator("#customers tbody tr")

    def picture(self, name, **options):
        folder = os.environ.get("CHART_FOLDER")
        if folder:
            self.page.evaluate("window.scrollTo(0, 0)")
            self.page.screenshot(path=Path(folder) / f"dashboard-{name}.png", **options)


@pytest.fixture
def tab(browser, dashboard):
    opened = []

    def make(**options):
        opened.append(Tab(browser, dashboard[0], **options))
        return opened[-1]

    yield make
    for one in opened:
        assert one.faults == []
        assert one.strangers == []
        one.context.close()


@pytest.fixture(scope="module")
def sales(program, tmp_path_factory):
    """The transactions that the program makes up."""
    folder = tmp_path_factory.mktemp("sales")
    subprocess.run(
        [program, "demo", "--out", folder], check=True, stdout=subprocess.DEVNULL, timeout=60
    )
    return folder / "transactions.csv"


def people(folder, names=("Ann", "Bob"), k=3):
    """A table of customers in `k` groups, and columns and values with hostile names."""
    place = folder / "people.csv"
    with place.open("w", newline="", encoding="utf-8") as file:
        lines = csv.writer(file)
        lines.writerow(["who", "visits", "<b>spend</b>", "{{country}}"])
        for row in range(60):
            group = row % k
            name = f"{names[row % len(names)]} {row}"
            lines.writerow([name, 10 * group + row % 4, 100 * group + row % 7, HOSTILE])
    return place


def test_from_a_file_to_segments(tab, dashboard, sales):
    _, client = dashboard
    shown = tab()
    page = shown.page
    shown.picture("empty")
    shown.load(sales)
    for role in ("Customer", "Date", "Invoice", "Quantity", "Price"):
        assert "none" not in page.get_by_role("group", name=role, exact=True).inner_text()
    page.get_by_role("button", name="Try the numbers").click()
    expect(page.locator("#ended")).to_contain_text("The criteria say 4", timeout=LONG)
    shown.drawn()
    assert page.locator("#section-choice tbody tr").count() == 8
    assert client.models() == []
    # A click on a number takes it.
    shown.marks("elbow").nth(4).click()
    expect(shown.labelled("Number of segments")).to_have_value("5")
    shown.labelled("as the criteria say").check()
    shown.picture("tried")

    shown.fit("transactions@1")
    model = client.model("transactions")
    assert page.locator(".segment h3").all_inner_texts() == [
        f"{segment['id']} {segment['name']}" for segment in model.segments
    ]
    kinds = page.locator("figure").evaluate_all("e => e.map(x => x.className.split('-')[1])")
    assert kinds == [
        "elbow", "sizes", "centers", "profile", "scatter", "boxes", "trend", "by", "silhouette",
        "rfm_grid", "pairs",
    ]  # fmt: skip
    for kind in kinds:
        assert shown.marks(kind).count() > 3, kind
    expect(page.locator("#shown")).to_have_text(f"1 to 25 of {model.n:,}")
    shown.picture("wide", full_page=True)
    page.set_viewport_size({"width": 1900, "height": 1000})
    shown.picture("widest", full_page=True)

    # Hovering tells values.
    bar = shown.marks("sizes").first
    bar.scroll_into_view_if_needed()
    bar.hover()
    tooltip = page.locator("#vg-tooltip-element.visible")
    tooltip.wait_for()
    assert "Customers" in tooltip.inner_text()
    assert re.search(r"\d\.\d%", tooltip.inner_text())


def test_a_segment_that_is_chosen_filters_pictures_and_customers(tab, sales, dashboard):
    _, client = dashboard
    shown = tab()
    page = shown.page
    shown.load(sales)
    shown.fit("transactions@1", 4)
    before = {kind: shown.marks(kind).count() for kind in ("scatter", "rfm_grid", "silhouette")}
    shown.marks("sizes").nth(1).click()
    expect(page.locator('.chip[aria-pressed="true"]')).to_have_count(1)
    chosen = int(page.locator('.chip[aria-pressed="true"]').inner_text().split()[0])
    assert chosen == 2
    size = client.model("transactions").segments[1]["size"]
    expect(page.locator("#shown")).to_have_text(f"1 to 25 of {size:,}")
    expect(shown.marks("silhouette")).not_to_have_count(before["silhouette"])
    assert shown.marks("scatter").count() < before["scatter"]
    assert shown.marks("rfm_grid").count() == before["rfm_grid"]
    # Shares of a whole stay shares of the whole.
    fills = shown.marks("by").evaluate_all("e => e.map(x => x.getAttribute('fill'))")
    assert fills.count("#b8b8c0") == 3 * fills.count("#E69F00") == 30
    assert set(page.locator("#customers tbody td:nth-child(2)").all_inner_texts()) == {"2"}
    assert page.locator(".segment:not(.faded)").count() == 1
    shown.picture("chosen", full_page=True)

    # Page after page, sorted, and one of them alone.
    page.get_by_role("button", name="Next", exact=True).click()
    expect(page.locator("#shown")).to_have_text(f"26 to 50 of {size:,}")
    page.get_by_role("button", name="monetary").click()
    expect(page.locator('th[aria-sort="ascending"]')).to_have_text("monetary ▴")
    expect(page.locator("#shown")).to_have_text(f"1 to 25 of {size:,}")
    page.get_by_role("button", name="monetary").click()
    expect(page.locator('th[aria-sort="descending"]')).to_have_count(1)
    money = [
        float(text.replace(",", ""))
        for text in page.locator("#customers tbody td:nth-child(6)").all_inner_texts()
    ]
    assert money == sorted(money, reverse=True)
    first = shown.rows().first.locator("td").first.inner_text()
    shown.labelled("Find a customer").fill(first.lower())
    expect(page.locator("#shown")).to_have_text("1 to 1 of 1")
    shown.labelled("Find a customer").fill("")

    # Another beside it by the keyboard, the one alone again in a picture, and all.
    page.locator(".chip").first.focus()
    page.keyboard.press("Enter")
    expect(page.locator('.chip[aria-pressed="true"]')).to_have_count(2)
    expect(page.locator("#shown")).not_to_have_text(f"1 to 25 of {size:,}")
    shown.marks("sizes").nth(1).click()
    expect(page.locator("#shown")).to_have_text(f"1 to 25 of {size:,}")
    page.get_by_role("button", name="All segments").click()
    expect(page.locator("#shown")).to_have_text("1 to 25 of 1,996")
    expect(shown.marks("scatter")).to_have_count(before["scatter"])


def test_versions_are_compared_and_assignments_downloaded(tab, dashboard, sales, tmp_path):
    _, client = dashboard
    shown = tab()
    page = shown.page
    shown.load(sales)
    shown.fit("transactions@1", 3)
    expect(page.locator("#versions")).to_contain_text("Make segments again")
    shown.fit("transactions@2", 5)
    expect(page.locator("#before")).to_contain_text("transactions@1")
    told = page.locator("#versions .lead")
    expect(told).to_contain_text("customers stayed")
    assert f"{client.compare('transactions@1', 'transactions@2').ari:.3f}" in told.inner_text()
    assert shown.marks("migration").count() > 3
    assert page.locator("#versions tbody tr").count() > 2
    shown.picture("versions", full_page=True)

    with page.expect_download() as download:
        page.get_by_role("button", name="Download").click()
    assert download.value.suggested_filename == "transactions@2.csv"
    download.value.save_as(tmp_path / "assigned.csv")
    lines = list(csv.DictReader(io.StringIO((tmp_path / "assigned.csv").read_text("utf-8"))))
    told = client.assign("transactions@2", sales, detail=["name", "distance"])
    assert [line["id"] for line in lines] == list(told["CustomerID"])
    assert [int(line["segment"]) for line in lines] == list(told["segment"])
    assert [line["name"] for line in lines] == list(told["name"])
    assert [float(line["distance"]) for line in lines] == list(told["distance"])


def test_names_are_text_whatever_is_in_them(tab, dashboard, tmp_path):
    _, client = dashboard
    shown = tab()
    page = shown.page
    file = people(tmp_path, (HOSTILE, "=1+1", "<img src=x onerror=alert(1)>"))
    hostile = file.rename(tmp_path / "<script>{{people}}.csv")
    shown.load(hostile)
    assert shown.labelled("a customer").is_checked()
    shown.fit("script-people@1", 3)
    [model] = client.models()
    assert "<b>spend</b>" in model.features
    client.label_segment(model.model, 1, name=HOSTILE)
    page.reload()
    page.locator("#open").click()
    page.get_by_text(f"{model.model}@1").click()
    expect(page.locator(".segment h3").first).to_have_text(f"1 {HOSTILE}")
    shown.load(hostile)
    expect(shown.rows()).to_have_count(25)
    assert any(HOSTILE in text for text in shown.rows().all_inner_texts())
    shown.marks("sizes").first.click()
    expect(page.locator('.chip[aria-pressed="true"]')).to_have_text(f"1 {HOSTILE}")
    assert page.locator("main b, main img, main script, .setup b").count() == 0
    shown.picture("hostile", full_page=True)


def test_errors_are_told_as_the_daemon_says_them(tab, dashboard, tmp_path):
    _, client = dashboard
    shown = tab()
    page = shown.page
    alert = page.get_by_role("alert")
    shown.drop("ragged.csv", "a,b\n1,2\n3\n")
    expect(alert).to_have_text(
        "line 3 of ragged.csv has 1 fields and the first 2; quote fields that hold the delimiter"
    )
    shown.load(people(tmp_path))
    expect(alert).to_be_hidden()
    shown.labelled("Name of the model").fill(HOSTILE)
    page.get_by_role("button", name="Make segments").click()
    with pytest.raises(segmentd.InvalidParams) as refused:
        client.fit(HOSTILE, {"x": [1, 2, 3]}, 2)
    expect(alert).to_have_text(refused.value.message)
    shown.labelled("Name of the model").fill("people")
    shown.labelled("exactly").check()
    shown.labelled("Number of segments").fill("")
    page.get_by_role("button", name="Make segments").click()
    expect(alert).to_contain_text("is no whole number")
    shown.picture("error")
    shown.labelled("Number of segments").fill("3")
    shown.fit("people@1")
    expect(alert).to_be_hidden()
    assert client.model("people").k == 3


def test_long_work_shows_progress_and_can_be_cancelled(tab, dashboard, tmp_path):
    _, client = dashboard
    shown = tab()
    page = shown.page
    place = tmp_path / "many.csv"
    with place.open("w") as file:
        file.write(",".join(f"x{column}" for column in range(8)) + "\n")
        state = 1
        for _ in range(40_000):
            cells = []
            for _ in range(8):
                state = state * 1_103_515_245 + 12_345 & 0x7FFFFFFF
                cells.append(str(state % 10_007))
            file.write(",".join(cells) + "\n")
    shown.load(place)
    shown.labelled("to").fill("40")
    page.get_by_role("button", name="Make segments").click()
    expect(page.locator("#progress")).to_be_visible()
    expect(page.locator("#progress")).not_to_have_js_property("value", 0)
    assert page.get_by_role("button", name="Make segments").is_disabled()
    shown.picture("busy")
    page.get_by_role("button", name="Cancel").click()
    expect(page.locator("#ended")).to_have_text("Cancelled; nothing was changed.")
    expect(page.locator("#busy")).to_be_hidden()
    assert client.models() == []
    shown.fit("many@1", 2)


def test_a_daemon_that_has_gone_is_told(browser, daemon, tmp_path):
    address, token = daemon
    with running(["--address", address], {"SEGMENTD_TOKEN": token}) as url:
        shown = Tab(browser, url)
        shown.load(people(tmp_path))
        with segmentd.connect(address, token=token) as client:
            client.shutdown()
        shown.page.get_by_role("button", name="Make segments").click()
        alert = shown.page.get_by_role("alert")
        expect(alert).to_contain_text(re.compile("no segmentd answers|segmentd went away|ended"))
        expect(shown.page.locator("#busy")).to_be_hidden()
        assert shown.faults == []
        shown.context.close()


def test_two_tabs_do_not_disturb_each_other(tab, dashboard, sales, tmp_path):
    _, client = dashboard
    one, other = tab(), tab()
    one.load(sales)
    other.load(people(tmp_path))
    one.page.get_by_role("button", name="Try the numbers").click()
    other.fit("people@1", 3)
    expect(one.page.locator("#ended")).to_contain_text("The criteria say", timeout=LONG)
    one.fit("transactions@1", 4)
    other.marks("sizes").first.click()
    expect(other.page.locator("#shown")).to_have_text("1 to 20 of 20")
    expect(one.page.locator("#shown")).to_have_text("1 to 25 of 1,996")
    assert one.page.locator('.chip[aria-pressed="true"]').inner_text() == "All segments"
    # The same name in both: each keeps to the version that it made.
    one.labelled("Name of the model").fill("people")
    one.fit("people@2", 5)
    assert client.model("people").version == 2
    assert "people@2" in one.page.locator("#segments").inner_text()
    assert "people@1" in other.page.locator("#segments").inner_text()
    assert other.rows().count() == 20
    expect(one.page.locator("#versions")).to_contain_text("No customer is in both.")
    # A file that the model is not for: it says so where the customers were.
    other.load(sales)
    expect(other.page.locator("#customers")).to_contain_text("the model needs")
    expect(other.page.get_by_role("alert")).to_be_hidden()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_fits_a_narrow_window(tab, sales, scheme):
    shown = tab(viewport={"width": 400, "height": 800}, color_scheme=scheme)
    shown.load(sales)
    shown.fit("transactions@1", 4)
    assert shown.page.evaluate("document.documentElement.scrollWidth") <= 400
    ground = shown.page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert (ground == "rgb(23, 23, 26)") == (scheme == "dark")
    shown.picture(f"narrow-{scheme}", full_page=True)
    shown.page.set_viewport_size({"width": 1440, "height": 900})
    shown.picture(f"wide-{scheme}", full_page=True)


def test_it_runs_as_its_page_says(program, tmp_path):
    page = (ROOT / "clients/examples/dashboard/README.md").read_text("utf-8")
    command = re.search(r"^    python (clients/examples/dashboard/app.py)$", page, re.M)[1]
    done = subprocess.run(
        [sys.executable, "-B", command, "--address", "127.0.0.1:1"], cwd=ROOT, text=True,
        env={**os.environ, "XDG_CONFIG_HOME": str(tmp_path)}, capture_output=True, timeout=30,
        check=False,
    )  # fmt: skip
    assert done.returncode == 69
    assert done.stderr.startswith("dashboard: no segmentd answers at 127.0.0.1:1")
    assert "Traceback" not in done.stderr


def test_its_types_and_style():
    folder, settings = ROOT / "clients/examples/dashboard", ROOT / "clients/python/pyproject.toml"
    # Dash has few types.
    types = ["--allow-untyped-calls", "--allow-untyped-decorators", "--ignore-missing-imports"]
    for command in (
        ["ruff", "check", "--config", settings, "."],
        ["ruff", "format", "--check", "--config", settings, "."],
        ["mypy", "--strict", "--config-file=", "--cache-dir=/dev/null", *types, "."],
    ):
        environment = {**os.environ, "MYPYPATH": str(ROOT / "clients/python/src")}
        done = subprocess.run(
            [sys.executable, "-m", *command], cwd=folder, env=environment, capture_output=True,
            text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout + done.stderr


def test_it_answers_this_machine_alone(dashboard):
    url, _ = dashboard
    with urllib.request.urlopen(url, timeout=10) as answer:
        assert "default-src 'self'" in answer.headers["Content-Security-Policy"]
    for header in ({"Host": "example.org"}, {"Origin": "http://example.org"}, {"Origin": "null"}):
        with pytest.raises(urllib.error.HTTPError, match="403"):
            urllib.request.urlopen(urllib.request.Request(url, headers=header), timeout=10)


def test_a_proxy_that_is_named_may_ask(program):
    with running(["--spawn", "--host", "seg.example.org"], {"SEGMENTD": program}) as url:
        for header in ({"Host": "seg.example.org"}, {"Origin": "https://seg.example.org"}):
            urllib.request.urlopen(urllib.request.Request(url, headers=header), timeout=10).close()
