"""Kills daemons in the middle of what they do and looks at what is left.

    python3 Tests/Crash/crash.py --program .build/debug/segmentd --kills 1000 --report FILE

Each round starts daemons on a state directory, lets clients fit, import, label, rename and delete
models of unique content, ends one daemon or all with SIGKILL, starts one again and compares: every
answered change must be there, every unanswered one wholly or not at all. A version that was not
answered and is there must answer whatever a version answers, and the same `fit` sent again must be
recognised as that version.

Where a kill landed is read from the state directory before the restart, and from what the client
had received by then. In a save that was not answered,
  - a draft or a part of it without its version: after its first write, before its name;
  - its version without an answer: after its name, before its reply;
  - neither: before its first write (or, of a failed save, after its last).
Three in ten kills come a random time after the request; the others are armed by the first file that
a save makes, and come a random part of the time that the save before took after that one, unless
the save is answered before: then it is the next save's turn.
"""

import argparse
import collections
import json
import os
import pathlib
import platform
import random
import shutil
import sys
import tempfile
import threading
import time

from daemon import Daemon, Ended, Refused
from expected import Models, agrees, allowed

FOLDERS_PER_STATE = 20


def rows(unique, count=40):
    """Customers in three groups; no two calls give the same."""
    source = random.Random(unique)
    columns = {"id": [], "spend": [], "visits": []}
    for row in range(count):
        center = (row % 3) * 40
        columns["id"].append(f"{unique}-{row}")
        columns["spend"].append(round(center + source.random() * 9, 6))
        columns["visits"].append(round(center / 2 + source.random() * 5, 6))
    return {"columns": columns}


def fit_params(name, unique):
    return {
        "model": name,
        "data": rows(unique),
        "k": 3,
        "n_init": 1,
        "refine": "none",
        "recipe": {"id": "id"},
    }


class Client:
    """Asks one daemon and notes what was answered."""

    def __init__(self, daemon, models, lock, names, source, documents, shared=()):
        self.daemon = daemon
        self.models = models
        self.lock = lock
        self.names = names
        self.shared = shared
        self.source = source
        self.documents = documents
        self.pending = None
        self.began = 0.0
        self.answered = 0
        self.failures = []

    def choose(self):
        """The next change, which can be made as things are."""
        source = self.source
        if self.shared and source.random() < 0.5:
            return {"kind": "fit", "name": source.choice(self.shared), "shared": True}
        name = source.choice(self.names)
        newest = self.models.newest(name)
        kind = source.choices(
            ["fit", "import", "label", "rename", "delete version", "delete"],
            [60, 10, 10, 8, 7, 5],
        )[0]
        if newest == 0 or kind == "fit":
            return {"kind": "fit", "name": name}
        if kind == "import":
            return {"kind": "import", "name": name}
        if kind == "label":
            return {
                "kind": "label",
                "name": name,
                "segment": None,
                "label": f"label {source.getrandbits(40)}",
            }
        if kind == "rename":
            return {"kind": "rename", "name": name, "to": source.choice(self.names)}
        if kind == "delete version":
            version = source.choice(sorted(self.models.names[name]["versions"]))
            return {"kind": "delete version", "name": name, "version": version}
        return {"kind": "delete", "name": name}

    def ask(self, change):
        """Asks for a change; notes it as answered or leaves it pending."""
        kind, name = change["kind"], change["name"]
        unique = self.source.getrandbits(48)
        if kind == "fit":
            change["params"] = fit_params(name, unique)
            method, params = "fit", change["params"]
        elif kind == "import":
            document = self.source.choice(self.documents)
            method, params = "models.import", {"model": name, "document": document}
        elif kind == "label":
            reply = self.daemon.call("models.get", {"model": name})
            change["segment"] = self.source.choice(reply["segments"])["id"]
            method = "models.label"
            params = {"model": name, "segment": change["segment"], "name": change["label"]}
        elif kind == "rename":
            method, params = "models.rename", {"model": name, "to": change["to"]}
        elif kind == "delete version":
            method, params = "models.delete", {"model": f"{name}@{change['version']}"}
        else:
            method, params = "models.delete", {"model": name}
        self.began = time.monotonic()
        self.pending = change
        try:
            reply = self.daemon.call(method, params)
        except Refused as refusal:
            # A name that is taken.
            if kind != "rename" or refusal.code != -32602:
                self.failures.append(f"{method} {name}: {refusal}")
            self.pending = None
            return
        with self.lock:
            if change.get("shared"):
                # Another process may have answered a later version before this line.
                self.models.shared.setdefault(name, {})[reply["version"]] = reply["fingerprint"]
            else:
                self.models.apply(change, reply.get("fingerprint"))
                if kind in ("fit", "import"):
                    expected = self.models.newest(name)
                    if reply["version"] != expected:
                        self.failures.append(f"{name}: version {reply['version']}, not {expected}")
            self.pending = None
        self.answered += 1

    def run(self):
        """Asks until the daemon ends."""
        try:
            while True:
                with self.lock:
                    change = self.choose()
                self.ask(change)
        except Ended:
            pass


class SharedModels(Models):
    """With names that several processes fit at once: answered versions by number."""

    def __init__(self):
        super().__init__()
        self.shared = {}


def look(state):
    """The files of the models' folders, by folder."""
    models = os.path.join(state, "models")
    found = {}
    try:
        for folder in os.listdir(models):
            try:
                found[folder] = set(os.listdir(os.path.join(models, folder)))
            except OSError:
                found[folder] = set()
    except OSError:
        pass
    return found


def folder_of(name):
    return "".join(c if c.islower() or c.isdigit() else f"%{ord(c):02x}" for c in name)


def watch(state, folder, known, stop, deadline):
    """Waits for a file that a save makes; whether one came."""
    path = os.path.join(state, "models", folder)
    while time.monotonic() < deadline and not stop():
        try:
            if any(
                f.endswith((".new", ".members", ".rows")) and f not in known
                for f in os.listdir(path)
            ):
                return True
        except OSError:
            pass
    return False


class Harness:
    def __init__(self, options):
        self.options = options
        self.source = random.Random(options.seed)
        self.counts = collections.Counter()
        self.landed = collections.Counter()
        self.problems = []
        self.save_seconds = 0.004
        self.change_seconds = 0.03
        self.folder = tempfile.mkdtemp(prefix="segmentd-crash-", dir=options.directory)
        self.documents = self.make_documents()

    def start(self, wire=None):
        wire = wire or self.source.choice(["stdio", "serve"])
        self.counts[f"daemons started as {wire}"] += 1
        return Daemon(self.options.program, self.state, wire)

    def make_documents(self):
        self.state = os.path.join(self.folder, "documents")
        daemon = self.start("stdio")
        documents = []
        for unique in range(5):
            daemon.call("fit", fit_params("made", unique))
            exported = daemon.call("models.export", {"model": "made", "include": "members"})
            documents.append(exported["document"])
        daemon.stop()
        return documents

    def run(self):
        rounds = 0
        models = None
        while self.counts["kills"] < self.options.kills and len(self.problems) < 20:
            if rounds % FOLDERS_PER_STATE == 0:
                self.state = os.path.join(self.folder, f"state-{rounds}")
                models = SharedModels()
            two = rounds % 4 == 3
            self.round(models, two)
            if (rounds + 1) % FOLDERS_PER_STATE == 0 and not self.problems:
                shutil.rmtree(self.state, ignore_errors=True)
            rounds += 1
        if not self.problems:
            shutil.rmtree(self.folder, ignore_errors=True)

    def round(self, models, two):
        """Works, kills, restarts, compares."""
        lock = threading.Lock()
        daemons = [self.start() for _ in range(2 if two else 1)]
        names = [["Vip", "vip", "mall"], ["shop", "Shop", "market"]]
        clients = [
            Client(
                daemon, models, lock, names[index], random.Random(self.source.getrandbits(64)),
                self.documents, ["common"] if two else [],
            )
            for index, daemon in enumerate(daemons)
        ]
        threads = [threading.Thread(target=client.run) for client in clients]
        for thread in threads:
            thread.start()
        self.wait_for_moment(clients[0])
        killed = daemons if not two or self.source.random() < 0.5 else daemons[:1]
        for daemon in killed:
            daemon.kill()
        self.counts["kills"] += len(killed)
        self.counts["rounds with two processes" if two else "rounds with one process"] += 1
        for daemon, client, thread in zip(daemons, clients, threads):
            if daemon in killed:
                thread.join(60)
                daemon.wait()
        files = look(self.state)
        for daemon, client in zip(daemons, clients):
            if daemon in killed:
                self.note_landing(client, models, files)
        for daemon, client, thread in zip(daemons, clients, threads):
            if daemon not in killed:
                # The other goes on beside what was left; then it is killed as well.
                goal = client.answered + 3
                end = time.monotonic() + 30
                while client.answered < goal and time.monotonic() < end and thread.is_alive():
                    time.sleep(0.002)
                if client.answered < goal:
                    self.problems.append("the other process did not go on")
                self.wait_for_moment(client)
                daemon.kill()
                self.counts["kills"] += 1
                thread.join(60)
                daemon.wait()
                self.note_landing(client, models, look(self.state))
        for daemon, client in zip(daemons, clients):
            self.counts["answered changes"] += client.answered
            self.problems += client.failures
            self.problems += [line for line in daemon.log if "not served" in line]
        if self.options.self_test:
            self.sabotage(models, [c.pending["name"] for c in clients if c.pending])
        self.compare(models, [c.pending for c in clients if c.pending])

    def sabotage(self, models, unsure):
        """Loses or damages a file of an answered version, as a daemon that breaks its word would."""
        paths = []
        for name, model in models.names.items():
            folder = os.path.join(self.state, "models", folder_of(name))
            for version in model["versions"] if name not in unsure else ():
                document = os.path.join(folder, f"{version}.model")
                with open(document, "rb") as file:
                    identity = int.from_bytes(file.read(24)[16:], "little")
                paths += [document, os.path.join(folder, f"{identity:016x}.members")]
        if not paths:
            return
        path = self.source.choice(paths)
        self.counts["sabotaged"] += 1
        if self.source.random() < 0.5:
            os.remove(path)
            return
        with open(path, "r+b") as file:
            file.seek(-1, os.SEEK_END)
            last = file.read(1)
            file.seek(-1, os.SEEK_END)
            file.write(bytes([last[0] ^ 1]))

    def wait_for_moment(self, client):
        end = time.monotonic() + 20
        goal = client.answered + self.source.randrange(0, 6)
        while client.answered < goal and time.monotonic() < end:
            time.sleep(0.0005)
        if self.source.random() < 0.3:
            time.sleep(self.source.random() * self.change_seconds * 1.3)
            return
        # Armed: the first file of a save, then a random part of the time that the save before took.
        measured = False
        while time.monotonic() < end:
            change = client.pending
            if change and change["kind"] in ("fit", "import"):
                folder = folder_of(change["name"])
                known = look(self.state).get(folder, set())
                if client.pending is change and watch(
                    self.state, folder, known, lambda: client.pending is not change, end
                ):
                    seen = time.monotonic()
                    if not measured:
                        while client.pending is change and time.monotonic() < end:
                            pass
                        measured = True
                        self.save_seconds = time.monotonic() - seen
                        continue
                    delay = self.source.random() * self.save_seconds * 1.15
                    while time.monotonic() - seen < delay and client.pending is change:
                        pass
                    if client.pending is change:
                        return
            time.sleep(0.0002)

    def note_landing(self, client, models, files):
        change = client.pending
        if change is None:
            self.landed["between an answer and the next request"] += 1
            return
        if change["kind"] not in ("fit", "import"):
            self.landed[f"in an unanswered {change['kind']}"] += 1
            return
        here = files.get(folder_of(change["name"]), set())
        taken = {int(f.split(".")[0]) for f in here if f.endswith(".model")}
        if change.get("shared"):
            answered = models.shared.get(change["name"], {})
        else:
            model = models.names.get(change["name"])
            answered = range(model["last"] + 1) if model else ()
        if any(number not in answered for number in taken):
            self.landed["in a save: after its name, before its reply"] += 1
        elif any(f.endswith(".new") for f in here) or self.has_loose_parts(folder_of(change["name"]), here):
            self.landed["in a save: after its first write, before its name"] += 1
        else:
            self.landed["in a request, before its first write"] += 1

    def has_loose_parts(self, folder, here):
        """Whether there is a part that no version's file names: heads hold the identity."""
        identities = set()
        path = os.path.join(self.state, "models", folder)
        for name in here:
            if name.endswith(".model"):
                try:
                    with open(os.path.join(path, name), "rb") as file:
                        head = file.read(24)
                    identities.add(f"{int.from_bytes(head[16:24], 'little'):016x}")
                except OSError:
                    pass
        return any(
            f.split(".")[0] not in identities for f in here if f.endswith((".members", ".rows"))
        )

    def compare(self, models, pending):
        """Starts one again and looks at all it has."""
        daemon = self.start()
        try:
            seen = self.seen(daemon)
            self.check_shared(daemon, models, seen.pop("common", None), pending)
            own = [change for change in pending if not change.get("shared")]
            states = allowed(models, own)
            reasons = []
            for state, chosen in states:
                reason = agrees(state, seen)
                if reason is None:
                    self.take_over(daemon, models, state, chosen, seen)
                    break
                reasons.append(reason)
            else:
                self.problems.append(
                    f"kill {self.counts['kills']}: {reasons[0]}; unanswered: "
                    + json.dumps([{k: v for k, v in c.items() if k != "params"} for c in own])
                )
                models.names = {}
        except (Refused, Ended) as error:
            self.problems.append(f"kill {self.counts['kills']}: {error} {daemon.log}")
        status = daemon.stop()
        if status != 0:
            self.problems.append(f"a daemon ended with status {status}: {daemon.log}")
        self.problems += [line for line in daemon.log if "not served" in line or "damaged" in line]
        for folder, files in look(self.state).items():
            left = [f for f in files if f.endswith(".new") or "damaged" in f]
            if folder.startswith(".") or left:
                self.problems.append(f"left after a restart: {folder} {left}")
            if self.has_loose_parts(folder, files):
                self.problems.append(f"parts of nothing in {folder}")

    def seen(self, daemon):
        """All that a daemon has; every version is asked for, the newest with all its layers."""
        seen = {}
        for listed in daemon.call("models.list", {})["models"]:
            name = listed["model"]
            found = {"versions": {}, "labels": {}}
            for version in listed["versions"]:
                model = daemon.call("models.get", {"model": f"{name}@{version}"})
                found["versions"][version] = model["fingerprint"]
                found["labels"].update({s["id"]: s["name"] for s in model["segments"]})
                if sum(s["size"] for s in model["segments"]) != model["n"]:
                    self.problems.append(f"{name}@{version}: sizes do not add up")
                daemon.call("models.export", {"model": f"{name}@{version}", "include": "members"})
                self.counts["versions read back"] += 1
            newest = daemon.call("models.get", {"model": name})
            if newest["keeps"] == "rows":
                daemon.call("silhouette", {"model": name})
            seen[name] = found
        return seen

    def check_shared(self, daemon, models, found, pending):
        """The name that two processes fit: every answered version that is not pruned is there."""
        answered = models.shared.get("common", {})
        unanswered = [c for c in pending if c.get("shared")]
        if found is None:
            if answered:
                self.problems.append("common: all versions are lost")
            return
        newest = max(found["versions"])
        for version, fingerprint in answered.items():
            if version > newest - 5 and found["versions"].get(version) != fingerprint:
                self.problems.append(f"common@{version}: lost, or another")
        more = [v for v in found["versions"] if v not in answered]
        if len(more) > len(unanswered) + models.shared.get("extra", 0):
            self.problems.append(f"common: versions {more} that nobody asked for")
        for version in more:
            answered[version] = found["versions"][version]
        models.shared["common"] = answered

    def take_over(self, daemon, models, state, chosen, seen):
        """The state that was found is the one to go on from."""
        for name, model in state.names.items():
            for version, fingerprint in model["versions"].items():
                if fingerprint is None:
                    model["versions"][version] = seen[name]["versions"][version]
        models.names = state.names
        for change in chosen:
            self.counts["unanswered changes that are there wholly"] += 1
            if change["kind"] != "fit" or models.newest(change["name"]) == 0:
                continue
            newest = models.newest(change["name"])
            reply = daemon.call("fit", change["params"])
            if not reply["unchanged"] or reply["version"] != newest:
                self.problems.append(f"{change['name']}@{newest} is not what was asked for")
                models.apply(change, reply["fingerprint"])


def report(harness, seconds, options):
    """The counts as a page."""
    landed = harness.landed
    total = sum(landed.values())
    saves = sum(n for where, n in landed.items() if where.startswith("in a save"))
    lines = [
        "# Killed daemons",
        "",
        "Daemons on one state directory were ended with SIGKILL while clients fitted, imported,",
        "labelled, renamed and deleted models; after each round one was started again and all it had",
        "was compared with what had been answered. A kill does not lose what the system has not yet",
        "written to the disk: for that a test reads the order of the calls of a save instead",
        "(`Tests/segmentdTests/DurabilityTests.swift`). Where a kill landed is read from the files it left and from what",
        "the client had received; `Tests/Crash/crash.py` says how. With `--self-test` the harness loses",
        "or changes files of answered versions itself and must notice each time.",
        "",
        f"`python3 Tests/Crash/crash.py --kills {options.kills} --seed {options.seed}`, "
        f"{pathlib.Path(options.program).parent.name} build, {os.cpu_count()} cores, "
        f"{platform.machine()}, "
        f"{options.file_system}, {seconds:.0f} s",
        "",
        "| | |",
        "| --- | ---: |",
        f"| acknowledged models lost, damaged or half visible | {len(harness.problems)} |",
    ]
    lines += [f"| {name} | {harness.counts[name]} |" for name in sorted(harness.counts)]
    lines += ["", f"| where {total} kills landed | |", "| --- | ---: |"]
    lines += [f"| {where} | {landed[where]} |" for where in sorted(landed)]
    lines += [
        f"| **between the first write of a save and its reply** | **{saves}** "
        f"({100 * saves / max(1, total):.0f} %) |"
    ]
    return "\n".join(lines) + "\n"


def self_test(options):
    """Whether the harness finds what it looks for: every sabotaged round must be a problem."""
    missed = count = 0
    for seed in range(100):
        if count == 8:
            break
        options.kills, options.seed = 1, seed
        harness = Harness(options)
        harness.run()
        count += harness.counts["sabotaged"]
        if harness.counts["sabotaged"] and not harness.problems:
            missed += 1
        shutil.rmtree(harness.folder, ignore_errors=True)
    print(f"{count} sabotaged directories, {missed} not noticed")
    return 1 if missed or count < 8 else 0


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--program", required=True)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    parser.add_argument("--self-test", action="store_true", help="see that sabotage is noticed")
    parser.add_argument("--directory", help="where state directories are made")
    parser.add_argument("--report", help="write the page to this file")
    parser.add_argument("--file-system", default="the temporary folder's file system")
    options = parser.parse_args()
    options.program = os.path.abspath(options.program)
    # A save takes a millisecond or two. At the usual five between threads, a client would learn of its
    # answer, or the harness of a file, only when the save is long over.
    sys.setswitchinterval(0.0001)
    if options.self_test:
        return self_test(options)
    began = time.monotonic()
    harness = Harness(options)
    harness.run()
    page = report(harness, time.monotonic() - began, options)
    print(page)
    if options.report:
        with open(options.report, "w", encoding="utf-8") as file:
            file.write(page)
    for problem in harness.problems:
        print("PROBLEM", problem)
    if harness.problems:
        print(f"the state directories are kept in {harness.folder}")
    saves = sum(n for where, n in harness.landed.items() if where.startswith("in a save"))
    if saves * 3 < sum(harness.landed.values()):
        print("PROBLEM fewer than a third of the kills landed in a save")
        return 1
    return 1 if harness.problems else 0


if __name__ == "__main__":
    sys.exit(main())
