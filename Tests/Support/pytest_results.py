"""Counts the tests of one pytest run by its JUnit file.

    pytest_results.py FILE STATUS

prints what swift_results.py prints: `counts PASSED FAILED SKIPPED`, then a line `skip NAME: REASON`
for each skipped test and lines `failure TEXT`. A run without tests has failed, and so has one whose
status says so.
"""

import sys
import xml.etree.ElementTree


def main(path, status):
    try:
        cases = list(xml.etree.ElementTree.parse(path).iter("testcase"))
    except (OSError, xml.etree.ElementTree.ParseError) as error:
        cases, loose = [], [f"pytest ended with status {status} and left no results: {error}"]
    else:
        loose = [] if cases else ["no comparison test was found"]
    failures, skips = [], []
    for case in cases:
        name = f"{case.get('classname')}: {case.get('name')}"
        broken = case.findall("failure") + case.findall("error")
        skipped = case.find("skipped")
        if broken:
            failures.append((name, [one_line(b.get("message") or b.text or "") for b in broken]))
        elif skipped is not None:
            skips.append((name, one_line(skipped.get("message") or "no reason given")))
    if status != 0 and not failures and not loose:
        loose.append(f"pytest ended with status {status}")

    passed = len(cases) - len(failures) - len(skips)
    print("counts", passed, len(failures) + len(loose), len(skips))
    for name, reason in skips:
        print("skip", f"{name}: {reason}")
    for name, texts in failures:
        for text in dict.fromkeys(texts):
            print("failure", f"{name}: {text}")
    for text in loose:
        print("failure", text)


def one_line(text):
    """The text on one line, cut where it is very long; the log has it whole."""
    line = " ".join(text.split())
    return line if len(line) <= 400 else line[:400] + " …"


main(sys.argv[1], int(sys.argv[2]))
