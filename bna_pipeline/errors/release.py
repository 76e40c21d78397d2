"""What goes wrong around a release."""

from __future__ import annotations

from datetime import timedelta

from bna_pipeline.errors.root import BnaError


class KamerAway(BnaError):
    """The Tweede Kamer's open data does not answer, or not in a way that can be read.

    `retry_after` is what it asked for itself; None: nothing.
    """

    code = "DEL-003"

    def __init__(self, message: str, mend: str = "", *, retry_after: timedelta | None = None) -> None:
        super().__init__(message, mend)
        self.retry_after = retry_after


class KamerFileTooLong(BnaError):
    """A file in the open data is longer than a letter or a report can be; it was not read to its end."""

    code = "DEL-004"
