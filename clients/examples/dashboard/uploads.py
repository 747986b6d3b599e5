"""Files that tabs have loaded: each is a table of the daemon under a name of its own."""

from __future__ import annotations

import base64
import tempfile
import threading
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath, PureWindowsPath

from segmentd import BadData, Reply, SegmentdError, Table

from customers import Customers, customers_of
from daemon import Daemon


@dataclass
class Upload:
    """A file, and what the daemon found in it."""

    id: str
    #: As the browser calls it.
    name: str
    table: Table
    #: A first look at the rows.
    description: Reply
    #: Who is in which segment, by version of a model.
    customers: dict[str, Customers] = field(default_factory=dict)


class Uploads:
    """The files of all tabs; of too many, the one that was longest unused is let go."""

    LIMIT = 20

    def __init__(self, daemon: Daemon) -> None:
        self._daemon = daemon
        self._lock = threading.Lock()
        self._uploads: dict[str, Upload] = {}

    def add(self, name: str, content: str) -> Upload:
        """Takes in a file as the browser sends it, a ``data:`` URL.

        Raises:
            SegmentdError: If it is no table.
        """
        key = uuid.uuid4().hex
        table = f"dashboard-{key}"
        # A browser on Windows may tell the whole path.
        name = PureWindowsPath(PurePosixPath(name).name).name or "file"
        with tempfile.TemporaryDirectory() as folder:
            place = Path(folder) / f"upload{PurePosixPath(name).suffix.lower()[:8]}"
            place.write_bytes(base64.b64decode(content.partition(",")[2]))
            try:
                self._daemon.wait(self._daemon.client.put_table(table, str(place)))
            except SegmentdError as error:
                # It is the reader's file, wherever we have put it.
                raise type(error)(error.message.replace(str(place), name)) from None
        upload = Upload(key, name, Table(table), Reply())
        try:
            upload.description = self._daemon.wait(self._daemon.client.describe(upload.table))
        except SegmentdError:
            self._drop([upload])
            raise
        with self._lock:
            self._uploads[key] = upload
            old = list(self._uploads)[: -self.LIMIT]
            dropped = [self._uploads.pop(name) for name in old]
        self._drop(dropped)
        return upload

    def get(self, key: str | None) -> Upload:
        """The file of a tab.

        Raises:
            BadData: If there is none, or none any more.
        """
        with self._lock:
            upload = self._uploads.pop(key or "", None)
            if upload is None:
                raise BadData(
                    "the dashboard no longer holds this file; load it again"
                    if key
                    else "there is no file yet; load a CSV first"
                )
            # The one that was used last is the last to go.
            self._uploads[upload.id] = upload
        return upload

    def customers(self, key: str, model: str) -> Customers:
        """The customers of a file, by a version of a model."""
        upload = self.get(key)
        if model not in upload.customers:
            found = self._daemon.wait(customers_of(self._daemon.client, upload.table, model))
            # One version is looked at, and perhaps one before.
            while len(upload.customers) > 1:
                del upload.customers[next(iter(upload.customers))]
            upload.customers[model] = found
        return upload.customers[model]

    def remove(self, key: str | None) -> None:
        """Lets go of the file that a tab had before."""
        with self._lock:
            upload = self._uploads.pop(key or "", None)
        if upload is not None:
            self._drop([upload])

    def clear(self) -> None:
        """Lets go of all, at the end."""
        with self._lock:
            uploads, self._uploads = list(self._uploads.values()), {}
        self._drop(uploads)

    def _drop(self, uploads: Iterable[Upload]) -> None:
        for upload in uploads:
            try:
                self._daemon.wait(self._daemon.client.delete_table(upload.table.name))
            except SegmentdError:
                # The daemon has ended, and its tables with it.
                return
