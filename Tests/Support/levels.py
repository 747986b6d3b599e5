"""Looks for code that was compiled for newer CPUs where older ones would run into it.

`KernelLoopsV3` and `KernelLoopsV4` hold the same loops as `KernelLoops`, compiled for x86-64-v3 and
x86-64-v4. The linker keeps one copy of what several modules define weakly (a specialisation of
generic code): what is weak in them must bear their name, or it might be run by everybody. No other
module may hold instructions of AVX; a loop that was inlined would bring them, or have lost them.

    python3 Tests/Support/levels.py [debug|release]
"""

import pathlib
import platform
import re
import subprocess
import sys

FASTER = ["KernelLoopsV3", "KernelLoopsV4"]
LEAST_LOOPS = 8


def output(*command):
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout


def has_wide_instructions(path):
    return re.search(r"\tv[a-z0-9]+ +[^\n]*%[xyz]mm", output("objdump", "-d", str(path))) is not None


def main():
    if platform.machine() != "x86_64":
        print("loops have levels on x86-64 alone")
        return 0
    configuration = sys.argv[1] if len(sys.argv) > 1 else "release"
    build = pathlib.Path(".build", configuration)
    problems = []
    total = 0
    for faster in FASTER:
        loops = 0
        wide = 0
        for path in sorted(build.glob(f"{faster}.build/**/*.o")):
            wide += has_wide_instructions(path)
            for line in output("nm", str(path)).splitlines():
                kind, name = line.split()[-2:]
                loops += kind == "T" and faster in name and name.endswith("FZ")
                if kind in "Wu" and faster not in name:
                    problems.append(f"{path.name} defines {name}, which others may define too")
        if loops < LEAST_LOOPS or not wide:
            problems.append(f"{faster}: {loops} loops, {wide} files of wide instructions; build first")
        total += loops
    for module in ["KernelLoops", "Kernels", "Matrices", "Clustering"]:
        for path in sorted(build.glob(f"{module}.build/**/*.o")):
            if has_wide_instructions(path):
                problems.append(f"{module}/{path.name} has instructions of AVX")
    for problem in problems:
        print(problem)
    print(f"{total} functions compiled for newer CPUs looked at")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
