"""The report in a real browser: it draws, tells on hovering, filters on clicking, and fetches nothing."""

import os
import re
import shutil
from pathlib import Path

import pytest
import segmentd
from test_charts import HOSTILE, sales

pytest.importorskip("vl_convert")
sync_api = pytest.importorskip("playwright.sync_api")

RECIPE = {
    "transactions": {
        "customer": "who", "date": "day", "amount": "spent", "carry": ["country"],
        "drop": ["missing_customer"],
    },
    "defaults": {"transform": "log1p"},
}  # fmt: skip


@pytest.fixture(scope="module")
def report(program, tmp_path_factory):
    folder = tmp_path_factory.mktemp("report")
    with segmentd.spawn(program) as client:
        rows = sales(800)
        client.fit("shop", rows, recipe=RECIPE, k_range=(3, 5))
        model = client.fit("shop", rows, recipe=RECIPE, k_range=(2, 6), seed=1, reuse=False)
        client.label_segment("shop", 1, name=HOSTILE)
        page = model.report(folder / "report.html", by="country")
        text = model.report(folder / "report.md", by="country")
        with pytest.raises(ValueError, match="is no .html or .md"):
            model.report(folder / "report.pdf")
        yield page, text, client.model("shop")


@pytest.fixture(scope="module")
def browser():
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    if not program:
        pytest.skip("chromium is not installed")
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield browser
        browser.close()


class Opened:
    """A page, and what went wrong or out while it was open."""

    def __init__(self, browser, file, **options):
        self.context = browser.new_context(**options)
        self.page = self.context.new_page()
        self.faults, self.requests = [], []
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))
        self.page.on(
            "console", lambda told: told.type == "error" and self.faults.append(told.text)
        )
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.on("dialog", lambda dialog: self.faults.append(f"dialog {dialog.message}"))
        self.page.goto(file.as_uri())
        self.page.wait_for_selector("body[data-ready=true]", timeout=60_000)

    def picture(self, name):
        folder = os.environ.get("CHART_FOLDER")
        if folder:
            self.page.screenshot(path=Path(folder) / f"report-{name}.png", full_page=True)


@pytest.fixture
def opened(browser, report):
    made = []

    def make(**options):
        made.append(Opened(browser, report[0], **options))
        return made[-1]

    yield make
    for one in made:
        assert one.faults == []
        assert [url for url in one.requests if not url.startswith(("file:", "data:", "blob:"))] == []
        one.context.close()


def marks(page, chart):
    shapes = ("symbol", "rect", "area", "line")
    return page.locator(
        ", ".join(f'[data-chart="{chart}"] svg .mark-{shape} path' for shape in shapes)
    )


def test_it_draws_everything(opened, report):
    shown = opened(viewport={"width": 1280, "height": 900})
    names = shown.page.locator("[data-chart]").evaluate_all("e => e.map(x => x.dataset.chart)")
    assert names == [
        "sizes", "centers", "elbow", "silhouette", "profile", "boxes", "scatter", "rfm_grid",
        "trend", "by country", "migration",
    ]  # fmt: skip
    for name in names:
        assert shown.page.locator(f'[data-chart="{name}"] svg.marks').count() == 1
        assert marks(shown.page, name).count() > 3
    assert shown.page.locator(".segment").count() == report[2].k
    shown.picture("wide")


def test_names_are_text_whatever_is_in_them(opened):
    page = opened().page
    assert page.locator(".segment h3").first.inner_text().strip() == f"1 {HOSTILE}"
    assert page.locator("main b").count() == 0
    assert page.locator("script").count() == 3


def test_hovering_tells_values(opened):
    page = opened(viewport={"width": 1280, "height": 900}).page
    bar = page.locator('[data-chart="sizes"] svg .mark-rect path').first
    bar.scroll_into_view_if_needed()
    bar.hover()
    tooltip = page.locator("#vg-tooltip-element.visible")
    tooltip.wait_for(timeout=5_000)
    assert "Customers" in tooltip.inner_text()
    assert re.search(r"\d\.\d%", tooltip.inner_text())


def test_choosing_a_segment_filters_the_other_pictures(opened):
    shown = opened(viewport={"width": 1280, "height": 900})
    page = shown.page
    names = ("scatter", "sizes", "elbow", "by country")
    before = {name: marks(page, name).count() for name in names}
    page.locator('[data-chart="sizes"] svg .mark-rect path').nth(1).click()
    page.wait_for_function("document.body.dataset.chosen")
    chosen = page.evaluate("document.body.dataset.chosen")
    assert page.locator('.chip[aria-pressed="true"]').inner_text().strip() == chosen
    page.wait_for_timeout(500)
    assert 0 < marks(page, "scatter").count() < before["scatter"]
    assert marks(page, "elbow").count() == before["elbow"]
    assert marks(page, "by country").count() == before["by country"]
    assert page.locator(".segment:not(.faded)").count() == 1
    shown.picture("chosen")
    # A second segment beside it, and all again.
    other = '.chip[data-segment][aria-pressed="false"]'
    page.locator(other).first.click(modifiers=["Shift"])
    assert page.locator('.chip[aria-pressed="true"]').count() == 2
    page.locator("#everyone").click()
    page.wait_for_timeout(500)
    assert marks(page, "scatter").count() == before["scatter"]
    # By the keyboard, too.
    page.locator(".chip[data-segment]").first.focus()
    page.keyboard.press("Enter")
    assert page.locator('.chip[aria-pressed="true"]').count() == 1


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_fits_a_narrow_window(opened, scheme):
    shown = opened(viewport={"width": 400, "height": 800}, color_scheme=scheme)
    assert shown.page.evaluate("document.documentElement.scrollWidth") <= 400
    shown.picture(f"narrow-{scheme}")


def test_it_prints(opened, tmp_path):
    page = opened().page
    page.pdf(path=tmp_path / "report.pdf", format="A4")
    assert (tmp_path / "report.pdf").read_bytes().count(b"/Type /Page\n") >= 3


def test_markdown_says_the_same_without_pictures(report):
    _, file, model = report
    text = file.read_text(encoding="utf-8")
    for segment in model.segments[1:]:
        assert f"## {segment['id']} {segment['name']}" in text
    assert "</script>" not in text
    assert "<b>" not in text
    assert f"`{model.fingerprint}`" in text
    assert f"| rows read | {model.ledger['rows_in']:,} |" in text
