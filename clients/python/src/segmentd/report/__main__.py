"""``python -m segmentd.report sales.csv``: from a CSV, or a model, to a page.

A file is segmented by a daemon that is started for it; with ``--address``, by the one there.
"""

from __future__ import annotations

import argparse
import json
import sys
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from ..client import Client
from ..errors import SegmentdError
from ..reply import SegmentdWarning


def main(arguments: Sequence[str] | None = None) -> None:
    """Reads the options and writes the report."""
    options = _options(arguments)
    # They stand in the report.
    warnings.simplefilter("ignore", SegmentdWarning)
    try:
        if options.address is None and options.file is not None:
            client = Client.spawned(options.program)
        else:
            client = Client(options.address)
        with client:
            name = options.model
            if options.file is not None:
                name = name or Path(options.file).stem
                recipe = options.recipe or _recognised(client, options.file, options.by)
                client.fit(name, options.file, options.k, recipe=recipe, seed=options.seed)
            place = client.report(name, options.out, by=options.by)
    except (SegmentdError, ImportError, OSError, ValueError) as error:
        sys.exit(f"segmentd.report: {error}")
    print(f"Wrote {place} (the report)")


def _recognised(client: Client, file: str, by: list[str]) -> dict[str, Any]:
    """The recipe that suits a file, with the columns that customers are to be told apart by."""
    recipe: dict[str, Any] = client.describe(file).recipe
    if by and "transactions" in recipe:
        recipe["transactions"]["carry"] = by
    return recipe


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m segmentd.report", description="Writes a report of customer segments."
    )
    parser.add_argument("file", nargs="?", help="a CSV or Excel file to segment")
    parser.add_argument(
        "-o", "--out", default="report.html", help=".html, or .md without pictures (report.html)"
    )
    parser.add_argument("-k", type=_number_or_auto, default="auto", help="segments (auto)")
    parser.add_argument("--seed", type=int, help="of the fit (0)")
    parser.add_argument("--recipe", type=_recipe, help="a file with a recipe as JSON")
    parser.add_argument(
        "--by",
        action="append",
        default=[],
        metavar="COLUMN",
        help="tell the segments apart by it; may repeat",
    )
    parser.add_argument(
        "--model", help="the model's name (the file's); without a file, a model that is there"
    )
    parser.add_argument("--address", help="ask this daemon, HOST:PORT or unix:PATH")
    parser.add_argument("--program", help="where segmentd is (SEGMENTD, or on the PATH)")
    options = parser.parse_args(arguments)
    if options.file is None and options.model is None:
        parser.error("name a file to segment, or with --model a model that a daemon has")
    return options


def _number_or_auto(text: str) -> int | str:
    return text if text == "auto" else int(text)


def _recipe(text: str) -> object:
    try:
        return json.loads(Path(text).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise argparse.ArgumentTypeError(f"{text} is no recipe in JSON ({error})") from None


if __name__ == "__main__":
    main()
