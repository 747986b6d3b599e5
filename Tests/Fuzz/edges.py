"""Reads what a fuzzer printed for -print_coverage=1 and counts edges of the code under test.

    edges.py LOG PATH...

An edge is one of the fuzzer's own counters. It belongs to the file of the function that it lies
in; functions that the compiler made (metadata, witnesses) have no file and are not counted. Of the
edges inside the counted functions, those without a line of source are the compiler's own checks
(overflow, bounds), which end the program and so are never reached: they are left out of the total.
Prints `reached of total` per PATH (a folder or file below the repository) and per file.
"""

import collections
import re
import sys

FUNCTION = re.compile(r"^(?:UN)?COVERED_FUNC: hits: \d+ edges: (\d+)/(\d+) (\S+) (.*):\d+$")
UNREACHED = re.compile(r"^  UNCOVERED_PC: (.*):(\d+)$")


def count(log, paths):
    reached, total = collections.Counter(), collections.Counter()
    current = None
    for line in log:
        line = line.rstrip("\n")
        if match := FUNCTION.match(line):
            name = match[4]
            place = next((path for path in paths if f"/{path}" in name), None)
            current = place and name[name.index(f"/{place}") + 1 :]
            if current:
                reached[current] += int(match[1])
                total[current] += int(match[2])
        elif current and (match := UNREACHED.match(line)):
            if "<compiler-generated>" in match[1] or match[2] == "0":
                total[current] -= 1
    return reached, total


def main():
    log, paths = sys.argv[1], sys.argv[2:]
    with open(log, encoding="utf-8", errors="replace") as lines:
        reached, total = count(lines, paths)
    if not total:
        sys.exit("no function of " + " ".join(paths) + " was found")
    for name in sorted(total):
        print(f"  {reached[name]:6} of {total[name]:6} {name}")
    r, t = sum(reached.values()), sum(total.values())
    print(f"edges {r} of {t}, {100 * r / t:.1f} %: " + " ".join(paths))


main()
