"""The engine against scikit-learn itself on random tables: preparation, k-means, indices.

Every number that both compute must agree to 1e-9 of its size. Where a table leaves k-means a choice
(two centres as near to a row as rounding can tell, a cluster that runs empty), both may go their own
way; such tables are counted and left out of that comparison, and there may only be so many.
"""

import warnings

import numpy as np
import pytest
from scipy import stats
from scipy.spatial import distance
from sklearn import metrics
from sklearn.cluster import KMeans
from sklearn.decomposition import PCA
from threadpoolctl import threadpool_limits

from preparing import imputed, prepare
from tables import RandomTable

TABLE_COUNT = 200
TRANSFORMS = ["none", "log1p", "sqrt", "yeo-johnson"]


@pytest.fixture(autouse=True, scope="module")
def one_thread():
    """Sums in one order, and no thread pool for tables of fifty rows."""
    with threadpool_limits(1), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def close(found, expected, tolerance=1e-9, size=None):
    """Whether numbers agree, relative to the largest of them or to the size given."""
    found, expected = np.asarray(found, float), np.asarray(expected, float)
    if found.shape != expected.shape:
        return False
    if size is None:
        size = np.abs(expected).max(initial=0)
    return bool(np.all(np.abs(found - expected) <= tolerance * max(size, 1e-300)))


def prepared_rows(daemon, table, recipe, feature_count):
    """Every prepared row as the daemon has it, worked out from distances to fixed points.

    With centres at 0 and at 1 on one axis, (|x|^2 - |x - e|^2 + 1) / 2 is the coordinate.
    """
    def distances(point):
        daemon.call(
            "fit", model="rows", data=table.data, recipe=recipe, k=1, fixed=[point], reuse=False
        )
        reply = daemon.call("assign", model="rows", data=table.data, detail=True)
        return np.array(reply["distance"])

    # Points as far out as the rows are lose the least to rounding.
    zero = distances([0.0] * feature_count)
    reach = max(float(zero.max()), 1e-12)
    rows = np.empty((len(zero), feature_count))
    for axis in range(feature_count):
        point = [0.0] * feature_count
        point[axis] = reach
        one = distances(point)
        rows[:, axis] = ((zero - one) * (zero + one) + reach * reach) / (2 * reach)
    return rows


@pytest.mark.slow
def test_preparation(daemon, comparisons):
    """SimpleImputer, PowerTransformer, the scalers and OneHotEncoder: every cell."""
    for seed in range(TABLE_COUNT):
        table = RandomTable(seed)
        rules = table.rules(TRANSFORMS)
        expected = prepare(table.columns, rules)
        if not expected:
            continue
        matrix = np.column_stack(list(expected.values()))
        recipe = {"features": rules}
        rows = prepared_rows(daemon, table, recipe, matrix.shape[1])
        features = daemon.call("models.get", model="rows")["features"]
        assert features == list(expected), f"table {seed}"
        # The coordinates come from distances, so they are as sharp as the longest row.
        size = np.linalg.norm(matrix, axis=1).max()
        rows = without_exponents(rows, matrix, table, rules)
        assert close(rows, matrix, size=size), (
            f"table {seed}: {np.abs(rows - matrix).max(0) / size}, {rules}"
        )
        comparisons.add(matrix.size)
    comparisons.require(30_000)


def without_exponents(rows, matrix, table, rules):
    """The rows as they would be with scikit-learn's Yeo-Johnson exponents.

    The likelihood of an exponent is so flat at its top that doubles do not tell 1e-7 to either side
    apart: scipy's own answer moves by 4e-7 with the order of the rows. So each column may be off by
    another exponent, if that is as likely as theirs, and by nothing else.
    """
    step = 1e-6
    slopes = np.column_stack(list(prepare(table.columns, rules, step).values())) - matrix
    slopes /= step
    norms = (slopes * slopes).sum(0)
    exponents = ((rows - matrix) * slopes).sum(0) / np.where(norms > 0, norms, 1)
    names = list(prepare(table.columns, rules))
    for rule in rules:
        if rule.get("transform") == "yeo-johnson" and rule["column"] in names:
            column = imputed(table.columns[rule["column"]], rule)[:, 0]
            theirs = stats.yeojohnson_normmax(column)
            ours = theirs + exponents[names.index(rule["column"])]
            likelihood = stats.yeojohnson_llf(theirs, column)
            lost = likelihood - stats.yeojohnson_llf(ours, column)
            assert lost <= 1e-12 * len(column) * max(1, abs(likelihood)), (theirs, ours, lost)
    return rows - exponents * slopes


@pytest.mark.slow
def test_principal_components(daemon, comparisons):
    """PCA by count and by share of variance, the sign by the largest loading."""
    for seed in range(TABLE_COUNT):
        table = RandomTable(seed)
        rules = table.rules(["none", "sqrt"])
        expected = prepare(table.columns, rules)
        if len(expected) < 2:
            continue
        matrix = np.column_stack(list(expected.values()))
        most = min(matrix.shape)
        share = float(table.random.uniform(0.2, 0.999))
        count = int(table.random.integers(1, most + 1))
        rule = {"variance": share} if seed % 2 else {"components": count}
        pca = PCA(share if seed % 2 else count, svd_solver="full").fit(matrix)
        full = PCA(svd_solver="full").fit(matrix)
        if seed % 2 and np.abs(np.cumsum(full.explained_variance_ratio_) - share).min() < 1e-9:
            continue
        largest = np.abs(pca.components_).argmax(1)
        signs = np.sign(pca.components_[np.arange(len(largest)), largest])
        scores = pca.transform(matrix) * signs

        recipe = {"features": rules, "pca": rule}
        rows = prepared_rows(daemon, table, recipe, scores.shape[1])

        features = daemon.call("models.get", model="rows")["features"]
        assert features == [f"PC{place + 1}" for place in range(scores.shape[1])], f"table {seed}"
        # Axes of equal variance may turn in their plane, and the sign of a tie may go either way.
        variances = np.append(full.explained_variance_, 0)
        gaps = np.abs(np.diff(variances))[: scores.shape[1]]
        gaps = np.minimum(gaps, np.append(np.inf, gaps[:-1])) / variances[0]
        loadings = np.sort(np.abs(pca.components_), 1)
        clear = (gaps > 1e-5) & (loadings[:, -1] - loadings[:, -2] > 1e-6)
        size = np.linalg.norm(matrix - matrix.mean(0), axis=1).max()
        assert close(rows[:, clear], scores[:, clear], size=size), (
            f"table {seed}: {np.abs(rows - scores).max(0) / size}"
        )
        comparisons.add(rows[:, clear].size)
    comparisons.require(15_000)


def start(table, matrix, count):
    """First centres: different rows, moved a little, so that no two are as near to a row."""
    distinct = np.unique(matrix, axis=0)
    if len(distinct) < count:
        return None
    picked = table.random.choice(len(distinct), count, replace=False)
    spread = matrix.std(0) + 1e-12 * np.abs(matrix).max()
    return distinct[picked] + 0.05 * spread * table.random.normal(size=(count, matrix.shape[1]))


def leaves_no_choice(matrix, centers, iterations, weights):
    """Whether every step of Lloyd's iterations is decided by more than rounding."""
    for _ in range(iterations + 1):
        squares = ((matrix[:, None] - centers) ** 2).sum(2)
        two = np.partition(squares, 1, axis=1)[:, :2]
        if (two[:, 1] - two[:, 0] < 1e-9 * (np.abs(matrix).max() ** 2 + two[:, 1])).any():
            return False
        labels = squares.argmin(1)
        masses = np.array([weights[labels == c].sum() for c in range(len(centers))])
        if (masses == 0).any():
            return False
        centers = np.array(
            [
                np.average(matrix[labels == c], axis=0, weights=weights[labels == c])
                for c in range(len(centers))
            ]
        )
    return True


@pytest.mark.parametrize("weighted", [False, True])
def test_k_means(daemon, comparisons, weighted):
    """KMeans from explicit centres: labels, centres, inertia, iterations, distances."""
    compared = 0
    for seed in range(TABLE_COUNT):
        table = RandomTable(seed)
        rules = table.rules(["none", "log1p", "sqrt"])
        expected = prepare(table.columns, rules)
        if not expected:
            continue
        matrix = np.column_stack(list(expected.values()))
        random, row_count = table.random, table.row_count
        count = int(random.integers(2, min(8, row_count)))
        centers = start(table, matrix, count)
        if centers is None:
            continue
        weights, options = np.ones(row_count), {}
        if weighted:
            weights = [
                random.integers(0, 4, row_count).astype(float),
                random.random(row_count),
                np.exp(random.normal(0, 4, row_count)),
                np.full(row_count, 2.5),
            ][seed % 4]
            weights[: row_count // 2] += 1e-3
            options = {"sample_weight": "weight"}
        tol = [0.0, 1e-4, 1e-2][seed % 3]
        limit = int(random.choice([1, 2, 300]))
        theirs = KMeans(count, init=centers, n_init=1, tol=tol, max_iter=limit, algorithm="lloyd")
        theirs.fit(matrix, sample_weight=weights if weighted else None)
        # Centres at rest from the first stay as they are here; scikit-learn moves them once more.
        rests = theirs.n_iter_ == 1 and limit > 1
        if rests or not leaves_no_choice(matrix, centers, theirs.n_iter_, weights):
            continue

        data = table.data
        data["columns"]["weight"] = weights.tolist()
        fit = daemon.call(
            "fit", model="k", data=data, recipe={"features": rules}, k=count,
            init=centers.tolist(), refine="none", tol=tol, max_iter=limit, reuse=False, **options,
        )
        assigned = daemon.call("assign", model="k", data=data, detail=True)

        where = f"table {seed}"
        assert fit["iterations"] == theirs.n_iter_, where
        floor = 1e-14 * weights.sum() * np.abs(matrix).max() ** 2
        assert abs(fit["inertia"] - theirs.inertia_) <= 1e-9 * theirs.inertia_ + floor, where
        labels = np.array(assigned["segment"])
        pairs = set(zip(labels.tolist(), theirs.labels_.tolist()))
        assert len(pairs) == count == len(set(theirs.labels_)), where
        size = np.abs(matrix).max()
        for segment in fit["segments"]:
            own = dict(pairs)[segment["id"]]
            assert close(segment["center_scaled"], theirs.cluster_centers_[own], size=size), where
            members = theirs.labels_ == own
            assert segment["size"] == members.sum(), where
        distances = np.sort(theirs.transform(matrix), axis=1)
        assert close(assigned["distance"], distances[:, 0], 1e-7, size=size), where
        margins = (distances[:, 1] - distances[:, 0]) / distances[:, 1]
        assert close(assigned["margin"], margins, 1e-6, size=1), where
        compared += 1
        comparisons.add(labels.size * 3 + count * matrix.shape[1] + 2)
    print(f"k-means: {compared} tables of {TABLE_COUNT}, weighted: {weighted}")
    assert compared >= 120
    comparisons.require(20_000)


def davies_bouldin(matrix, labels):
    """scikit-learn's davies_bouldin_score with distances from differences."""
    groups = [matrix[labels == label] for label in np.unique(labels)]
    centers = np.array([group.mean(0) for group in groups])
    spreads = [np.linalg.norm(g - c, axis=1).mean() for g, c in zip(groups, centers)]
    apart = distance.squareform(distance.pdist(centers))
    np.fill_diagonal(apart, np.inf)
    return (np.add.outer(spreads, spreads) / apart).max(1).mean()


def test_indices(daemon, comparisons):
    """Silhouettes, Calinski-Harabasz and Davies-Bouldin of our partitions."""
    compared = 0
    for seed in range(TABLE_COUNT):
        table = RandomTable(seed)
        rules = table.rules(["none", "log1p", "sqrt"])
        expected = prepare(table.columns, rules)
        if not expected:
            continue
        matrix = np.column_stack(list(expected.values()))
        count = int(table.random.integers(2, 7))
        if len(np.unique(matrix, axis=0)) <= count:
            continue
        task = {"data": table.data, "recipe": {"features": rules}, "n_init": 3, "seed": seed}
        swept = daemon.call("sweep", k_range=[count, count], **task)["rows"][0]
        fit = daemon.call("fit", model="i", k=count, reuse=False, **task)
        labels = np.array(daemon.call("assign", model="i", data=table.data)["segment"])
        where = f"table {seed}"

        # By default scikit-learn takes distances from |x|^2 - 2xy + |y|^2, which loses half of the
        # digits of close rows; given the distances it keeps them all.
        apart = distance.squareform(distance.pdist(matrix))
        samples = metrics.silhouette_samples(apart, labels, metric="precomputed")
        exact = daemon.call("silhouette", model="i", method="exact", values=True)
        squared = daemon.call("silhouette", model="i", method="squared", values=True)
        squares = metrics.silhouette_samples(apart**2, labels, metric="precomputed")
        assert abs(exact["mean"] - samples.mean()) <= 1e-9, where
        assert abs(squared["mean"] - squares.mean()) <= 1e-9, where
        for segment in exact["segments"]:
            own = samples[labels == segment["id"]]
            assert abs(segment["mean"] - own.mean()) <= 1e-9, where
            comparisons.add()
        # The sweep makes no swaps; where the fit made none either they have one partition.
        if abs(swept["inertia"] - fit["inertia"]) <= 1e-12 * fit["inertia"]:
            assert abs(swept["silhouette"] - samples.mean()) <= 1e-9, where
            calinski = metrics.calinski_harabasz_score(matrix, labels)
            assert abs(swept["calinski_harabasz"] - calinski) <= 1e-9 * calinski, where
            davies = davies_bouldin(matrix, labels)
            assert abs(swept["davies_bouldin"] - davies) <= 1e-9 * davies, where
            # The same loss of digits as above, and no way around it.
            theirs = metrics.davies_bouldin_score(matrix, labels)
            assert abs(swept["davies_bouldin"] - theirs) <= 1e-6 * theirs, where
            compared += 1
            comparisons.add(3)
        comparisons.add(2)
    print(f"indices: {compared} sweeps of {TABLE_COUNT}")
    assert compared >= 100
    comparisons.require(1_000)
