"""The program that the Python tests ask."""

import os
import pathlib

REPOSITORY = pathlib.Path(__file__).resolve().parents[2]


def program():
    """The program that SEGMENTD names, else the newest build."""
    named = os.environ.get("SEGMENTD")
    if named:
        return named
    builds = [REPOSITORY / ".build" / mode / "segmentd" for mode in ("debug", "release")]
    built = [build for build in builds if build.exists()]
    if not built:
        raise RuntimeError("build segmentd first, or name one in SEGMENTD")
    return str(max(built, key=lambda build: build.stat().st_mtime))
