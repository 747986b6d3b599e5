"""One page that tells a manager what the segments are, why there are so many, and what to do.

``model.report("report.html")`` writes a page that needs no network; ``.md`` writes Markdown.
"""

from __future__ import annotations

from .contents import Contents, gathered
from .markdown import markdown
from .page import page

__all__ = ["Contents", "gathered", "markdown", "page"]
