"""Counts the tests of one `swift test` by its event stream.

    swift_results.py EVENTS LOG STATUS

prints `counts PASSED FAILED SKIPPED`, then a line `skip NAME: REASON` for each skipped test and
lines `failure TEXT`. A test that began and did not end (a crash) has failed, and so has a run
without tests, one whose status says so, and one whose printed total is another.
"""

import json
import re
import sys


def main(events_path, log_path, status):
    names, began, ended, skipped, failures = {}, set(), set(), {}, {}
    loose = []
    for line in read(events_path).splitlines():
        try:
            record = json.loads(line)
        except ValueError:
            loose.append("the event stream is cut off")
            break
        payload = record["payload"]
        test = payload.get("testID")
        kind = payload.get("kind")
        if record["kind"] == "test" and kind == "function":
            module = payload["id"].split(".", 1)[0]
            names[payload["id"]] = f"{module}: {payload.get('displayName') or payload['name']}"
        elif kind == "testStarted":
            began.add(test)
        elif kind == "testEnded":
            ended.add(test)
        elif kind == "testSkipped":
            skipped[test] = " ".join(payload.get("_comments") or []) or "no reason given"
        elif kind == "issueRecorded" and not payload.get("issue", {}).get("isKnown"):
            words = [message["text"] for message in payload.get("messages", [])]
            failures.setdefault(test, []).append("; ".join(words) or "an issue without words")

    for test in names:
        if test not in ended and test not in skipped and test not in failures:
            what = "began and did not end" if test in began else "was not run"
            failures[test] = [what]
    printed = re.findall(r"Test run with (\d+) tests? in", read(log_path))
    if not names:
        loose.append("no test was found")
    elif [int(number) for number in printed] != [len(names)]:
        loose.append(f"the printed totals are {printed or 'missing'}, the tests {len(names)}")
    failed = [test for test in names if test in failures]
    loose += [text for test, texts in failures.items() if test not in names for text in texts]
    if status != 0 and not failed and not loose:
        loose.append(f"swift test ended with status {status}")
    passed = [test for test in names if test not in failures and test not in skipped]
    skips = [test for test in names if test in skipped and test not in failures]

    print("counts", len(passed), len(failed) + len(loose), len(skips))
    for test in skips:
        print("skip", f"{names[test]}: {skipped[test]}")
    for test in failed:
        for text in dict.fromkeys(failures[test]):
            print("failure", one_line(f"{names[test]}: {text}"))
    for text in loose:
        print("failure", one_line(text))
    if loose:
        for line in read(log_path).splitlines()[-20:]:
            print("failure", "  " + line)


def one_line(text):
    """The text on one line, cut where it is very long; the log has it whole."""
    line = " ".join(text.split())
    return line if len(line) <= 400 else line[:400] + " …"


def read(path):
    try:
        with open(path, encoding="utf-8", errors="replace") as file:
            return file.read()
    except OSError:
        return ""


main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
