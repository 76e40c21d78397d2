"""When a service of others was last asked: in a small file, so that every process of this machine keeps to it.

It is no record: without the file, one question too many is asked. Several machines each keep their own; the lease of an
edition keeps them from asking at once.
"""

from __future__ import annotations

import json
import logging
import uuid
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from bna_pipeline.ports import Clock
from bna_pipeline.system_words import in_words

log = logging.getLogger(__name__)

LONGEST: Final = timedelta(minutes=15)
"""However often it did not answer, and however much patience it asks for."""
NEAR_TIMES: Final = 4
"""Near a release the pause becomes at most so many times as long: then a minute counts."""


@dataclass(frozen=True)
class _Asked:
    """`at` and `until` are moments in ISO 8601; `failures` in a row."""

    at: str
    failures: int = 0
    until: str | None = None


class FilePace:
    """The pace of one edition's questions to one service (`ports.release.Pace`).

    Args:
        path: of the file; its folder is made.
        near, before: pause between two questions when the answer matters to the minute, and before that.
    """

    def __init__(self, path: Path, clock: Clock, near: timedelta, before: timedelta) -> None:
        self._path, self._clock, self._near, self._before = path, clock, near, before
        self._here: _Asked | None = None

    def not_before(self, *, near: bool) -> datetime | None:
        """See `ports.release.Pace`. A question in the future (the clock was set back) says nothing."""
        asked, now = self._known(), self._clock.now()
        if asked is None or (at := datetime.fromisoformat(asked.at)) > now:
            return None
        longest = min(self._near * NEAR_TIMES, LONGEST) if near else LONGEST
        usual = self._near if near else self._before
        pause: timedelta = min(usual * 2 ** min(asked.failures, 20), max(longest, usual))
        again = at + pause
        if asked.until is not None:
            again = max(again, min(datetime.fromisoformat(asked.until), at + LONGEST))
        return None if again <= now else again

    def asking(self) -> None:
        """See `ports.release.Pace`."""
        before = self._known()
        self._keep(_Asked(self._clock.now().isoformat(), 0 if before is None else before.failures))

    def answered(self) -> None:
        """See `ports.release.Pace`."""
        self._keep(_Asked(self._at()))

    def away(self, retry_after: timedelta | None) -> None:
        """See `ports.release.Pace`."""
        before = self._known()
        until = None if retry_after is None else (self._clock.now() + retry_after).isoformat()
        self._keep(_Asked(self._at(), 1 + (0 if before is None else before.failures), until))

    def _at(self) -> str:
        before = self._known()
        return self._clock.now().isoformat() if before is None else before.at

    def _known(self) -> _Asked | None:
        """What the file says; where it says nothing, what this process remembers."""
        try:
            found = _Asked(**json.loads(self._path.read_text(encoding="utf-8")))
            moments = [datetime.fromisoformat(m) for m in (found.at, found.until) if m is not None]
            good = found.failures >= 0 and all(m.tzinfo is not None for m in moments)
        except (OSError, ValueError, TypeError):
            return self._here
        return found if good else self._here

    def _keep(self, asked: _Asked) -> None:
        self._here = asked
        part = self._path.with_name(f"{self._path.name}.{uuid.uuid4().hex}")
        try:
            self._path.parent.mkdir(0o700, parents=True, exist_ok=True)
            try:
                part.write_text(json.dumps(asdict(asked)), encoding="utf-8")
                part.replace(self._path)
            finally:
                part.unlink(missing_ok=True)
        except OSError as fault:
            log.info("the pace is not kept for other processes: %s", in_words(fault))
