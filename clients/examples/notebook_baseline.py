"""The notebook that segmentd is measured against: pandas and scikit-learn, as their guides say.

Run:   python3 notebook_baseline.py online_retail.csv [SEGMENTS]
Needs: pandas, scikit-learn, and the UCI Online Retail file as CSV (Windows-1252)

It reads and cleans transactions, measures recency, frequency and monetary value, scales their
logarithms, tries 2 to 10 segments with a silhouette each, fits, and prints a profile of the
segments. Rows are cleaned as a recipe with `transactions` cleans them, so the same customers come
out: no row without a customer, with a price of 0 or less, or with a negative quantity; days count
from the last purchase of all and a day.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass

import numpy as np
import pandas as pd
from sklearn.cluster import KMeans
from sklearn.metrics import silhouette_score
from sklearn.preprocessing import StandardScaler

COLUMNS = ["InvoiceNo", "Quantity", "InvoiceDate", "UnitPrice", "CustomerID"]
MEASURES = ["recency", "frequency", "monetary"]


@dataclass
class Tried:
    """What one number of segments gave."""

    segments: int
    inertia: float
    silhouette: float


def read(path: str) -> pd.DataFrame:
    """The columns that are needed, the day and time as such."""
    return pd.read_csv(
        path,
        usecols=COLUMNS,
        encoding="cp1252",
        dtype={"InvoiceNo": "category"},
        parse_dates=["InvoiceDate"],
        date_format="%m/%d/%Y %H:%M",
    )


def clean(sales: pd.DataFrame) -> pd.DataFrame:
    """Leaves out what has no customer or no price, and returns."""
    kept = sales.dropna(subset=["CustomerID"])
    kept = kept[(kept["UnitPrice"] > 0) & (kept["Quantity"] >= 0)]
    return kept.assign(amount=kept["Quantity"] * kept["UnitPrice"])


def measure(sales: pd.DataFrame) -> pd.DataFrame:
    """Recency in whole days, frequency in invoices and monetary value of each customer."""
    as_of = sales["InvoiceDate"].max() + pd.Timedelta(days=1)
    customers = sales.groupby("CustomerID").agg(
        last=("InvoiceDate", "max"),
        frequency=("InvoiceNo", "nunique"),
        monetary=("amount", "sum"),
    )
    customers["recency"] = (as_of - customers.pop("last")).dt.days
    return customers[MEASURES]


def scale(customers: pd.DataFrame) -> np.ndarray:
    """Logarithms with mean 0 and standard deviation 1."""
    return StandardScaler().fit_transform(np.log1p(customers))


def fit(features: np.ndarray, segments: int, seed: int = 0) -> KMeans:
    return KMeans(n_clusters=segments, n_init=10, random_state=seed).fit(features)


def sweep(features: np.ndarray, seed: int = 0, most: int = 10) -> list[Tried]:
    """A fit and a silhouette for each number of segments from 2 up."""
    tried = []
    for segments in range(2, most + 1):
        model = fit(features, segments, seed)
        score = silhouette_score(features, model.labels_)
        tried.append(Tried(segments, float(model.inertia_), float(score)))
    return tried


def profile(customers: pd.DataFrame, labels: np.ndarray) -> pd.DataFrame:
    """What each segment is like, those who bring most first."""
    groups = customers.assign(segment=labels).groupby("segment")
    table = groups[MEASURES].mean()
    table.insert(0, "customers", groups.size())
    table["revenue"] = groups["monetary"].sum()
    table["revenue_share"] = table["revenue"] / table["revenue"].sum()
    return table.sort_values("revenue", ascending=False)


def main() -> None:
    if len(sys.argv) not in (2, 3):
        sys.exit(__doc__)
    segments = int(sys.argv[2]) if len(sys.argv) == 3 else 4
    customers = measure(clean(read(sys.argv[1])))
    features = scale(customers)
    for tried in sweep(features):
        print(
            f"{tried.segments:>2} segments: inertia {tried.inertia:9.2f}, "
            f"silhouette {tried.silhouette:.3f}"
        )
    model = fit(features, segments)
    print(profile(customers, model.labels_).round(2).to_string())


if __name__ == "__main__":
    main()
