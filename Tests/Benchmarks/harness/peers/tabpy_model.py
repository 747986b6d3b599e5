"""Deploys the model to a TabPy server; run by TabPy's own Python: tabpy_model.py URL"""

import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2]))

from sklearn.cluster import KMeans  # noqa: E402
from tabpy.tabpy_tools.client import Client  # noqa: E402

from harness.serving import MODEL  # noqa: E402

model = KMeans(MODEL.clusters, init=MODEL.start(), n_init=1, max_iter=50, tol=0).fit(MODEL.matrix())


def assign(rows):
    return model.predict(rows).tolist()


Client(sys.argv[1]).deploy("assign", assign, "The segment of each row", override=True)
