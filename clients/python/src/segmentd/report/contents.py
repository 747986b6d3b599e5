"""What a report tells, gathered from the daemon."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ..calls import asking
from ..charts import Chart
from ..errors import DataNeeded, Degenerate, InvalidParams
from ..plans import Ask, Plan
from ..reply import Reply
from ..sources import Context


@dataclass
class Contents:
    """Everything that stands in a report."""

    model: Mapping[str, Any]
    profile: Reply
    #: Pictures by kind, in the order of the page.
    charts: dict[str, Chart] = field(default_factory=dict)
    #: What could not be drawn, and why.
    left_out: dict[str, str] = field(default_factory=dict)

    @property
    def title(self) -> str:
        """What the report is called."""
        return f"{self.model['model']}: {self.model['k']} segments of {self.model['n']:,} customers"

    @property
    def segments(self) -> list[dict[str, Any]]:
        """The segments, each with what its profile says."""
        told = {segment["id"]: segment for segment in self.profile["segments"]}
        return [{**segment, **told[segment["id"]]} for segment in self.model["segments"]]

    @property
    def features(self) -> list[str]:
        """The numeric features that profiles tell of."""
        return list(self.profile["overall"]["features"])

    @property
    def ledger(self) -> list[tuple[str, int]]:
        """Rows read, dropped by each rule, and kept."""
        ledger = self.model["ledger"]
        dropped = [
            (f"dropped: {rule.replace('_', ' ')}", -rows)
            for rule, rows in ledger.get("dropped", {}).items()
        ]
        rest = [
            (name, ledger[name]) for name in ("customers", "invoices", "monetary") if name in ledger
        ]
        return [
            ("rows read", ledger["rows_in"]), *dropped, ("rows kept", ledger["rows_kept"]), *rest
        ]  # fmt: skip

    @property
    def quality(self) -> list[str]:
        """What was noticed about the data, a sentence each."""
        ledger = self.model["ledger"]
        told = [
            f"{cells:,} missing cells of {column} were filled in."
            for column, cells in ledger.get("imputed", {}).items()
        ]
        told += [
            f"{cells:,} cells of {column} could not be read and count as missing."
            for column, cells in ledger.get("unreadable", {}).items()
        ]
        told += [
            f"{rows:,} rows are outliers in {column}."
            for column, rows in ledger.get("outliers", {}).items()
        ]
        return [*told, *ledger.get("notes", ()), *self.model.get("warnings", ())]


def gathered(
    context: Context, /, model: str, *, by: str | Sequence[str] | None = None
) -> Plan[Contents]:
    """Asks for everything that a report of a model tells.

    Args:
        model: Its name, or ``name@version``.
        by: A column of the customers, or several, to tell the segments apart by, such as a country.
    """
    known = yield Ask("models.get", {"model": model})
    name = f"{known['model']}@{known['version']}"
    profile = yield from asking(context, "profile", None, model=name)
    contents = Contents(known, profile)
    columns = [by] if isinstance(by, str) else list(by or ())
    wanted: list[tuple[str, dict[str, Any]]] = [
        ("sizes", {}), ("centers", {}), ("elbow", {}), ("silhouette", {}), ("profile", {}),
        ("boxes", {}), ("scatter", {"max_points": 2_000}), ("rfm_grid", {}), ("trend", {}),
    ]  # fmt: skip
    wanted += [(f"by {column}", {"by": column}) for column in columns]
    earlier = [version for version in known["versions"] if version < known["version"]]
    if earlier:
        wanted.append(("migration", {"a": f"{known['model']}@{earlier[-1]}", "b": name}))
    for title, options in wanted:
        kind = title.partition(" ")[0]
        target = {} if kind == "migration" else {"model": name}
        try:
            reply = yield Ask("chart", {"kind": kind, **target, **options})
        except (DataNeeded, InvalidParams, Degenerate) as error:
            contents.left_out[title] = error.message
        else:
            contents.charts[title] = Chart(reply["spec"])
    return contents
