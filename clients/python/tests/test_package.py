"""The package itself: types, style, what it needs, and how large it is."""

import ast
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

#: What may be imported at all; everything else is an extra, asked for inside of a function or in a
#: module that is only imported for it.
EXTRA_MODULES = {
    "estimator.py": {"numpy", "sklearn"},
    "notebook.py": {"IPython"},
    "http/__main__.py": {"starlette", "uvicorn"},
    "http/bodies.py": {"starlette"},
    "http/door.py": {"starlette"},
    "forms/numpy_form.py": {"numpy"},
    "forms/pandas_form.py": {"numpy", "pandas"},
    "forms/polars_form.py": {"polars"},
    "forms/arrow_form.py": {"pyarrow"},
    **{
        f"spark/{name}.py": {"pyspark"}
        for name in (
            "cells",
            "cleaning",
            "conditions",
            "customers",
            "features",
            "frames",
            "joining",
            "ledger",
            "making",
            "measures",
            "result",
            "spreading",
            "tables",
        )
    },
}


def run(request, *command):
    done = subprocess.run(
        [sys.executable, "-m", *command], cwd=request.config.rootpath, capture_output=True,
        text=True, check=False, timeout=300,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_types(request):
    pytest.importorskip("mypy")
    assert "no issues found" in run(request, "mypy")


def test_style(request):
    pytest.importorskip("ruff")
    run(request, "ruff", "check", "src", "tests")
    run(request, "ruff", "format", "--check", "src", "tests")


def test_python_3_9_is_enough(request):
    pytest.importorskip("vermin")
    # Annotations are never evaluated.
    options = ["-t=3.9-", "--no-tips", "--no-eval-annotations", "--violations"]
    program = Path(sys.executable).with_name("vermin")
    root = request.config.rootpath
    done = subprocess.run(
        [program, *options, root / "src"], capture_output=True, text=True, check=False, timeout=300
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_core_imports_the_standard_library_alone(request):
    root = request.config.rootpath / "src" / "segmentd"
    seen = 0
    for file in root.rglob("*.py"):
        allowed = EXTRA_MODULES.get(file.relative_to(root).as_posix(), set())
        for node in ast.parse(file.read_text()).body:
            names = []
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom) and node.level == 0:
                names = [node.module]
            for name in names:
                seen += 1
                top = name.partition(".")[0]
                assert top in sys.stdlib_module_names or top in allowed, f"{file} imports {name}"
    assert seen >= 60


def test_the_wheel_is_pure_and_small(request, tmp_path):
    # Of a copy, as a build leaves its folders beside the sources.
    ignored = shutil.ignore_patterns("build", "*.egg-info", "__pycache__", ".*")
    copy = shutil.copytree(request.config.rootpath, tmp_path / "copy", ignore=ignored)
    to = tmp_path / "wheels"
    run(request, "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", str(to), str(copy))
    (wheel,) = to.iterdir()
    assert wheel.name.endswith("-py3-none-any.whl")
    assert wheel.stat().st_size < 200_000
    names = zipfile.ZipFile(wheel).namelist()
    assert "segmentd/py.typed" in names
    assert not [name for name in names if name.startswith("tests")]
