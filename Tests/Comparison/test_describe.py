"""A first look at rows against pandas and scipy."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats


def table(rng):
    """Columns of random size and shape, with missing cells."""
    size = int(rng.integers(3, 400))
    columns = {
        "normal": rng.normal(50, 9, size),
        "skewed": np.round(rng.lognormal(3, 2, size), 2),
        "count": rng.integers(-3, 9, size).astype(float),
        "tiny": rng.normal(0, 1e-9, size),
        "shifted": 1e9 + rng.normal(0, 1, size),
    }
    columns["twin"] = columns["normal"] * 3 + rng.normal(0, 1, size)
    frame = pd.DataFrame(columns)
    return frame.mask(rng.random(frame.shape) < rng.choice([0, 0.1, 0.4]))


def as_json(frame):
    return {
        name: [None if np.isnan(value) else float(value) for value in frame[name]]
        for name in frame
    }


def test_figures_are_those_of_pandas_and_scipy(daemon, comparisons):
    rng = np.random.default_rng(0)
    for _ in range(100):
        frame = table(rng)
        reply = daemon.call("describe", data={"columns": as_json(frame)})
        for column in reply["columns"]:
            series = frame[column["name"]].dropna()
            if len(series) < 2 or series.nunique() < 2:
                continue
            q25, q50, q75, q95 = series.quantile([0.25, 0.5, 0.75, 0.95])
            low, high = q25 - 1.5 * (q75 - q25), q75 + 1.5 * (q75 - q25)
            expected = {
                "count": len(series),
                "missing": len(frame) - len(series),
                "distinct": series.nunique(),
                "min": series.min(),
                "p25": q25,
                "p50": q50,
                "p75": q75,
                "p95": q95,
                "max": series.max(),
                "mean": series.mean(),
                "sd": series.std(ddof=0),
                "zeros": (series == 0).sum(),
                "negatives": (series < 0).sum(),
            }
            for name, value in expected.items():
                assert column[name] == pytest.approx(value, rel=1e-9, abs=1e-15), name
                comparisons.add()
            assert column["outliers"]["count"] == ((series < low) | (series > high)).sum()
            # A deviation of 1 at 1e9 leaves a few digits of the higher moments to both.
            loose = 1e-4 if column["name"] == "shifted" else 1e-9
            assert column["skewness"] == pytest.approx(stats.skew(series), rel=loose, abs=loose)
            assert column["kurtosis"] == pytest.approx(stats.kurtosis(series), rel=loose, abs=loose)
            comparisons.add(3)
    comparisons.require(8_000)


def test_correlations_are_those_of_pandas(daemon, comparisons):
    rng = np.random.default_rng(1)
    for _ in range(100):
        frame = table(rng).drop(columns=["shifted"])
        reply = daemon.call("describe", data={"columns": as_json(frame)})
        expected = frame.corr(min_periods=2)
        found = [abs(pair["r"]) for pair in reply["correlations"]]
        assert found == sorted(found, reverse=True)
        for pair in reply["correlations"]:
            assert pair["r"] == pytest.approx(expected.loc[pair["a"], pair["b"]], abs=1e-9)
            assert pair["n"] == frame[[pair["a"], pair["b"]]].dropna().shape[0]
            comparisons.add(2)
    comparisons.require(1_900)


def test_duplicates_and_top_values_are_those_of_pandas(daemon, comparisons):
    rng = np.random.default_rng(2)
    for _ in range(60):
        size = int(rng.integers(1, 300))
        frame = pd.DataFrame(
            {
                "shop": rng.choice(["north", "süd", "o'brien", ""], size),
                "pieces": rng.integers(0, 4, size),
            }
        )
        reply = daemon.call(
            "describe",
            data={"columns": {name: frame[name].tolist() for name in frame}},
        )
        assert reply["duplicate_rows"] == frame.duplicated().sum()
        counts = frame["shop"][frame["shop"] != ""].value_counts()
        top = {value["value"]: value["count"] for value in reply["columns"][0]["top"]}
        assert top == counts.to_dict()
        comparisons.add(1 + len(counts))
    comparisons.require(150)
