"""Builds the documentation of SegmentClient from its comments and its article; keeps none.

    documentation.py DIRECTORY

where DIRECTORY has what the debug build made (`swift build --show-bin-path`). Fails where a link
leads nowhere, or a parameter is not described by its name.
"""

import json
import pathlib
import shutil
import subprocess
import sys
import tempfile

MODULE = "SegmentClient"


def main(products):
    info = subprocess.run(
        ["swiftc", "-print-target-info"], check=True, stdout=subprocess.PIPE
    ).stdout
    tools = pathlib.Path(shutil.which("swiftc") or "swiftc").resolve().parent
    with tempfile.TemporaryDirectory() as folder:
        graphs = pathlib.Path(folder, "graphs")
        graphs.mkdir()
        subprocess.run(
            [
                "swift", "symbolgraph-extract", "-module-name", MODULE,
                "-I", f"{products}/Modules", "-I", "Sources/Epoll",
                "-target", json.loads(info)["target"]["unversionedTriple"],
                "-minimum-access-level", "public", "-output-dir", graphs,
            ],
            check=True,
        )  # fmt: skip
        built = subprocess.run(
            [
                tools / "docc", "convert", f"Sources/{MODULE}/{MODULE}.docc",
                "--additional-symbol-graph-dir", graphs, "--output-path", f"{folder}/out",
                "--fallback-display-name", MODULE, "--fallback-bundle-identifier", MODULE,
                "--warnings-as-errors",
            ]
        )  # fmt: skip
    return built.returncode


sys.exit(main(*sys.argv[1:]))
