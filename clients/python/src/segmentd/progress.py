"""How far the work has come, told to whoever wants to know."""

from __future__ import annotations

import warnings
from typing import Any, Callable, Optional, Union

#: Called with what is done, what there is to do if that is known, and what is done just now.
Progress = Callable[[float, Optional[float], str], None]

#: True for a bar by tqdm where that is installed, a function to be called, or neither.
Wanted = Union[bool, Progress, None]


class Bar:
    """A progress bar by tqdm."""

    def __init__(self, tqdm: Any) -> None:
        self._tqdm = tqdm
        self._bar: Any = None

    def __call__(self, done: float, total: float | None, message: str) -> None:
        """Moves the bar; it is drawn when there is something to tell."""
        if self._bar is None:
            self._bar = self._tqdm(
                total=total, leave=False, bar_format="{percentage:3.0f}%|{bar}| {desc}"
            )
        self._bar.total = total
        self._bar.set_description_str(message, refresh=False)
        self._bar.update(done - self._bar.n)

    def close(self) -> None:
        """Takes the bar away."""
        if self._bar is not None:
            self._bar.close()


def told(wanted: Wanted) -> Progress | None:
    """Whom to tell; a bar only where tqdm is installed."""
    if callable(wanted):
        return wanted
    if not wanted:
        return None
    try:
        # In a notebook without widgets it warns that the bar will be of letters.
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            from tqdm.auto import tqdm
    except ImportError:
        return None
    return Bar(tqdm)


def finish(progress: Progress | None) -> None:
    """Takes a bar of ours away."""
    if isinstance(progress, Bar):
        progress.close()
