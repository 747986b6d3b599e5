"""A script step of Tableau Prep: puts segment, name and distance beside every row of the flow.

In Prep: Add Script, connect to TabPy, choose this file, function `segment`. The TabPy server needs
`pip install 'segmentd[pandas]'` and finds the daemon by SEGMENTD_ADDRESS and SEGMENTD_TOKEN.
"""

import segmentd

MODEL = "vip"


def segment(rows):
    """What Prep calls: a data frame in, a data frame out."""
    found = segmentd.assign(MODEL, rows, detail=["name", "distance"])
    return rows.assign(segment=found["segment"], name=found["name"], distance=found["distance"])


def get_output_schema():
    """The columns of the result; Prep brings `prep_int` and its kin along, and pandas' frame."""
    import pandas as pd

    return pd.DataFrame(
        {
            "recency": prep_decimal(),  # noqa: F821 - the columns of your flow
            "spend": prep_decimal(),  # noqa: F821
            "segment": prep_int(),  # noqa: F821
            "name": prep_string(),  # noqa: F821
            "distance": prep_decimal(),  # noqa: F821
        }
    )
