"""What the page of the client shows of Spark runs as it stands."""

import os
import re
import subprocess
import sys

from conftest import ROOT, program


def test_the_page_runs(tmp_path):
    page = (ROOT / "clients" / "python" / "README.md").read_text(encoding="utf-8")
    (block,) = [
        block
        for block in re.findall(r"^```python\n(.*?)^```", page, re.M | re.S)
        if "pyspark" in block
    ]
    start = "import segmentd\n\nclient = segmentd.spawn()\n"
    (tmp_path / "page.py").write_text(start + block)
    done = subprocess.run(
        [sys.executable, "-B", "page.py"], cwd=tmp_path, capture_output=True, text=True,
        timeout=200, check=False,
        env={**os.environ, "PYSPARK_PYTHON": sys.executable, "SEGMENTD": program()},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-4000:]
    sizes = re.findall(r"^\| +(\d)\|.*\| *(\d+)\|$", done.stdout, re.M)
    assert sorted(segment for segment, _ in sizes) == ["1", "2", "3", "4"]
    assert sum(int(size) for _, size in sizes) == 5000
    assert "'left_out': 0" in done.stdout
