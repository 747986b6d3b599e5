"""Counts the tests of one `swift test` by its event stream.

    swift_results.py EVENTS LOG STATUS

prints `counts PASSED FAILED SKIPPED`, then a line `skip NAME: REASON` for each skipped test and
lines `failure TEXT`. A test that began and did not end (a crash, a run that was cut off) has failed,
and so has a run without tests, one whose status says so, and one whose printed total is another. Of
a run that was cut off the tests that were at work are told first: it hung in one of them.
"""

import collections
import json
import re
import sys


def main(events_path, log_path, status):
    names, ended, skipped, failures = {}, set(), {}, {}
    running = collections.Counter()
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
        elif kind == "testCaseStarted":
            running[test] += 1
        elif kind == "testCaseEnded":
            running[test] -= 1
        elif kind == "testEnded":
            ended.add(test)
        elif kind == "testSkipped":
            skipped[test] = " ".join(payload.get("_comments") or []) or "no reason given"
        elif kind == "issueRecorded" and not payload.get("issue", {}).get("isKnown"):
            words = [message["text"] for message in payload.get("messages", [])]
            failures.setdefault(test, []).append("; ".join(words) or "an issue without words")

    unfinished = [test for test in names if test not in ended and test not in skipped]
    hung = [test for test in unfinished if running[test] > 0]
    for test in hung:
        failures.setdefault(test, []).append("was at work when the run ended")
    waiting = [test for test in unfinished if test not in failures]
    for test in waiting:
        failures[test] = ["was not run to its end"]
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
    for test in sorted(failed, key=lambda test: (test in waiting, test not in hung)):
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
