"""The pages that say what to paste, taken apart into the blocks that they show."""

import re
from dataclasses import dataclass

from conftest import ROOT

#: Every page whose blocks are run; `protocol/transcripts` is replayed by the Swift tests.
PAGES = [
    "README.md",
    "protocol/README.md",
    *sorted(
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "clients").rglob("*.md")
        if not any(part.startswith(".") for part in path.relative_to(ROOT).parts)
    ),
]

#: A fenced block with its language, or lines indented by four blanks after an empty one.
BLOCK = re.compile(
    r"^```(?P<language>\w*)\n(?P<fenced>(?:(?!```)[^\n]*\n)*)```$"
    r"|(?<=\n\n)(?P<indented>(?:    [^\n]*\n|\n(?=    ))+)",
    re.MULTILINE,
)


@dataclass(frozen=True)
class Block:
    """Something shown: where, in which language, and what."""

    page: str
    language: str
    text: str

    @property
    def first(self):
        """Its first line, which is its name."""
        return self.text.splitlines()[0]


def text_of(page):
    return (ROOT / page).read_text(encoding="utf-8")


def blocks(page):
    """All blocks of a page, in their order."""
    return [
        Block(page, found["language"] or "", found["fenced"] or _dedented(found["indented"]))
        for found in BLOCK.finditer(text_of(page))
    ]


def block(page, word):
    """The text of the one block in which a word stands."""
    (found,) = [one.text for one in blocks(page) if word in one.text]
    return found


def rows(page, head):
    """The cells of the table whose first line begins with a head."""
    lines = text_of(page).split(f"\n{head}", 1)[1].split("\n\n", 1)[0].splitlines()[2:]
    # A bar within a span of code has a backslash before it.
    return [[cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]] for line in lines]


def code(cell):
    """The spans of code in a cell."""
    return re.findall(r"`([^`]+)`", cell)


def _dedented(text):
    return re.sub("^    ", "", text, flags=re.MULTILINE)
