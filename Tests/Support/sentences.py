"""Writes what the daemon says of the published analyses: names, reasons and advice.

    python3 Tests/Support/sentences.py            writes protocol/sentences.md anew
    python3 Tests/Support/sentences.py --print    prints it instead

SEGMENTD names the program (else the newest build), SEGMENTD_SHARED the folder with the public data.
"""

import json
import lzma
import os
import pathlib
import re
import shutil
import sys
import tempfile

REPOSITORY = pathlib.Path(__file__).resolve().parents[2]
ANALYSES = REPOSITORY / "clients" / "examples" / "analyses"
PAGE = REPOSITORY / "protocol" / "sentences.md"

# The recipe file and the heading of each analysis.
TITLES = {
    "bikes": "Bikes: seven segments of a bicycle shop's customers",
    "mall": "Mall: five segments by income and spending score",
    "retail-outliers": "Retail by outlier rule: three segments",
    "weekly-orders": "Weekly orders: six segments in 17 countries",
    "weekly-orders-hundredths": "Weekly orders with revenue in hundredths, as published",
    "retail-four-features": "Retail with four features: three segments",
    "retail-four-features-log": "Retail with four features on a log scale: three segments",
}

OPENING = """# What segmentd says of five published analyses

Every name, reason and advice of the segments, as `profile` returns them for the recipes in
[`clients/examples/analyses/`](../clients/examples/analyses/README.md). Made by
`Tests/Support/sentences.py`; `Tests/Comparison/test_sentences.py` compares this page with what the
daemon says now, and every number in it with the reply.
"""


def unpack(shared, folder):
    """Puts the public tables, unpacked, below a folder; beside them the one that an analysis read
    without its decimal commas."""
    for name in ["adventureworks", "mall", "online_retail", "weekly_orders"]:
        (folder / name).mkdir()
        for source in (pathlib.Path(shared) / "data" / name).iterdir():
            if source.suffix == ".xz":
                with lzma.open(source) as packed, open(folder / name / source.stem, "wb") as plain:
                    shutil.copyfileobj(packed, plain)
            elif source.suffix == ".csv":
                shutil.copy(source, folder / name)
    orders = folder / "weekly_orders"
    text = (orders / "weekly_orders.csv").read_text()
    (orders / "hundredths.csv").write_text(re.sub(r'"(-?\d+),(\d\d)"', r"\1\2", text))


def parameters(name):
    """The parameters of an analysis' `fit`."""
    return json.loads((ANALYSES / f"{name}.json").read_text())


def profiled(daemon, name):
    """Fits an analysis and returns its profile, with the trend by month where there is one."""
    params = parameters(name)
    daemon.call("fit", **params)
    trend = {"trend": "month"} if "transactions" in params["recipe"] else {}
    return daemon.call("profile", model=params["model"], **trend)


def section(title, profile):
    """One analysis in Markdown."""
    lines = [f"## {title}", ""]
    for segment in profile["segments"]:
        share = f"{segment['share']:.1%}".replace("%", " %")
        share = "less than 0.1 %" if share == "0.0 %" else share
        count = f"{segment['size']:,} " + ("customer" if segment["size"] == 1 else "customers")
        lines += [f"### {segment['id']}. {segment['name']}", "", f"{count}, {share}.", ""]
        lines += ["Why:", "", *(f"- {text}" for text in segment["reasons"]), ""]
        lines += ["What to do:", "", *(f"- {text}" for text in segment["advice"]), ""]
    return "\n".join(lines)


def page(profiles):
    """The whole page, from a profile per analysis."""
    return "\n".join([OPENING, *(section(TITLES[name], profiles[name]) for name in TITLES)])


def main():
    sys.path.insert(0, str(REPOSITORY / "Tests" / "Comparison"))
    from daemon import Daemon

    shared = os.environ.get("SEGMENTD_SHARED", REPOSITORY.parent / "shared")
    with tempfile.TemporaryDirectory() as folder:
        unpack(shared, pathlib.Path(folder))
        daemon = Daemon(folder)
        try:
            text = page({name: profiled(daemon, name) for name in TITLES})
        finally:
            daemon.close()
    if sys.argv[1:] == ["--print"]:
        print(text, end="")
    else:
        PAGE.write_text(text)


if __name__ == "__main__":
    main()
