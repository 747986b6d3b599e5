"""Which processes there are below another, as Linux tells."""

import pathlib


def _table():
    found = {}
    for folder in pathlib.Path("/proc").iterdir():
        if not folder.name.isdigit():
            continue
        try:
            command = (
                (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
            )
            parent = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
        except OSError:
            continue
        found[int(folder.name)] = (parent, command)
    return found


def descendants(root, above, word):
    """Processes below `root` with a word in their command line.

    Args:
        above: A word that the command line of one on the way from the root must have, or of the
            process itself.
        word: What its own command line must have.
    """
    table = _table()

    def chain(process):
        while process in table and process != root:
            yield table[process][1]
            process = table[process][0]
        if process != root:
            raise LookupError

    found = []
    for process, (_, command) in table.items():
        if word not in command or process == root:
            continue
        try:
            commands = list(chain(process))
        except LookupError:
            continue
        if any(above in one for one in commands):
            found.append(process)
    return sorted(found)


def peak_bytes(process):
    """The most memory that a process has held."""
    for line in pathlib.Path(f"/proc/{process}/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) * 1024
    raise LookupError(process)
