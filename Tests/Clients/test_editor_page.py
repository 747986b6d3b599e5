"""The task of VS Code on `clients/editors/README.md`, run as VS Code runs it.

`Tests/MCP/test_editors.py` starts the entries for assistants; `Tests/run` runs the examples for
editors.
"""

import json
import re
import subprocess

import pytest
from pages import block

TASKS = json.loads(block("clients/editors/README.md", '"tasks"'))
VARIABLE = re.compile(r"\$\{(\w+)\}")


class Window:
    """A window with a file open, in which a task is run."""

    def __init__(self, desk, file):
        self.desk, self.file = desk, file

    def run(self):
        """The task's status, what the terminal shows, and the problems that are found in it."""
        (task,) = TASKS["tasks"]
        assert task["type"] == "process"
        words = [self.resolved(word) for word in (task["command"], *task["args"])]
        done = subprocess.run(
            words, cwd=self.desk.folder, env=self.desk.environment, stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=60, check=False,
        )  # fmt: skip
        matcher = task["problemMatcher"]
        assert (matcher["owner"], matcher["fileLocation"]) == ("segmentd", "absolute")
        pattern = matcher["pattern"]
        found = [re.match(pattern["regexp"], line) for line in done.stdout.splitlines()]
        problems = [
            (match[pattern["file"]], int(match[pattern["line"]]), match[pattern["message"]])
            for match in found
            if match
        ]
        return done.returncode, done.stdout, problems

    def resolved(self, word):
        """With the variables replaced that VS Code has; others do not stand in it."""
        values = {
            "file": str(self.file), "fileDirname": str(self.file.parent),
            "fileBasenameNoExtension": self.file.stem,
        }  # fmt: skip
        assert set(VARIABLE.findall(word)) <= set(values)
        return VARIABLE.sub(lambda found: values[found[1]], word)


def test_the_schema_is_that_of_tasks():
    assert TASKS["version"] == "2.0.0"
    (task,) = TASKS["tasks"]
    assert set(task) == {"label", "type", "command", "args", "problemMatcher"}


@pytest.mark.parametrize("name", ["sales.csv", 'a "shop\'s" $HOME `id` sales.csv'])
def test_the_open_file_is_segmented(desk, name):
    file = desk.folder / "of the workspace" / name
    file.parent.mkdir()
    file.write_text((desk.folder / "sales.csv").read_text())

    status, shown, problems = Window(desk, file).run()

    assert (status, problems) == (0, [])
    assert "segments of 40 customers" in shown
    table = file.with_name(f"{file.stem}.segments.csv").read_text()
    assert len(table.splitlines()) == 41
    # Again, as a refresh does.
    assert Window(desk, file).run()[0] == 0
    assert file.with_name(f"{file.stem}.segments.csv").read_text() == table


@pytest.mark.parametrize(
    ("text", "status", "message"),
    [
        ("", 66, "is empty; it needs a header line"),
        ("customer,age\n", 65, "the data has no rows; send at least one"),
        ("customer,age\n1,2\n2,3\n3\n", 65, "row 2"),
    ],
)
def test_what_is_wrong_is_a_problem_of_the_file(desk, text, status, message):
    file = desk.folder / "bad.csv"
    file.write_text(text)

    found, _, problems = Window(desk, file).run()

    assert found == status
    ((place, line, told),) = problems
    assert (place, line) == (str(file), 1)
    assert message in told
