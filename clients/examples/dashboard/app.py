"""A dashboard on a running segmentd: load a CSV, choose, see, compare, download.

Run:   python clients/examples/dashboard/app.py [--address HOST:PORT | --spawn]
Needs: pip install -r clients/examples/dashboard/requirements.txt ./clients/python
"""

from __future__ import annotations

import argparse
import logging
import sys
import warnings
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import urlsplit

from dash import ClientsideFunction, Dash, Input, Output, State, set_props
from dash.dependencies import ALL, MATCH
from flask import Response, abort, request
from segmentd import AsyncClient, SegmentdError, SegmentdWarning
from werkzeug.serving import make_server

import browsing
import fitting
import loading
import showing
from daemon import Daemon, sentence
from page import page
from uploads import Uploads

#: Whoever can open the page can do all that the token allows: it is for this machine.
LOCAL = ("127.0.0.1", "localhost", "::1")

#: Nothing that comes into the page, by whatever fault, can ask another host.
POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'self' "
    "'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; frame-ancestors 'none'; "
    "base-uri 'none'; form-action 'none'"
)


def make(daemon: Daemon, uploads: Uploads, hosts: Sequence[str] = ()) -> Dash:
    """The application, with all that happens on its page.

    Args:
        daemon: Whom it asks.
        uploads: The files of its tabs.
        hosts: The names by which a proxy before it is reached.
    """
    app = Dash(
        __name__, title="Customer segments", update_title="", serve_locally=True,
        on_error=_tell, meta_tags=[{"name": "viewport", "content": "width=device-width"}],
        suppress_callback_exceptions=True,
    )  # fmt: skip
    app.layout = page
    loading.register(app, daemon, uploads)
    fitting.register(app, daemon, uploads)
    showing.register(app, daemon)
    browsing.register(app, uploads)
    _in_the_browser(app)

    @app.server.before_request
    def only_from_here() -> None:
        # A page of elsewhere is not to ask, nor one whose name was made to lead here.
        origin = urlsplit(request.headers.get("Origin", f"//{request.host}"))
        is_ours = origin.netloc == request.host or origin.hostname in hosts
        if not is_ours or urlsplit(f"//{request.host}").hostname not in (*LOCAL, *hosts):
            abort(403)

    @app.server.after_request
    def keep_in(response: Response) -> Response:
        response.headers["Content-Security-Policy"] = POLICY
        response.headers["X-Content-Type-Options"] = "nosniff"
        return response

    return app


def _tell(error: Exception) -> None:
    """Shows what went wrong."""
    set_props("alert", {"children": sentence(error), "hidden": False})


def _in_the_browser(app: Dash) -> None:
    """What needs no server: choosing segments, and what follows from it."""

    def named(name: str) -> ClientsideFunction:
        return ClientsideFunction("dashboard", name)

    app.clientside_callback(
        named("choose"),
        Output("chosen", "data"),
        Input({"chip": ALL}, "n_clicks"),
        Input({"part": "picture", "kind": ALL}, "signalData"),
        State("chosen", "data"),
        State("labels", "data"),
        prevent_initial_call=True,
    )
    app.clientside_callback(
        named("draw"),
        Output({"part": "picture", "kind": MATCH}, "spec"),
        Input({"part": "spec", "kind": MATCH}, "data"),
        Input("chosen", "data"),
        Input("dark", "data"),
        State("labels", "data"),
    )
    app.clientside_callback(
        named("mark"),
        Output({"chip": ALL}, "aria-pressed"),
        Output({"card": ALL}, "className"),
        Input("chosen", "data"),
        Input({"chip": ALL}, "id"),
        Input({"card": ALL}, "id"),
    )
    app.clientside_callback(
        named("fields"),
        Output("roles-purchases", "hidden"),
        Output("roles-customers", "hidden"),
        Input("rows", "value"),
    )
    app.clientside_callback(
        named("numbers"),
        Output("given", "hidden"),
        Output("tried", "hidden"),
        Input("how", "value"),
    )
    app.clientside_callback(named("scheme"), Output("dark", "data"), Input("page", "id"))


def _arguments(words: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="A dashboard on a running segmentd.")
    place = parser.add_mutually_exclusive_group()
    place.add_argument(
        "--address", help="HOST:PORT or unix:PATH of the daemon (default: SEGMENTD_ADDRESS, else "
        "127.0.0.1:7464)",
    )  # fmt: skip
    place.add_argument(
        "--spawn", action="store_true",
        help="start a daemon of its own: `segmentd` on the PATH, or where SEGMENTD says",
    )  # fmt: skip
    parser.add_argument(
        "--token-file", type=Path, help="a file with the daemon's token (default: SEGMENTD_TOKEN, "
        "else the file that the daemon made)",
    )  # fmt: skip
    parser.add_argument("--port", type=int, default=8050, help="of the page; 0 for a free one")
    parser.add_argument(
        "--host", action="append", default=[], metavar="NAME",
        help="the name by which a proxy before it is reached (repeatable)",
    )  # fmt: skip
    return parser.parse_args(words)


def main(words: list[str]) -> int:
    """Serves the page until it is told to stop."""
    options = _arguments(words)

    def client() -> AsyncClient:
        if options.spawn:
            return AsyncClient.spawned()
        token = options.token_file.read_text().strip() if options.token_file else None
        return AsyncClient(options.address, token=token)

    try:
        daemon = Daemon(client)
    except (SegmentdError, ValueError, OSError) as error:
        print(f"dashboard: {error}", file=sys.stderr)
        return 69
    # What the daemon warns of stands on the page.
    warnings.simplefilter("ignore", SegmentdWarning)
    uploads = Uploads(daemon)
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    app = make(daemon, uploads, options.host)
    server = make_server("127.0.0.1", options.port, app.server, threaded=True)
    print(f"The dashboard is at http://127.0.0.1:{server.server_port}/", flush=True)
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        pass
    finally:
        uploads.clear()
        daemon.close()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
