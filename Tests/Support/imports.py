"""Compares the import lines below Sources with the manifest and with the floors.

A file may import a module of ours that its target declares and that lies on a lower floor of its
own tower; the compiler's own check lets undeclared imports pass where another target brings them.
What a target declares, it imports somewhere.
Nothing below Sources imports Foundation.
"""

import json
import pathlib
import re
import subprocess
import sys

# From the top down; a target imports only what stands after it.
ENGINE = ["ModelExport", "Segmentation", "Features", "Clustering", "TableInput", "Matrices", "Tables", "Kernels", "KernelLoopsV4", "KernelLoopsV3", "KernelLoops", "ModelStorage"]
WIRE = ["SegmentClient", "Connection", "SegmentProtocol", "JSONRPC", "JSON", "Transport"]
UNDER = ["Decimals", "Epoll", "Locks", "Spelling"]
ABOVE = ["segmentd", "SegmentServer", "SegmentService"]
FLOORS = ABOVE + ENGINE + WIRE + UNDER

SYSTEM = {"Glibc", "Dispatch", "Synchronization"}
LEAST_IMPORTS = 200

IMPORT = re.compile(
    r"^\s*(?:@\w+(?:\([^)]*\))?\s+)*(?:(?:public|package|internal|fileprivate|private)\s+)?"
    r"import\s+(?:(?:struct|class|enum|protocol|typealias|func|var|let|actor)\s+)?(\w+)"
)


def main():
    described = subprocess.run(
        ["swift", "package", "describe", "--type", "json"], check=True, stdout=subprocess.PIPE
    )
    targets = [
        target
        for target in json.loads(described.stdout)["targets"]
        if target["path"].startswith("Sources/")
    ]
    ours = {target["name"] for target in targets}
    problems = [
        f"{name} has no floor; give it one in Tests/Support/imports.py"
        for name in sorted(ours - set(FLOORS))
    ]
    count = 0
    for target in targets:
        declared = set(target.get("target_dependencies", []))
        imported = set()
        for source in target["sources"]:
            path = pathlib.Path(target["path"], source)
            for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
                match = IMPORT.match(line)
                if not match:
                    continue
                count += 1
                module = match[1]
                imported.add(module)
                problem = fault(target["name"], module, declared, ours)
                if problem:
                    problems.append(f"{path}:{number}: {problem}")
        problems += [
            f"{target['name']} declares {name} and imports it nowhere"
            for name in sorted(declared - imported)
        ]
    if count < LEAST_IMPORTS:
        problems.append(f"only {count} imports found; there are at least {LEAST_IMPORTS}")
    print(*problems, sep="\n")
    print(f"{count} imports of {len(targets)} targets compared")
    return 1 if problems else 0


def fault(importer, module, declared, ours):
    """What is wrong with the import, or `None`."""
    if module not in ours:
        return None if module in SYSTEM else f"{module} is neither ours nor one of {', '.join(sorted(SYSTEM))}"
    if module not in declared:
        return f"{importer} imports {module} but does not declare it"
    if importer not in FLOORS or module not in FLOORS:
        return None
    if FLOORS.index(module) <= FLOORS.index(importer):
        return f"{module} does not lie below {importer}"
    if importer in ENGINE and module in WIRE or importer == "SegmentServer" and module in ENGINE:
        return f"{importer} belongs to the other tower than {module}"
    return None


sys.exit(main())
