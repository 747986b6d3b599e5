"""What a state directory must hold after what was acknowledged, and what it may hold."""

import copy
import itertools

VERSION_LIMIT = 5


class Models:
    """Names with their versions, as a client knows them."""

    def __init__(self):
        self.names = {}

    def copy(self):
        return copy.deepcopy(self)

    def __eq__(self, other):
        return self.names == other.names

    def newest(self, name):
        """The newest version of a name; 0 where there is none."""
        return max(self.names[name]["versions"], default=0) if name in self.names else 0

    def apply(self, change, fingerprint=None):
        """Changes the models as a request does; None as fingerprint stands for any."""
        kind = change["kind"]
        name = change["name"]
        if kind in ("fit", "import"):
            model = self.names.setdefault(name, {"versions": {}, "labels": {}, "last": 0})
            model["last"] += 1
            model["versions"][model["last"]] = fingerprint
            for version in sorted(model["versions"])[:-VERSION_LIMIT]:
                del model["versions"][version]
        elif name not in self.names:
            return
        elif kind == "label":
            self.names[name]["labels"][change["segment"]] = change["label"]
        elif kind == "rename":
            if change["to"] not in self.names:
                self.names[change["to"]] = self.names.pop(name)
        elif kind == "delete":
            del self.names[name]
        elif kind == "delete version":
            versions = self.names[name]["versions"]
            if versions.pop(change["version"], None) is not None and not versions:
                del self.names[name]


def allowed(acknowledged, pending):
    """Every state in which each of the unanswered changes happened wholly or not at all."""
    states = []
    for count in range(len(pending) + 1):
        for chosen in itertools.permutations(pending, count):
            state = acknowledged.copy()
            for change in chosen:
                state.apply(change)
            states.append((state, chosen))
    return states


def agrees(state, seen):
    """Whether what is seen is this state; returns what differs, or None."""
    if set(state.names) != set(seen):
        return f"names {sorted(seen)}, expected {sorted(state.names)}"
    for name, model in state.names.items():
        found = seen[name]
        if set(model["versions"]) != set(found["versions"]):
            return (
                f"{name}: versions {sorted(found['versions'])}, "
                f"expected {sorted(model['versions'])}"
            )
        for version, fingerprint in model["versions"].items():
            if fingerprint is not None and found["versions"][version] != fingerprint:
                return f"{name}@{version}: another fingerprint"
        for segment, label in model["labels"].items():
            if found["labels"].get(segment, label) != label:
                return f"{name}: segment {segment} is called {found['labels'][segment]}"
    return None
