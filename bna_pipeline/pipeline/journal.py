"""What has been read of a ledger: every entry is written after a look at all of it, so it must not be read anew."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from threading import RLock
from typing import Any, Final, TypeVar

from bna_pipeline.errors import LedgerDamaged
from bna_pipeline.model.events import Entry
from bna_pipeline.model.state import EditionState, fold
from bna_pipeline.pipeline.kept import Kept
from bna_pipeline.ports import Ledger

V = TypeVar("V")

_LOADED: Final = 200
"""How many models of an edition are kept: what all partners sent, and the contents of drafts."""


class Journal:
    """One edition's ledger as read so far; each look asks only for what came after.

    Threads may share it: what was read is replaced as a whole, and older readings are true too.

    Attributes:
        turn: held by the thread whose turn it is to write.
        loaded: what pages loaded from the blob store, by what it is and its digest.
    """

    def __init__(self) -> None:
        self.turn = RLock()
        self.loaded: Kept[Any] = Kept(_LOADED)
        self._recalls = False
        self._read: tuple[tuple[Entry, ...], EditionState | None] = ((), None)
        self._others: dict[str, Journal] = {}

    def still(self) -> Journal:
        """These readings as of the next look: a page asks many times, and shows one moment."""
        return _Still(self)

    def recall(self, key: Hashable, make: Callable[[], V]) -> V:
        """What follows from a digest alone: as pages before this one had it.

        An act makes it anew each time: it looks at what is really there.
        """
        if not self._recalls:
            return make()
        found: V = self.loaded.get(key, make)
        return found

    def of(self, edition: str) -> Journal:
        """The journal of another edition, kept with this one so that it is read only once as well."""
        return self._others.setdefault(edition, Journal())

    def continues(self, ledger: Ledger, edition: str) -> bool:
        """Whether what was read still stands in the ledger; else another one took its place, as a sample's may."""
        known, _ = self._read
        try:
            ledger.entries(edition, known[-1] if known else None)
        except LedgerDamaged:
            return False
        return True

    def look(self, ledger: Ledger, edition: str, *, signatures_needed: int) -> tuple[tuple[Entry, ...], EditionState]:
        """All entries up to now, and the state after them.

        Args:
            signatures_needed: how many signatories the programme's letter has.

        Raises:
            LedgerDamaged: the hash chain does not hold; the message says at which entry.
        """
        known, before = self._read
        fresh = ledger.entries(edition, known[-1] if known else None)
        now = fold(edition, fresh, signatures_needed=signatures_needed, start=before)
        found = ((*known, *fresh), now)
        self._read = found
        return found


class _Still(Journal):
    """A journal that looks once. For who only reads: what is written after that look is not seen."""

    def __init__(self, moving: Journal) -> None:
        super().__init__()
        self.turn, self.loaded, self._recalls = moving.turn, moving.loaded, True
        self._moving = moving
        self._found: tuple[tuple[Entry, ...], EditionState] | None = None

    def of(self, edition: str) -> Journal:
        """As it is: of other editions a page asks little."""
        return self._moving.of(edition)

    def look(self, ledger: Ledger, edition: str, *, signatures_needed: int) -> tuple[tuple[Entry, ...], EditionState]:
        """All entries up to the first look, and the state after them."""
        if self._found is None:
            self._found = self._moving.look(ledger, edition, signatures_needed=signatures_needed)
        return self._found
