"""What scikit-learn makes of a recipe's feature rules, by its own transformers."""

import warnings

import numpy as np
from sklearn.impute import SimpleImputer
from sklearn.preprocessing import (
    MinMaxScaler,
    OneHotEncoder,
    OrdinalEncoder,
    PowerTransformer,
    RobustScaler,
    StandardScaler,
)

SCALERS = {"standard": StandardScaler, "minmax": MinMaxScaler, "robust": RobustScaler}


def prepare(columns, rules, exponent_shift=0.0):
    """The features: a dict from their names to columns, in the order of the rules.

    `exponent_shift` is added to the exponents that Yeo-Johnson finds.
    """
    features = {}
    for rule in rules:
        values = columns[rule["column"]]
        if values.dtype == object:
            features.update(prepare_texts(values, rule))
        else:
            prepared = prepare_numbers(values, rule, exponent_shift)
            if prepared is not None:
                features[rule["column"]] = prepared
    return features


def imputed(values, rule):
    """One column of numbers with every cell filled in; None where there is none to go by."""
    column = values.reshape(-1, 1).copy()
    transform = rule["transform"]
    # What a transform is not defined for counts as missing.
    if transform == "log1p":
        column[column <= -1] = np.nan
    elif transform == "sqrt":
        column[column < 0] = np.nan
    if np.isnan(column).all():
        return None
    impute = rule["impute"]
    if isinstance(impute, str):
        imputer = SimpleImputer(strategy={"mode": "most_frequent"}.get(impute, impute))
    else:
        imputer = SimpleImputer(strategy="constant", fill_value=impute)
    return imputer.fit_transform(column)


def prepare_numbers(values, rule, exponent_shift):
    """One column of numbers; None where it tells no row from another."""
    column = imputed(values, rule)
    if column is None:
        return None
    transform = rule["transform"]
    if transform == "log1p":
        column = np.log1p(column)
    elif transform == "sqrt":
        column = np.sqrt(column)
    elif transform == "yeo-johnson":
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            power = PowerTransformer(method="yeo-johnson", standardize=False).fit(column)
        power.lambdas_ += exponent_shift
        column = power.transform(column)
    if column.min() == column.max():
        return None
    return scale(column, rule)[:, 0]


def prepare_texts(values, rule):
    """One column of text, by its most frequent value where it is missing."""
    column = values.reshape(-1, 1).copy()
    imputer = SimpleImputer(missing_values=None, strategy="most_frequent")
    column = imputer.fit_transform(column)
    levels = sorted(set(column[:, 0]), key=lambda text: text.encode())
    if len(levels) < 2:
        return {}
    if rule["encode"] == "ordinal":
        encoded = OrdinalEncoder(categories=[levels]).fit_transform(column)
        return {rule["column"]: scale(encoded, rule)[:, 0]}
    encoded = OneHotEncoder(categories=[levels], sparse_output=False).fit_transform(column)
    encoded = scale(encoded, rule)
    return {f"{rule['column']}={level}": encoded[:, place] for place, level in enumerate(levels)}


def scale(column, rule):
    if rule["scale"] != "none":
        column = SCALERS[rule["scale"]]().fit_transform(column)
    return column * rule.get("weight", 1)
