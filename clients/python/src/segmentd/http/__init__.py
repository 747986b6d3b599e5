"""The daemon's answers over HTTP, for what cannot open a plain connection.

Tableau asks by its Analytics Extensions API, Power BI by ``Web.Contents``, Prometheus for metrics:

    python -m segmentd.http --listen 127.0.0.1:9004

Nothing that a request brings is ever evaluated: ``/evaluate``, which runs Python in TabPy, is off.

| path | answers |
| --- | --- |
| ``GET /info /status /endpoints`` | what Tableau asks an extension for |
| ``POST /query/MODEL`` | the segment of each row; ``MODEL.names`` and ``MODEL.distance`` besides |
| ``GET /v1/models`` | the models, as JSON |
| ``GET /v1/models/MODEL/segments.csv`` | a row per segment |
| ``GET /v1/models/MODEL/assignments.csv`` | id, segment and name of each training customer |
| ``GET /metrics /healthz /readyz`` | for Prometheus, and for whoever keeps it alive |

Source: Tableau, *Analytics Extensions API*, and TabPy 2.16, whose client is served by this.
"""

from __future__ import annotations

from .door import Door

__all__ = ["Door"]
