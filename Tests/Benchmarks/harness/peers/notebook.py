"""The notebook's work, step by step and as a whole, with scikit-learn plain or patched."""

from __future__ import annotations

import importlib.util
import sys
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

FILE = Path(__file__).resolve().parents[4] / "clients" / "examples" / "notebook_baseline.py"
# How many segments the final fit makes.
SEGMENTS = 4


def module() -> ModuleType:
    """clients/examples/notebook_baseline.py, imported from where it lies."""
    if "notebook_baseline" not in sys.modules:
        spec = importlib.util.spec_from_file_location("notebook_baseline", FILE)
        assert spec and spec.loader
        loaded = importlib.util.module_from_spec(spec)
        sys.modules["notebook_baseline"] = loaded
        spec.loader.exec_module(loaded)
    return sys.modules["notebook_baseline"]


@dataclass
class Swept:
    """Inertia and silhouette of each number of segments, and the final fit's inertia if made."""

    tried: dict[int, tuple[float, float]]
    customers: int
    inertia: float | None = None


class Sweep:
    """The loop over 2 to `most` segments alone, on features that are there."""

    def __init__(self, path: str, most: int, patched: bool) -> None:
        self.path, self.most, self.patched = path, most, patched

    def prepare(self) -> None:
        if self.patched:
            from sklearnex import patch_sklearn

            patch_sklearn(verbose=False)
        self.book = module()
        self.customers = self.book.measure(self.book.clean(self.book.read(self.path)))
        self.features = self.book.scale(self.customers)

    def work(self, number: int) -> Any:
        return self.book.sweep(self.features, seed=number, most=self.most)

    def outcome(self, done: Any) -> Swept:
        return Swept(_by_count(done), len(self.customers))


class Whole(Sweep):
    """From the file to the profile."""

    def prepare(self) -> None:
        if self.patched:
            from sklearnex import patch_sklearn

            patch_sklearn(verbose=False)
        self.book = module()

    def work(self, number: int) -> Any:
        book = self.book
        customers = book.measure(book.clean(book.read(self.path)))
        features = book.scale(customers)
        tried = book.sweep(features, seed=number, most=self.most)
        model = book.fit(features, SEGMENTS, seed=number)
        return tried, model, book.profile(customers, model.labels_)

    def outcome(self, done: Any) -> Swept:
        tried, model, table = done
        return Swept(_by_count(tried), int(table["customers"].sum()), float(model.inertia_))


def _by_count(tried: Any) -> dict[int, tuple[float, float]]:
    return {one.segments: (one.inertia, one.silhouette) for one in tried}
