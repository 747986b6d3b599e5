"""Compares the committed OpenRPC document with what the program says of itself.

    openrpc.py PROGRAM FILE

fails where they differ, in a value or in the order.
"""

import difflib
import json
import subprocess
import sys


def main(program, path):
    asked = subprocess.run([program, "call", "rpc.discover"], stdout=subprocess.PIPE, check=True)
    live = laid_out(asked.stdout)
    with open(path, "rb") as file:
        committed = laid_out(file.read())
    differences = list(
        difflib.unified_diff(
            committed.splitlines(), live.splitlines(), path, "rpc.discover", lineterm=""
        )
    )
    print(*differences[:40], sep="\n")
    if differences:
        tool = "python3 -m json.tool --indent 2 --no-ensure-ascii"
        print(f"write it anew: {program} call rpc.discover | {tool} > {path}")
    return 1 if differences else 0


def laid_out(document):
    """The document a member to a line, numbers as the program writes them."""
    return json.dumps(json.loads(document), indent=2, ensure_ascii=False) + "\n"


sys.exit(main(*sys.argv[1:]))
