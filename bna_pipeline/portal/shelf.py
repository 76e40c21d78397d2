"""What lies open to everyone: released editions, as they were at most a second ago.

Strangers come without limit and may come in crowds, so a request folds no ledger and reads no programme. The shelf
looks at the heads of the ledgers once a second at the most, reads only the editions that moved, and hands out what it
has. What is not on it is not there, whether it is unknown or under embargo: the same answer, after the same work.
"""

from __future__ import annotations

import logging
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from math import inf
from threading import Lock
from time import monotonic
from typing import Final

from bna_pipeline.errors import BnaError
from bna_pipeline.model.base import EditionId, FileDigest, Sha256
from bna_pipeline.portal.files import file_headers
from bna_pipeline.portal.pages import rendered
from bna_pipeline.wiring import App, pipeline
from bna_pipeline.wiring.heads import heads_of

log = logging.getLogger(__name__)

FRESH_SECONDS: Final = 1.0
"""So long a look holds."""

WHOLE_SECONDS: Final = 300.0
"""After so long everything is read again: a programme's words may have been mended meanwhile."""

AGAIN_SECONDS: Final = 2.0
"""So long after it could not be read an edition is tried again: a release counts in minutes."""

KEPT_BYTES: Final = 96 * 1024 * 1024
"""Of files that were asked for; the one that was asked for longest ago goes first."""


@dataclass(frozen=True)
class Shown:
    """An edition on the shelf.

    Attributes:
        published: the edition.
        findable: what harvesters read of it; None: its programme has no rules for that.
    """

    published: pipeline.Published
    findable: pipeline.Findable | None


@dataclass(frozen=True)
class Look:
    """What is on the shelf.

    Attributes:
        at: when it was looked at, and `whole`: when everything was read (both `monotonic`).
        heads: of the ledgers then.
        shown: by edition; those that are not released are not in it. One that cannot be read stays as it was.
        unread: editions that could not be read, each with when it is tried again (`monotonic`).
        pages: what was rendered of it so far, by template and edition.
    """

    at: float
    whole: float
    heads: Mapping[str, str]
    shown: Mapping[EditionId, Shown]
    unread: Mapping[EditionId, float] = field(default_factory=dict)
    pages: dict[tuple[str, EditionId | None], bytes] = field(default_factory=dict)

    def latest(self) -> tuple[pipeline.Published, ...]:
        """All editions, the one that was released last first."""
        found = (one.published for one in self.shown.values())
        return tuple(sorted(found, key=lambda one: (one.released_at, one.edition), reverse=True))

    def corrects(self, edition: pipeline.Published) -> pipeline.Published | None:
        """The released edition that this one corrects."""
        found = None if edition.corrects is None else self.shown.get(edition.corrects)
        return None if found is None else found.published

    def errata(self, edition: EditionId) -> tuple[pipeline.Published, ...]:
        """The released errata of an edition, and those of these, in the order in which they were released."""
        own = [one for one in self.latest() if one.corrects == edition]
        return tuple(reversed([each for one in own for each in (*reversed(self.errata(one.edition)), one)]))


@dataclass(frozen=True)
class Given:
    """A file's bytes, and what they may do in a browser."""

    data: bytes
    headers: Mapping[str, str]


class Shelf:
    """Of one project; threads share it.

    Args:
        base: the desk's address for harvesters, without a slash at its end.
        clock: seconds, ever more.
    """

    def __init__(self, app: App, base: str, clock: Callable[[], float] = monotonic) -> None:
        self._app, self._base, self._clock = app, base, clock
        self._last: Look | None = None
        self._kept = OrderedDict[tuple[str, Sha256], Given]()
        self._looking, self._reading, self._keeping = Lock(), Lock(), Lock()

    def look(self) -> Look:
        """What is on it now. While one looks whether anything moved, the others get what was there a moment ago.

        Raises:
            StorageError, LedgerDamaged: nothing was ever seen, and nothing can be read.
        """
        last = self._last
        if last is not None and self._clock() - last.at < FRESH_SECONDS:
            return last
        if not self._looking.acquire(blocking=last is None):
            assert last is not None
            return last
        try:
            if self._last is last:
                self._last = self._looked(last)
            assert self._last is not None
            return self._last
        finally:
            self._looking.release()

    def page(self, template: str, edition: EditionId | None = None) -> bytes | None:
        """A page (HTML, UTF-8): of everything, or of one edition; None: it is not there."""
        look = self.look()
        shown = None if edition is None else look.shown.get(edition)
        if edition is not None and shown is None:
            return None
        if (template, edition) not in look.pages:
            one = None if shown is None else shown.published
            look.pages[template, edition] = rendered(template, look=look, one=one).encode()
        return look.pages[template, edition]

    def file(self, edition: EditionId, name: str) -> FileDigest | None:
        """A file of an edition; None: it is not there."""
        shown = self.look().shown.get(edition)
        return None if shown is None else shown.published.file(name)

    def given(self, edition: EditionId, file: FileDigest) -> Given:
        """Its bytes and its headers; held against its digest when it is read.

        Raises:
            BytesChanged, StorageError.
        """
        key = (file.name, file.sha256)
        found = self._known(key)
        if found is not None:
            return found
        with self._reading:  # who comes meanwhile waits, and does not read it as well
            found = self._known(key)
            if found is None:
                data = pipeline.blob_of(self._app.tools(edition, still=True), file)
                found = Given(data, file_headers(file.name, data))
                self._keep(key, found)
        return found

    def _known(self, key: tuple[str, Sha256]) -> Given | None:
        with self._keeping:
            if key in self._kept:
                self._kept.move_to_end(key)
            return self._kept.get(key)

    def _keep(self, key: tuple[str, Sha256], given: Given) -> None:
        with self._keeping:
            self._kept[key] = given
            while len(self._kept) > 1 and sum(len(each.data) for each in self._kept.values()) > KEPT_BYTES:
                self._kept.popitem(last=False)

    def _looked(self, last: Look | None) -> Look:
        at = self._clock()
        try:
            heads = heads_of(self._app)
        except BnaError as fault:
            if last is None:
                raise
            log.error("%s", fault)
            return replace(last, at=at)
        known = last or Look(at, -inf, {}, {})
        whole = at - known.whole >= WHOLE_SECONDS
        due = {e for e in heads if whole or heads[e] != known.heads.get(e) or at >= known.unread.get(e, inf)}
        if not due and heads == known.heads:
            return replace(known, at=at)
        found, unread = self._read(sorted(due))
        shown = {e: one for e, one in known.shown.items() if e in heads and (e not in due or e in unread)}
        again = {e: when for e, when in known.unread.items() if e in heads and e not in due}
        again |= dict.fromkeys(unread, at + AGAIN_SECONDS)
        return Look(at, at if whole else known.whole, heads, shown | found, again)

    def _read(self, editions: list[EditionId]) -> tuple[dict[EditionId, Shown], set[EditionId]]:
        """Those of them that were released, and those of which that cannot be told now."""
        found, unread = {}, set()
        for edition in editions:
            try:
                tools = self._app.tools(edition, still=True)
                published = pipeline.published(tools)
                if published is not None:
                    found[edition] = Shown(published, pipeline.findable(tools, self._base))
            except BnaError as fault:  # what is wrong with one edition keeps no other from being read
                log.error("%s: %s", edition, fault)
                unread.add(edition)
        return found, unread
