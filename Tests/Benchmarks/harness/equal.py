"""Results must agree before any time counts."""

from __future__ import annotations

from typing import Any

import numpy as np

from .results import WrongResult


def inertia_of(rows: np.ndarray, centers: np.ndarray, labels: np.ndarray) -> float:
    """The sum of squared distances of rows to the centres of their labels."""
    total = 0.0
    for begin in range(0, len(rows), 100_000):
        part = slice(begin, begin + 100_000)
        total += float(((rows[part] - centers[labels[part]]) ** 2).sum())
    return total


def require_close(what: str, ours: float, theirs: float, name: str, relative: float) -> None:
    if not abs(ours - theirs) <= relative * abs(theirs):
        raise WrongResult(
            f"{what} is {ours!r} with segmentd and {theirs!r} with {name}: they differ by "
            f"{abs(ours - theirs) / abs(theirs):.2g} where {relative:g} is allowed"
        )


def require_same_labels(
    rows: np.ndarray, ours: Any, theirs: Any, name: str, tie: float, most: float = 1e-3
) -> int:
    """Compares two labellings up to the names of the labels; how many rows differ.

    A row may differ only where its two nearest centres (the means of our clusters) are so near to
    being equally far: squared distances within `tie`, relative; and at most the part `most` of all.
    """
    ours = np.unique(ours, return_inverse=True)[1]
    theirs = np.unique(theirs, return_inverse=True)[1]
    count = int(max(ours.max(), theirs.max())) + 1
    table = np.bincount(theirs * count + ours, minlength=count * count).reshape(count, count)
    names = table.argmax(axis=1)
    if len(set(names)) < count:
        raise WrongResult(f"the clusters of segmentd and {name} are not the same {count}")
    renamed = names[theirs]
    different = np.flatnonzero(renamed != ours)
    if len(different) > most * len(ours):
        raise WrongResult(
            f"{len(different):,} of {len(ours):,} labels differ between segmentd and {name}"
        )
    if len(different):
        sizes = np.bincount(ours, minlength=count)
        sums = [np.bincount(ours, column, minlength=count) for column in rows.T]
        centers = (np.stack(sums, axis=1) / np.maximum(sizes, 1)[:, None])[sizes > 0]
        distances = ((rows[different, None, :] - centers[None]) ** 2).sum(axis=2)
        two = np.sort(np.partition(distances, 1, axis=1)[:, :2], axis=1)
        gaps = (two[:, 1] - two[:, 0]) / two[:, 1]
        if gaps.max() > tie:
            raise WrongResult(
                f"{int((gaps > tie).sum()):,} labels differ between segmentd and {name} that are "
                f"no ties (up to {gaps.max():.2g} relative)"
            )
    return len(different)
