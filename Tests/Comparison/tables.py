"""Random tables of the kind that breaks segmentations, and recipes to prepare them."""

import math

import numpy as np


class RandomTable:
    """Columns with missing cells, constants, ties, duplicate rows and text; the same for a seed."""

    def __init__(self, seed):
        self.random = random = np.random.default_rng([20240131, seed])
        self.row_count = int(random.integers(8, 90))
        self.columns = {}
        for index in range(int(random.integers(1, 6))):
            self.columns[f"n{index}"] = self._numbers()
        if random.random() < 0.2:
            self.columns["same"] = np.full(self.row_count, float(random.integers(-3, 4)))
        for index in range(int(random.integers(0, 3))):
            self.columns[f"t{index}"] = self._texts()
        if random.random() < 0.4:
            self._duplicate_rows()

    def _numbers(self):
        random, count = self.random, self.row_count
        kind = random.integers(0, 6)
        if kind == 0:
            values = random.normal(random.normal() * 50, 10, count)
        elif kind == 1:
            values = np.exp(random.normal(3, 1.5, count))
        elif kind == 2:
            values = random.integers(-2, 4, count).astype(float)
        elif kind == 3:
            values = np.round(random.gamma(1.5, 40, count), 2)
        elif kind == 4:
            values = random.integers(0, 3, count) * 100 + random.normal(0, 3, count)
        else:
            values = 10.0 ** random.integers(-6, 7) * random.standard_t(3, count)
        if random.random() < 0.5:
            values[random.random(count) < random.uniform(0, 0.3)] = math.nan
        if np.isnan(values).all():
            values[0] = 1.0
        return values

    def _texts(self):
        random = self.random
        levels = ["UK", "France", "O'Brien", 'a"b', "é", "Z", ""][: int(random.integers(2, 8))]
        values = random.choice(levels, self.row_count).astype(object)
        values[random.random(self.row_count) < random.choice([0, 0.2])] = None
        values[values == ""] = None
        if all(value is None for value in values):
            values[0] = "UK"
        return values

    def _duplicate_rows(self):
        picked = self.random.integers(0, self.row_count, self.row_count // 3)
        places = self.random.integers(0, self.row_count, self.row_count // 3)
        for values in self.columns.values():
            values[places] = values[picked]

    @property
    def data(self):
        """The table as the daemon takes it."""
        return {
            "columns": {
                name: [None if is_missing(value) else value for value in values.tolist()]
                for name, values in self.columns.items()
            }
        }

    def rules(self, transforms, encodings=("onehot",)):
        """A rule for each column, its options drawn from those of the protocol."""
        random = self.random
        rules = []
        for name, values in self.columns.items():
            rule = {"column": name, "scale": str(random.choice(SCALES))}
            if random.random() < 0.3:
                rule["weight"] = float(random.choice([0.5, 2, 3]))
            if values.dtype == object:
                rule["encode"] = str(random.choice(encodings))
            else:
                rule["impute"] = [
                    "median", "mean", "mode", float(random.integers(0, 5))
                ][random.integers(0, 4)]
                rule["transform"] = str(random.choice(transforms))
            rules.append(rule)
        return rules


SCALES = ["standard", "minmax", "robust", "none"]


def is_missing(value):
    return value is None or (isinstance(value, float) and math.isnan(value))
