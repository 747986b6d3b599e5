"""What the page shows is run as it stands, block after block."""

import re
import subprocess
import sys

import pytest


def test_the_page_runs(request, program, tmp_path, monkeypatch):
    page = (request.config.rootpath / "README.md").read_text(encoding="utf-8")
    blocks = re.findall(r"^```python\n(.*?)^```", page, re.M | re.S)
    # Spark is heavy: tests of its own run its block.
    blocks = [block for block in blocks if "pyspark" not in block]
    assert len(blocks) >= 6
    rows = "\n".join(
        f"{customer},2024-0{1 + customer % 9}-{day:02},{10 + customer * day}"
        for customer in range(40)
        for day in range(1, 1 + customer % 5 + 1)
    )
    (tmp_path / "sales.csv").write_text(f"CustomerID,InvoiceDate,Total\n{rows}\n")
    (tmp_path / "page.py").write_text("\n".join(blocks), encoding="utf-8")
    monkeypatch.setenv("SEGMENTD", program)
    run = subprocess.run(
        [sys.executable, "page.py"], cwd=tmp_path, capture_output=True, text=True, timeout=120,
        check=False,
    )  # fmt: skip
    assert run.returncode == 0, run.stderr
    assert 'the model needs "spend"' in run.stdout


@pytest.mark.parametrize("module", ["segmentd.estimator", "segmentd.reply"])
def test_examples_in_docstrings_run(module, program, monkeypatch):
    import doctest
    import importlib

    monkeypatch.setenv("SEGMENTD", program)
    results = doctest.testmod(importlib.import_module(module))
    assert results.attempted >= 2
    assert results.failed == 0
