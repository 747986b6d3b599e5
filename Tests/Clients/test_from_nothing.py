"""As an analyst begins: an environment of its own, one line of pip, five of Python, a report."""

import lzma
import os
import re
import shutil
import subprocess
import sys
import time
import venv
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

FIVE_LINES = """\
import segmentd
model = segmentd.spawn().fit("shop", "OnlineRetail.csv", recipe={"transactions": {
    "customer": "CustomerID", "invoice": "InvoiceNo", "date": "InvoiceDate",
    "quantity": "Quantity", "price": "UnitPrice", "carry": ["Country"]}})
model.report("report.html")
"""


@pytest.fixture
def retail(tmp_path):
    """A folder with the transactions of Online Retail."""
    named = os.environ.get("SEGMENTD_SHARED")
    shared = Path(named) if named else ROOT.parent / "shared"
    packed = shared / "data" / "online_retail" / "OnlineRetail.csv.xz"
    if not packed.exists():
        pytest.skip(f"no {packed}; name the folder of the shared data in SEGMENTD_SHARED")
    (tmp_path / "OnlineRetail.csv").write_bytes(lzma.decompress(packed.read_bytes()))
    return tmp_path


def test_online_retail_from_pip_to_a_report(retail, program):
    # Not the sources that this test was started with: what pip installs.
    outside = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    began = time.monotonic()
    venv.create(retail / "environment", with_pip=True)
    python = retail / "environment" / "bin" / "python"
    # pip builds in the folder it is given.
    package = shutil.copytree(
        ROOT / "clients" / "python", retail / "package", ignore=shutil.ignore_patterns(".*_cache")
    )
    subprocess.run(
        [python, "-m", "pip", "install", "-q", f"{package}[report]"],
        check=True, timeout=300, stdout=subprocess.DEVNULL, env=outside,
    )  # fmt: skip
    subprocess.run(
        [python, "-c", FIVE_LINES], check=True, timeout=120, cwd=retail,
        env={**outside, "SEGMENTD": os.path.abspath(program)},
    )  # fmt: skip
    print(f"{time.monotonic() - began:.1f} s from pip to the report", file=sys.stderr)
    report = (retail / "report.html").read_text(encoding="utf-8")
    assert "4,338" in report, "the customers with purchases that count"
    assert "541,909" in report, "the rows of the file"
    assert not re.search(r'(?:src|href)="https?://(?!\w+\.w3\.org)', report)
