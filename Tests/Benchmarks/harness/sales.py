"""A large file of generated transactions, written without a library: every line is equally long."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

HEADER = b"customer,date,invoice,quantity,price\n"
TEMPLATE = b"100000,2025-01-01 00:00:00,I00000000,1,10.00\n"
STEP = 1_000_000


@dataclass(frozen=True)
class Sales:
    """So many rows by so many customers over a year of 360 days.

    Customers buy unequally: the number of a customer is the square of a uniform draw. Six rows in a
    row are one invoice of one customer at one time; quantities are 1 to 9, prices 10.00 to 99.99.
    """

    rows: int
    customers: int
    seed: int = 1

    def written(self, folder: Path) -> Path:
        """The file, made if it is not there."""
        path = folder / f"sales-{self.rows}-{self.customers}.csv"
        if not path.exists():
            partial = path.with_suffix(".partial")
            with partial.open("wb") as file:
                file.write(HEADER)
                for begin in range(0, self.rows, STEP):
                    file.write(self._lines(begin, min(STEP, self.rows - begin)).tobytes())
            partial.rename(path)
        return path

    def _lines(self, begin: int, count: int) -> np.ndarray:
        random = np.random.default_rng([self.seed, begin])
        lines = np.tile(np.frombuffer(TEMPLATE, np.uint8), (count, 1))
        invoice = (begin + np.arange(count)) // 6
        first = invoice[0]
        draws = int(invoice[-1] - first) + 1
        customer = 100_000 + (random.random(draws) ** 2 * self.customers).astype(np.int64)
        second = random.integers(0, 360 * 86_400, draws)
        place = invoice - first
        _digits(lines, 0, 6, customer[place])
        moment = second[place]
        day = moment // 86_400
        _digits(lines, 12, 2, day // 30 + 1)
        _digits(lines, 15, 2, day % 30 % 28 + 1)
        _digits(lines, 18, 2, moment // 3_600 % 24)
        _digits(lines, 21, 2, moment // 60 % 60)
        _digits(lines, 24, 2, moment % 60)
        _digits(lines, 28, 8, invoice)
        _digits(lines, 37, 1, random.integers(1, 10, count))
        cents = random.integers(1_000, 10_000, count)
        _digits(lines, 39, 2, cents // 100)
        _digits(lines, 42, 2, cents % 100)
        return lines


def _digits(lines: np.ndarray, at: int, width: int, numbers: np.ndarray) -> None:
    """Writes numbers with leading zeros into the same place of every line."""
    rest = numbers.copy()
    for column in range(at + width - 1, at - 1, -1):
        lines[:, column] = 48 + rest % 10
        rest //= 10
