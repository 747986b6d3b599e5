"""A web service that assigns rows with scikit-learn: FastAPI, orjson, nothing checked twice.

The body is read and the reply written by orjson, not by pydantic. With SCIKIT_LEARN_CHECKS=off
scikit-learn checks neither parameters nor for infinite values. The model, `MODEL`, is fitted at the
start.
"""

from __future__ import annotations

import base64
import os

import numpy as np
import orjson
import sklearn
from fastapi import FastAPI, Request, Response
from sklearn.cluster import KMeans

from ..serving import MODEL

if os.environ.get("SCIKIT_LEARN_CHECKS") == "off":
    sklearn.set_config(assume_finite=True, skip_parameter_validation=True)
app = FastAPI()
model = KMeans(MODEL.clusters, init=MODEL.start(), n_init=1, max_iter=50, tol=0).fit(MODEL.matrix())


def reply(rows: np.ndarray) -> Response:
    segments = {"segment": model.predict(rows)}
    text = orjson.dumps(segments, option=orjson.OPT_SERIALIZE_NUMPY)
    return Response(text, media_type="application/json")


@app.post("/assign")
async def assign(request: Request) -> Response:
    return reply(np.array(orjson.loads(await request.body())["rows"]))


@app.post("/assign-base64")
async def assign_base64(request: Request) -> Response:
    message = orjson.loads(await request.body())
    rows = np.frombuffer(base64.b64decode(message["b64"]), "<f8").reshape(message["shape"])
    return reply(rows)
