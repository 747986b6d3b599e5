"""The daemon's metrics in the text format of Prometheus."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

#: The media type of the text.
MEDIA_TYPE = "text/plain; version=0.0.4; charset=utf-8"


def exposition(metrics: Mapping[str, Any]) -> str:
    """All metrics, one sample a line."""
    return "".join(f"{line}\n" for line in _lines(metrics))


def _lines(metrics: Mapping[str, Any]) -> Iterator[str]:
    for group in metrics:
        if group in ("methods", "errors_total", "duration_bounds_seconds"):
            continue
        value = metrics[group]
        for name, number in value.items() if isinstance(value, dict) else [("", value)]:
            yield from _single(f"segmentd_{group}_{name}" if name else f"segmentd_{group}", number)
    yield "# TYPE segmentd_errors_total counter"
    for kind, count in metrics.get("errors_total", {}).items():
        yield f'segmentd_errors_total{{kind="{kind}"}} {count}'
    methods = metrics.get("methods", {})
    for name in ("requests_total", "errors_total"):
        yield f"# TYPE segmentd_method_{name} counter"
        for method, facts in methods.items():
            yield f'segmentd_method_{name}{{method="{method}"}} {facts[name]}'
    yield "# TYPE segmentd_method_duration_seconds histogram"
    bounds = [*map(str, metrics.get("duration_bounds_seconds", [])), "+Inf"]
    for method, facts in methods.items():
        yield from _histogram(method, facts["duration_seconds"], bounds)


def _single(name: str, number: float) -> Iterator[str]:
    yield f"# TYPE {name} {'counter' if name.endswith('_total') else 'gauge'}"
    yield f"{name} {number}"


def _histogram(method: str, facts: Mapping[str, Any], bounds: list[str]) -> Iterator[str]:
    name = "segmentd_method_duration_seconds"
    for bound, count in zip(bounds, facts["buckets"]):
        yield f'{name}_bucket{{method="{method}",le="{bound}"}} {count}'
    yield f'{name}_sum{{method="{method}"}} {facts["sum"]}'
    yield f'{name}_count{{method="{method}"}} {facts["count"]}'
