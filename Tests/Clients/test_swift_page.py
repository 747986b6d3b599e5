"""The page of the Swift client: its lines of a manifest; `Tests/SegmentClientTests` runs the rest."""

import json
import subprocess

from desk import need
from pages import block

PAGE = "clients/swift/README.md"


def test_the_lines_make_a_manifest(tmp_path):
    need("swift")
    dependency, product = block(PAGE, ".package(url:"), block(PAGE, ".product(name:")
    (tmp_path / "Package.swift").write_text(
        "// swift-tools-version: 6.2\nimport PackageDescription\n\n"
        f'let package = Package(name: "ours", dependencies: [{dependency}], targets: [\n'
        f'.executableTarget(name: "ours", dependencies: [{product}])])\n'
    )
    told = subprocess.run(
        ["swift", "package", "dump-package"],
        cwd=tmp_path, capture_output=True, text=True, check=True, timeout=120,
    )  # fmt: skip
    (target,) = json.loads(told.stdout)["targets"]
    assert target["dependencies"][0]["product"][:2] == ["SegmentClient", "segmentd"]
