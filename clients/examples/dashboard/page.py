"""The page before anything is on it: what can be set at the left, what comes of it at the right."""

from __future__ import annotations

from typing import Any

from dash import dcc, html

from parts import aria
from recipes import CUSTOMERS, PURCHASES

#: What each column may be, for rows that are purchases and for rows that are customers.
ROLES = {
    PURCHASES: {
        "customer": "Customer", "date": "Date", "invoice": "Invoice", "amount": "Amount",
        "quantity": "Quantity", "price": "Price", "carry": "Tell apart by",
    },
    CUSTOMERS: {"id": "Customer", "features": "Features"},
}  # fmt: skip

SEVERAL = ("carry", "features")

#: What it means that a column is not picked.
ABSENT = {
    "customer": "needed", "date": "needed", "amount": "or the next two", "quantity": "or amount",
    "price": "or amount", "features": "needed", "id": "numbered",
}  # fmt: skip

TRANSFORMS = {
    "none": "None", "log1p": "Logarithm: few spend much", "sqrt": "Square root",
    "yeo-johnson": "Yeo-Johnson",
}  # fmt: skip

SCALES = {
    "standard": "Standard deviations", "robust": "Quartiles", "minmax": "From 0 to 1",
    "none": "None",
}  # fmt: skip


def page() -> html.Div:
    """The page of a tab; what belongs to the tab alone lies in its stores."""
    stores = ("upload", "job", "model", "seen", "choice", "labels", "dark", "sort")
    return html.Div(
        id="page",
        children=[
            *(dcc.Store(id=name) for name in stores),
            dcc.Store(id="chosen", data=[]),
            dcc.Store(id="place", data=0),
            dcc.Interval(id="poll", interval=250, disabled=True),
            dcc.Download(id="file"),
            html.A("To the segments", href="#results", className="skip"),
            html.Header(
                [html.H1("Customer segments"), html.P(id="daemon", className="soft"), _open()]
            ),
            html.Div(id="alert", role="alert", className="alert", hidden=True),
            html.Div(className="columns", children=[_setup(), _results()]),
        ],
    )


def field(label: str, control: Any) -> html.Div:
    """A control under its name."""
    return html.Div([html.Label(label, htmlFor=control.id), control], className="field")


def _open() -> html.Div:
    return field("Open a model", dropdown("open", placeholder="of this daemon"))


def dropdown(name: Any, options: Any = (), value: Any = None, **more: Any) -> dcc.Dropdown:
    """A list to pick from."""
    return dcc.Dropdown(id=name, options=options or [], value=value, **more)


def role(name: str, label: str) -> html.Div:
    """What column something is in."""
    several = name in SEVERAL
    picker = dropdown({"role": name}, multi=several, placeholder=ABSENT.get(name, "none"))
    return html.Div(
        className="field" if several else "field row", role="group", **aria(label=label),
        children=[html.Span(label, className="label"), picker],
    )  # fmt: skip


def _setup() -> html.Section:
    return html.Section(
        className="setup",
        **aria(label="Set up"),
        children=[
            html.H2("1 Data"),
            dcc.Upload(
                id="file-in",
                className="drop",
                multiple=False,
                children=[html.Button("Choose a CSV", type="button", id="choose-file"),
                          html.Span("or drop one")],
            ),
            dcc.Loading(html.Div(id="facts", className="facts-of-file"), type="dot"),
            html.Div(id="columns", hidden=True, children=[
                html.H2("2 Columns"),
                html.Div(className="field", role="group", **aria(label="Each row is"), children=[
                    html.Span("Each row is", className="label"),
                    dcc.RadioItems(
                        id="rows", value=PURCHASES, inline=True,
                        options={PURCHASES: "a purchase", CUSTOMERS: "a customer"}),
                ]),
                *(html.Div(id=f"roles-{rows}",
                           children=[role(name, label) for name, label in roles.items()])
                  for rows, roles in ROLES.items()),
                html.Details([
                    html.Summary("Preparation"),
                    field("Transform", dropdown("transform", TRANSFORMS, "log1p", clearable=False)),
                    field("Scale", dropdown("scale", SCALES, "standard", clearable=False)),
                ]),
                html.H2("3 Segments"),
                field("Name of the model", dcc.Input(id="name", type="text", maxLength=128)),
                html.Div(className="field", role="group",
                         **aria(label="How many segments"), children=[
                    html.Span("How many", className="label"),
                    dcc.RadioItems(
                        id="how", value="auto", inline=True,
                        options={"auto": "as the criteria say", "given": "exactly"}),
                ]),
                html.Div(id="given", className="field", hidden=True, children=[
                    html.Label("Number of segments", htmlFor="k"),
                    dcc.Input(id="k", type="number", min=1, max=50, step=1, value=4)]),
                html.Div(id="tried", className="pair", children=[
                    field("Try from", dcc.Input(id="least", type="number", min=1, max=50, step=1,
                                                value=2)),
                    field("to", dcc.Input(id="most", type="number", min=1, max=50, step=1,
                                          value=10)),
                ]),
            ]),
            html.Div(id="actions", hidden=True, children=[
                html.Div(id="busy", hidden=True, role="status", children=[
                    html.Progress(id="progress", max="1", value="0", **aria(label="Progress")),
                    html.Div(className="pair", children=[
                        html.Span(id="doing"),
                        html.Button("Cancel", id="cancel", type="button")]),
                ]),
                html.P(id="ended", role="status", className="soft"),
                html.Button("Make segments", id="fit", type="button", className="primary"),
                html.Button("Try the numbers", id="sweep", type="button"),
            ]),
        ],
    )  # fmt: skip


def _results() -> html.Main:
    sections = {
        "choice": "Numbers tried", "segments": "Segments", "pictures": "Pictures",
        "customers": "Customers", "versions": "Two versions",
    }  # fmt: skip
    return html.Main(
        id="results",
        children=[
            html.Div(id="nothing", className="nothing", children=[
                html.H2("Nothing to see yet"),
                html.P("Load a CSV of purchases or of customers at the left, or open a model that "
                       "the daemon holds."),
            ]),
            html.Div(id="bar", hidden=True, children=[
                html.Div(id="chips", role="group", **aria(label="Show these segments")),
                html.Nav([html.A(sections[name], href=f"#section-{name}") for name in sections
                          if name != "choice"], **aria(label="Go to"))]),
            *(html.Section(id=f"section-{name}", hidden=True, children=[
                html.H2(heading), *_inside(name)]) for name, heading in sections.items()),
        ],
    )  # fmt: skip


def _inside(name: str) -> list[Any]:
    if name == "customers":
        return [
            html.Div(className="tools", children=[
                field("Find a customer", dcc.Input(id="find", type="search", debounce=0.3)),
                html.Button("Download all as CSV", id="download", type="button"),
            ]),
            html.Div(id="customers"),
            html.Div(id="pager", className="tools", hidden=True, children=[
                html.Button("Previous", id="back", type="button"),
                html.Span(id="shown", role="status"),
                html.Button("Next", id="on", type="button")]),
        ]  # fmt: skip
    if name == "versions":
        return [
            html.Div(className="pair", children=[
                field("Before", dropdown("before")), field("Now", dropdown("now"))]),
            dcc.Loading(html.Div(id="versions"), type="dot"),
        ]  # fmt: skip
    return [html.Div(id="choice-inside" if name == "choice" else name)]
