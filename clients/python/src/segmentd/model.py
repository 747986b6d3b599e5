"""A fitted model: what `fit` says of it, what can be asked of it, and what it is like."""

from __future__ import annotations

import contextlib
import inspect
from typing import Any, Callable

from .errors import SegmentdError
from .reply import Reply, frame, html_table


class Model(Reply):
    """One version of a model.

    It has all that the daemon answered (``k``, ``n``, ``inertia``, ``segments``, ``choice``,
    ``ledger``, ``warnings`` …) as attributes, and asks of this very version: a later fit of the
    same name changes none of its answers. From an `AsyncClient` its methods are awaited.
    """

    def __init__(self, reply: dict[str, Any], client: Any) -> None:
        super().__init__(reply)
        self._client = client

    def __setattr__(self, name: str, value: Any) -> None:
        if name != "_client":
            raise AttributeError("a model is what was fitted; it has nothing to be set")
        super().__setattr__(name, value)

    @property
    def name(self) -> str:
        """The model's name, and its version as the daemon takes them: ``vip@3``."""
        return f"{self['model']}@{self['version']}"

    def table(self) -> Any:
        """A flat row per segment, for slicers: id, name, size, share and the mean of each feature.

        Returns:
            A pandas data frame, or a list of dicts where pandas is not installed.
        """
        return frame(self._rows())

    def _rows(self) -> list[dict[str, Any]]:
        return [
            {
                "segment": segment["id"],
                "name": segment["name"],
                "customers": segment["size"],
                "share": segment["share"],
                **{key: segment[key] for key in ("monetary", "monetary_share") if key in segment},
                **segment["center"],
            }
            for segment in self["segments"]
        ]

    def assign(self, data: Any, **options: Any) -> Any:
        """The segment of each row or customer; see `Client.assign`."""
        return self._client.assign(self.name, data, **options)

    def profile(self, data: Any = None, **options: Any) -> Any:
        """What each segment is like; see `Client.profile`."""
        return self._client.profile(self.name, data, **options)

    def silhouette(self, data: Any = None, **options: Any) -> Any:
        """How well rows sit in their segments; see `Client.silhouette`."""
        return self._client.silhouette(self.name, data, **options)

    def stability(self, data: Any = None, **options: Any) -> Any:
        """Whether each segment comes back when customers are drawn anew; see `Client.stability`."""
        return self._client.stability(self.name, data, **options)

    def drift(self, data: Any, **options: Any) -> Any:
        """Whether new customers still fit; see `Client.drift`."""
        return self._client.drift(self.name, data, **options)

    def chart(self, kind: str, **options: Any) -> Any:
        """A picture as a Vega-Lite specification; see `Client.chart`."""
        return self._client.chart(kind, model=self.name, **options)

    def report(self, path: Any, **options: Any) -> Any:
        """One page that tells all of it; see `Client.report`."""
        return self._client.report(self.name, path, **options)

    def export(self, **options: Any) -> Any:
        """The model as a document or as SQL; see `Client.export_model`."""
        return self._client.export_model(self.name, **options)

    def __repr__(self) -> str:
        segments = ", ".join(f"{s['name']} ({s['size']:,})" for s in self["segments"])
        return f"<Model {self.name}: {self['n']:,} customers in {self['k']} segments: {segments}>"

    def _repr_html_(self) -> str:
        caption = f"{self.name}: {self['n']:,} customers in {self['k']} segments"
        return html_table(self._rows(), caption)

    def _ipython_display_(self) -> None:
        from IPython.display import display

        show: Callable[..., Any] = display
        show({"text/html": self._repr_html_(), "text/plain": repr(self)}, raw=True)
        # A model that is gone, or of an asynchronous client, shows its table alone.
        if not inspect.iscoroutinefunction(self._client.chart):
            with contextlib.suppress(SegmentdError):
                show(self.chart("centers"))


class Profile(Reply):
    """What each segment is like; in a notebook a table with the reasons."""

    def table(self) -> Any:
        """A flat row per segment: id, name, size, share, the mean of each feature, and the reasons.

        Returns:
            A pandas data frame, or a list of dicts where pandas is not installed.
        """
        return frame(self._rows())

    def _rows(self) -> list[dict[str, Any]]:
        has_money = "monetary_share" in self["segments"][0]
        return [
            {
                "segment": segment["id"],
                "name": segment["name"],
                "customers": segment["size"],
                "share": segment["share"],
                **({"monetary_share": segment["monetary_share"]} if has_money else {}),
                **{name: told["mean"] for name, told in segment["features"].items()},
                "reasons": " ".join(segment["reasons"]),
            }
            for segment in self["segments"]
        ]

    def _repr_html_(self) -> str:
        caption = f"{self['model']}@{self['version']}: what the segments are like, on average"
        return html_table(self._rows(), caption)
